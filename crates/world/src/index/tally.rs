//! A sequence of classes (small numbers). It counts and finds the positions of any set of classes, and any position can
//! change its class.
//!
//! Positions are grouped into blocks. A Fenwick tree over the blocks has one counter per class in each node. Counting
//! up to a position, finding the n-th match and changing a class all take time logarithmic in the number of blocks,
//! plus the scan of one block.

use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::slice::{ParallelSlice as _, ParallelSliceMut as _};

/// Positions in a block.
const BLOCK: usize = 1024;

/// The class of each position, and counts of each class.
#[derive(Debug)]
pub(crate) struct Tally {
    classes: Vec<u8>,
    /// The number of classes.
    width: usize,
    /// The Fenwick tree over blocks: `width` counters for each node.
    nodes: Vec<u32>,
}

/// A set of classes.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    contains: [bool; 256],
    /// All bits for a class that is selected, none for any other.
    masks: Box<[u32]>,
}

impl Selection {
    /// The classes below `width` that pass the test.
    pub(crate) fn new(width: usize, passes: impl Fn(u8) -> bool) -> Self {
        let last = u8::try_from(width - 1).expect("a class is a byte");
        let mut contains = [false; 256];
        for class in 0..=last {
            contains[usize::from(class)] = passes(class);
        }
        let masks = contains[..width].iter().map(|selected| if *selected { u32::MAX } else { 0 }).collect();
        Self { contains, masks }
    }

    /// Whether the class is selected.
    pub(crate) fn contains(&self, class: u8) -> bool {
        self.contains[usize::from(class)]
    }

    /// The sum of the selected counters: there is one for each class. A loop without branches, which takes many counters at
    /// a time.
    pub(crate) fn sum<N: Copy + Into<u32>>(&self, counters: &[N]) -> usize {
        let sum: u32 = self.masks.iter().zip(counters).map(|(mask, counter)| mask & (*counter).into()).sum();
        sum as usize
    }
}

impl Tally {
    /// Counts the classes. All of them must be below `width`.
    pub(crate) fn new(classes: Vec<u8>, width: usize) -> Self {
        let mut nodes = vec![0_u32; classes.len().div_ceil(BLOCK) * width];
        nodes.par_chunks_mut(width).zip(classes.par_chunks(BLOCK)).for_each(|(node, block)| {
            for class in block {
                node[usize::from(*class)] += 1;
            }
        });
        // Each node adds its sum to the next node that covers it.
        for number in 1..=nodes.len() / width {
            let parent = number + lowest_bit(number);
            let (before, after) = nodes.split_at_mut(number * width);
            if let Some(parent) = after.get_mut((parent - number - 1) * width..(parent - number) * width) {
                let node = &before[(number - 1) * width..];
                parent.iter_mut().zip(node).for_each(|(sum, count)| *sum += count);
            }
        }
        Self { classes, width, nodes }
    }

    /// Computes the class of each item on all cores, and counts them.
    pub(crate) fn of<T: Sync>(places: &[T], width: usize, class: impl Fn(&T) -> u8 + Sync + Send) -> Self {
        Self::new(places.par_iter().map(class).collect(), width)
    }

    /// Changes the class of a position.
    pub(crate) fn set(&mut self, place: usize, class: u8) {
        let before = std::mem::replace(&mut self.classes[place], class);
        if before == class {
            return;
        }
        let mut number = place / BLOCK + 1;
        while let Some(node) = self.nodes.get_mut((number - 1) * self.width..number * self.width) {
            node[usize::from(before)] -= 1;
            node[usize::from(class)] += 1;
            number += lowest_bit(number);
        }
    }

    /// How many of the first `until` positions are selected.
    pub(crate) fn count(&self, selection: &Selection, until: usize) -> usize {
        let mut number = until / BLOCK;
        let rest = &self.classes[number * BLOCK..until];
        let mut sum = rest.iter().filter(|class| selection.contains[usize::from(**class)]).count();
        while number > 0 {
            sum += self.node(number, selection);
            number -= lowest_bit(number);
        }
        sum
    }

    /// How many of the positions from `from` to before `until` have the class. Faster than [`Tally::count`] for one
    /// class.
    #[expect(clippy::naive_bytecount, reason = "the compiler compares many places at a time, and a block is short")]
    pub(crate) fn count_class(&self, class: u8, from: usize, until: usize) -> usize {
        let before = |until: usize| {
            let mut number = until / BLOCK;
            let mut sum = self.classes[number * BLOCK..until].iter().filter(|other| **other == class).count();
            while number > 0 {
                sum += self.nodes[(number - 1) * self.width + usize::from(class)] as usize;
                number -= lowest_bit(number);
            }
            sum
        };
        before(until) - before(from)
    }

    /// The selected position with `rank` others before it, or the length of the sequence if there is none.
    pub(crate) fn select(&self, selection: &Selection, mut rank: usize) -> usize {
        let blocks = self.nodes.len() / self.width;
        let (mut number, mut step) = (0, blocks.checked_ilog2().map_or(0, |bits| 1 << bits));
        while step > 0 {
            if number + step <= blocks {
                let count = self.node(number + step, selection);
                if count <= rank {
                    rank -= count;
                    number += step;
                }
            }
            step /= 2;
        }
        self.from(selection, number * BLOCK).nth(rank).unwrap_or(self.classes.len())
    }

    /// The selected positions from `place` on.
    pub(crate) fn from<'t>(&'t self, selection: &'t Selection, place: usize) -> impl Iterator<Item = usize> + 't {
        let rest = self.classes.get(place..).unwrap_or_default();
        rest.iter()
            .enumerate()
            .filter(|(_, class)| selection.contains[usize::from(**class)])
            .map(move |(offset, _)| place + offset)
    }

    fn node(&self, number: usize, selection: &Selection) -> usize {
        selection.sum(&self.nodes[(number - 1) * self.width..number * self.width])
    }
}

/// The lowest set bit of a number above 0: how many blocks a node of the tree covers.
const fn lowest_bit(number: usize) -> usize {
    number & number.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Selection, Tally};
    use crate::chance::{Dice, Purpose};

    const WIDTH: usize = 7;

    #[expect(clippy::naive_bytecount, reason = "a plain count is what is compared with")]
    fn check(tally: &Tally, classes: &[u8], selection: &Selection) {
        let places: Vec<usize> =
            (0..classes.len()).filter(|place| selection.contains[usize::from(classes[*place])]).collect();
        for until in (0..=classes.len()).step_by(97).chain([classes.len()]) {
            let expected = places.partition_point(|place| *place < until);
            assert_eq!(tally.count(selection, until), expected, "to {until} of {}", classes.len());
            for class in 0..u8::try_from(WIDTH).expect("a class") {
                let expected = classes[until / 3..until].iter().filter(|other| *other == &class).count();
                assert_eq!(tally.count_class(class, until / 3, until), expected, "{class} to {until}");
            }
        }
        for rank in (0..places.len() + 2).step_by(53).chain([places.len()]) {
            let expected = places.get(rank).copied().unwrap_or(classes.len());
            assert_eq!(tally.select(selection, rank), expected, "number {rank} of {}", places.len());
        }
        for place in (0..classes.len() + 2).step_by(331) {
            assert!(tally.from(selection, place).eq(places.iter().copied().filter(|found| *found >= place)));
        }
    }

    #[test]
    fn counts_and_finds_what_a_plain_search_does() {
        let mut dice = Dice::new(1, Purpose::Roster, 0);
        let selections = [
            Selection::new(WIDTH, |_| true),
            Selection::new(WIDTH, |class| class == 3),
            Selection::new(WIDTH, |class| class % 2 == 0),
            Selection::new(WIDTH, |_| false),
        ];
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK, 11 * BLOCK + 17] {
            let mut class = || u8::try_from(dice.below(7)).expect("a class");
            let mut classes: Vec<u8> = (0..length).map(|_| class()).collect();
            let mut tally = Tally::new(classes.clone(), WIDTH);
            for selection in &selections {
                check(&tally, &classes, selection);
            }
            for place in (0..length).step_by(13) {
                classes[place] = u8::try_from(place % WIDTH).expect("a class");
                tally.set(place, classes[place]);
            }
            for selection in &selections {
                check(&tally, &classes, selection);
            }
        }
    }
}
