//! Reads what is new in the log, entry by entry, with the ledger before it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use trackside_world::Ledger;

use super::Entry;

/// Up to where somebody has read the log.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// Everything of the world file that was recorded by this time is read.
    pub(super) time: DateTime<Utc>,
    /// The number of the first entry that is not read.
    pub(super) next: u64,
    /// How often the log had removed entries.
    pub(super) generation: u64,
    /// The ledger of what is read. `None` if it has to be made again.
    pub(super) ledger: Option<Arc<Ledger>>,
}

/// What is new.
#[derive(Debug)]
pub(crate) struct News {
    /// The ledger before it.
    pub(crate) before: Arc<Ledger>,
    /// The new entries, in the order in which they were recorded.
    pub(crate) entries: Vec<Arc<Entry>>,
    /// The ledger after all of them, if the log has nothing else: it is shared with the log, and so takes no memory.
    pub(super) after: Option<Arc<Ledger>>,
    pub(super) time: DateTime<Utc>,
    pub(super) next: u64,
    pub(super) generation: u64,
}

impl Reader {
    /// Somebody who has read everything up to a time and the entries below a number.
    pub(crate) fn after(time: DateTime<Utc>, next: u64) -> Self {
        Self { time, next, generation: 0, ledger: None }
    }

    /// Up to which time it has read.
    pub(crate) fn time(&self) -> DateTime<Utc> {
        self.time
    }

    /// The number of the first entry that it has not read.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }
}

impl News {
    /// Whoever has read this as well. `ledger` is what the entries make of [`News::before`].
    pub(crate) fn read(self, ledger: impl FnOnce() -> Arc<Ledger>) -> Reader {
        let ledger = self.after.unwrap_or_else(ledger);
        Reader { time: self.time, next: self.next, generation: self.generation, ledger: Some(ledger) }
    }
}
