//! What the simulation lets happen as time passes: whoever tells others of it asks what is new since they last looked.

use chrono::{DateTime, Utc};

use crate::identifiers::{OrderId, PartnerId, ProgramId};
use crate::payout::payout_steps;
use crate::time::DELAY;
use crate::view::View;

/// Something that the simulation has let happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happened {
    /// Somebody joined a program, or something happened to them there.
    Partner(ProgramId, PartnerId),
    /// An order is seen for the first time.
    Order(OrderId),
    /// The network has decided about an order, or has changed its decision.
    Decision(OrderId),
    /// A payout with this number was requested, or something became of it.
    Payout(ProgramId, u64),
}

impl View<'_> {
    /// What the simulation has let happen after a time, until now, in the order in which it was seen. What it has planned
    /// for an order, and somebody has decided first, does not happen.
    pub fn happened_after(&self, time: DateTime<Utc>) -> Vec<(DateTime<Utc>, Happened)> {
        let (world, timeline) = (self.world(), self.world().timeline);
        let now = self.second;
        let Some(from) = timeline.at_or_before(time).filter(|from| *from < now) else { return Vec::new() };
        let columns = &world.columns;
        let mut happened = Vec::new();
        for order in columns.visible(from)..columns.visible(now) {
            let id = OrderId(u32::try_from(order).expect("orders are numbered by 32 bits"));
            happened.push((columns.placed(order) + DELAY, Happened::Order(id)));
        }
        for decision in &columns.by_decided()[columns.decided_by(from)..columns.decided_by(now)] {
            let order = OrderId(u32::try_from(decision.order()).expect("orders are numbered by 32 bits"));
            if self.ledger().orders().get(order).is_none() {
                happened.push((columns.made_at(*decision) + DELAY, Happened::Decision(order)));
            }
        }
        for program in world.programs.iter() {
            let steps = payout_steps(*self, program.id, from, now);
            happened.extend(steps.map(|(second, number)| (second, Happened::Payout(program.id, number))));
            for (place, partner) in (0..).zip(&program.partners) {
                let seconds = partner.steps().filter_map(|second| u32::try_from(second).ok());
                let new = seconds.filter(|second| from < *second && *second <= now);
                happened.extend(new.map(|second| (second, Happened::Partner(program.id, PartnerId(place)))));
            }
        }
        happened.sort_unstable();
        happened.into_iter().map(|(second, happened)| (timeline.time(second), happened)).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::Happened;
    use crate::ledger::{Cause, ChangeCause, ChangeKind, Ledger};
    use crate::world::{Settings, World};

    fn world() -> (World, DateTime<Utc>) {
        let anchor = "2026-06-08T12:00:00Z".parse().expect("a literal time");
        let settings = Settings { seed: 3, orders: 2000, anchor, simulated: true };
        (World::build(&settings).expect("in range"), anchor)
    }

    #[test]
    fn each_thing_happens_once_however_time_is_cut() {
        let (world, anchor) = world();
        let until = anchor + Duration::days(30);
        let whole = world.at(until).expect("in range").happened_after(anchor);
        let (mut pieces, mut time) = (Vec::new(), anchor);
        while time < until {
            let next = (time + Duration::minutes(613)).min(until);
            pieces.extend(world.at(next).expect("in range").happened_after(time));
            time = next;
        }
        assert_eq!(whole, pieces);
        for kind in ["Order(", "Decision(", "Payout(", "Partner("] {
            let count = whole.iter().filter(|(_, happened)| format!("{happened:?}").starts_with(kind)).count();
            assert!(count > 0, "there is some {kind}");
        }
        assert!(whole.iter().all(|(at, _)| anchor < *at && *at <= until));
        assert_eq!(world.at(until).expect("in range").happened_after(until), []);
    }

    #[test]
    fn an_order_is_seen_when_it_is_listed() {
        let (world, anchor) = world();
        let happened = world.at(anchor + Duration::days(3)).expect("in range").happened_after(anchor);
        let seen = |happened: &Happened| match happened {
            Happened::Order(order) => Some(*order),
            _ => None,
        };
        let (at, order) =
            happened.iter().find_map(|(at, happened)| Some((*at, seen(happened)?))).expect("there is an order");
        assert!(world.at(at).expect("in range").has_order(order));
        assert!(!world.at(at - Duration::seconds(1)).expect("in range").has_order(order));
    }

    #[test]
    fn what_somebody_decided_first_is_not_decided_again() {
        let (world, anchor) = world();
        let until = anchor + Duration::days(60);
        let all = world.at(until).expect("in range").happened_after(anchor);
        let view = world.at(anchor).expect("in range");
        let decided = all.iter().find_map(|(_, happened)| match happened {
            Happened::Decision(order) if view.has_order(*order) => Some(*order),
            _ => None,
        });
        let order = decided.expect("some order of before is decided");
        let cause = ChangeCause {
            order: Some(order),
            program: None,
            kind: ChangeKind::Corrected,
            at: None,
            reason: None,
            amount: Some(100),
            commission: None,
        };
        let events = view.cause(&Cause::Change(cause)).expect("it can be corrected");
        let mut ledger = Ledger::new();
        ledger.apply(&world, anchor, &events[0]);
        let after = world.with(&ledger, until).expect("in range").happened_after(anchor);
        let is_decided =
            |list: &[(DateTime<Utc>, Happened)]| list.iter().any(|(_, one)| *one == Happened::Decision(order));
        assert!(is_decided(&all) && !is_decided(&after));
    }
}
