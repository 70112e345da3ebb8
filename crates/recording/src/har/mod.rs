//! Recorded traffic: HAR 1.2, as browsers and proxies save it.

#[expect(missing_docs, reason = "the names and their meaning are those of HAR 1.2")]
pub mod format;
mod write;

pub use write::{BodyAsSent, Circumstances, Recorder};
