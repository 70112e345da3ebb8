//! Data structures that count and find. They know nothing about the business.

mod checkpoints;
mod day_counter;
mod listing;
mod tally;

pub(crate) use checkpoints::Checkpoints;
pub(crate) use day_counter::DayCounter;
pub(crate) use listing::{Listing, Merged};
pub(crate) use tally::{Selection, Tally};
