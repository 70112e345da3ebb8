//! Clicks, leads and conversions of a program, day by day.

use chrono::{DateTime, Duration, Utc};

use super::ActivityKind;
use crate::identifiers::{OrderId, ProgramId};
use crate::ledger::Sums;
use crate::time::DAY;
use crate::view::View;

/// What happened in a program on one day. Money is in minor units of the program's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityOfDay {
    /// The beginning of the day, in UTC.
    pub day: DateTime<Utc>,
    /// Clicks on partners' links.
    pub clicks: u64,
    /// People who signed up.
    pub leads: u64,
    /// Pending and approved orders that were placed on the day.
    pub conversions: u64,
    /// The sum of their amounts.
    pub revenue: i64,
    /// The sum of their commissions, and of the bonuses of the day.
    pub commission: i64,
    /// Partners who were approved on the day.
    pub partners: u64,
}

impl View<'_> {
    /// What happened in a program on each day from one to before another. Both are rounded down to midnight UTC, and days
    /// outside of the world are left out.
    pub fn activity_by_day(&self, program: ProgramId, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<ActivityOfDay> {
        let timeline = self.world().timeline;
        let midnight = |time: DateTime<Utc>| timeline.at_or_before(time).unwrap_or_default() / DAY * DAY;
        let (first, last) = (midnight(from), midnight(until.min(self.now() + Duration::days(1))));
        let mut days: Vec<ActivityOfDay> = (first..last)
            .step_by(DAY as usize)
            .map(|second| {
                let (day, next) = (timeline.time(second), timeline.time(second + DAY));
                let clicks = self.clicks(program, day, next);
                ActivityOfDay {
                    day,
                    clicks: clicks.redirect + clicks.direct,
                    leads: self.count_activity(program, ActivityKind::Lead, day, next),
                    conversions: 0,
                    revenue: 0,
                    commission: 0,
                    partners: self.partners_approved(program, day, next),
                }
            })
            .collect();
        let end = timeline.time(last);
        let simulated = self.placed(program, timeline.time(first), end).iter().map(|order| OrderId(*order));
        let own = self.ledger().program(program);
        let added = own.into_iter().flat_map(|own| {
            let before = own.added_before(first);
            let count = own.added_before(last.max(first)) - before;
            own.added_from(before, usize::try_from(count).expect("orders are numbered by 32 bits"))
        });
        for order in simulated.chain(added.map(|(_, order)| order)) {
            let facts = self.facts(order);
            let sums = Sums::of(&facts);
            let day = &mut days[((facts.placed - first) / DAY) as usize];
            day.conversions += sums.orders;
            day.revenue += sums.amount;
            day.commission += sums.commission;
        }
        for bonus in self.bonuses(program) {
            let second = timeline.at_or_before(bonus.at).unwrap_or_default();
            if (first..last).contains(&second) {
                days[((second - first) / DAY) as usize].commission += bonus.amount;
            }
        }
        days
    }
}
