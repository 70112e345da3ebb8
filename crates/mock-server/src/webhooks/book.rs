//! All deliveries of a world: those that wait, in the order in which they are sent, and the last of those that are done.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use trackside_schemas::control::WebhookTrouble;

use super::delivery::{Attempt, Delivery, State};
use crate::serve::ReceiverKey;
use crate::store::{KeptWebhooks, Reader, SavedWebhooks};

/// How many deliveries that are done are kept, and how much memory they may use, in bytes.
const KEPT: usize = 10_000;
const KEPT_BYTES: usize = 24 << 20;

/// Numbers of deliveries that were asked for at a replica that does not send begin here.
const ELSEWHERE: u64 = 1 << 42;

/// All deliveries of a world.
#[derive(Debug)]
pub(crate) struct Book {
    /// Up to where it was told what happened.
    reader: Reader,
    deliveries: BTreeMap<u64, Arc<Delivery>>,
    next: u64,
    /// First attempts, in the order in which they are sent.
    lanes: HashMap<ReceiverKey, VecDeque<u64>>,
    /// Receivers to whom a first attempt is on its way.
    busy: HashSet<ReceiverKey>,
    /// Further attempts by the time at which they are due.
    due: BTreeSet<(DateTime<Utc>, u64)>,
    /// Further attempts that are on their way.
    underway: HashSet<u64>,
    /// Deliveries that were to give way to the next one, which has passed.
    passed: HashSet<u64>,
    finished: VecDeque<u64>,
    bytes: usize,
    counts: Counts,
    /// Deliveries that have changed since somebody last asked.
    changed: BTreeSet<u64>,
    /// How often everything that waited was forgotten.
    generation: u64,
    /// How often somebody else has changed up to where it was told what happened.
    turns: u64,
}

/// What has become of the deliveries of a world so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) delivered: u64,
    pub(crate) failed: u64,
    pub(crate) not_sent: u64,
    /// Events that were left out because the clock leapt over too many.
    pub(crate) skipped: u64,
}

/// Which deliveries to list.
pub(crate) struct Asked<'q> {
    pub(crate) matches: &'q dyn Fn(&Delivery) -> bool,
    pub(crate) before: Option<u64>,
    pub(crate) limit: usize,
}

impl Book {
    /// No deliveries. What happens after where the reader stands is told.
    pub(super) fn new(reader: Reader) -> Self {
        Self {
            reader,
            deliveries: BTreeMap::new(),
            next: 1,
            lanes: HashMap::new(),
            busy: HashSet::new(),
            due: BTreeSet::new(),
            underway: HashSet::new(),
            passed: HashSet::new(),
            finished: VecDeque::new(),
            bytes: 0,
            counts: Counts::default(),
            changed: BTreeSet::new(),
            generation: 0,
            turns: 0,
        }
    }

    /// The deliveries that a file has kept. Those that were not done are sent.
    pub(super) fn take_kept(&mut self, saved: SavedWebhooks) {
        let SavedWebhooks { progress, deliveries } = saved;
        let (next, generation, turns) = (progress.next_delivery, self.generation + 1, self.turns + 1);
        *self = Self { next, generation, turns, ..Self::new(progress.reader()) };
        for delivery in deliveries {
            if delivery.number < ELSEWHERE {
                self.next = self.next.max(delivery.number + 1);
            }
            self.put(delivery);
        }
        self.changed.clear();
    }

    /// Forgets all deliveries.
    pub(super) fn start_over(&mut self) {
        let (generation, turns) = (self.generation + 1, self.turns + 1);
        *self = Self { generation, turns, ..Self::new(self.reader.clone()) };
    }

    /// Does what another replica has done.
    pub(super) fn follow(&mut self, kept: KeptWebhooks) {
        if let Some(progress) = kept.progress {
            self.turn_to(progress.reader());
            self.next = self.next.max(progress.next_delivery);
        }
        let replaced = kept.deliveries.iter().map(|delivery| delivery.number);
        for number in replaced.chain(kept.gone).collect::<Vec<_>>() {
            self.withdraw(number);
        }
        for delivery in kept.deliveries {
            self.put(Delivery::clone(&delivery));
        }
    }

    /// Takes a delivery out, wherever it is.
    fn withdraw(&mut self, number: u64) {
        let Some(known) = self.deliveries.remove(&number) else { return };
        match known.state {
            State::Waiting { due } => _ = self.due.remove(&(due, number)),
            State::Queued => {
                if let Some(lane) = self.lanes.get_mut(&known.receiver) {
                    lane.retain(|waiting| *waiting != number);
                }
                self.lanes.retain(|_, lane| !lane.is_empty());
            }
            State::Delivered | State::Failed | State::NotSent { .. } => {
                self.finished.retain(|finished| *finished != number);
                self.bytes = self.bytes.saturating_sub(known.size());
            }
        }
    }

    /// The number of the next delivery.
    pub(crate) fn next_number(&self) -> u64 {
        self.next
    }

    /// What happens after where the reader stands is told next.
    pub(crate) fn turn_to(&mut self, reader: Reader) {
        self.reader = reader;
        self.turns += 1;
    }

    /// How often somebody else than who tells has changed where that is.
    pub(super) fn turns(&self) -> u64 {
        self.turns
    }

    /// Adds what was told, up to where the reader stands now. False if somebody has turned to another place since `turns`.
    pub(super) fn go_on(&mut self, turns: u64, reader: Reader, told: Vec<Delivery>) -> bool {
        if turns != self.turns {
            return false;
        }
        self.reader = reader;
        for delivery in told {
            self.add(delivery);
        }
        true
    }

    /// Up to where it was told what happened.
    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Adds a new delivery. Returns its number.
    pub(crate) fn add(&mut self, delivery: Delivery) -> u64 {
        let number = self.next;
        self.next += 1;
        self.changed.insert(number);
        self.put(Delivery { number, ..delivery });
        number
    }

    /// Adds a delivery that somebody asks for where nothing is sent. Another replica gives its numbers meanwhile, so this one
    /// has a number that follows from the real time.
    pub(crate) fn add_elsewhere(&mut self, delivery: Delivery, now: DateTime<Utc>) -> u64 {
        let mut number = ELSEWHERE + u64::try_from(now.timestamp_millis()).unwrap_or_default();
        while self.deliveries.contains_key(&number) {
            number += 1;
        }
        self.put(Delivery { number, ..delivery });
        number
    }

    fn put(&mut self, delivery: Delivery) {
        let (number, receiver) = (delivery.number, delivery.receiver.clone());
        match delivery.state {
            State::Queued => self.lanes.entry(receiver).or_default().push_back(number),
            State::Waiting { due } => _ = self.due.insert((due, number)),
            State::Delivered | State::Failed | State::NotSent { .. } => self.finish(&delivery),
        }
        self.deliveries.insert(number, Arc::new(delivery));
        self.drop_oldest();
    }

    fn finish(&mut self, delivery: &Delivery) {
        match delivery.state {
            State::Delivered => self.counts.delivered += 1,
            State::Failed => self.counts.failed += 1,
            State::NotSent { .. } => self.counts.not_sent += 1,
            State::Queued | State::Waiting { .. } => return,
        }
        self.finished.push_back(delivery.number);
        self.bytes += delivery.size();
    }

    fn drop_oldest(&mut self) {
        while self.finished.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.finished.pop_front() else { return };
            if let Some(gone) = self.deliveries.remove(&oldest) {
                self.bytes = self.bytes.saturating_sub(gone.size());
                self.changed.insert(oldest);
            }
        }
    }

    /// The delivery with a number.
    pub(crate) fn get(&self, number: u64) -> Option<Arc<Delivery>> {
        self.deliveries.get(&number).cloned()
    }

    /// How many first attempts wait.
    pub(super) fn queued(&self) -> usize {
        self.lanes.values().map(VecDeque::len).sum()
    }

    /// How many deliveries are not done.
    pub(crate) fn waiting(&self) -> usize {
        self.deliveries.len() - self.finished.len()
    }

    /// When the next attempt that waits for the clock is due.
    pub(crate) fn next_due(&self) -> Option<DateTime<Utc>> {
        self.due.first().map(|(due, _)| *due)
    }

    /// Whether nothing waits and nothing is on its way.
    pub(super) fn is_idle(&self) -> bool {
        self.lanes.is_empty() && self.due.is_empty() && self.busy.is_empty() && self.underway.is_empty()
    }

    /// What has become of the deliveries so far.
    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// Notes that events were left out.
    pub(super) fn skip(&mut self, count: u64) {
        self.counts.skipped += count;
    }

    /// How often everything that waited was forgotten.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// The receivers for whom something waits while nothing is on its way to them. They count as busy from now on.
    pub(super) fn start_lanes(&mut self) -> Vec<ReceiverKey> {
        let ready: Vec<_> = self.lanes.keys().filter(|key| !self.busy.contains(*key)).cloned().collect();
        self.busy.extend(ready.iter().cloned());
        ready
    }

    /// The next first attempt to a receiver. Without one, the receiver is no longer busy.
    pub(super) fn next_of(&mut self, receiver: &ReceiverKey) -> Option<Arc<Delivery>> {
        let next = self.lanes.get_mut(receiver).and_then(|lane| {
            let first = lane.pop_front()?;
            // What is to arrive out of order gives way to the next one.
            let gives_way = self.deliveries.get(&first).is_some_and(|delivery| {
                delivery.trouble == Some(WebhookTrouble::OutOfOrder) && !self.passed.contains(&first)
            });
            match lane.pop_front() {
                Some(second) if gives_way => {
                    lane.push_front(first);
                    Some(second)
                }
                None if gives_way => {
                    lane.push_front(first);
                    None
                }
                second => {
                    if let Some(second) = second {
                        lane.push_front(second);
                    }
                    Some(first)
                }
            }
        });
        let next = next.and_then(|number| self.deliveries.get(&number).cloned());
        if next.is_none() {
            self.busy.remove(receiver);
        }
        if self.lanes.get(receiver).is_some_and(VecDeque::is_empty) {
            self.lanes.remove(receiver);
        }
        next
    }

    /// Notes that a delivery was sent: what was to give way to it follows.
    pub(super) fn has_passed(&mut self, number: u64, receiver: &ReceiverKey) {
        let first = self.lanes.get(receiver).and_then(VecDeque::front);
        self.passed.extend(first.filter(|first| **first < number));
    }

    /// The deliveries whose further attempt is due. They count as being on their way from now on.
    pub(super) fn take_due(&mut self, now: DateTime<Utc>, most: usize) -> Vec<Arc<Delivery>> {
        let mut taken = Vec::new();
        while taken.len() + self.underway.len() < most
            && let Some((due, number)) = self.due.first().copied().filter(|(due, _)| *due <= now)
        {
            self.due.remove(&(due, number));
            self.underway.insert(number);
            taken.extend(self.deliveries.get(&number).cloned());
        }
        taken
    }

    /// Notes an attempt and what becomes of the delivery. Does nothing if everything was forgotten since `generation`.
    pub(super) fn note(&mut self, number: u64, generation: u64, attempt: Option<Attempt>, state: State) {
        self.underway.remove(&number);
        if generation != self.generation {
            return;
        }
        let Some(known) = self.deliveries.get_mut(&number) else { return };
        let delivery = Arc::make_mut(known);
        delivery.attempts.extend(attempt);
        delivery.state = state;
        let delivery = Arc::clone(known);
        match delivery.state {
            State::Queued => self.lanes.entry(delivery.receiver.clone()).or_default().push_front(number),
            State::Waiting { due } => _ = self.due.insert((due, number)),
            State::Delivered | State::Failed | State::NotSent { .. } => self.finish(&delivery),
        }
        self.changed.insert(number);
        self.drop_oldest();
    }

    /// Forgets what waits, because the world is another now, and goes on from there.
    pub(crate) fn begin_again(&mut self, reader: Reader, reason: &str) {
        self.generation += 1;
        self.turn_to(reader);
        // What is on its way to a receiver stays so: nothing else goes there meanwhile.
        (self.lanes, self.due) = Default::default();
        let waiting: Vec<u64> = self
            .deliveries
            .values()
            .filter(|delivery| !delivery.is_finished())
            .map(|delivery| delivery.number)
            .collect();
        for number in waiting {
            self.note(number, self.generation, None, State::NotSent { reason: reason.to_owned() });
        }
    }

    /// How many deliveries match, and a page of them, the newest first.
    pub(crate) fn page(&self, asked: &Asked<'_>) -> (u64, Vec<Arc<Delivery>>) {
        let newest_first = || self.deliveries.values().rev().filter(|delivery| (asked.matches)(delivery));
        let is_before = |delivery: &&Arc<Delivery>| asked.before.is_none_or(|before| delivery.number < before);
        let page = newest_first().filter(is_before).take(asked.limit).cloned().collect();
        (newest_first().count() as u64, page)
    }

    /// What has changed since this was last asked: a delivery, or `None` for one that is no longer kept.
    pub(super) fn take_changed(&mut self) -> Vec<(u64, Option<Arc<Delivery>>)> {
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().map(|number| (number, self.get(number))).collect()
    }

    /// Marks these as changed again, because they could not be kept.
    pub(super) fn changed_again(&mut self, numbers: impl IntoIterator<Item = u64>) {
        self.changed.extend(numbers);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use trackside_schemas::control::WebhookTrouble;

    use super::{Asked, Book, KEPT};
    use crate::serve::ReceiverKey;
    use crate::store::Reader;
    use crate::webhooks::delivery::{Delivery, State};

    fn now() -> DateTime<Utc> {
        "2026-06-08T12:00:00Z".parse().expect("a literal time")
    }

    fn key(id: &str) -> ReceiverKey {
        ReceiverKey { provider: "p".to_owned(), id: id.to_owned() }
    }

    fn delivery(id: &str) -> Delivery {
        Delivery {
            number: 0,
            message: "m".to_owned(),
            receiver: key(id),
            event: "e".to_owned(),
            program: None,
            entry: None,
            at: now(),
            body: "{}".to_owned(),
            is_test: false,
            repeats: None,
            trouble: None,
            attempts: Vec::new(),
            state: State::Queued,
        }
    }

    fn book() -> Book {
        Book::new(Reader::after(now(), 0))
    }

    #[test]
    fn each_receiver_has_a_lane_and_one_first_attempt_at_a_time() {
        let mut book = book();
        let [a, b, c] = ["x", "y", "x"].map(|id| book.add(delivery(id)));
        let mut lanes = book.start_lanes();
        lanes.sort();
        assert_eq!(lanes, [key("x"), key("y")]);
        assert!(book.start_lanes().is_empty(), "both are busy");
        let next = |book: &mut Book, id| book.next_of(&key(id)).map(|delivery| delivery.number);
        assert_eq!((next(&mut book, "x"), next(&mut book, "x"), next(&mut book, "x")), (Some(a), Some(c), None));
        assert_eq!(next(&mut book, "y"), Some(b));
        book.add(delivery("x"));
        assert_eq!(book.start_lanes(), [key("x")], "it was no longer busy");
    }

    #[test]
    fn what_waits_for_the_clock_is_due_then_and_holds_up_nothing() {
        let mut book = book();
        let [a, b] = ["x", "x"].map(|id| book.add(delivery(id)));
        let due = now() + Duration::minutes(1);
        book.next_of(&key("x"));
        book.note(a, 0, None, State::Waiting { due });
        assert_eq!(book.next_of(&key("x")).map(|delivery| delivery.number), Some(b));
        assert!(book.take_due(now(), 9).is_empty());
        assert_eq!(book.next_due(), Some(due));
        assert_eq!(book.take_due(due, 9).len(), 1);
        assert!(book.take_due(due, 9).is_empty(), "it is on its way");
        book.note(a, 0, None, State::Delivered);
        assert_eq!((book.counts().delivered, book.waiting()), (1, 1));
    }

    #[test]
    fn one_that_is_out_of_order_gives_way_to_the_next() {
        let mut book = book();
        let a = book.add(Delivery { trouble: Some(WebhookTrouble::OutOfOrder), ..delivery("x") });
        assert!(book.next_of(&key("x")).is_none(), "it waits for another");
        let [b, c] = ["x", "x"].map(|id| book.add(delivery(id)));
        let mut order = Vec::new();
        while let Some(next) = book.next_of(&key("x")) {
            book.has_passed(next.number, &key("x"));
            order.push(next.number);
        }
        assert_eq!(order, [b, a, c]);
    }

    #[test]
    fn the_oldest_that_are_done_go_first_and_none_that_wait() {
        let mut book = book();
        let waits = book.add(delivery("x"));
        for _ in 0..KEPT + 5 {
            book.add(Delivery { state: State::Delivered, ..delivery("y") });
        }
        assert!(book.get(waits).is_some() && book.get(waits + 5).is_none() && book.get(waits + 6).is_some());
        let asked = Asked { matches: &|delivery| delivery.receiver.id == "y", before: Some(waits + 8), limit: 9 };
        let (total, page) = book.page(&asked);
        assert_eq!((total, page.len()), (KEPT as u64, 2));
    }

    #[test]
    fn a_new_beginning_sends_nothing_of_before() {
        let mut book = book();
        let [a, b] = ["x", "y"].map(|id| book.add(delivery(id)));
        book.start_lanes();
        book.next_of(&key("x"));
        book.begin_again(Reader::after(now(), 0), "reset");
        book.note(a, 0, None, State::Waiting { due: now() });
        assert!(book.start_lanes().is_empty() && ["x", "y"].iter().all(|id| book.next_of(&key(id)).is_none()));
        assert!(book.is_idle());
        for number in [a, b] {
            let state = &book.get(number).expect("it is kept").state;
            assert_eq!(*state, State::NotSent { reason: "reset".to_owned() });
        }
    }
}
