//! Recorded traffic: HAR 1.2, as saved by browsers and proxies.

mod convert;
mod error;
mod read;
mod write;

pub use error::HarError;
pub use read::{Recorded, Recording, read_recording, read_recording_of_any_host};
pub use write::Recorder;
pub(crate) use write::write_whole;
