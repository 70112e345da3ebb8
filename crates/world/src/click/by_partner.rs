//! Whose links were clicked how often.
//!
//! How many clicks each partner had before each day is counted once, when somebody first asks. Of the clicks that led to
//! no order only daily counts are stored, and the partner of each follows from its number.

use std::ops::Range;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use super::{ClickKind, Traffic, clicker};
use crate::chance::Dice;
use crate::identifiers::{PartnerId, ProgramId};
use crate::partner::{Partner, approved, present};
use crate::time::DAY;
use crate::view::View;

/// How many clicks each partner of a program had before each day. The counts of a day stand together.
#[derive(Debug, Default)]
pub(crate) struct ClicksByPartner(OnceLock<Vec<u32>>);

/// Which partner each number that is drawn chooses, while nobody comes or goes.
struct Choice {
    bound: u32,
    partners: Vec<usize>,
    count: usize,
}

impl Choice {
    fn new(partners: &[Partner], second: u32) -> Self {
        let approved = approved(partners, second.into()).max(1);
        let bound = u32::try_from(approved).expect("few partners");
        let present = (0..approved).map(|chosen| present(partners, chosen, second.into())).collect();
        Self { bound, partners: present, count: partners.len() }
    }

    fn of(&self, dice: &mut Dice) -> Option<usize> {
        let partner = self.partners[dice.below(self.bound) as usize];
        (partner < self.count).then_some(partner)
    }
}

/// The parts of a range of seconds in which no partner is approved or leaves.
fn stretches(partners: &[Partner], from: u32, until: u32) -> impl Iterator<Item = Range<u32>> {
    let seconds = partners.iter().flat_map(Partner::steps).filter_map(|second| u32::try_from(second).ok());
    let mut cuts: Vec<u32> = seconds.filter(|second| from < *second && *second < until).collect();
    cuts.extend([from, until]);
    cuts.sort_unstable();
    cuts.dedup();
    (1..cuts.len()).map(move |end| cuts[end - 1]..cuts[end])
}

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
        let (columns, seed) = (&self.world().columns, self.world().settings().seed);
        let all = &self.program(program).partners;
        let partners = all.len();
        for stretch in stretches(all, from, until) {
            // Nobody comes or goes in a stretch, so the time of a click does not matter.
            let choice = Choice::new(all, stretch.start);
            for kind in [ClickKind::Redirect, ClickKind::Direct] {
                let idle = &traffic.of(kind).idle;
                for number in idle.before(stretch.start)..idle.before(stretch.end) {
                    if let Some(partner) = choice.of(&mut clicker(seed, program, kind, number)) {
                        add(partner);
                    }
                }
            }
        }
        for kind in [ClickKind::Redirect, ClickKind::Direct] {
            let of_kind = traffic.of(kind);
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

#[cfg(test)]
mod tests {
    use super::ClickKind;
    use crate::time::DAY;
    use crate::world::{Settings, World};

    #[test]
    fn clicks_are_counted_as_one_by_one() {
        let anchor = "2026-06-08T12:00:00Z".parse().expect("a literal time");
        let world = World::build(&Settings { seed: 5, orders: 3000, anchor, simulated: true }).expect("in range");
        let view = world.at(anchor).expect("in range");
        for program in view.programs().filter(|program| !program.partners.is_empty()) {
            let traffic = world.traffic_of(program.id);
            let (from, until) = (333 * DAY + 4711, 702 * DAY + 17);
            let mut counted = vec![0_u64; program.partners.len()];
            view.add_clicks(program.id, traffic, from, until, &mut |partner| counted[partner] += 1);
            let mut expected = vec![0_u64; program.partners.len()];
            for kind in [ClickKind::Redirect, ClickKind::Direct] {
                let clicks = traffic.of(kind);
                for number in clicks.idle.before(from)..clicks.idle.before(until) {
                    let partner = view.clicked_partner(program.id, kind, number, clicks.idle.second(number));
                    if let Some(partner) = partner {
                        expected[partner.index()] += 1;
                    }
                }
                let clicked = |order: &&u32| (from..until).contains(&world.columns.clicked(**order as usize));
                for order in clicks.orders.iter().filter(clicked) {
                    if let Some(count) = expected.get_mut(usize::from(world.columns.partner(*order as usize))) {
                        *count += 1;
                    }
                }
            }
            assert_eq!(counted, expected, "{}", program.name);
        }
    }
}
