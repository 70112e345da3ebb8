//! A sorted list of keys, each with a class (a small number). Keys can be added and removed anywhere; the keys of any set
//! of classes are counted and found without looking at each.
//!
//! The list is cut into blocks of at most [`MOST`] keys, and the blocks are put into groups. Both have a count per class, so
//! that whoever counts or finds steps over whole groups. It suits some million keys that are added one by one; a
//! [`Tally`](super::Tally) suits those that are known from the start. A copy shares the groups and blocks that neither of
//! the two changes.

use std::sync::Arc;

use super::tally::Selection;

/// The most keys in a block. A fuller one is cut in half.
const MOST: usize = 512;

/// The most blocks in a group. A fuller one is cut in half.
const MOST_BLOCKS: usize = 64;

/// Sorted keys with their classes. All keys differ.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    /// The number of classes.
    width: usize,
    groups: Parts<Group>,
}

/// Parts of a sorted list. Which one a key is in is found without looking into them.
#[derive(Debug, Clone)]
struct Parts<P> {
    /// All keys of a part are at least this, those of the parts before it less. For the first part it means nothing.
    starts: Vec<u64>,
    parts: Vec<Arc<P>>,
}

/// Some blocks, at least one.
#[derive(Debug, Clone)]
struct Group {
    blocks: Parts<Block>,
    counts: Vec<u32>,
}

/// Some keys, at least one.
#[derive(Debug, Clone)]
struct Block {
    keys: Vec<u64>,
    classes: Vec<u8>,
    counts: Vec<u16>,
}

impl Blocks {
    /// An empty list for classes below `width`.
    pub(crate) fn new(width: usize) -> Self {
        Self { width, groups: Parts { starts: Vec::new(), parts: Vec::new() } }
    }

    /// Adds a key that is not in the list.
    pub(crate) fn insert(&mut self, key: u64, class: u8) {
        if self.groups.parts.is_empty() {
            let (mut counts, mut of_group) = (vec![0; self.width], vec![0; self.width]);
            (counts[usize::from(class)], of_group[usize::from(class)]) = (1, 1);
            let blocks = Parts::one(key, Block { keys: vec![key], classes: vec![class], counts });
            self.groups = Parts::one(key, Group { blocks, counts: of_group });
            return;
        }
        let (number, group) = self.groups.of_mut(key);
        group.insert(key, class);
        if group.blocks.parts.len() > MOST_BLOCKS {
            let second = group.cut();
            self.groups.insert(number + 1, second.blocks.starts[0], second);
        }
    }

    /// Removes a key, if it is in the list.
    pub(crate) fn remove(&mut self, key: u64) {
        if self.groups.parts.is_empty() {
            return;
        }
        let (number, group) = self.groups.of_mut(key);
        group.remove(key);
        if group.blocks.parts.is_empty() {
            self.groups.remove(number);
        }
    }

    /// How many keys below `key` are selected.
    pub(crate) fn below(&self, selection: &Selection, key: u64) -> usize {
        if self.groups.parts.is_empty() {
            return 0;
        }
        let number = self.groups.of(key);
        let of_groups: usize = self.groups.parts[..number].iter().map(|group| group.count(selection)).sum();
        let blocks = &self.groups.parts[number].blocks;
        let number = blocks.of(key);
        let of_blocks: usize = blocks.parts[..number].iter().map(|block| block.count(selection)).sum();
        let block = &blocks.parts[number];
        let until = block.keys.partition_point(|other| *other < key);
        let of_block = block.classes[..until].iter().filter(|class| selection.contains(**class)).count();
        of_groups + of_blocks + of_block
    }

    /// The selected keys, without the first `rank`.
    pub(crate) fn from<'b>(&'b self, selection: &'b Selection, mut rank: usize) -> impl Iterator<Item = u64> + 'b {
        let mut steps_over = |count: usize| {
            let whole = rank >= count;
            rank -= if whole { count } else { 0 };
            whole
        };
        let groups = &self.groups.parts;
        let first = groups.iter().take_while(|group| steps_over(group.count(selection))).count();
        let blocks = groups[first..].iter().flat_map(|group| &group.blocks.parts);
        // In the first group that is left, whole blocks may be left out, too.
        let of_group = groups.get(first).map_or(&[][..], |group| &group.blocks.parts);
        let left_out = of_group.iter().take_while(|block| steps_over(block.count(selection))).count();
        blocks.skip(left_out).flat_map(|block| block.selected(selection)).skip(rank)
    }

    /// How many of the selected keys pass, given a key and how many selected ones are before it. Those that pass must come
    /// first. Few keys are looked at, some of them not in the list: where groups and blocks start, and those of one block.
    pub(crate) fn leading(&self, selection: &Selection, passes: impl Fn(u64, usize) -> bool) -> usize {
        if self.groups.parts.is_empty() {
            return 0;
        }
        let (group, before) = self.groups.last_that_passes(0, |group| group.count(selection), &passes);
        let (block, before) = group.blocks.last_that_passes(before, |block| block.count(selection), &passes);
        let keys: Vec<u64> = block.selected(selection).collect();
        let (mut low, mut high) = (0, keys.len());
        while low < high {
            let middle = low.midpoint(high);
            if passes(keys[middle], before + middle) { low = middle + 1 } else { high = middle }
        }
        before + low
    }
}

impl<P: Clone> Parts<P> {
    fn one(start: u64, part: P) -> Self {
        Self { starts: vec![start], parts: vec![Arc::new(part)] }
    }

    /// The number of the part that a key is in, or would be.
    fn of(&self, key: u64) -> usize {
        self.starts.partition_point(|start| *start <= key).saturating_sub(1)
    }

    fn of_mut(&mut self, key: u64) -> (usize, &mut P) {
        let number = self.of(key);
        (number, Arc::make_mut(&mut self.parts[number]))
    }

    fn insert(&mut self, number: usize, start: u64, part: P) {
        self.starts.insert(number, start);
        self.parts.insert(number, Arc::new(part));
    }

    fn remove(&mut self, number: usize) {
        self.starts.remove(number);
        self.parts.remove(number);
    }

    fn split_off(&mut self, number: usize) -> Self {
        Self { starts: self.starts.split_off(number), parts: self.parts.split_off(number) }
    }

    /// The last part whose start passes, or the first part. With it, how many keys are selected before it: `before`, and
    /// those of the parts in between.
    fn last_that_passes(
        &self,
        before: usize,
        count: impl Fn(&P) -> usize,
        passes: impl Fn(u64, usize) -> bool,
    ) -> (&P, usize) {
        let mut sums = Vec::with_capacity(self.parts.len());
        self.parts.iter().fold(before, |sum, part| {
            sums.push(sum);
            sum + count(part)
        });
        let (mut low, mut high) = (1, self.parts.len());
        while low < high {
            let middle = low.midpoint(high);
            if passes(self.starts[middle], sums[middle]) { low = middle + 1 } else { high = middle }
        }
        (&self.parts[low - 1], sums[low - 1])
    }
}

impl Group {
    fn insert(&mut self, key: u64, class: u8) {
        let (number, block) = self.blocks.of_mut(key);
        let place = block.keys.partition_point(|other| *other < key);
        block.keys.insert(place, key);
        block.classes.insert(place, class);
        block.counts[usize::from(class)] += 1;
        self.counts[usize::from(class)] += 1;
        if block.keys.len() > MOST {
            let second = block.cut();
            self.blocks.insert(number + 1, second.keys[0], second);
        }
    }

    fn remove(&mut self, key: u64) {
        let (number, block) = self.blocks.of_mut(key);
        let Ok(place) = block.keys.binary_search(&key) else { return };
        block.keys.remove(place);
        let class = usize::from(block.classes.remove(place));
        block.counts[class] -= 1;
        self.counts[class] -= 1;
        if block.keys.is_empty() {
            self.blocks.remove(number);
        }
    }

    fn cut(&mut self) -> Self {
        let blocks = self.blocks.split_off(self.blocks.parts.len() / 2);
        let mut counts = vec![0_u32; self.counts.len()];
        for block in &blocks.parts {
            counts.iter_mut().zip(&block.counts).for_each(|(all, more)| *all += u32::from(*more));
        }
        self.counts.iter_mut().zip(&counts).for_each(|(all, moved)| *all -= moved);
        Self { blocks, counts }
    }

    fn count(&self, selection: &Selection) -> usize {
        selection.sum(&self.counts)
    }
}

impl Block {
    fn cut(&mut self) -> Self {
        let middle = self.keys.len() / 2;
        let (keys, classes) = (self.keys.split_off(middle), self.classes.split_off(middle));
        let mut counts = vec![0_u16; self.counts.len()];
        for class in &classes {
            counts[usize::from(*class)] += 1;
        }
        self.counts.iter_mut().zip(&counts).for_each(|(all, moved)| *all -= moved);
        Self { keys, classes, counts }
    }

    fn count(&self, selection: &Selection) -> usize {
        selection.sum(&self.counts)
    }

    fn selected<'b>(&'b self, selection: &'b Selection) -> impl Iterator<Item = u64> + 'b {
        self.keys.iter().zip(&self.classes).filter(|(_, class)| selection.contains(**class)).map(|(key, _)| *key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::collections::btree_map::Entry;

    use super::Blocks;
    use crate::chance::{Dice, Purpose};
    use crate::index::Selection;

    #[test]
    fn counts_and_finds_what_a_plain_map_does() {
        let mut dice = Dice::new(1, Purpose::Roster, 0);
        let (mut blocks, mut plain) = (Blocks::new(5), BTreeMap::new());
        let selections = [
            Selection::new(5, |_| true),
            Selection::new(5, |class| class == 3),
            Selection::new(5, |class| class % 2 == 0),
            Selection::new(5, |_| false),
        ];
        // Enough for several groups, and in the end most of it is removed again.
        for step in 0..90_000_u32 {
            // Mostly in order, as in a ledger, sometimes in between, sometimes removed.
            let key = u64::from(if dice.chance(700) { step * 10 } else { dice.below(900_000) });
            if step > 60_000 || dice.chance(200) {
                blocks.remove(key);
                plain.remove(&key);
            } else if let Entry::Vacant(vacant) = plain.entry(key) {
                blocks.insert(key, *vacant.insert(u8::try_from(dice.below(5)).expect("a class")));
            }
            if step == 60_000 {
                assert!(blocks.groups.parts.len() > 2, "there are only {} groups", blocks.groups.parts.len());
            }
            if step % 3000 != 2999 {
                continue;
            }
            for selection in &selections {
                let selected: Vec<u64> =
                    plain.iter().filter(|(_, class)| selection.contains(**class)).map(|(key, _)| *key).collect();
                for key in [0, 7, 12_345, 359_990, u64::MAX] {
                    let expected = selected.partition_point(|other| *other < key);
                    assert_eq!(blocks.below(selection, key), expected, "below {key} after {step}");
                }
                for rank in [0, 1.min(selected.len()), selected.len() / 2, selected.len()] {
                    let end = selected.get(rank).copied().unwrap_or(u64::MAX);
                    let leading = blocks.leading(selection, |key, before| key < end && before <= rank);
                    assert_eq!(leading, rank, "before {end} after {step}");
                }
                for rank in [0, 1, selected.len() / 2, selected.len(), selected.len() + 7] {
                    let found: Vec<u64> = blocks.from(selection, rank).collect();
                    assert_eq!(found, selected.get(rank..).unwrap_or_default(), "from {rank} after {step}");
                }
            }
        }
    }
}
