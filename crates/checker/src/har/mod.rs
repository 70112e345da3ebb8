//! Recorded traffic: HAR 1.2, as saved by browsers and proxies.

mod convert;
mod deliveries;
mod error;
mod read;
mod write;

pub use deliveries::{Receivers, RecordedDelivery};
pub(crate) use deliveries::{suspicion, without_query};
pub use error::HarError;
pub use read::{
    Recorded, Recording, Servers, read_recording, read_recording_of_any_host, read_recording_with_deliveries,
};
pub use write::Recorder;
pub(crate) use write::write_whole;
