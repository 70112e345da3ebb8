//! Errors of the state file.

use std::io;
use std::path::PathBuf;

/// An error of the state file. The file is left unchanged.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be read or written.
    #[error(
        "cannot use the state file {}: {source}\n\nhint: choose a file in a folder that exists and is writable",
        path.display()
    )]
    Io {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// Another process has it open.
    #[error(
        "the state file {} is in use by another sandbox\n\nhint: stop the other sandbox, or choose another file",
        path.display()
    )]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// It is not a state file, or it is damaged.
    #[error(
        "{} is not a Trackside state file, or it is damaged: {reason}\n\nhint: restore it from a backup, or move it \
         away to start with an empty one",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It was written by a version with another format.
    #[error(
        "the state file {} has format {found}, but this version reads format {known}\n\nhint: move the file away to start \
         with an empty one, or use the version that wrote it",
        path.display()
    )]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u64,
        /// The format that this version reads.
        known: u64,
    },
    /// It was created for another version of the world, whose orders are not those of this one.
    #[error(
        "the state file {} belongs to version {found} of the world, but this program simulates version {known}\n\nhint: \
         move the file away to start with an empty one, or use the version that wrote it",
        path.display()
    )]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// The version that the file belongs to.
        found: u64,
        /// The version that is simulated.
        known: u32,
    },
    /// It was created for a world with another seed or another number of orders.
    #[error(
        "the state file {} was created with --seed {seed} --orders {orders}\n\nhint: use the same options, or choose \
         another file",
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
    /// It was created with another world file, or with one and now there is none.
    #[error(
        "the state file {} was created with another world file\n\nhint: start with the world file as it was, or move the \
         state file away to start with an empty one",
        path.display()
    )]
    OtherWorldFile {
        /// The file.
        path: PathBuf,
    },
    /// It was created without a world file, and now there is one.
    #[error(
        "the state file {} was created without a world file\n\nhint: start without --world, or choose another state file",
        path.display()
    )]
    NoWorldFile {
        /// The file.
        path: PathBuf,
    },
    /// A record could not be written. Records that were acknowledged earlier are safe.
    #[error(
        "cannot write to the state file {}: {reason}\n\nhint: if the disk is full, free some space and send the request \
         again",
        path.display()
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The shared log cannot be used at the moment.
    #[error("{reason}\n\nhint: nothing was recorded; send the request again when the database can be reached")]
    Unavailable {
        /// Why.
        reason: String,
    },
    /// The connection to the shared log was lost during a commit.
    #[error("{reason}\n\nhint: read before you send the request again, or send it again with the same idempotency key")]
    OutcomeUnknown {
        /// What happened.
        reason: String,
    },
    /// The shared log did not take it: it must be decided again.
    #[error("the log has moved")]
    Undecided,
    /// The thread that writes has ended.
    #[error("nothing can be recorded any more: the sandbox is stopping")]
    Stopped,
}

impl StoreError {
    /// Whether a database that other replicas share cannot be used at the moment.
    pub(crate) fn is_of_the_database(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::OutcomeUnknown { .. })
    }
}
