//! The entries of the ledger as the store keeps them: an event, when it was recorded, and who caused it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// An event of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its number. No two entries of a store have the same, not even after one was removed.
    pub(crate) id: u64,
    pub(crate) recorded: Recorded,
}

/// What is kept of an event, in this form in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recorded {
    /// The sandbox's time at which it was recorded.
    pub(crate) at: DateTime<Utc>,
    /// Events of the same request share it.
    pub(crate) origin: Arc<Origin>,
    pub(crate) event: trackside_world::Event,
}

/// The request that caused an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    pub(crate) provider: CompactString,
    /// The operation id.
    pub(crate) operation: CompactString,
    pub(crate) request_id: CompactString,
}

/// Why an entry is no longer part of the ledger. It stays in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Removal {
    /// It was undone, or built upon what was undone.
    Undone,
    /// The clock was moved back before it, and something else was recorded there.
    Discarded,
}

impl Removal {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Undone => "undone",
            Self::Discarded => "discarded",
        }
    }
}
