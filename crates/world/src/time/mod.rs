//! The world's time: when it begins and ends, and at which hours things happen.

mod rhythm;
mod timeline;

pub(crate) use rhythm::{Rhythm, happened, second_of};
pub use timeline::IMPORT_DELAY;
pub(crate) use timeline::{DAY, DAYS, DELAY, FUTURE_DAYS, NEVER, PAST_DAYS, Timeline};
