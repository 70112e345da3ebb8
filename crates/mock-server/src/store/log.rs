//! The log in memory: what was recorded, and up to where it is durable.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use chrono::{DateTime, Utc};
use trackside_world::OrderId;

use super::{Event, Moved};

/// A position in the log: the number of appends before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Position(u64);

#[derive(Debug, Default)]
pub(super) struct Log(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    accepted: Position,
    durable: Position,
    /// When survey links were first requested, by order, and the position after that event.
    survey_links: BTreeMap<OrderId, (DateTime<Utc>, Position)>,
}

impl FromIterator<(OrderId, DateTime<Utc>)> for Log {
    fn from_iter<I: IntoIterator<Item = (OrderId, DateTime<Utc>)>>(records: I) -> Self {
        let records = records.into_iter().map(|(order, at)| (order, (at, Position::default())));
        Self(RwLock::new(State { survey_links: records.collect(), ..State::default() }))
    }
}

impl Log {
    pub(super) fn accepted(&self) -> Position {
        self.read().accepted
    }

    pub(super) fn durable(&self) -> Position {
        self.read().durable
    }

    pub(super) fn get(&self, order: OrderId, until: Position) -> Option<DateTime<Utc>> {
        let state = self.read();
        state.survey_links.get(&order).filter(|(_, position)| *position <= until).map(|(at, _)| *at)
    }

    pub(super) fn all(&self, until: Position) -> Vec<(OrderId, DateTime<Utc>)> {
        let state = self.read();
        let visible = state.survey_links.iter().filter(|(_, (_, position))| *position <= until);
        visible.map(|(order, (at, _))| (*order, *at)).collect()
    }

    /// Accepts events if the log is still at the position. `enqueue` is called with the position after them, in the
    /// order of the log. Without it they are durable at once.
    pub(super) fn append(
        &self,
        at: Position,
        events: &[Event],
        now: DateTime<Utc>,
        enqueue: Option<impl FnOnce(Position)>,
    ) -> Result<(), Moved> {
        let mut state = self.write();
        if state.accepted != at {
            return Err(Moved);
        }
        state.accepted.0 += 1;
        let after = state.accepted;
        for event in events {
            let Event::SurveyLinks(order) = event;
            state.survey_links.entry(*order).or_insert((now, after));
        }
        match enqueue {
            Some(enqueue) => enqueue(after),
            None => state.durable = after,
        }
        Ok(())
    }

    /// Marks everything up to the position as durable.
    pub(super) fn make_durable(&self, position: Position) {
        let mut state = self.write();
        state.durable = state.durable.max(position);
    }

    /// Removes everything that was accepted but is not durable. Returns the new position; events accepted before it are
    /// lost unless they were durable.
    pub(super) fn discard_accepted(&self) -> Position {
        let mut state = self.write();
        let durable = state.durable;
        state.survey_links.retain(|_, (_, position)| *position <= durable);
        // A position is never used twice.
        state.accepted.0 += 1;
        state.durable = state.accepted;
        state.accepted
    }

    /// Removes everything. Returns the number of records.
    pub(super) fn clear(&self) -> u64 {
        let mut state = self.write();
        state.accepted.0 += 1;
        state.durable = state.accepted;
        std::mem::take(&mut state.survey_links).len() as u64
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use trackside_world::OrderId;

    use super::{Log, Position};
    use crate::store::{Event, Moved};

    #[test]
    fn only_a_decision_at_the_end_of_the_log_is_accepted() {
        let (log, now) = (Log::default(), DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000));
        let (start, event) = (log.accepted(), [Event::SurveyLinks(OrderId(7))]);
        let mut after = None;
        log.append(start, &event, now, Some(|position| after = Some(position))).expect("nothing came between");
        assert_eq!(log.append(start, &event, now, Some(|_| panic!("not accepted"))), Err(Moved));
        assert_eq!(log.get(OrderId(7), log.accepted()), Some(now), "the next decision counts with it");
        assert_eq!(log.get(OrderId(7), log.durable()), None, "readers do not see it yet");
        log.make_durable(after.expect("a position"));
        assert_eq!(log.all(log.durable()), [(OrderId(7), now)]);
        assert_eq!((log.clear(), log.clear()), (1, 0));
        assert_eq!(log.append(start, &event, now, AT_ONCE), Err(Moved), "no position comes again");
    }

    #[test]
    fn what_could_not_be_written_is_forgotten() {
        let (log, now) = (Log::default(), DateTime::<Utc>::UNIX_EPOCH);
        log.append(log.accepted(), &[Event::SurveyLinks(OrderId(1))], now, AT_ONCE).expect("accepted");
        log.append(log.accepted(), &[Event::SurveyLinks(OrderId(2))], now, Some(|_| ())).expect("accepted");
        let lost = log.accepted();
        assert!(lost < log.discard_accepted());
        assert_eq!(log.all(log.accepted()), [(OrderId(1), now)]);
        assert_eq!(log.accepted(), log.durable());
    }

    const AT_ONCE: Option<fn(Position)> = None;
}
