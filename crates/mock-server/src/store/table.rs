//! Records of one kind by key, with the time of each and its place in the log.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::Position;

/// Records of one kind by key.
#[derive(Debug)]
pub(super) struct Table<K, V> {
    rows: BTreeMap<K, Row<V>>,
    /// Records that an event which is not durable yet has replaced, and the position after that event.
    replaced: Vec<(K, Row<V>, Position)>,
    /// The latest time of a record.
    latest: Option<DateTime<Utc>>,
    /// No record is older than this.
    earliest: Option<DateTime<Utc>>,
}

/// A record.
#[derive(Debug, Clone)]
pub(super) struct Row<V> {
    pub(super) value: V,
    /// The time at which it was recorded.
    pub(super) at: DateTime<Utc>,
    /// The position after the event.
    position: Position,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), replaced: Vec::new(), latest: None, earliest: None }
    }
}

impl<K: Ord, V> Table<K, V> {
    /// The table of a file: all of its records are durable.
    pub(super) fn durable(records: impl IntoIterator<Item = (K, V, DateTime<Utc>)>) -> Self {
        let row = |(key, value, at)| (key, Row { value, at, position: Position::default() });
        let rows: BTreeMap<K, Row<V>> = records.into_iter().map(row).collect();
        let mut table = Self { rows, ..Self::default() };
        table.note_times();
        table
    }

    pub(super) fn get(&self, key: &K, until: Position) -> Option<&Row<V>> {
        self.rows.get(key).filter(|row| row.position <= until)
    }

    /// Records a value. Replaces the one that the key has.
    pub(super) fn insert(&mut self, key: K, value: V, at: DateTime<Utc>, position: Position) {
        self.latest = self.latest.max(Some(at));
        self.earliest = Some(self.earliest.map_or(at, |earliest| earliest.min(at)));
        self.rows.insert(key, Row { value, at, position });
    }

    /// Removes the records of a later time, because something is recorded before them. Returns whether there were any.
    /// `after` is the position after the event that replaces them.
    pub(super) fn step_back(&mut self, now: DateTime<Utc>, after: Position) -> bool {
        if self.latest.is_none_or(|latest| latest <= now) {
            return false;
        }
        let later = self.rows.extract_if(.., |_, row| row.at > now).map(|(key, row)| (key, row, after));
        self.replaced.extend(later);
        self.note_times();
        true
    }

    /// Removes the records of `until` and before, if one is older than `until` by more than `slack`: without it, every
    /// event would look at every record. Returns whether it removed any. `after` is the position after the event that
    /// comes with it.
    pub(super) fn forget(&mut self, until: DateTime<Utc>, slack: TimeDelta, after: Position) -> bool {
        if self.earliest.is_none_or(|earliest| earliest + slack > until) {
            return false;
        }
        let old = self.rows.extract_if(.., |_, row| row.at <= until).map(|(key, row)| (key, row, after));
        let kept = self.replaced.len();
        self.replaced.extend(old);
        self.note_times();
        self.replaced.len() > kept
    }

    /// Events up to the position are durable: what they have replaced does not come back.
    pub(super) fn settle(&mut self, durable: Position) {
        self.replaced.retain(|(.., after)| *after > durable);
    }

    /// Goes back to what is durable.
    pub(super) fn discard(&mut self, durable: Position) {
        let replaced = std::mem::take(&mut self.replaced);
        self.rows.retain(|_, row| row.position <= durable);
        self.rows
            .extend(replaced.into_iter().map(|(key, row, _)| (key, row)).filter(|(_, row)| row.position <= durable));
        self.note_times();
    }

    /// The records, to go back to.
    pub(super) fn keep(&self) -> BTreeMap<K, Row<V>>
    where
        K: Clone,
        V: Clone,
    {
        self.rows.clone()
    }

    /// Goes back to records that were there before, all of them durable.
    pub(super) fn restore(&mut self, kept: &BTreeMap<K, Row<V>>)
    where
        K: Clone,
        V: Clone,
    {
        *self = Self::durable(kept.iter().map(|(key, row)| (key.clone(), row.value.clone(), row.at)));
    }

    /// Removes everything. Returns the number of records.
    pub(super) fn clear(&mut self) -> u64 {
        let removed = self.rows.len() as u64;
        *self = Self::default();
        removed
    }

    fn note_times(&mut self) {
        let times = || self.rows.values().map(|row| row.at);
        (self.earliest, self.latest) = (times().min(), times().max());
    }
}
