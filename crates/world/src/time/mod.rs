//! The world's time: where it begins and ends, and when things happen in it.

mod rhythm;
mod timeline;

pub(crate) use rhythm::{Rhythm, happened, second_of};
pub use timeline::IMPORT_DELAY;
pub(crate) use timeline::{DAY, DAYS, DELAY, FUTURE_DAYS, NEVER, PAST_DAYS, Timeline};
