//! The live entries of the ledger, and what they come to: those of the world file, and what clients have written.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use trackside_world::{Ledger, undone_with};

use super::replay::Replay;
use super::{Entry, News, PageOfEntries, Position, Reader, Removal};
use crate::worlds::Worlds;

/// A ledger is kept after each so many entries. More would take more memory, fewer more time.
const CHECKPOINT: usize = 4096;

/// How many of the entries of the world file, and how many others.
type Counts = (usize, usize);

/// The live entries, in the order in which they were recorded, and the ledger that they make.
#[derive(Debug)]
pub(super) struct Book {
    worlds: Arc<Worlds>,
    /// The entries of the world file, which have the first numbers. They stay, whatever clients write.
    pinned: Vec<Arc<Entry>>,
    /// What clients have written.
    entries: Vec<(Arc<Entry>, Position)>,
    /// Entries that an append which is not durable yet has removed, and the position after that append.
    removed: Vec<(Arc<Entry>, Position, Position)>,
    ledger: Arc<Ledger>,
    /// The ledger of the first so many entries, for some numbers in ascending order: whoever needs an earlier ledger
    /// starts from the last one before it.
    checkpoints: Vec<(Counts, Ledger)>,
    next_id: u64,
    /// How often entries were removed, or came back: then a ledger that was read before is of no use.
    generation: u64,
    /// The ledger of an earlier time that was last asked for: the entries that it has, out of how many.
    earlier: Mutex<Option<(Counts, Arc<Ledger>)>>,
}

/// What was live at one moment: what clients had written, and the ledger that it made.
#[derive(Debug)]
pub(super) struct KeptBook {
    entries: Vec<Arc<Entry>>,
    ledger: Arc<Ledger>,
    checkpoints: Vec<(Counts, Ledger)>,
}

impl KeptBook {
    /// How many entries clients had written.
    pub(super) fn count(&self) -> u64 {
        self.entries.len() as u64
    }
}

impl Book {
    /// The book of the world file's entries, of others that are durable, and of the ledger that they make.
    pub(super) fn new(
        worlds: Arc<Worlds>,
        pinned: Vec<Arc<Entry>>,
        entries: Vec<Arc<Entry>>,
        ledger: Ledger,
        next_id: u64,
    ) -> Self {
        let next_id = next_id.max(pinned.len() as u64);
        let entries = entries.into_iter().map(|entry| (entry, Position::default())).collect();
        Self {
            worlds,
            pinned,
            entries,
            removed: Vec::new(),
            ledger: Arc::new(ledger),
            checkpoints: Vec::new(),
            next_id,
            generation: 1,
            earlier: Mutex::default(),
        }
    }

    /// Whether the entry with the number is of the world file.
    pub(super) fn is_pinned(&self, id: u64) -> bool {
        id < self.pinned.len() as u64
    }

    /// The ledger as far as it was recorded by a time.
    pub(super) fn at(&self, time: DateTime<Utc>) -> Arc<Ledger> {
        let count = self.recorded_by(time);
        if count == (self.pinned.len(), self.entries.len()) {
            return Arc::clone(&self.ledger);
        }
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        match &*earlier {
            Some((known, ledger)) if *known == count => Arc::clone(ledger),
            _ => {
                let ledger = Arc::new(self.replayed(count, |_, _| ()));
                *earlier = Some((count, Arc::clone(&ledger)));
                ledger
            }
        }
    }

    /// The live entries that were recorded by a time, in the order of their numbers: those of the world file come first.
    pub(super) fn entries(&self, time: DateTime<Utc>) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        let (pinned, written) = self.recorded_by(time);
        self.pinned[..pinned].iter().chain(self.entries[..written].iter().map(|(entry, _)| entry))
    }

    /// How many live entries were recorded by a time and match, and the newest of them before a number.
    pub(super) fn page(&self, time: DateTime<Utc>, asked: &PageOfEntries<'_>) -> (u64, Vec<Arc<Entry>>) {
        let (pinned, written) = self.recorded_by(time);
        let (pinned, written) = (&self.pinned[..pinned], &self.entries[..written]);
        // Their numbers are in ascending order.
        let is_before = |entry: &Entry| asked.before.is_none_or(|before| entry.id < before);
        let pinned_before = pinned.partition_point(|entry| is_before(entry));
        let written_before = written.partition_point(|(entry, _)| is_before(entry));
        let before = pinned[..pinned_before].iter().chain(written[..written_before].iter().map(|(entry, _)| entry));
        let Some(matches) = asked.matches else {
            let page = before.rev().take(asked.limit).cloned().collect();
            return ((pinned.len() + written.len()) as u64, page);
        };
        let page = before.rev().filter(|entry| matches(entry)).take(asked.limit).cloned().collect();
        let all = pinned.iter().chain(written.iter().map(|(entry, _)| entry));
        (all.filter(|entry| matches(entry)).count() as u64, page)
    }

    /// The first of these numbers that no live entry has that was recorded by a time.
    pub(super) fn unknown(&self, time: DateTime<Utc>, ids: &[u64]) -> Option<u64> {
        let (pinned, written) = self.recorded_by(time);
        let written = &self.entries[..written];
        let is_known =
            |id: &u64| *id < pinned as u64 || written.binary_search_by_key(id, |(entry, _)| entry.id).is_ok();
        ids.iter().find(|id| !is_known(id)).copied()
    }

    /// The number of the next entry.
    pub(super) fn next_id(&self) -> u64 {
        self.next_id
    }

    /// Whoever has read everything that is recorded by a time.
    pub(super) fn read_all(&self, time: DateTime<Utc>) -> Reader {
        let (_, written) = self.recorded_by(time);
        let next = self.entries.get(written).map_or(self.next_id, |(entry, _)| entry.id);
        Reader { time, next, generation: self.generation, ledger: Some(self.at(time)) }
    }

    /// What is recorded by a time, durable, and new to a reader.
    pub(super) fn news(&self, reader: &Reader, time: DateTime<Utc>, durable: Position) -> News {
        let time = time.max(reader.time);
        let is_recorded = |entry: &Entry, by| entry.recorded.at <= by;
        let pinned_from = self.pinned.partition_point(|entry| is_recorded(entry, reader.time));
        let (pinned_until, written_until) = self.recorded_by(time);
        let from = self.entries.partition_point(|(entry, _)| entry.id < reader.next);
        let is_durable = |(_, position): &&(Arc<Entry>, Position)| *position <= durable;
        let until = (from + self.entries[from..].iter().take_while(is_durable).count()).min(written_until.max(from));
        let before = reader.ledger.clone().filter(|_| reader.generation == self.generation);
        let before = before.unwrap_or_else(|| Arc::new(self.replayed((pinned_from, from), |_, _| ())));
        let mut entries = Vec::new();
        let mut pinned = self.pinned[pinned_from..pinned_until].iter().peekable();
        for (entry, _) in &self.entries[from..until] {
            while let Some(first) = pinned.next_if(|pinned| is_recorded(pinned, entry.recorded.at)) {
                entries.push(Arc::clone(first));
            }
            entries.push(Arc::clone(entry));
        }
        entries.extend(pinned.cloned());
        let is_all = (pinned_until, until) == (self.pinned.len(), self.entries.len());
        News {
            before,
            entries,
            after: is_all.then(|| Arc::clone(&self.ledger)),
            time,
            next: self.entries.get(until).map_or(self.next_id, |(entry, _)| entry.id),
            generation: self.generation,
        }
    }

    /// Adds an entry that is not before the last one.
    pub(super) fn push(&mut self, entry: Arc<Entry>, after: Position) {
        let recorded = &entry.recorded;
        let is_last = self.pinned.last().is_none_or(|last| last.recorded.at <= recorded.at);
        if is_last {
            let world = self.worlds.at(recorded.at).world();
            Arc::make_mut(&mut self.ledger).apply(world, recorded.at, &recorded.event);
        }
        self.next_id = self.next_id.max(entry.id + 1);
        self.entries.push((entry, after));
        let count = self.entries.len();
        if !is_last {
            // Something of the world file comes after it.
            self.rebuild(count - 1);
        } else if count.is_multiple_of(CHECKPOINT) {
            self.checkpoints.push(((self.pinned.len(), count), Ledger::clone(&self.ledger)));
        }
    }

    /// Removes what was recorded after a time. Returns the numbers of the removed entries.
    pub(super) fn step_back(&mut self, time: DateTime<Utc>, after: Position) -> Vec<(u64, Removal)> {
        let places = (self.recorded_by(time).1..self.entries.len()).collect();
        self.remove(&places, after, Removal::Discarded)
    }

    /// Undoes entries and all that build upon them, but none of the world file. Returns the numbers of the removed entries.
    pub(super) fn undo(&mut self, ids: &[u64], after: Position) -> Vec<(u64, Removal)> {
        let places = self.undone_with(ids);
        self.remove(&places, after, Removal::Undone)
    }

    /// Removes entries as another replica has.
    pub(super) fn take_out(&mut self, removed: &[(u64, Removal)], after: Position) {
        let place = |(id, _): &(u64, Removal)| self.entries.binary_search_by_key(id, |(entry, _)| entry.id).ok();
        let places = removed.iter().filter_map(place).collect();
        // Why is only of interest to whoever removes them first.
        self.remove(&places, after, Removal::Undone);
    }

    /// The live entries that go when these go.
    pub(super) fn to_undo(&self, ids: &[u64]) -> Vec<Arc<Entry>> {
        self.undone_with(ids).into_iter().map(|place| Arc::clone(&self.entries[place].0)).collect()
    }

    fn undone_with(&self, ids: &[u64]) -> BTreeSet<usize> {
        let place = |id: &u64| self.entries.binary_search_by_key(id, |(entry, _)| entry.id).ok();
        let before = self.pinned.len();
        let places = ids.iter().filter_map(place).map(|place| before + place).collect();
        // The world file's come first, so they build upon nothing that clients wrote.
        let all = self.pinned.iter().chain(self.entries.iter().map(|(entry, _)| entry));
        undone_with(all.map(|entry| &entry.recorded.event), &places).into_iter().map(|place| place - before).collect()
    }

    fn remove(&mut self, places: &BTreeSet<usize>, after: Position, why: Removal) -> Vec<(u64, Removal)> {
        if places.is_empty() {
            return Vec::new();
        }
        let mut ids = Vec::new();
        let mut kept = Vec::new();
        for (place, (entry, position)) in std::mem::take(&mut self.entries).into_iter().enumerate() {
            if places.contains(&place) {
                ids.push((entry.id, why));
                self.removed.push((entry, position, after));
            } else {
                kept.push((entry, position));
            }
        }
        self.entries = kept;
        self.rebuild(places.first().copied().unwrap_or(0));
        ids
    }

    /// Appends up to the position are durable: what they have removed does not come back.
    pub(super) fn settle(&mut self, durable: Position) {
        self.removed.retain(|(.., after)| *after > durable);
    }

    /// Goes back to what is durable.
    pub(super) fn discard(&mut self, durable: Position) {
        let removed = std::mem::take(&mut self.removed);
        let known: Vec<u64> = self.entries.iter().map(|(entry, _)| entry.id).collect();
        self.entries.extend(removed.into_iter().map(|(entry, position, _)| (entry, position)));
        self.entries.retain(|(_, position)| *position <= durable);
        self.entries.sort_by_key(|(entry, _)| entry.id);
        let same = self.entries.iter().zip(&known).take_while(|((entry, _), id)| entry.id == **id).count();
        self.rebuild(same);
    }

    /// What is live, to go back to.
    pub(super) fn keep(&self) -> KeptBook {
        KeptBook {
            entries: self.entries.iter().map(|(entry, _)| Arc::clone(entry)).collect(),
            ledger: Arc::clone(&self.ledger),
            checkpoints: self.checkpoints.clone(),
        }
    }

    /// What a return to `kept` changes: the entries that come back, and the numbers of those that go.
    pub(super) fn difference(&self, kept: &KeptBook) -> (Vec<Arc<Entry>>, Vec<(u64, Removal)>) {
        let same = self.same_as(kept);
        let (live, kept) = (&self.entries[same..], &kept.entries[same..]);
        let is_live = |id: u64| live.binary_search_by_key(&id, |(entry, _)| entry.id).is_ok();
        let is_kept = |id: u64| kept.binary_search_by_key(&id, |entry| entry.id).is_ok();
        let back = kept.iter().filter(|entry| !is_live(entry.id)).cloned().collect();
        let gone = live.iter().map(|(entry, _)| entry.id).filter(|id| !is_kept(*id));
        (back, gone.map(|id| (id, Removal::Discarded)).collect())
    }

    /// How many of the first live entries are the first of `kept` as well. No number comes again, so an entry with the
    /// same number is the same.
    fn same_as(&self, kept: &KeptBook) -> usize {
        let pairs = self.entries.iter().zip(&kept.entries);
        pairs.take_while(|((live, _), kept)| live.id == kept.id).count()
    }

    /// Goes back to what was live, all of it durable. Numbers that were given since are not given again.
    pub(super) fn restore(&mut self, kept: &KeptBook) {
        let same = self.same_as(kept);
        self.entries.truncate(same);
        self.entries.extend(kept.entries[same..].iter().map(|entry| (Arc::clone(entry), Position::default())));
        self.removed.clear();
        // It grows in another way than what was recorded since.
        self.ledger = Arc::new(kept.ledger.fork());
        self.checkpoints.clone_from(&kept.checkpoints);
        self.generation += 1;
        *self.earlier.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Removes everything but the entries of the world file. Returns the number of live entries that were removed.
    pub(super) fn clear(&mut self) -> u64 {
        self.removed.clear();
        let count = std::mem::take(&mut self.entries).len();
        self.rebuild(0);
        count as u64
    }

    fn recorded_by(&self, time: DateTime<Utc>) -> Counts {
        let is_recorded = |entry: &Entry| entry.recorded.at <= time;
        // Usually the clock goes forward.
        let written = match self.entries.last() {
            Some((last, _)) if !is_recorded(last) => self.entries.partition_point(|(entry, _)| is_recorded(entry)),
            _ => self.entries.len(),
        };
        (self.pinned.partition_point(|entry| is_recorded(entry)), written)
    }

    /// Rebuilds the ledger. The first `same` entries that clients wrote have not changed: their checkpoints
    /// stay.
    fn rebuild(&mut self, same: usize) {
        self.generation += 1;
        self.checkpoints.retain(|((_, written), _)| *written <= same);
        *self.earlier.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        let mut checkpoints = Vec::new();
        let all = (self.pinned.len(), self.entries.len());
        let ledger = self.replayed(all, |counts, ledger| checkpoints.push((counts, ledger.clone())));
        self.ledger = Arc::new(ledger);
        self.checkpoints.extend(checkpoints);
    }

    /// The ledger of the first so many entries. `pass` is called with those in between that become checkpoints.
    fn replayed(&self, (pinned, written): Counts, mut pass: impl FnMut(Counts, &Ledger)) -> Ledger {
        let is_earlier = |known: &Counts| known.0 <= pinned && known.1 <= written;
        let known = self.checkpoints.partition_point(|(known, _)| is_earlier(known)).checked_sub(1);
        let (from, mut replay) = match known.map(|place| &self.checkpoints[place]) {
            Some(((applied, from), ledger)) => {
                (*from, Replay::from(&self.worlds, &self.pinned, ledger.fork(), *applied))
            }
            None => (0, Replay::new(&self.worlds, &self.pinned)),
        };
        for (place, (entry, _)) in self.entries[..written].iter().enumerate().skip(from) {
            replay.apply(&entry.recorded);
            if (place + 1).is_multiple_of(CHECKPOINT) {
                let (ledger, applied) = replay.so_far();
                pass((applied, place + 1), ledger);
            }
        }
        if let Some(last) = pinned.checked_sub(1) {
            replay.catch_up(self.pinned[last].recorded.at);
        }
        replay.into_ledger()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use chrono::{DateTime, Duration, Utc};
    use trackside_world::{ChangeKind, Event, Ledger, OrderChange, OrderId, Settings};

    use super::{Book, CHECKPOINT, Entry, Position};
    use crate::store::{Origin, Recorded};
    use crate::worlds::Worlds;

    fn start() -> DateTime<Utc> {
        "2026-06-08T12:00:00Z".parse().expect("a literal time")
    }

    fn entry(id: u64) -> Arc<Entry> {
        let origin = Arc::new(Origin { provider: "a".into(), operation: "b".into(), request_id: "c".into() });
        let number = u32::try_from(id).expect("a small number");
        // Each order is corrected several times, and each correction can be told from the others.
        let order = OrderId(number % 700);
        let at = start() + Duration::seconds(i64::from(number));
        let amount = Some(i64::from(number));
        let change = OrderChange { order, kind: ChangeKind::Corrected, at, reason: None, amount, commission: None };
        Arc::new(Entry { id, recorded: Recorded { at, origin, event: Event::Change(change) } })
    }

    /// The amounts of all corrected orders.
    fn amounts(book: &Book, ledger: &Ledger, at: DateTime<Utc>) -> Vec<i64> {
        let view = book.worlds.first().with(ledger, at).expect("a time of the world");
        (0..700).map(|order| view.order(OrderId(order)).amount.minor).collect()
    }

    /// The same without checkpoints.
    fn expected(book: &Book, at: DateTime<Utc>) -> Vec<i64> {
        let mut ledger = Ledger::new();
        for entry in book.entries(at) {
            ledger.apply(book.worlds.first(), entry.recorded.at, &entry.recorded.event);
        }
        amounts(book, &ledger, at)
    }

    #[test]
    fn checkpoints_give_the_ledger_that_the_entries_give() {
        let settings = Settings { seed: 1, orders: 2000, anchor: start(), simulated: true };
        let worlds = Arc::new(Worlds::build(&settings, start()).expect("in range"));
        let mut book = Book::new(worlds, Vec::new(), Vec::new(), Ledger::new(), 0);
        let count = 3 * CHECKPOINT as u64 + 500;
        for id in 0..count {
            book.push(entry(id), Position::default());
        }
        assert_eq!(book.checkpoints.len(), 3);
        let time = |entries: u64| start() + Duration::seconds(i64::try_from(entries).expect("small"));
        let end = time(count);
        let checks = |book: &Book, what: &str| {
            for at in [end, time(100), time(CHECKPOINT as u64), time(2 * CHECKPOINT as u64 + 7)] {
                assert!(amounts(book, &book.at(at), at) == expected(book, at), "{what}, at {at}");
            }
        };
        checks(&book, "at first");
        // Later corrections of the same order go with one that is undone.
        for (id, left) in [(count - 1, 3), (2 * CHECKPOINT as u64 + 100, 2), (50, 2), (count - 600, 2)] {
            let before = book.entries(end).count();
            book.undo(&[id], Position::default());
            assert!(book.entries(end).count() < before, "{id} is undone");
            assert!(book.checkpoints.len() >= left, "{id}: {}", book.checkpoints.len());
            checks(&book, &format!("without {id}"));
        }
        let later = book.next_id();
        for id in later..later + 10 {
            book.push(entry(id), Position::default());
        }
        checks(&book, "with more");
        let ids: BTreeSet<u64> = book.checkpoints.iter().map(|((_, count), _)| *count as u64).collect();
        assert_eq!(ids.len(), book.checkpoints.len(), "each number has one");
        book.step_back(time(5000), Position::default());
        checks(&book, "after a step back");
        book.clear();
        assert!(book.checkpoints.is_empty() && book.at(end).is_empty());
    }

    /// What the reader has read since, and the ledger after it, which is that of the book.
    fn read_on(book: &Book, reader: &mut super::Reader, time: DateTime<Utc>, durable: Position) -> Vec<u64> {
        let news = book.news(reader, time, durable);
        let ids = news.entries.iter().map(|entry| entry.id).collect();
        let mut ledger = news.before.fork();
        for entry in &news.entries {
            ledger.apply(book.worlds.first(), entry.recorded.at, &entry.recorded.event);
        }
        *reader = news.read(|| Arc::new(ledger));
        let read = reader.ledger.as_ref().expect("it has read something");
        assert!(amounts(book, read, time) == amounts(book, &book.at(time), time));
        ids
    }

    #[test]
    fn a_reader_sees_each_entry_once_with_the_ledger_before_it() {
        let settings = Settings { seed: 1, orders: 2000, anchor: start(), simulated: true };
        let worlds = Arc::new(Worlds::build(&settings, start()).expect("in range"));
        let mut book = Book::new(worlds, Vec::new(), Vec::new(), Ledger::new(), 0);
        let end = start() + Duration::seconds(10_000);
        for id in 0..3 {
            book.push(entry(id), Position::default());
        }
        let mut reader = book.read_all(end);
        assert!(read_on(&book, &mut reader, end, Position::default()).is_empty(), "it has read all");
        for id in 3..6 {
            book.push(entry(id), Position(id));
        }
        let partly = book.news(&reader, end, Position(4));
        assert_eq!(partly.entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [3, 4], "only what is durable");
        assert_eq!(read_on(&book, &mut reader, end, Position(5)), [3, 4, 5]);
        // What it has read goes, and something else comes.
        book.undo(&[1, 4], Position(6));
        book.push(entry(6), Position(7));
        assert_eq!(read_on(&book, &mut reader, end, Position(7)), [6]);
        let early = start() + Duration::seconds(3);
        let mut again = book.read_all(early);
        assert_eq!((again.time(), again.next()), (early, 5));
        assert_eq!(read_on(&book, &mut again, end, Position(7)), [5, 6]);
    }
}
