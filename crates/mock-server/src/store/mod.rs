//! What clients have created: in memory, and with `--state` in a file as well.
//!
//! A handler decides at a known position of the log. Its events are appended only if the log has not moved since. An
//! event is *accepted* at once, so that the next decision takes it into account. When it is *durable*, it becomes
//! visible and the response is sent: at once in memory, after the commit with a file. Events that wait at the same time
//! share one commit.

mod error;
mod file;
mod log;
mod table;
mod trial;
mod writer;

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::oneshot;
use trackside_world::OrderId;

pub use error::StoreError;
pub(crate) use file::StateFile;
pub(crate) use log::Position;

use self::log::Log;
use self::writer::Writer;

/// Something that a request causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// A client requested survey links for the purchase of this order.
    SurveyLinks(OrderId),
    /// A request with an idempotency key got this response.
    Answered(Box<StoredAnswer>),
}

/// How long the response to an idempotency key is kept, in the sandbox's time.
pub(crate) const ANSWERS_KEPT: TimeDelta = TimeDelta::hours(24);

/// Names a request with an idempotency key: a hash of operation, caller and key.
pub(crate) type AnswerKey = u128;

/// A response that is kept for requests with the same idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredAnswer {
    pub(crate) key: AnswerKey,
    /// A hash of the request, which must be the same when it is repeated.
    pub(crate) request: u128,
    pub(crate) status: u16,
    pub(crate) body: Bytes,
}

/// The records of a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Saved {
    survey_links: Vec<(OrderId, DateTime<Utc>)>,
    answers: Vec<(StoredAnswer, DateTime<Utc>)>,
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

/// What an event removes besides what it records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Removed {
    /// Whether records of a later time are replaced.
    later: bool,
    /// The responses of this time and before are no longer kept.
    answers_until: Option<DateTime<Utc>>,
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
    fn with_file(saved: Saved, open: impl FnOnce(Arc<Log>) -> Writer) -> Self {
        let log = Arc::new(Log::starting_with(saved));
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

    /// Appends events if the log is still at the position at which they were decided. Records of a later time are
    /// removed: the clock was moved back, and what is written now takes their place, as in a list of undone steps. So are
    /// responses that are no longer kept.
    pub(crate) fn append(&self, at: Position, events: &[Event], now: DateTime<Utc>) -> Result<Pending, Moved> {
        let Some(writer) = &self.writer else {
            self.log.append(at, events, now, None::<fn(Position, Removed)>)?;
            return Ok(Pending(None));
        };
        let (done, waiting) = oneshot::channel();
        self.log.append(
            at,
            events,
            now,
            Some(|position, removed| writer.write(position, events.to_vec(), now, removed, done)),
        )?;
        Ok(Pending(Some(waiting)))
    }

    /// Waits until everything accepted so far is durable: a decision may depend on it.
    pub(crate) fn settled(&self) -> Pending {
        let Some(writer) = self.writer.as_ref().filter(|_| self.accepted() != self.durable()) else {
            return Pending(None);
        };
        let (done, waiting) = oneshot::channel();
        writer.write(self.accepted(), Vec::new(), DateTime::UNIX_EPOCH, Removed::default(), done);
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
    /// The time of the clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// When survey links were first requested, unless that is after the time of the clock.
    pub(crate) fn survey_links_of(&self, order: OrderId) -> Option<DateTime<Utc>> {
        self.log.get(order, self.until).filter(|created_at| *created_at <= self.now)
    }

    /// The response that is kept for a request with an idempotency key, and its time, unless that is after the time of
    /// the clock.
    pub(crate) fn answer(&self, key: AnswerKey) -> Option<(StoredAnswer, DateTime<Utc>)> {
        let row = self.log.answer(key, self.until).filter(|row| row.at <= self.now)?;
        Some((row.value, row.at))
    }

    /// Every purchase for which survey links were requested up to the time of the clock, and when.
    pub(crate) fn survey_links(&self) -> Vec<(OrderId, DateTime<Utc>)> {
        self.log.all(self.until).into_iter().filter(|(_, created_at)| *created_at <= self.now).collect()
    }
}
