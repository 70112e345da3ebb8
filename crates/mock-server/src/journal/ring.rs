//! A ring buffer of records.

use std::collections::VecDeque;
use std::sync::Arc;

use super::record::Record;

/// The memory that all records together may use, in bytes.
const MAX_MEMORY: usize = 24 << 20;

/// The newest records: at most `capacity` of them, using at most `memory` bytes.
#[derive(Debug)]
pub(super) struct Ring {
    capacity: usize,
    memory: usize,
    used: usize,
    /// The position of the last record that was added. Positions count from 1.
    last_position: u64,
    /// The records with their positions, in ascending order. Those of a cleared world leave gaps.
    records: VecDeque<(u64, Arc<Record>)>,
    cleared_at: Counters,
}

/// The counters at the time of the last clearing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counters {
    /// The number of the last request.
    pub(super) last: u64,
    /// The number of requests that were left out.
    pub(super) left_out: u64,
}

impl Ring {
    /// Creates an empty ring for this many records.
    pub(super) fn new(capacity: u32) -> Self {
        Self::with_memory(capacity, MAX_MEMORY)
    }

    fn with_memory(capacity: u32, memory: usize) -> Self {
        Self {
            capacity: usize::try_from(capacity).unwrap_or(usize::MAX),
            memory,
            used: 0,
            last_position: 0,
            records: VecDeque::new(),
            cleared_at: Counters::default(),
        }
    }

    /// Adds a record, and removes the oldest ones until everything fits. The new record always stays. Returns its
    /// position.
    pub(super) fn push(&mut self, record: Record) -> u64 {
        self.used += record.size();
        self.last_position += 1;
        self.records.push_back((self.last_position, Arc::new(record)));
        while self.records.len() > 1 && (self.records.len() > self.capacity || self.used > self.memory) {
            self.remove_first();
        }
        self.last_position
    }

    /// Changes a record, if it is still here. Its size must not change.
    pub(super) fn change(&mut self, id: u64, change: impl FnOnce(&mut Record)) {
        let mut records = self.records.iter_mut().rev().map(|(_, record)| record);
        if let Some(record) = records.find(|record| record.id == id) {
            change(Arc::make_mut(record));
        }
    }

    /// The records, in the order in which they were added.
    pub(super) fn records(&self) -> impl DoubleEndedIterator<Item = Arc<Record>> {
        self.records.iter().map(|(_, record)| Arc::clone(record)).collect::<Vec<_>>().into_iter()
    }

    /// Up to `limit` records after a position, and the position up to which these are all.
    pub(super) fn after(&self, position: u64, limit: usize) -> (u64, Vec<Arc<Record>>) {
        let start = self.records.partition_point(|(at, _)| *at <= position);
        let found: Vec<_> = self.records.iter().skip(start).take(limit).collect();
        let is_rest = start + found.len() == self.records.len();
        let last = found.last().map_or(position, |(at, _)| *at);
        let last = if is_rest { last.max(self.last_position) } else { last };
        (last, found.into_iter().map(|(_, record)| Arc::clone(record)).collect())
    }

    /// The number of records.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Removes all records. Positions continue from where they were.
    pub(super) fn clear(&mut self, counters: Counters) {
        self.records = VecDeque::new();
        self.used = 0;
        self.cleared_at = counters;
    }

    /// Removes the records of which this is true.
    pub(super) fn remove(&mut self, is_removed: impl Fn(&Record) -> bool) {
        self.records.retain(|(_, record)| !is_removed(record));
        self.used = self.records.iter().map(|(_, record)| record.size()).sum();
    }

    /// The counters at the time of the last clearing.
    pub(super) fn cleared_at(&self) -> Counters {
        self.cleared_at
    }

    fn remove_first(&mut self) {
        if let Some((_, removed)) = self.records.pop_front() {
            self.used -= removed.size();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::record;
    use super::{Counters, Ring};

    fn ids(ring: &Ring) -> Vec<u64> {
        ring.records().map(|record| record.id).collect()
    }

    #[test]
    fn the_oldest_records_are_removed_first() {
        let one = record(1, b"").size();
        for (capacity, memory, kept) in [
            (3, usize::MAX, vec![8, 9, 10]),
            (100, one * 2, vec![9, 10]),
            (100, one * 2 - 1, vec![10]),
            (100, 1, vec![10]),
            (1, usize::MAX, vec![10]),
        ] {
            let mut ring = Ring::with_memory(capacity, memory);
            for id in 1..=10 {
                assert_eq!(ring.push(record(id, b"")), id);
            }
            assert_eq!(ids(&ring), kept, "{capacity} {memory}");
            ring.clear(Counters::default());
            assert_eq!((ring.used, ids(&ring)), (0, vec![]), "clearing frees the memory");
        }
    }

    #[test]
    fn followers_miss_only_removed_records() {
        let mut ring = Ring::with_memory(4, usize::MAX);
        for id in 1..=6 {
            ring.push(record(id, b""));
        }
        let after = |ring: &Ring, position, limit| {
            let (last, records) = ring.after(position, limit);
            (last, records.iter().map(|record| record.id).collect::<Vec<_>>())
        };
        assert_eq!(after(&ring, 0, 10), (6, vec![3, 4, 5, 6]));
        assert_eq!(after(&ring, 0, 2), (4, vec![3, 4]));
        assert_eq!(after(&ring, 4, 10), (6, vec![5, 6]));
        assert_eq!(after(&ring, 6, 10), (6, vec![]));
        assert_eq!(after(&ring, 60, 10), (60, vec![]));
        ring.clear(Counters::default());
        assert_eq!(after(&ring, 5, 10), (6, vec![]));
        ring.push(record(7, b""));
        assert_eq!(after(&ring, 6, 10), (7, vec![7]));
        for id in 8..=10 {
            ring.push(record(id, b""));
        }
        ring.remove(|record| record.id % 2 == 1);
        assert_eq!(after(&ring, 6, 1), (8, vec![8]));
        assert_eq!(after(&ring, 8, 10), (10, vec![10]));
        assert_eq!((ring.used, ring.len()), (2 * record(1, b"").size(), 2), "removing frees the memory");
    }
}
