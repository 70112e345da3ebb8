//! What can be wrong with a state file.

use std::io;
use std::path::PathBuf;

/// What can be wrong with a state file. The file itself is left as it was.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be read or written.
    #[error("the state file {} cannot be used: {source}\n\nhint: give a file in a folder that exists and may be written to", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another process has it open.
    #[error("the state file {} is in use by another sandbox\n\nhint: stop that one, or give this one a file of its own", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// It is no state file, or one that was damaged.
    #[error(
        "the state file {} is none of ours, or damaged: {reason}\n\nhint: restore it from a copy, or move it away to start with an empty one",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It was written by another version.
    #[error(
        "the state file {} has format {found}, and this version reads format {known}\n\nhint: use the version that wrote it, or move the file away",
        path.display()
    )]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u64,
        /// The format that is read.
        known: u64,
    },
    /// It belongs to another world.
    #[error(
        "the state file {} belongs to the world of --seed {seed} --orders {orders}\n\nhint: start with these, or give another file for another world",
        path.display()
    )]
    OtherWorld {
        /// The file.
        path: PathBuf,
        /// Its seed.
        seed: u64,
        /// Its orders.
        orders: u64,
    },
    /// A record could not be written; what was acknowledged before is safe.
    #[error("the record cannot be written to {}: {reason}\n\nhint: make room on the disk and send the request again", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The thread that writes has ended.
    #[error("nothing can be recorded any more: the sandbox is stopping")]
    Stopped,
}
