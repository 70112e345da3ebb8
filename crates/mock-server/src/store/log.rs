//! The log in memory: what was recorded, and up to where it is durable.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::book::Book;
use super::table::{Row, Table};
use super::{
    ANSWERS_KEPT, AnswerKey, Appended, Changes, Difference, Entry, Event, Held, Kept, Moved, News, Origin,
    PageOfEntries, Reader, Recorded, Saved, StoredAnswer,
};
use crate::worlds::Worlds;
use chrono::{DateTime, TimeDelta, Utc};
use trackside_world::Ledger;

/// How much longer than [`ANSWERS_KEPT`] a response may stay in memory and in the file.
const SLACK: TimeDelta = TimeDelta::hours(1);

/// How many ranges of lost positions are known: a request is decided long before so many writes fail.
const LOST_RANGES: usize = 8;

/// A position in the log: the number of appends before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Position(pub(super) u64);

#[derive(Debug)]
pub(super) struct Log(RwLock<State>);

#[derive(Debug)]
struct State {
    accepted: Position,
    durable: Position,
    /// What the world shows beside the simulation.
    book: Book,
    /// The responses that are kept for repeated requests.
    answers: Table<AnswerKey, StoredAnswer>,
    /// Positions that were accepted and then lost, from one and before another: the latest ranges.
    lost: VecDeque<(Position, Position)>,
}

impl Log {
    /// A log that starts with the entries of a world file, the records of a state file, and the ledger that they make.
    pub(super) fn starting_with(worlds: Arc<Worlds>, pinned: Vec<Arc<Entry>>, saved: Saved, ledger: Ledger) -> Self {
        let answers = saved.answers.into_iter().map(|(answer, at)| (answer.key, answer, at));
        let (accepted, durable) = (Position::default(), Position::default());
        let book = Book::new(worlds, pinned, saved.entries, ledger, saved.next_id);
        Self(RwLock::new(State { accepted, durable, book, answers: Table::durable(answers), lost: VecDeque::new() }))
    }

    pub(super) fn accepted(&self) -> Position {
        self.read().accepted
    }

    /// Whether everything that was accepted is durable.
    pub(super) fn is_settled(&self) -> bool {
        let state = self.read();
        state.accepted == state.durable
    }

    pub(super) fn held(&self, time: DateTime<Utc>) -> Held {
        let state = self.read();
        Held { ledger: state.book.at(time), position: state.accepted, next_id: state.book.next_id() }
    }

    pub(super) fn entries(&self, time: DateTime<Utc>) -> Vec<Arc<Entry>> {
        self.read().book.entries(time).rev().cloned().collect()
    }

    pub(super) fn read_all(&self, time: DateTime<Utc>) -> Reader {
        self.read().book.read_all(time)
    }

    pub(super) fn news(&self, reader: &Reader, time: DateTime<Utc>) -> News {
        let state = self.read();
        state.book.news(reader, time, state.durable)
    }

    pub(super) fn is_pinned(&self, id: u64) -> bool {
        self.read().book.is_pinned(id)
    }

    pub(super) fn page(&self, time: DateTime<Utc>, asked: &PageOfEntries<'_>) -> (u64, Vec<Arc<Entry>>) {
        self.read().book.page(time, asked)
    }

    pub(super) fn unknown(&self, time: DateTime<Utc>, ids: &[u64]) -> Option<u64> {
        self.read().book.unknown(time, ids)
    }

    pub(super) fn to_undo(&self, ids: &[u64]) -> Vec<Arc<Entry>> {
        self.read().book.to_undo(ids)
    }

    pub(super) fn answer(&self, key: AnswerKey, until: Position) -> Option<Row<StoredAnswer>> {
        self.read().answers.get(&key, until).cloned()
    }

    /// Accepts events if the log is still at the position. Records of a later time are replaced by them. `enqueue` is
    /// called with the position after them and what a file must do, in the order of the log. Without it they are durable
    /// at once. Returns what they change.
    pub(super) fn append(
        &self,
        at: Position,
        events: &[Event],
        origin: &Arc<Origin>,
        now: DateTime<Utc>,
        enqueue: Option<impl FnOnce(Position, Appended)>,
    ) -> Result<Changes, Moved> {
        let mut state = self.write();
        if state.accepted != at {
            return Err(Moved);
        }
        state.accepted.0 += 1;
        let after = state.accepted;
        let mut appended = Appended::default();
        let first = state.book.next_id();
        if !events.is_empty() {
            appended.removed = state.book.step_back(now, after);
            appended.later_answers = state.answers.step_back(now, after);
            let until = now - ANSWERS_KEPT;
            appended.answers_until = state.answers.forget(until, SLACK, after).then_some(until);
        }
        for event in events {
            match event {
                Event::Happened(event) => {
                    let recorded = Recorded { at: now, origin: Arc::clone(origin), event: (**event).clone() };
                    let entry = Arc::new(Entry { id: state.book.next_id(), recorded });
                    state.book.push(Arc::clone(&entry), after);
                    appended.entries.push(entry);
                }
                Event::Undone(ids) => appended.removed.extend(state.book.undo(ids, after)),
                Event::Answered(answer) => {
                    state.answers.insert(answer.key, (**answer).clone(), now, after);
                    appended.answers.push((**answer).clone());
                }
            }
        }
        let removed = appended.removed.iter().map(|(id, _)| *id).collect();
        let changes = Changes { added: first..state.book.next_id(), removed };
        match enqueue {
            Some(enqueue) => enqueue(after, appended),
            None => state.settle(after),
        }
        Ok(changes)
    }

    /// Does what another replica has appended. It is durable.
    pub(super) fn follow(&self, at: DateTime<Utc>, appended: &Appended) {
        let mut state = self.write();
        state.accepted.0 += 1;
        let after = state.accepted;
        state.book.take_out(&appended.removed, after);
        if appended.later_answers {
            state.answers.step_back(at, after);
        }
        if let Some(until) = appended.answers_until {
            state.answers.forget(until, TimeDelta::zero(), after);
        }
        for entry in &appended.entries {
            state.book.push(Arc::clone(entry), after);
        }
        for answer in &appended.answers {
            state.answers.insert(answer.key, answer.clone(), at, after);
        }
        state.settle(after);
    }

    /// Moves on because something else has changed: what people set, or a checkpoint.
    pub(super) fn step(&self) {
        self.write().accepted.0 += 1;
    }

    /// Marks everything that was accepted as durable.
    pub(super) fn settle(&self) {
        let mut state = self.write();
        let accepted = state.accepted;
        state.settle(accepted);
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
        let (durable, accepted) = (state.durable, state.accepted);
        state.lost.truncate(LOST_RANGES - 1);
        state.lost.push_front((durable, accepted));
        state.book.discard(durable);
        state.answers.discard(durable);
        // A position is never used twice.
        state.accepted.0 += 1;
        state.durable = state.accepted;
        state.accepted
    }

    /// Whether what was accepted at the position has been lost since.
    pub(super) fn has_lost(&self, position: Position) -> bool {
        self.read().lost.iter().any(|(durable, accepted)| *durable < position && position <= *accepted)
    }

    /// What is there now, to go back to.
    pub(super) fn keep(&self) -> Kept {
        let state = self.read();
        Kept { book: state.book.keep(), answers: state.answers.keep() }
    }

    /// What a return to `kept` changes, and the position at which it does.
    pub(super) fn difference(&self, kept: &Kept) -> (Position, Difference) {
        let state = self.read();
        let (returned, removed) = state.book.difference(&kept.book);
        let answers = kept.answers.values().map(|row| (row.value.clone(), row.at)).collect();
        (state.accepted, Difference { returned, removed, answers })
    }

    /// Goes back to what was there, if the log is still at the position.
    pub(super) fn restore(&self, at: Position, kept: &Kept) -> Result<(), Moved> {
        let mut state = self.write();
        if state.accepted != at {
            return Err(Moved);
        }
        state.accepted.0 += 1;
        state.durable = state.accepted;
        state.book.restore(&kept.book);
        state.answers.restore(&kept.answers);
        Ok(())
    }

    /// Removes everything that clients created. Returns the number of records.
    pub(super) fn clear(&self) -> u64 {
        let mut state = self.write();
        state.accepted.0 += 1;
        state.durable = state.accepted;
        state.answers.clear();
        state.book.clear()
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
        self.book.settle(durable);
        self.answers.settle(durable);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use chrono::{DateTime, Duration, Utc};
    use trackside_world::{Ledger, OrderId, Settings, SurveyLinks};

    use super::{Log, Position};
    use crate::store::{Appended, Event, Moved, Origin, Removal, Saved, StoredAnswer};
    use crate::worlds::Worlds;

    const AT_ONCE: Option<fn(Position, Appended)> = None;

    fn start() -> DateTime<Utc> {
        "2026-06-08T12:00:00Z".parse().expect("a literal time")
    }

    fn log() -> Log {
        let worlds = Worlds::build(&Settings { seed: 1, orders: 20, anchor: start(), simulated: true }, start())
            .expect("in range");
        Log::starting_with(Arc::new(worlds), Vec::new(), Saved::default(), Ledger::new())
    }

    fn origin() -> Arc<Origin> {
        Arc::new(Origin {
            provider: "a provider".into(),
            operation: "an operation".into(),
            request_id: "a request".into(),
        })
    }

    fn links(order: u32, at: DateTime<Utc>) -> [Event; 1] {
        [trackside_world::Event::SurveyLinks(SurveyLinks { order: OrderId(order), at }).into()]
    }

    /// Appends at the end of the log.
    fn append(log: &Log, events: &[Event], now: DateTime<Utc>) {
        log.append(log.accepted(), events, &origin(), now, AT_ONCE).expect("nothing came between");
    }

    /// Appends at the end of the log, to be durable later. Returns what a file must do, and the position.
    fn append_pending(log: &Log, events: &[Event], now: DateTime<Utc>) -> (Position, Appended) {
        let mut found = None;
        let enqueue = |position, appended| found = Some((position, appended));
        log.append(log.accepted(), events, &origin(), now, Some(enqueue)).expect("nothing came between");
        found.expect("it is called")
    }

    /// The orders with survey links, as they are seen at a time.
    fn seen(log: &Log, now: DateTime<Utc>) -> Vec<u32> {
        log.entries(now)
            .iter()
            .rev()
            .map(|entry| match &entry.recorded.event {
                trackside_world::Event::SurveyLinks(links) => links.order.0,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn only_a_decision_at_the_end_of_the_log_is_accepted() {
        let (log, now) = (log(), start());
        let (begin, event) = (log.accepted(), links(7, now));
        let (after, appended) = append_pending(&log, &event, now);
        assert_eq!((appended.entries.len(), appended.removed.len()), (1, 0));
        assert_eq!(log.append(begin, &event, &origin(), now, Some(|_, _| panic!("not accepted"))), Err(Moved));
        assert_eq!((seen(&log, now), log.is_settled()), (vec![7], false));
        log.make_durable(after);
        assert_eq!((seen(&log, now), log.is_settled()), (vec![7], true));
        assert_eq!((log.clear(), log.clear()), (1, 0));
        assert!(log.held(now).ledger.is_empty());
        assert_eq!(log.append(begin, &event, &origin(), now, AT_ONCE), Err(Moved), "no position comes again");
    }

    #[test]
    fn what_could_not_be_written_is_forgotten() {
        let (log, now) = (log(), start());
        append(&log, &links(1, now), now);
        append_pending(&log, &links(2, now), now);
        let lost = log.accepted();
        let kept = Position(lost.0 - 1);
        assert!(lost < log.discard_accepted());
        assert_eq!((log.has_lost(lost), log.has_lost(kept), log.has_lost(log.accepted())), (true, false, false));
        assert_eq!((seen(&log, now), log.is_settled()), (vec![1], true));
    }

    #[test]
    fn what_is_written_after_a_step_back_takes_the_place_of_what_came_later() {
        let (log, now) = (log(), start());
        let later = now + Duration::days(2);
        append(&log, &links(1, now), now);
        append(&log, &links(2, later), later);
        append(&log, &links(3, later), later);
        assert_eq!((seen(&log, now), seen(&log, later)), (vec![1], vec![1, 2, 3]));
        append(&log, &[], now);
        assert_eq!(seen(&log, later), [1, 2, 3], "a request that records nothing removes nothing");
        let (_, appended) = append_pending(&log, &links(3, now), now);
        assert_eq!(appended.removed, [(1, Removal::Discarded), (2, Removal::Discarded)]);
        assert_eq!(seen(&log, later), [1, 3]);
        log.discard_accepted();
        assert_eq!(seen(&log, later), [1, 2, 3], "the file still has them");
        let id = log.held(later).next_id;
        append(&log, &links(4, later), later);
        assert_eq!(log.entries(later)[0].id, id);
        assert!(id > 2, "no number comes again");
    }

    #[test]
    fn an_undone_entry_comes_back_if_that_could_not_be_written() {
        let (log, now) = (log(), start());
        append(&log, &links(1, now), now);
        append(&log, &links(2, now), now);
        let (_, appended) = append_pending(&log, &[Event::Undone(vec![0])], now);
        assert_eq!(appended.removed, [(0, Removal::Undone)]);
        assert_eq!(seen(&log, now), [2]);
        log.discard_accepted();
        assert_eq!(seen(&log, now), [1, 2]);
        append(&log, &[Event::Undone(vec![0, 17])], now);
        assert_eq!(seen(&log, now), [2], "an unknown number does no harm");
    }

    #[test]
    fn kept_responses_are_removed_a_day_later_and_come_back_if_that_could_not_be_written() {
        let (log, start) = (log(), start());
        let answered = |key| {
            [Event::Answered(Box::new(StoredAnswer { key, request: 1, status: 201, body: Bytes::from_static(b"{}") }))]
        };
        let kept = |log: &Log| (0..10).filter(|key| log.answer(*key, log.accepted()).is_some()).collect::<Vec<_>>();
        for (key, hours) in [(0, 0), (1, 2), (2, 24), (3, 24)] {
            append(&log, &answered(key), start + Duration::hours(hours));
        }
        assert_eq!(kept(&log), [0, 1, 2, 3], "an hour of slack has not passed");
        let later = start + Duration::hours(25);
        append(&log, &[], later);
        assert_eq!(kept(&log), [0, 1, 2, 3], "a request that records nothing removes nothing");
        let (_, appended) = append_pending(&log, &answered(4), later);
        assert_eq!(appended.answers_until, Some(start + Duration::hours(1)));
        assert_eq!(kept(&log), [1, 2, 3, 4]);
        log.discard_accepted();
        assert_eq!(kept(&log), [0, 1, 2, 3], "the file still has them");
        append(&log, &answered(5), later + Duration::hours(40));
        assert_eq!(kept(&log), [5]);
    }
}
