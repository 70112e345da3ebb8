//! The selected positions in a range of a tally.

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

    /// How many of the first selected positions pass. Among all positions of the range, those that pass must come first.
    pub(crate) fn before(&self, passes: impl Fn(usize) -> bool) -> usize {
        let Range { start: mut low, end: mut high } = self.stretch;
        while low < high {
            let middle = low.midpoint(high);
            if passes(middle) { low = middle + 1 } else { high = middle }
        }
        self.tally.count(&self.selection, low) - self.before
    }

    /// The selected position with `rank` others before it. `rank` must be below the count.
    pub(crate) fn at(&self, rank: usize) -> usize {
        self.tally.select(&self.selection, self.before + rank)
    }
}
