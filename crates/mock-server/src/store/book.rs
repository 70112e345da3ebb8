//! The live entries of the ledger, and what they come to: those of the world file, and what clients have written.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use trackside_world::{Ledger, undone_with};

use super::{Entry, Position, Recorded, Removal};
use crate::worlds::Worlds;

/// How many of the entries of the world file, and how many others.
type Counts = (usize, usize);

/// The live entries, in the order in which they were recorded, and the ledger that they make.
#[derive(Debug)]
pub(super) struct Book {
    worlds: Arc<Worlds>,
    /// The entries of the world file, in the order in which they were recorded. They stay, whatever clients write.
    pinned: Vec<Arc<Entry>>,
    entries: Vec<(Arc<Entry>, Position)>,
    /// Entries that an append which is not durable yet has removed, and the position after that append.
    removed: Vec<(Arc<Entry>, Position, Position)>,
    ledger: Arc<Ledger>,
    next_id: u64,
    /// The ledger of an earlier time that was last asked for, and how many entries of both kinds it has.
    earlier: Mutex<Option<(Counts, Arc<Ledger>)>>,
}

impl Book {
    /// The book of entries that are durable. Those of the world file have the first numbers.
    pub(super) fn new(worlds: Arc<Worlds>, pinned: Vec<Recorded>, entries: Vec<Arc<Entry>>, next_id: u64) -> Self {
        let pinned: Vec<_> = (0..).zip(pinned).map(|(id, recorded)| Arc::new(Entry { id, recorded })).collect();
        let next_id = next_id.max(pinned.len() as u64);
        let mut book = Self {
            worlds,
            pinned,
            entries: entries.into_iter().map(|entry| (entry, Position::default())).collect(),
            removed: Vec::new(),
            ledger: Arc::default(),
            next_id,
            earlier: Mutex::default(),
        };
        book.rebuild();
        book
    }

    /// Whether the entry with the number is of the world file.
    pub(super) fn is_pinned(&self, id: u64) -> bool {
        id < self.pinned.len() as u64
    }

    /// The ledger as far as it was recorded by a time.
    pub(super) fn at(&self, time: DateTime<Utc>) -> Arc<Ledger> {
        let count = self.recorded_by(time);
        if count == self.all() {
            return Arc::clone(&self.ledger);
        }
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        match &*earlier {
            Some((known, ledger)) if *known == count => Arc::clone(ledger),
            _ => {
                let ledger = Arc::new(self.replayed(count));
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

    /// The number of the next entry.
    pub(super) fn next_id(&self) -> u64 {
        self.next_id
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
        if !is_last {
            self.rebuild();
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

    /// The live entries that go when these go.
    pub(super) fn to_undo(&self, ids: &[u64]) -> Vec<Arc<Entry>> {
        self.undone_with(ids).into_iter().map(|place| Arc::clone(&self.entries[place].0)).collect()
    }

    fn undone_with(&self, ids: &[u64]) -> BTreeSet<usize> {
        let named = self.entries.iter().enumerate().filter(|(_, (entry, _))| ids.contains(&entry.id));
        let before = self.pinned.len();
        let places = named.map(|(place, _)| before + place).collect();
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
        self.rebuild();
        ids
    }

    /// Appends up to the position are durable: what they have removed does not come back.
    pub(super) fn settle(&mut self, durable: Position) {
        self.removed.retain(|(.., after)| *after > durable);
    }

    /// Goes back to what is durable.
    pub(super) fn discard(&mut self, durable: Position) {
        let removed = std::mem::take(&mut self.removed);
        self.entries.extend(removed.into_iter().map(|(entry, position, _)| (entry, position)));
        self.entries.retain(|(_, position)| *position <= durable);
        self.entries.sort_by_key(|(entry, _)| entry.id);
        self.rebuild();
    }

    /// Removes everything but the entries of the world file. Returns the number of live entries that were removed.
    pub(super) fn clear(&mut self) -> u64 {
        self.removed.clear();
        let count = std::mem::take(&mut self.entries).len();
        self.rebuild();
        count as u64
    }

    fn recorded_by(&self, time: DateTime<Utc>) -> Counts {
        let pinned = self.pinned.partition_point(|entry| entry.recorded.at <= time);
        (pinned, self.entries.partition_point(|(entry, _)| entry.recorded.at <= time))
    }

    fn all(&self) -> Counts {
        (self.pinned.len(), self.entries.len())
    }

    fn rebuild(&mut self) {
        self.ledger = Arc::new(self.replayed(self.all()));
        *self.earlier.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn replayed(&self, (pinned, written): Counts) -> Ledger {
        let mut ledger = Ledger::reserving(self.pinned.iter().map(|entry| &entry.recorded.event));
        let written = self.entries[..written].iter().map(|(entry, _)| &entry.recorded);
        for recorded in in_order(self.pinned[..pinned].iter().map(|entry| &entry.recorded), written) {
            let world = self.worlds.at(recorded.at).world();
            ledger.apply(world, recorded.at, &recorded.event);
        }
        ledger
    }
}

/// What the world file says and what clients wrote, in the order in which it was recorded. What was recorded at the same
/// time is of the world file first.
pub(super) fn in_order<'e>(
    pinned: impl Iterator<Item = &'e Recorded>,
    written: impl Iterator<Item = &'e Recorded>,
) -> impl Iterator<Item = &'e Recorded> {
    let (mut pinned, mut written) = (pinned.peekable(), written.peekable());
    std::iter::from_fn(move || {
        let before = written.peek().map(|next| next.at);
        pinned.next_if(|next| before.is_none_or(|before| next.at <= before)).or_else(|| written.next())
    })
}
