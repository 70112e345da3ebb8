//! The selected positions in a range of a tally, and two such listings merged by time.

use std::ops::Range;

use super::tally::{Selection, Tally};

/// The selected positions in a range of a tally, in order.
pub(crate) struct Listing<'t> {
    tally: &'t Tally,
    selection: Selection,
    stretch: Range<usize>,
    /// How many are selected before the range.
    before: usize,
    count: usize,
}

impl<'t> Listing<'t> {
    pub(crate) fn new(tally: &'t Tally, selection: Selection, stretch: Range<usize>) -> Self {
        let until = stretch.end.max(stretch.start);
        let before = tally.count(&selection, stretch.start);
        let count = tally.count(&selection, until) - before;
        Self { tally, selection, stretch: stretch.start..until, before, count }
    }

    /// How many are selected.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The selected positions, without the first `rank`.
    pub(crate) fn from(&self, rank: usize) -> impl Iterator<Item = usize> + '_ {
        // Positions before the first and after the last selected one are never searched one by one.
        let left = self.count.saturating_sub(rank);
        let place = if left == 0 { self.stretch.end } else { self.at(rank) };
        self.tally.from(&self.selection, place).take(left)
    }

    /// The selected position with `rank` others before it. `rank` must be below the count.
    fn at(&self, rank: usize) -> usize {
        self.tally.select(&self.selection, self.before + rank)
    }
}

/// Two listings that are merged by their keys. All keys must differ.
pub(crate) struct Merged<'t, L, R> {
    pub(crate) left: Listing<'t>,
    pub(crate) left_key: L,
    pub(crate) right: Listing<'t>,
    pub(crate) right_key: R,
}

impl<L: Fn(usize) -> u64, R: Fn(usize) -> u64> Merged<'_, L, R> {
    /// How many there are in both.
    pub(crate) fn count(&self) -> usize {
        self.left.count() + self.right.count()
    }

    /// The keys in order, without the first `rank`.
    pub(crate) fn from(&self, rank: usize) -> impl Iterator<Item = u64> + '_ {
        let left = self.of_the_left_among(rank.min(self.count()));
        let right = rank.min(self.count()) - left;
        let mut left = self.left.from(left).map(&self.left_key).peekable();
        let mut right = self.right.from(right).map(&self.right_key).peekable();
        std::iter::from_fn(move || match (left.peek(), right.peek()) {
            (Some(one), Some(other)) if one < other => left.next(),
            (_, Some(_)) => right.next(),
            (_, None) => left.next(),
        })
    }

    /// How many of the first `rank` keys come from the left listing.
    fn of_the_left_among(&self, rank: usize) -> usize {
        let (mut low, mut high) = (rank.saturating_sub(self.right.count()), rank.min(self.left.count()));
        while low < high {
            let middle = low.midpoint(high);
            // The left key at `middle` is among the first if it is smaller than the right key that would take its
            // position.
            let other = (self.right_key)(self.right.at(rank - middle - 1));
            if (self.left_key)(self.left.at(middle)) < other {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}
