//! What clients have created: in memory, and with `--state` in a file as well.
//!
//! A handler decides at a known position of the log. Its events are appended only if the log has not moved since. An
//! event is *accepted* at once, so that the next decision takes it into account. When it is *durable*, it becomes
//! visible and the response is sent: at once in memory, after the commit with a file. Events that wait at the same time
//! share one commit.

mod error;
mod file;
mod log;
mod trial;
mod writer;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;
use trackside_world::OrderId;

pub use error::StoreError;
pub(crate) use file::StateFile;
pub(crate) use log::Position;

use self::log::Log;
use self::writer::Writer;

/// Something that a request causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// A client requested survey links for the purchase of this order.
    SurveyLinks(OrderId),
}

/// What clients have created.
#[derive(Debug)]
pub(crate) struct Store {
    log: Arc<Log>,
    writer: Option<Writer>,
}

/// What clients have created, up to a position of the log and a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Records<'s> {
    log: &'s Log,
    until: Position,
    now: DateTime<Utc>,
}

/// Events that are accepted but may not be durable yet.
#[derive(Debug)]
#[must_use = "the response may be sent only when the events are durable"]
pub(crate) struct Pending(Option<oneshot::Receiver<Result<(), StoreError>>>);

/// The log has moved since the handler read it, so the handler has to decide again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moved;

impl Store {
    /// A store without a file: its records are lost when the sandbox stops.
    pub(crate) fn in_memory() -> Self {
        Self { log: Arc::default(), writer: None }
    }

    /// A store that starts with the records of a file, and writes to the file.
    fn with_file(
        records: impl IntoIterator<Item = (OrderId, DateTime<Utc>)>,
        open: impl FnOnce(Arc<Log>) -> Writer,
    ) -> Self {
        let log = Arc::new(Log::from_iter(records));
        Self { writer: Some(open(Arc::clone(&log))), log }
    }

    /// The path of the state file, if there is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.writer.as_ref().map(Writer::path)
    }

    /// The position up to which events are durable. Requests that only read see these events.
    pub(crate) fn durable(&self) -> Position {
        self.log.durable()
    }

    /// The position up to which events are accepted. Requests that write decide by these events.
    pub(crate) fn accepted(&self) -> Position {
        self.log.accepted()
    }

    /// The records up to a position and a time.
    pub(crate) fn records(&self, until: Position, now: DateTime<Utc>) -> Records<'_> {
        Records { log: &self.log, until, now }
    }

    /// Appends events if the log is still at the position at which they were decided.
    pub(crate) fn append(&self, at: Position, events: &[Event], now: DateTime<Utc>) -> Result<Pending, Moved> {
        let Some(writer) = &self.writer else {
            self.log.append(at, events, now, None::<fn(Position)>)?;
            return Ok(Pending(None));
        };
        let (done, waiting) = oneshot::channel();
        self.log.append(at, events, now, Some(|position| writer.write(position, events.to_vec(), now, done)))?;
        Ok(Pending(Some(waiting)))
    }

    /// Waits until everything accepted so far is durable: a decision may depend on it.
    pub(crate) fn settled(&self) -> Pending {
        let Some(writer) = self.writer.as_ref().filter(|_| self.accepted() != self.durable()) else {
            return Pending(None);
        };
        let (done, waiting) = oneshot::channel();
        writer.write(self.accepted(), Vec::new(), DateTime::UNIX_EPOCH, done);
        Pending(Some(waiting))
    }

    /// Removes all records, from the file too. Returns their number.
    pub(crate) fn reset(&self) -> Result<u64, StoreError> {
        if let Some(writer) = &self.writer {
            writer.clear()?;
        }
        Ok(self.log.clear())
    }
}

impl Pending {
    /// Waits until the events are durable.
    pub(crate) async fn durable(self) -> Result<(), StoreError> {
        match self.0 {
            None => Ok(()),
            Some(waiting) => waiting.await.unwrap_or(Err(StoreError::Stopped)),
        }
    }
}

impl Records<'_> {
    /// When survey links were first requested, even if that is after the time of the clock.
    pub(crate) fn survey_links_ever(&self, order: OrderId) -> Option<DateTime<Utc>> {
        self.log.get(order, self.until)
    }

    /// When survey links were first requested, unless that is after the time of the clock.
    pub(crate) fn survey_links_of(&self, order: OrderId) -> Option<DateTime<Utc>> {
        self.survey_links_ever(order).filter(|created_at| *created_at <= self.now)
    }

    /// Every purchase for which survey links were requested up to the time of the clock, and when.
    pub(crate) fn survey_links(&self) -> Vec<(OrderId, DateTime<Utc>)> {
        self.log.all(self.until).into_iter().filter(|(_, created_at)| *created_at <= self.now).collect()
    }
}
