//! The log in memory: what was recorded, and up to where it is durable.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use chrono::{DateTime, TimeDelta, Utc};
use trackside_world::OrderId;

use super::table::{Row, Table};
use super::{ANSWERS_KEPT, AnswerKey, Event, Moved, Removed, Saved, StoredAnswer};

/// How much longer than [`ANSWERS_KEPT`] a response may stay in memory and in the file.
const SLACK: TimeDelta = TimeDelta::hours(1);

/// A position in the log: the number of appends before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Position(u64);

#[derive(Debug, Default)]
pub(super) struct Log(RwLock<State>);

#[derive(Debug, Default)]
struct State {
    accepted: Position,
    durable: Position,
    /// The orders for which survey links were requested.
    survey_links: Table<OrderId, ()>,
    /// The responses that are kept for repeated requests.
    answers: Table<AnswerKey, StoredAnswer>,
}

impl Log {
    /// A log that starts with the records of a file.
    pub(super) fn starting_with(saved: Saved) -> Self {
        let survey_links = saved.survey_links.into_iter().map(|(order, at)| (order, (), at));
        let answers = saved.answers.into_iter().map(|(answer, at)| (answer.key, answer, at));
        let (survey_links, answers) = (Table::durable(survey_links), Table::durable(answers));
        Self(RwLock::new(State { survey_links, answers, ..State::default() }))
    }

    pub(super) fn accepted(&self) -> Position {
        self.read().accepted
    }

    pub(super) fn durable(&self) -> Position {
        self.read().durable
    }

    pub(super) fn get(&self, order: OrderId, until: Position) -> Option<DateTime<Utc>> {
        self.read().survey_links.get(&order, until).map(|row| row.at)
    }

    pub(super) fn all(&self, until: Position) -> Vec<(OrderId, DateTime<Utc>)> {
        self.read().survey_links.all(until).map(|(order, row)| (*order, row.at)).collect()
    }

    pub(super) fn answer(&self, key: AnswerKey, until: Position) -> Option<Row<StoredAnswer>> {
        self.read().answers.get(&key, until).cloned()
    }

    /// Accepts events if the log is still at the position. Records of a later time are replaced by them. `enqueue` is
    /// called with the position after them and what they remove, in the order of the log. Without it they are durable at
    /// once.
    pub(super) fn append(
        &self,
        at: Position,
        events: &[Event],
        now: DateTime<Utc>,
        enqueue: Option<impl FnOnce(Position, Removed)>,
    ) -> Result<(), Moved> {
        let mut state = self.write();
        if state.accepted != at {
            return Err(Moved);
        }
        state.accepted.0 += 1;
        let after = state.accepted;
        let mut removed = Removed::default();
        if !events.is_empty() {
            removed.later = state.survey_links.step_back(now, after);
            removed.later |= state.answers.step_back(now, after);
            let until = now - ANSWERS_KEPT;
            removed.answers_until = state.answers.forget(until, SLACK, after).then_some(until);
        }
        for event in events {
            match event {
                Event::SurveyLinks(order) if state.survey_links.get(order, after).is_some() => {}
                Event::SurveyLinks(order) => state.survey_links.insert(*order, (), now, after),
                Event::Answered(answer) => state.answers.insert(answer.key, (**answer).clone(), now, after),
            }
        }
        match enqueue {
            Some(enqueue) => enqueue(after, removed),
            None => state.settle(after),
        }
        Ok(())
    }

    /// Marks everything up to the position as durable.
    pub(super) fn make_durable(&self, position: Position) {
        let mut state = self.write();
        let durable = state.durable.max(position);
        state.settle(durable);
    }

    /// Removes everything that was accepted but is not durable. Returns the new position; events accepted before it are
    /// lost unless they were durable.
    pub(super) fn discard_accepted(&self) -> Position {
        let mut state = self.write();
        let durable = state.durable;
        state.survey_links.discard(durable);
        state.answers.discard(durable);
        // A position is never used twice.
        state.accepted.0 += 1;
        state.durable = state.accepted;
        state.accepted
    }

    /// Removes everything. Returns the number of records that clients created.
    pub(super) fn clear(&self) -> u64 {
        let mut state = self.write();
        state.accepted.0 += 1;
        state.durable = state.accepted;
        state.answers.clear();
        state.survey_links.clear()
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn settle(&mut self, durable: Position) {
        self.durable = durable;
        self.survey_links.settle(durable);
        self.answers.settle(durable);
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use chrono::{DateTime, Duration, Utc};
    use trackside_world::OrderId;

    use super::{Log, Position};
    use crate::store::{Event, Moved, Removed, StoredAnswer};

    #[test]
    fn only_a_decision_at_the_end_of_the_log_is_accepted() {
        let (log, now) = (Log::default(), DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000));
        let (start, event) = (log.accepted(), [Event::SurveyLinks(OrderId(7))]);
        let mut after = None;
        log.append(start, &event, now, Some(|position, _| after = Some(position))).expect("nothing came between");
        assert_eq!(log.append(start, &event, now, Some(|_, _| panic!("not accepted"))), Err(Moved));
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
        log.append(log.accepted(), &[Event::SurveyLinks(OrderId(2))], now, Some(|_, _| ())).expect("accepted");
        let lost = log.accepted();
        assert!(lost < log.discard_accepted());
        assert_eq!(log.all(log.accepted()), [(OrderId(1), now)]);
        assert_eq!(log.accepted(), log.durable());
    }

    #[test]
    fn what_is_written_after_a_step_back_takes_the_place_of_what_came_later() {
        let (log, now) = (Log::default(), DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000));
        let (later, order) = (now + Duration::days(2), |number| [Event::SurveyLinks(OrderId(number))]);
        log.append(log.accepted(), &order(1), now, AT_ONCE).expect("accepted");
        log.append(log.accepted(), &order(2), later, AT_ONCE).expect("accepted");
        log.append(log.accepted(), &order(3), later, AT_ONCE).expect("accepted");
        log.append(log.accepted(), &[], now, AT_ONCE).expect("accepted");
        assert_eq!(log.all(log.durable()).len(), 3, "a request that records nothing removes nothing");
        let mut removed = Removed::default();
        log.append(log.accepted(), &order(3), now, Some(|_, some| removed = some)).expect("accepted");
        assert_eq!(removed, Removed { later: true, answers_until: None });
        assert_eq!(log.all(log.accepted()), [(OrderId(1), now), (OrderId(3), now)]);
        log.discard_accepted();
        assert_eq!(log.all(log.durable()), [(OrderId(1), now), (OrderId(2), later), (OrderId(3), later)]);
    }

    #[test]
    fn kept_responses_are_removed_a_day_later_and_come_back_if_that_could_not_be_written() {
        let (log, start) = (Log::default(), DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000));
        let answered = |key| {
            [Event::Answered(Box::new(StoredAnswer { key, request: 1, status: 201, body: Bytes::from_static(b"{}") }))]
        };
        let kept = |log: &Log| (0..10).filter(|key| log.answer(*key, log.accepted()).is_some()).collect::<Vec<_>>();
        for (key, hours) in [(0, 0), (1, 2), (2, 24), (3, 24)] {
            log.append(log.accepted(), &answered(key), start + Duration::hours(hours), AT_ONCE).expect("accepted");
        }
        assert_eq!(kept(&log), [0, 1, 2, 3], "an hour of slack has not passed");
        let later = start + Duration::hours(25);
        log.append(log.accepted(), &[], later, AT_ONCE).expect("accepted");
        assert_eq!(kept(&log), [0, 1, 2, 3], "a request that records nothing removes nothing");
        let mut removed = Removed::default();
        log.append(log.accepted(), &answered(4), later, Some(|_, some| removed = some)).expect("accepted");
        assert_eq!(removed, Removed { later: false, answers_until: Some(start + Duration::hours(1)) });
        assert_eq!(kept(&log), [1, 2, 3, 4]);
        log.discard_accepted();
        assert_eq!(kept(&log), [0, 1, 2, 3], "the file still has them");
        log.append(log.accepted(), &answered(5), later + Duration::hours(40), AT_ONCE).expect("accepted");
        assert_eq!(kept(&log), [5]);
    }

    #[test]
    fn orders_with_survey_links_are_never_forgotten() {
        let (log, start) = (Log::default(), DateTime::<Utc>::UNIX_EPOCH + Duration::days(20_000));
        log.append(log.accepted(), &[Event::SurveyLinks(OrderId(1))], start, AT_ONCE).expect("accepted");
        let later = start + Duration::days(90);
        log.append(log.accepted(), &[Event::SurveyLinks(OrderId(2))], later, AT_ONCE).expect("accepted");
        assert_eq!(log.all(log.durable()), [(OrderId(1), start), (OrderId(2), later)]);
    }

    const AT_ONCE: Option<fn(Position, Removed)> = None;
}
