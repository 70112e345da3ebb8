//! Why a recording cannot be read.

use std::path::PathBuf;

/// Why a recording cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HarError {
    /// The file cannot be read.
    #[error("cannot read {path}; check that the file is there and may be read", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is larger than any recording that is read.
    #[error("{path} has more than {megabytes} MiB; record less, or in several files", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How large it may be.
        megabytes: u64,
    },
    /// The file is no HAR.
    #[error("{path} is no HAR 1.2: {why}; save the traffic once more as HAR with contents", path = path.display())]
    NotHar {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        why: String,
    },
    /// An entry cannot be read.
    #[error(
        "entry {index} of {path} cannot be read: log.entries[{index}].{place} {why}; take the entry out, or record once more",
        path = path.display()
    )]
    Entry {
        /// The file.
        path: PathBuf,
        /// The position of the entry, from zero.
        index: usize,
        /// Where in the entry: the names of fields, parted by full stops.
        place: &'static str,
        /// What is wrong with it.
        why: String,
    },
}
