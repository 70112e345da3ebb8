//! The world's time: when it begins and ends, and at which hours things happen.

mod rhythm;
mod timeline;

pub(crate) use rhythm::{AVERAGE_DAY, Rhythm, happened, rank_within_day, second_of, within_day};
pub use timeline::IMPORT_DELAY;
pub(crate) use timeline::{DAY, DAYS_AHEAD, DELAY, NEVER, SIZE_DAYS, Timeline};
