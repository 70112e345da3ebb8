//! Sorted lists of keys from several sources, and two of them merged.

use std::ops::Range;

use super::blocks::Blocks;
use super::listing::Listing;
use super::tally::Selection;

/// A sorted list of keys.
pub(crate) trait Sorted {
    /// How many keys there are.
    fn count(&self) -> usize;

    /// The key with `rank` others before it. `rank` must be below the count.
    fn key(&self, rank: usize) -> u64;

    /// How many keys are smaller.
    fn below(&self, key: u64) -> usize;

    /// The keys in order, without the first `rank`.
    fn from(&self, rank: usize) -> impl Iterator<Item = u64>;

    /// How many of the first `rank` keys of this list and another, merged, are of this one. `rank` must not be above the
    /// sum of their counts.
    fn among(&self, rank: usize, other: &impl Sorted) -> usize {
        let (mut low, mut high) = (rank.saturating_sub(other.count()), rank.min(self.count()));
        while low < high {
            let middle = low.midpoint(high);
            if middle + other.below(self.key(middle)) < rank {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// At most `limit` keys, without the first `rank`.
    fn page(&self, rank: usize, limit: usize) -> Vec<u64> {
        self.from(rank).take(limit).collect()
    }
}

/// A listing whose positions are turned into keys, which are in the same order.
pub(crate) struct Keyed<'t, K> {
    pub(crate) listing: Listing<'t>,
    pub(crate) key: K,
}

impl<K: Fn(usize) -> u64> Sorted for Keyed<'_, K> {
    fn count(&self) -> usize {
        self.listing.count()
    }

    fn key(&self, rank: usize) -> u64 {
        (self.key)(self.listing.at(rank))
    }

    fn below(&self, key: u64) -> usize {
        self.listing.before(|place| (self.key)(place) < key)
    }

    fn from(&self, rank: usize) -> impl Iterator<Item = u64> {
        self.listing.from(rank).map(&self.key)
    }
}

/// All positions of a range, which are turned into keys in the same order.
pub(crate) struct Consecutive<K> {
    pub(crate) places: Range<usize>,
    pub(crate) key: K,
}

impl<K: Fn(usize) -> u64> Sorted for Consecutive<K> {
    fn count(&self) -> usize {
        self.places.len()
    }

    fn key(&self, rank: usize) -> u64 {
        (self.key)(self.places.start + rank)
    }

    fn below(&self, key: u64) -> usize {
        let (mut low, mut high) = (self.places.start, self.places.end.max(self.places.start));
        while low < high {
            let middle = low.midpoint(high);
            if (self.key)(middle) < key { low = middle + 1 } else { high = middle }
        }
        low - self.places.start
    }

    fn from(&self, rank: usize) -> impl Iterator<Item = u64> {
        self.places.clone().skip(rank).map(&self.key)
    }
}

/// The selected keys of blocks, from one key to before another.
pub(crate) struct Between<'b> {
    blocks: &'b Blocks,
    selection: Selection,
    /// How many are selected before the first key.
    before: usize,
    count: usize,
}

impl<'b> Between<'b> {
    pub(crate) fn new(blocks: &'b Blocks, selection: Selection, from: u64, until: u64) -> Self {
        let before = blocks.below(&selection, from);
        let count = blocks.below(&selection, until.max(from)) - before;
        Self { blocks, selection, before, count }
    }
}

impl Sorted for Between<'_> {
    fn count(&self) -> usize {
        self.count
    }

    fn key(&self, rank: usize) -> u64 {
        self.from(rank).next().expect("the rank is below the count")
    }

    fn below(&self, key: u64) -> usize {
        self.blocks.below(&self.selection, key).saturating_sub(self.before).min(self.count)
    }

    fn from(&self, rank: usize) -> impl Iterator<Item = u64> {
        self.blocks.from(&self.selection, self.before + rank).take(self.count.saturating_sub(rank))
    }

    /// Steps over whole blocks.
    fn among(&self, rank: usize, other: &impl Sorted) -> usize {
        let (least, most) = (rank.saturating_sub(other.count()), rank.min(self.count));
        let before = |key: u64, place: usize| place < self.before || place - self.before + other.below(key) < rank;
        self.blocks.leading(&self.selection, before).saturating_sub(self.before).clamp(least, most)
    }
}

/// Two lists that are merged. All keys must differ. The right one should be the shorter one.
pub(crate) struct Merged<L, R> {
    pub(crate) left: L,
    pub(crate) right: R,
}

impl<L: Sorted, R: Sorted> Sorted for Merged<L, R> {
    fn count(&self) -> usize {
        self.left.count() + self.right.count()
    }

    fn key(&self, rank: usize) -> u64 {
        self.from(rank).next().expect("the rank is below the count")
    }

    fn below(&self, key: u64) -> usize {
        self.left.below(key) + self.right.below(key)
    }

    fn from(&self, rank: usize) -> impl Iterator<Item = u64> {
        let rank = rank.min(self.count());
        let right = self.right.among(rank, &self.left);
        let mut left = self.left.from(rank - right).peekable();
        let mut right = self.right.from(right).peekable();
        std::iter::from_fn(move || match (left.peek(), right.peek()) {
            (Some(one), Some(other)) if one < other => left.next(),
            (_, Some(_)) => right.next(),
            (_, None) => left.next(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Between, Merged, Sorted};
    use crate::chance::{Dice, Purpose};
    use crate::index::{Blocks, Selection};

    #[test]
    fn merged_lists_are_one_sorted_list() {
        let mut dice = Dice::new(2, Purpose::Roster, 0);
        let some = || Selection::new(2, |class| class == 0);
        for (one, other, third) in [(0, 0, 0), (1, 0, 3), (700, 40, 1), (300, 900, 1300)] {
            let mut taken = std::collections::BTreeSet::new();
            let mut blocks = |count: usize| {
                let mut blocks = Blocks::new(2);
                let mut left = count;
                while left > 0 {
                    let key = u64::from(dice.below(100_000));
                    if taken.insert(key) {
                        // Every third key is not selected.
                        let class = u8::from(key.is_multiple_of(3));
                        blocks.insert(key, class);
                        left -= usize::from(class == 0);
                    }
                }
                blocks
            };
            let lists = [one, other, third].map(&mut blocks);
            let (from, until) = (1000, 90_000);
            let between = |blocks| Between::new(blocks, some(), from, until);
            let left = Merged { left: between(&lists[0]), right: between(&lists[1]) };
            let merged = Merged { left, right: between(&lists[2]) };
            let selected = taken.range(from..until).filter(|key| !key.is_multiple_of(3));
            let expected: Vec<u64> = selected.copied().collect();
            assert_eq!(merged.count(), expected.len());
            for rank in [0, 1, 50, expected.len() / 2, expected.len().saturating_sub(1), expected.len() + 3] {
                let rest = expected.get(rank..).unwrap_or_default();
                assert_eq!(merged.page(rank, usize::MAX), rest, "from {rank}");
                if let Some(key) = rest.first() {
                    assert_eq!(merged.key(rank), *key);
                    assert_eq!(merged.below(*key), rank);
                }
            }
        }
    }
}
