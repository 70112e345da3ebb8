//! Whose links were clicked how often.
//!
//! How many clicks each partner had before each day is counted once, when somebody first asks. Of the clicks that led to
//! no order only daily counts are stored, and the partner of each follows from its number.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::{ClickKind, Traffic};
use crate::identifiers::{PartnerId, ProgramId};
use crate::time::DAY;
use crate::view::View;

/// How many clicks each partner of a program had before each day. The counts of a day stand together.
#[derive(Debug, Default)]
pub(crate) struct ClicksByPartner(OnceLock<Vec<u32>>);

impl View<'_> {
    /// How often the links of each partner of the simulation were clicked, without clicks of the ledger.
    pub(crate) fn simulated_clicks_by_partner(&self, program: ProgramId) -> impl Iterator<Item = (PartnerId, u64)> {
        let partners = self.program(program).partners.len();
        let (traffic, today) = (self.world().traffic_of(program), self.second / DAY);
        let mut clicks: Vec<u64> = Vec::new();
        if partners > 0 {
            let start = today as usize * partners;
            let before = &self.clicks_before_days(program, traffic)[start..start + partners];
            clicks.extend(before.iter().map(|count| u64::from(*count)));
            self.add_clicks(program, traffic, today * DAY, self.second + 1, &mut |partner| clicks[partner] += 1);
        }
        (0..).map(PartnerId).zip(clicks)
    }

    /// How many clicks each partner had before each day.
    fn clicks_before_days<'t>(&self, program: ProgramId, traffic: &'t Traffic) -> &'t [u32] {
        traffic.by_partner.0.get_or_init(|| {
            let partners = self.program(program).partners.len();
            let days = traffic.redirect.idle.days().max(traffic.direct.idle.days());
            let of_day = |day: u32| {
                let mut clicks = vec![0_u32; partners];
                self.add_clicks(program, traffic, day * DAY, (day + 1) * DAY, &mut |partner| clicks[partner] += 1);
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
        })
    }

    /// Names the partner of every click of the simulation from one second to before another.
    fn add_clicks(&self, program: ProgramId, traffic: &Traffic, from: u32, until: u32, add: &mut impl FnMut(usize)) {
        let columns = &self.world().columns;
        let partners = self.program(program).partners.len();
        for kind in [ClickKind::Redirect, ClickKind::Direct] {
            let of_kind = traffic.of(kind);
            for number in of_kind.idle.before(from)..of_kind.idle.before(until) {
                if let Some(partner) = self.clicked_partner(program, kind, number, of_kind.idle.second(number)) {
                    add(partner.index());
                }
            }
            let led_to_orders = of_kind.orders_before(columns, from)..of_kind.orders_before(columns, until);
            for order in &of_kind.orders[led_to_orders] {
                let partner = usize::from(columns.partner(*order as usize));
                if partner < partners {
                    add(partner);
                }
            }
        }
    }

    /// How often the links of a partner were clicked in the range. `from` is included, `until` is not.
    pub fn clicks_of_partner(
        &self,
        program: ProgramId,
        partner: PartnerId,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> u64 {
        let (from, until) = self.range(from, until);
        let clicks = self.clicks_of_ledger(program, partner, from, until);
        if partner.index() >= self.program(program).partners.len() {
            return clicks;
        }
        let traffic = self.world().traffic_of(program);
        let before = |second: u32| self.simulated_clicks_before(program, traffic, partner, second);
        clicks + before(until) - before(from)
    }

    /// How many clicks of the simulation a partner had before a second.
    fn simulated_clicks_before(&self, program: ProgramId, traffic: &Traffic, partner: PartnerId, second: u32) -> u64 {
        let partners = self.program(program).partners.len();
        let day = second / DAY;
        let before = self.clicks_before_days(program, traffic);
        let mut clicks = u64::from(before[day as usize * partners + partner.index()]);
        self.add_clicks(program, traffic, day * DAY, second, &mut |clicked| {
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
