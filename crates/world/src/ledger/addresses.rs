//! The e-mail addresses that visitors and customers have told, in lower case, so that a part of one is found in all of them
//! at once.
//!
//! The addresses of neighbouring numbers stand in one text, which is searched as a whole. A copy shares the texts that
//! neither of the two changes.

use std::cell::Cell;
use std::sync::Arc;

use imbl::OrdMap;
use memchr::memmem::Finder;

use crate::identifiers::CustomerId;

/// How many numbers have their addresses in one text.
const WIDTH: u32 = 256;

/// The addresses in lower case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Addresses {
    blocks: OrdMap<u32, Arc<Block>>,
}

/// The addresses of neighbouring numbers.
#[derive(Debug, Clone, Default)]
struct Block {
    text: String,
    /// Who has told an address, by number, and where it ends in the text.
    ends: Vec<(CustomerId, usize)>,
}

/// Who has told an address, and whether it contains a text.
#[derive(Debug)]
pub(crate) struct Containing {
    blocks: Vec<(u32, Marks)>,
    /// The place of the block in which somebody was last found: most are looked up in the order of their numbers.
    last: Cell<usize>,
}

/// A bit for each number of a block.
#[derive(Debug, Clone, Default)]
struct Marks {
    told: [u64; (WIDTH / 64) as usize],
    found: [u64; (WIDTH / 64) as usize],
}

impl Addresses {
    /// Takes note of an address, in place of the one that was known.
    pub(super) fn put(&mut self, customer: CustomerId, address: &str) {
        let block = Arc::make_mut(self.blocks.entry(customer.0 / WIDTH).or_default());
        block.put(customer, &address.to_lowercase());
    }

    /// Who has told an address, and whether it contains a text in lower case.
    pub(crate) fn containing(&self, part: &str) -> Containing {
        let finder = Finder::new(part);
        let blocks = self.blocks.iter().map(|(number, block)| (*number, block.containing(&finder)));
        Containing { blocks: blocks.collect(), last: Cell::new(0) }
    }
}

impl Block {
    fn put(&mut self, customer: CustomerId, address: &str) {
        let place = self.ends.partition_point(|(known, _)| *known < customer);
        let start = self.start(place);
        let is_known = self.ends.get(place).is_some_and(|(known, _)| *known == customer);
        if !is_known {
            self.ends.insert(place, (customer, start));
        }
        let end = self.ends[place].1;
        self.text.replace_range(start..end, address);
        for (_, later) in &mut self.ends[place..] {
            *later = *later - (end - start) + address.len();
        }
    }

    /// Where the address at a place starts.
    fn start(&self, place: usize) -> usize {
        place.checked_sub(1).map_or(0, |before| self.ends[before].1)
    }

    fn containing(&self, finder: &Finder<'_>) -> Marks {
        let mut marks = Marks::default();
        for (customer, _) in &self.ends {
            mark(&mut marks.told, *customer);
        }
        let (text, length) = (self.text.as_bytes(), finder.needle().len());
        if length == 0 {
            marks.found = marks.told;
            return marks;
        }
        let mut from = 0;
        while let Some(offset) = finder.find(&text[from..]) {
            let start = from + offset;
            let place = self.ends.partition_point(|(_, end)| *end <= start);
            let (customer, end) = self.ends[place];
            // What begins in one address and ends in the next is in neither.
            let is_whole = start + length <= end;
            if is_whole {
                mark(&mut marks.found, customer);
            }
            from = if is_whole { end } else { start + 1 };
        }
        marks
    }
}

impl Containing {
    /// Whether the address of somebody contains the text. `None` if they have told none.
    pub(crate) fn get(&self, customer: CustomerId) -> Option<bool> {
        let number = customer.0 / WIDTH;
        let of_place = |place: usize| self.blocks.get(place).filter(|(block, _)| *block == number);
        let (_, marks) = if let Some(block) = of_place(self.last.get()) {
            block
        } else {
            let place = self.blocks.binary_search_by_key(&number, |(block, _)| *block).ok()?;
            self.last.set(place);
            &self.blocks[place]
        };
        is_marked(&marks.told, customer).then(|| is_marked(&marks.found, customer))
    }
}

fn mark(bits: &mut [u64], customer: CustomerId) {
    let place = (customer.0 % WIDTH) as usize;
    bits[place / 64] |= 1 << (place % 64);
}

fn is_marked(bits: &[u64], customer: CustomerId) -> bool {
    let place = (customer.0 % WIDTH) as usize;
    bits[place / 64] & 1 << (place % 64) != 0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Addresses, WIDTH};
    use crate::chance::{Dice, Purpose};
    use crate::identifiers::CustomerId;

    #[test]
    fn parts_are_found_as_in_one_address_after_another() {
        let mut dice = Dice::new(4, Purpose::Roster, 0);
        let (mut addresses, mut plain) = (Addresses::default(), BTreeMap::new());
        let words = ["Ada", "ab", "a", "", "BOB@shop.example", "ba", "aab", "Ünal@é.example", "b@a"];
        for _ in 0..3000 {
            let customer = CustomerId(dice.below(WIDTH * 5));
            let mut word = || words[dice.below(9) as usize];
            let address = format!("{}{}", word(), word());
            addresses.put(customer, &address);
            plain.insert(customer, address.to_lowercase());
        }
        let copy = addresses.clone();
        addresses.put(CustomerId(1), "only@here.example");
        for part in ["", "a", "ab", "aba", "aab", "ada", "bob@shop", "é.", "ü", "example", "eb", "@", "nobody"] {
            let found = copy.containing(part);
            for number in (0..WIDTH * 6).chain([7, 900, 3]) {
                let expected = plain.get(&CustomerId(number)).map(|address| address.contains(part));
                assert_eq!(found.get(CustomerId(number)), expected, "{part} in {number}");
            }
        }
    }
}
