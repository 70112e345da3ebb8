//! A sorted list of keys, each with a class (a small number). Keys can be added and removed anywhere; the keys of any set
//! of classes are counted and found without looking at each.
//!
//! The list is cut into blocks of at most [`MOST`] keys, each with a count per class. It suits some hundred thousand keys
//! that are added one by one; a [`Tally`](super::Tally) suits millions that are known from the start. A copy shares the
//! blocks that neither of the two changes.

use std::sync::Arc;

use super::tally::Selection;

/// The most keys in a block. A fuller one is cut in half.
const MOST: usize = 512;

/// Sorted keys with their classes. All keys differ.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    /// The number of classes.
    width: usize,
    blocks: Vec<Arc<Block>>,
}

#[derive(Debug, Clone)]
struct Block {
    keys: Vec<u64>,
    classes: Vec<u8>,
    counts: Vec<u16>,
}

impl Blocks {
    /// An empty list for classes below `width`.
    pub(crate) fn new(width: usize) -> Self {
        Self { width, blocks: Vec::new() }
    }

    /// Adds a key that is not in the list.
    pub(crate) fn insert(&mut self, key: u64, class: u8) {
        if self.blocks.is_empty() {
            let counts = vec![0; self.width];
            self.blocks.push(Arc::new(Block { keys: Vec::new(), classes: Vec::new(), counts }));
        }
        let number = self.block_of(key);
        let block = Arc::make_mut(&mut self.blocks[number]);
        let place = block.keys.partition_point(|other| *other < key);
        block.keys.insert(place, key);
        block.classes.insert(place, class);
        block.counts[usize::from(class)] += 1;
        if block.keys.len() > MOST {
            let second = block.cut();
            self.blocks.insert(number + 1, Arc::new(second));
        }
    }

    /// Removes a key, if it is in the list.
    pub(crate) fn remove(&mut self, key: u64) {
        if self.blocks.is_empty() {
            return;
        }
        let number = self.block_of(key);
        let block = Arc::make_mut(&mut self.blocks[number]);
        let Ok(place) = block.keys.binary_search(&key) else { return };
        block.keys.remove(place);
        let class = block.classes.remove(place);
        block.counts[usize::from(class)] -= 1;
        if block.keys.is_empty() {
            self.blocks.remove(number);
        }
    }

    /// How many keys below `key` are selected.
    pub(crate) fn below(&self, selection: &Selection, key: u64) -> usize {
        let mut sum = 0;
        for block in &self.blocks {
            match block.keys.last() {
                Some(last) if *last < key => sum += block.count(selection),
                _ => {
                    let until = block.keys.partition_point(|other| *other < key);
                    let rest = &block.classes[..until];
                    return sum + rest.iter().filter(|class| selection.contains(**class)).count();
                }
            }
        }
        sum
    }

    /// The selected keys, without the first `rank`.
    pub(crate) fn from<'b>(&'b self, selection: &'b Selection, mut rank: usize) -> impl Iterator<Item = u64> + 'b {
        let mut first = 0;
        while let Some(block) = self.blocks.get(first) {
            let count = block.count(selection);
            if rank < count {
                break;
            }
            rank -= count;
            first += 1;
        }
        self.blocks[first..].iter().flat_map(|block| block.selected(selection)).skip(rank)
    }

    /// The block in which a key is, or would be.
    fn block_of(&self, key: u64) -> usize {
        self.blocks.partition_point(|block| block.keys.first().is_some_and(|first| *first <= key)).saturating_sub(1)
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
        selection.members().iter().map(|class| usize::from(self.counts[usize::from(*class)])).sum()
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
        for step in 0..6000_u32 {
            // Mostly in order, as in a ledger, sometimes in between, sometimes removed.
            let key = u64::from(if dice.chance(700) { step * 10 } else { dice.below(60_000) });
            if dice.chance(200) {
                blocks.remove(key);
                plain.remove(&key);
            } else if let Entry::Vacant(vacant) = plain.entry(key) {
                blocks.insert(key, *vacant.insert(u8::try_from(dice.below(5)).expect("a class")));
            }
            if step % 500 != 499 {
                continue;
            }
            for selection in &selections {
                let selected: Vec<u64> =
                    plain.iter().filter(|(_, class)| selection.contains(**class)).map(|(key, _)| *key).collect();
                for key in [0, 7, 12_345, 59_990, u64::MAX] {
                    let expected = selected.partition_point(|other| *other < key);
                    assert_eq!(blocks.below(selection, key), expected, "below {key} after {step}");
                }
                for rank in [0, 1, selected.len() / 2, selected.len()] {
                    let found: Vec<u64> = blocks.from(selection, rank).collect();
                    assert_eq!(found, selected.get(rank..).unwrap_or_default(), "from {rank} after {step}");
                }
            }
        }
    }
}
