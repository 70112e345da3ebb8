//! Data structures that count and find. They know nothing about the business.

mod blocks;
mod by_day;
mod checkpoints;
mod day_counter;
mod listing;
mod sorted;
mod tally;

pub(crate) use blocks::Blocks;
pub(crate) use by_day::sorted_by_day;
pub(crate) use checkpoints::Checkpoints;
pub(crate) use day_counter::DayCounter;
pub(crate) use listing::Listing;
pub(crate) use sorted::{Between, Consecutive, Keyed, Merged, Sorted};
pub(crate) use tally::{Selection, Tally};
