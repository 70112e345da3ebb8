//! Where records stand until they make room.

use std::collections::VecDeque;
use std::sync::Arc;

use super::record::Record;

/// What all records together may take in memory, in bytes.
const ROOM: usize = 24 << 20;

/// The newest records, as many as are wanted and as fit.
#[derive(Debug)]
pub(super) struct Shelf {
    capacity: usize,
    room: usize,
    taken: usize,
    /// The place that the first record has; the next one has the next place.
    first_place: u64,
    records: VecDeque<Arc<Record>>,
    cleared_at: Counted,
}

/// How much had been counted at some time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    /// The number of the last request.
    pub(super) last: u64,
    /// How many had been left out.
    pub(super) left_out: u64,
}

impl Shelf {
    /// An empty shelf for so many records.
    pub(super) fn new(capacity: u32) -> Self {
        Self::with_room(capacity, ROOM)
    }

    fn with_room(capacity: u32, room: usize) -> Self {
        Self {
            capacity: usize::try_from(capacity).unwrap_or(usize::MAX),
            room,
            taken: 0,
            first_place: 1,
            records: VecDeque::new(),
            cleared_at: Counted::default(),
        }
    }

    /// Puts a record beside the last one, and takes the oldest away until it fits. Gives its place. The newest one always stays.
    pub(super) fn put(&mut self, record: Record) -> u64 {
        self.taken += record.size();
        self.records.push_back(Arc::new(record));
        while self.records.len() > 1 && (self.records.len() > self.capacity || self.taken > self.room) {
            self.remove_first();
        }
        self.first_place + self.records.len() as u64 - 1
    }

    /// The records, the one that was put first comes first.
    pub(super) fn records(&self) -> impl DoubleEndedIterator<Item = Arc<Record>> {
        self.records.iter().cloned().collect::<Vec<_>>().into_iter()
    }

    /// The records after a place, at most so many, and the place of the last of them.
    pub(super) fn after(&self, place: u64, most: usize) -> (u64, Vec<Arc<Record>>) {
        let start = (place + 1).max(self.first_place);
        let skipped = usize::try_from(start - self.first_place).unwrap_or(usize::MAX);
        let records: Vec<_> = self.records.iter().skip(skipped).take(most).cloned().collect();
        (start + records.len() as u64 - 1, records)
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Takes every record away. Places go on.
    pub(super) fn clear(&mut self, counted: Counted) {
        self.first_place += self.records.len() as u64;
        self.records = VecDeque::new();
        self.taken = 0;
        self.cleared_at = counted;
    }

    /// What had been counted when it was last cleared.
    pub(super) fn cleared_at(&self) -> Counted {
        self.cleared_at
    }

    fn remove_first(&mut self) {
        if let Some(removed) = self.records.pop_front() {
            self.taken -= removed.size();
            self.first_place += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::record;
    use super::{Counted, Shelf};

    fn ids(shelf: &Shelf) -> Vec<u64> {
        shelf.records().map(|record| record.id).collect()
    }

    #[test]
    fn the_oldest_make_room() {
        let one = record(1, b"").size();
        for (capacity, room, kept) in [
            (3, usize::MAX, vec![8, 9, 10]),
            (100, one * 2, vec![9, 10]),
            (100, one * 2 - 1, vec![10]),
            (100, 1, vec![10]),
            (1, usize::MAX, vec![10]),
        ] {
            let mut shelf = Shelf::with_room(capacity, room);
            for id in 1..=10 {
                assert_eq!(shelf.put(record(id, b"")), id);
            }
            assert_eq!(ids(&shelf), kept, "{capacity} {room}");
            shelf.clear(Counted::default());
            assert_eq!((shelf.taken, ids(&shelf)), (0, vec![]), "what was taken is given back");
        }
    }

    #[test]
    fn who_follows_misses_only_what_is_gone() {
        let mut shelf = Shelf::with_room(4, usize::MAX);
        for id in 1..=6 {
            shelf.put(record(id, b""));
        }
        let after = |shelf: &Shelf, place, most| {
            let (last, records) = shelf.after(place, most);
            (last, records.iter().map(|record| record.id).collect::<Vec<_>>())
        };
        assert_eq!(after(&shelf, 0, 10), (6, vec![3, 4, 5, 6]));
        assert_eq!(after(&shelf, 0, 2), (4, vec![3, 4]));
        assert_eq!(after(&shelf, 4, 10), (6, vec![5, 6]));
        assert_eq!(after(&shelf, 6, 10), (6, vec![]));
        assert_eq!(after(&shelf, 60, 10), (60, vec![]));
        shelf.clear(Counted::default());
        assert_eq!(after(&shelf, 5, 10), (6, vec![]));
        shelf.put(record(7, b""));
        assert_eq!(after(&shelf, 6, 10), (7, vec![7]));
    }
}
