//! What clients have created: in memory, and with `--state` in a file as well.
//!
//! Reading asks memory alone. A write reaches the file before it reaches memory, and memory before it is acknowledged: nobody sees what could still
//! be lost.

mod error;
mod file;
mod memory;
mod trial;
mod writer;

use std::path::Path;

use chrono::{DateTime, Utc};
use trackside_world::OrderId;

pub use error::StoreError;
pub(crate) use file::StateFile;

use self::memory::Memory;
use self::writer::Writer;

/// What clients have created.
#[derive(Debug)]
pub(crate) struct Store {
    memory: Memory,
    writer: Option<Writer>,
}

impl Store {
    /// A store that is gone when the sandbox stops.
    pub(crate) fn in_memory() -> Self {
        Self { memory: Memory::default(), writer: None }
    }

    /// A store that begins with what a file holds, and writes to it.
    fn with_file(records: impl IntoIterator<Item = (OrderId, DateTime<Utc>)>, writer: Writer) -> Self {
        Self { memory: Memory::from_iter(records), writer: Some(writer) }
    }

    /// Where it is kept, if it is kept in a file.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.writer.as_ref().map(Writer::path)
    }

    /// Notes that survey links were asked for, and gives the instant at which that first happened. Once it returns, the note outlasts the process.
    pub(crate) fn create_survey_links(&self, order: OrderId, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        if let Some(created_at) = self.memory.get(order) {
            return Ok(created_at);
        }
        let created_at = match &self.writer {
            Some(writer) => writer.create(order, now)?,
            None => now,
        };
        Ok(self.memory.insert(order, created_at))
    }

    /// The instant at which survey links were first asked for, when it is not after `now`.
    pub(crate) fn survey_links_of(&self, order: OrderId, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.memory.get(order).filter(|created_at| *created_at <= now)
    }

    /// Every purchase whose survey links were asked for by `now`, with the instant.
    pub(crate) fn survey_links(&self, now: DateTime<Utc>) -> Vec<(OrderId, DateTime<Utc>)> {
        self.memory.until(now)
    }

    /// Forgets everything, in the file too, and gives how many records that were.
    pub(crate) fn reset(&self) -> Result<u64, StoreError> {
        if let Some(writer) = &self.writer {
            writer.clear()?;
        }
        Ok(self.memory.clear())
    }
}
