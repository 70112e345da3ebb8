//! Recorded traffic: HAR 1.2, as browsers and proxies save it.

mod format;
mod read;
mod write;

pub use read::{HarError, Recorded, Recording, read_recording};
pub(crate) use write::{Recorder, write_whole};
