//! The live entries of the ledger, and what they come to.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use trackside_world::{Ledger, undone_with};

use super::{Entry, PageOfEntries, Position, Removal};
use crate::worlds::Worlds;

/// The live entries, in the order in which they were recorded, and the ledger that they make.
#[derive(Debug)]
pub(super) struct Book {
    worlds: Arc<Worlds>,
    entries: Vec<(Arc<Entry>, Position)>,
    /// Entries that an append which is not durable yet has removed, and the position after that append.
    removed: Vec<(Arc<Entry>, Position, Position)>,
    ledger: Arc<Ledger>,
    next_id: u64,
    /// The ledger of an earlier time that was last asked for: the entries that it has, out of how many.
    earlier: Mutex<Option<(usize, Arc<Ledger>)>>,
}

impl Book {
    /// The book of entries that are durable, and of the ledger that they make.
    pub(super) fn new(worlds: Arc<Worlds>, entries: Vec<Arc<Entry>>, ledger: Ledger, next_id: u64) -> Self {
        let entries = entries.into_iter().map(|entry| (entry, Position::default())).collect();
        Self { worlds, entries, removed: Vec::new(), ledger: Arc::new(ledger), next_id, earlier: Mutex::default() }
    }

    /// The ledger as far as it was recorded by a time.
    pub(super) fn at(&self, time: DateTime<Utc>) -> Arc<Ledger> {
        let count = self.recorded_by(time);
        if count == self.entries.len() {
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

    /// The live entries that were recorded by a time, oldest first.
    #[cfg(test)]
    pub(super) fn entries(&self, time: DateTime<Utc>) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.entries[..self.recorded_by(time)].iter().map(|(entry, _)| entry)
    }

    /// How many live entries were recorded by a time and match, and the newest of them before a number.
    pub(super) fn page(&self, time: DateTime<Utc>, asked: &PageOfEntries<'_>) -> (u64, Vec<Arc<Entry>>) {
        let recorded = &self.entries[..self.recorded_by(time)];
        // Their numbers are in ascending order.
        let before = recorded.partition_point(|(entry, _)| asked.before.is_none_or(|before| entry.id < before));
        let Some(matches) = asked.matches else {
            let page = recorded[..before].iter().rev().take(asked.limit);
            return (recorded.len() as u64, page.map(|(entry, _)| Arc::clone(entry)).collect());
        };
        let page = recorded[..before].iter().rev().filter(|(entry, _)| matches(entry)).take(asked.limit);
        let page = page.map(|(entry, _)| Arc::clone(entry)).collect();
        (recorded.iter().filter(|(entry, _)| matches(entry)).count() as u64, page)
    }

    /// The first of these numbers that no live entry has that was recorded by a time.
    pub(super) fn unknown(&self, time: DateTime<Utc>, ids: &[u64]) -> Option<u64> {
        let recorded = &self.entries[..self.recorded_by(time)];
        let is_known = |id: &u64| recorded.binary_search_by_key(id, |(entry, _)| entry.id).is_ok();
        ids.iter().find(|id| !is_known(id)).copied()
    }

    /// The number of the next entry.
    pub(super) fn next_id(&self) -> u64 {
        self.next_id
    }

    /// Adds an entry that is not before the last one.
    pub(super) fn push(&mut self, entry: Arc<Entry>, after: Position) {
        let recorded = &entry.recorded;
        let world = self.worlds.at(recorded.at).world();
        Arc::make_mut(&mut self.ledger).apply(world, recorded.at, &recorded.event);
        self.next_id = self.next_id.max(entry.id + 1);
        self.entries.push((entry, after));
    }

    /// Removes what was recorded after a time. Returns the numbers of the removed entries.
    pub(super) fn step_back(&mut self, time: DateTime<Utc>, after: Position) -> Vec<(u64, Removal)> {
        let places = (self.recorded_by(time)..self.entries.len()).collect();
        self.remove(&places, after, Removal::Discarded)
    }

    /// Undoes entries and all that build upon them. Returns the numbers of the removed entries.
    pub(super) fn undo(&mut self, ids: &[u64], after: Position) -> Vec<(u64, Removal)> {
        let places = self.undone_with(ids);
        self.remove(&places, after, Removal::Undone)
    }

    /// The live entries that go when these go.
    pub(super) fn to_undo(&self, ids: &[u64]) -> Vec<Arc<Entry>> {
        self.undone_with(ids).into_iter().map(|place| Arc::clone(&self.entries[place].0)).collect()
    }

    fn undone_with(&self, ids: &[u64]) -> BTreeSet<usize> {
        let place = |id: &u64| self.entries.binary_search_by_key(id, |(entry, _)| entry.id).ok();
        let places = ids.iter().filter_map(place).collect();
        undone_with(self.entries.iter().map(|(entry, _)| &entry.recorded.event), &places)
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

    /// Removes everything. Returns the number of live entries.
    pub(super) fn clear(&mut self) -> u64 {
        self.removed.clear();
        let count = std::mem::take(&mut self.entries).len();
        self.rebuild();
        count as u64
    }

    fn recorded_by(&self, time: DateTime<Utc>) -> usize {
        self.entries.partition_point(|(entry, _)| entry.recorded.at <= time)
    }

    fn rebuild(&mut self) {
        self.ledger = Arc::new(self.replayed(self.entries.len()));
        *self.earlier.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn replayed(&self, count: usize) -> Ledger {
        let mut ledger = Ledger::new();
        for (entry, _) in &self.entries[..count] {
            let world = self.worlds.at(entry.recorded.at).world();
            ledger.apply(world, entry.recorded.at, &entry.recorded.event);
        }
        ledger
    }
}
