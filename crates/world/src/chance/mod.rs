//! Chance, and the public identifiers that look like chance: all of it follows from the seed.

mod dice;
mod permutation;

pub(crate) use dice::{Dice, Purpose};
pub(crate) use permutation::{EightDigits, Uuids};
