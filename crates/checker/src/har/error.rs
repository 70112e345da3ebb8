//! Errors of reading a recording.

use std::path::PathBuf;

/// Why a recording cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HarError {
    /// The file cannot be read.
    #[error("cannot read {path}; check that the file exists and is readable", path = path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// The file is too large.
    #[error("{path} is larger than {megabytes} MiB; record less, or use several files", path = path.display())]
    TooLarge {
        path: PathBuf,
        /// The largest size that is read, in MiB.
        megabytes: u64,
    },
    /// The file is not HAR.
    #[error("{path} is not HAR 1.2: {why}; save the traffic again as HAR with content", path = path.display())]
    NotHar {
        path: PathBuf,
        /// What is wrong, and where.
        why: String,
    },
    /// An entry is invalid.
    #[error(
        "invalid entry {index} in {path}: log.entries[{index}].{place} {why}; remove the entry, or record again",
        path = path.display()
    )]
    Entry {
        path: PathBuf,
        /// The position of the entry, from zero.
        index: usize,
        /// The place in the entry: names of fields, separated by dots.
        place: &'static str,
        /// What is wrong with it.
        why: String,
    },
}
