//! Whose links were clicked how often.
//!
//! Of the clicks that led to no order only daily counts are stored, and the partner of each follows from its number. How
//! many a partner had by the end of each day is counted once, when somebody first asks.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::{ClickKind, Traffic};
use crate::identifiers::{PartnerId, ProgramId};
use crate::ledger::ProgramLedger;
use crate::time::{DAY, NEVER};
use crate::view::View;

/// How many clicks that led to no order each partner of a program had before each day. The counts of a day stand
/// together.
#[derive(Debug, Default)]
pub(crate) struct IdleClicksByPartner(OnceLock<Vec<u32>>);

impl View<'_> {
    /// How often the links of each partner of the simulation were clicked, by their place, without clicks of the ledger.
    fn simulated_clicks_by_partner(&self, program: ProgramId) -> Vec<u64> {
        let partners = self.program(program).partners.len();
        let (columns, traffic) = (&self.world().columns, self.world().traffic_of(program));
        if partners == 0 {
            return Vec::new();
        }
        let today = self.second / DAY;
        let before = traffic.idle_by_partner.0.get_or_init(|| self.idle_clicks_by_day(program, traffic));
        let start = today as usize * partners;
        let mut clicks: Vec<u64> = before[start..start + partners].iter().map(|count| u64::from(*count)).collect();
        self.add_idle(program, traffic, today * DAY, self.second + 1, &mut |partner| clicks[partner] += 1);
        for kind in [ClickKind::Redirect, ClickKind::Direct] {
            let of_orders = &traffic.of(kind).orders;
            for order in &of_orders[..traffic.of(kind).orders_before(columns, self.second + 1)] {
                let partner = usize::from(columns.partner[*order as usize]);
                if columns.clicked[*order as usize] != NEVER && partner < partners {
                    clicks[partner] += 1;
                }
            }
        }
        clicks
    }

    fn idle_clicks_by_day(&self, program: ProgramId, traffic: &Traffic) -> Vec<u32> {
        let partners = self.program(program).partners.len();
        let days = traffic.redirect.idle.days().max(traffic.direct.idle.days());
        let of_day = |day: u32| {
            let mut clicks = vec![0_u32; partners];
            self.add_idle(program, traffic, day * DAY, (day + 1) * DAY, &mut |partner| clicks[partner] += 1);
            clicks
        };
        let counted: Vec<Vec<u32>> = (0..days).into_par_iter().map(of_day).collect();
        let mut before = vec![0_u32; partners];
        let mut all = before.clone();
        for day in counted {
            before.iter_mut().zip(day).for_each(|(sum, clicks)| *sum += clicks);
            all.extend(&before);
        }
        all
    }

    /// Names the partner of every click from one second to before another that led to no order.
    fn add_idle(&self, program: ProgramId, traffic: &Traffic, from: u32, until: u32, add: &mut impl FnMut(usize)) {
        for kind in [ClickKind::Redirect, ClickKind::Direct] {
            let idle = &traffic.of(kind).idle;
            for number in idle.before(from)..idle.before(until) {
                if let Some(partner) = self.clicked_partner(program, kind, number, idle.second(number)) {
                    add(partner.index());
                }
            }
        }
    }

    /// How often the links of each partner were clicked. Partners whose links were never clicked may be missing.
    pub(crate) fn clicks_by_partner(&self, program: ProgramId) -> impl Iterator<Item = (PartnerId, u64)> + use<> {
        let simulated = self.simulated_clicks_by_partner(program);
        let simulated = (0..).map(PartnerId).zip(simulated);
        let own = self.ledger().program(program).map(ProgramLedger::clicks_by_partner).unwrap_or_default();
        simulated.chain(own)
    }
}

impl View<'_> {
    /// How often the links of a partner were clicked in the range. `from` is included, `until` is not.
    pub fn clicks_of_partner(
        &self,
        program: ProgramId,
        partner: PartnerId,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> u64 {
        let (from, until) = self.range(from, until);
        let traffic = self.world().traffic_of(program);
        let mut clicks = self.clicks_of_ledger(program, partner, from, until);
        if partner.index() >= self.program(program).partners.len() {
            return clicks;
        }
        let idle_before = |second: u32| self.idle_clicks_of(program, traffic, partner, second);
        clicks += idle_before(until) - idle_before(from);
        let columns = &self.world().columns;
        for kind in [ClickKind::Redirect, ClickKind::Direct] {
            let of_kind = traffic.of(kind);
            let range = of_kind.orders_before(columns, from)..of_kind.orders_before(columns, until);
            let led_to = |order: &&u32| {
                let order = **order as usize;
                columns.clicked[order] != NEVER && usize::from(columns.partner[order]) == partner.index()
            };
            clicks += of_kind.orders[range].iter().filter(led_to).count() as u64;
        }
        clicks
    }

    /// How many clicks that led to no order a partner had before a second.
    fn idle_clicks_of(&self, program: ProgramId, traffic: &Traffic, partner: PartnerId, second: u32) -> u64 {
        let partners = self.program(program).partners.len();
        let before = traffic.idle_by_partner.0.get_or_init(|| self.idle_clicks_by_day(program, traffic));
        let day = second / DAY;
        let mut clicks = u64::from(before[day as usize * partners + partner.index()]);
        self.add_idle(program, traffic, day * DAY, second, &mut |clicked| {
            clicks += u64::from(clicked == partner.index());
        });
        clicks
    }

    fn clicks_of_ledger(&self, program: ProgramId, partner: PartnerId, from: u32, until: u32) -> u64 {
        let Some(own) = self.ledger().program(program) else { return 0 };
        let of_kind = |kind| {
            let (before, after) = (own.clicks_before(kind, from), own.clicks_before(kind, until));
            let most = usize::try_from(after - before).unwrap_or(usize::MAX);
            own.clicks_from(kind, before, most).iter().filter(|click| click.2 == Some(partner)).count() as u64
        };
        of_kind(ClickKind::Redirect) + of_kind(ClickKind::Direct)
    }
}
