//! Random numbers and random-looking public identifiers. All of them follow from the seed.

mod dice;
mod permutation;

pub(crate) use dice::{Dice, LETTERS_AND_DIGITS, Purpose, mix};
pub(crate) use permutation::{EightDigits, Uuids};
