//! What clients have created: in memory, and with `--state` in a file as well.
//!
//! A handler decides at a known position of the log. Its events are appended only if the log has not moved since. An
//! event is *accepted* at once, so that the next decision takes it into account. When it is *durable*, it becomes
//! visible and the response is sent: at once in memory, after the commit with a file. Events that wait at the same time
//! share one commit.

mod beginning;
mod book;
mod entry;
mod error;
mod file;
mod log;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(test)]
mod power;
mod reader;
mod record;
mod replay;
mod shared;
mod table;
mod trial;
mod turn;
mod webhooks;
mod writer;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Mutex, oneshot};
use trackside_world::Ledger;

pub(crate) use beginning::Beginning;
pub(crate) use entry::{Entry, Origin, Recorded, Removal};
pub use error::StoreError;
pub(crate) use file::StateFile;
pub(crate) use log::Position;
#[cfg(feature = "postgres")]
pub(crate) use postgres::shared;
pub(crate) use reader::{News, Reader};
pub(crate) use record::{AppendedRecord, Record, RecordOfWorld};
pub(crate) use shared::SharedLog;
pub(crate) use turn::Turn;
pub(crate) use webhooks::{KeptWebhooks, SavedWebhooks};

use self::book::KeptBook;
use self::log::Log;
use self::shared::{Sharing, Waiting};
use self::table::Row;
use self::writer::{Change, Writer};
use crate::worlds::Worlds;

/// The entries of a world file with their numbers: the first ones.
fn numbered(pinned: Vec<Recorded>) -> Vec<Arc<Entry>> {
    (0..).zip(pinned).map(|(id, recorded)| Arc::new(Entry { id, recorded })).collect()
}

/// Something that a request causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// Something happened that the world shows.
    Happened(Box<trackside_world::Event>),
    /// Entries of the ledger, by their numbers, and all that build upon them are undone.
    Undone(Vec<u64>),
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

impl From<trackside_world::Event> for Event {
    fn from(event: trackside_world::Event) -> Self {
        Self::Happened(Box::new(event))
    }
}

/// The records of a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Saved {
    /// The live entries of the ledger, oldest first.
    entries: Vec<Arc<Entry>>,
    /// The number of the next entry.
    next_id: u64,
    answers: Vec<(StoredAnswer, DateTime<Utc>)>,
}

/// What clients have created.
#[derive(Debug)]
pub(crate) struct Store {
    log: Arc<Log>,
    turn: Mutex<()>,
    writer: Option<Writer>,
    /// The log that it shares with other replicas, if there is one.
    sharing: OnceLock<Sharing>,
    /// What the file has kept of webhooks, until somebody takes it.
    saved_webhooks: std::sync::Mutex<Option<SavedWebhooks>>,
}

/// What clients have created, up to a position of the log and a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Records<'s> {
    log: &'s Log,
    until: Position,
    now: DateTime<Utc>,
}

/// What a file must do to have what was appended.
#[derive(Debug, Default, PartialEq, Eq)]
struct Appended {
    /// New entries of the ledger.
    entries: Vec<Arc<Entry>>,
    /// Entries that are no longer part of the ledger.
    removed: Vec<(u64, Removal)>,
    /// New responses to keep.
    answers: Vec<StoredAnswer>,
    /// Whether kept responses of a later time are removed.
    later_answers: bool,
    /// The responses of this time and before are no longer kept.
    answers_until: Option<DateTime<Utc>>,
}

/// Which entries to list.
#[derive(Clone, Copy)]
pub(crate) struct PageOfEntries<'q> {
    /// `None` for all.
    pub(crate) matches: Option<&'q dyn Fn(&Entry) -> bool>,
    /// Only entries with a smaller number.
    pub(crate) before: Option<u64>,
    /// At most so many.
    pub(crate) limit: usize,
}

/// The ledger at one position of the log.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) position: Position,
    /// The number of the entry that is appended next.
    pub(crate) next_id: u64,
}

/// What clients had created at one moment, to go back to.
#[derive(Debug)]
pub(crate) struct Kept {
    book: KeptBook,
    answers: BTreeMap<AnswerKey, Row<StoredAnswer>>,
}

/// What a return to an earlier moment changes.
#[derive(Debug)]
struct Difference {
    /// Entries that are part of the ledger again.
    returned: Vec<Arc<Entry>>,
    /// Entries that are no longer part of it.
    removed: Vec<(u64, Removal)>,
    /// All responses that are kept afterwards.
    answers: Vec<(StoredAnswer, DateTime<Utc>)>,
}

/// How many records a return to an earlier moment has removed and brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Restored {
    pub(crate) removed: u64,
    pub(crate) returned: u64,
}

/// Events that are accepted but may not be durable yet.
#[derive(Debug)]
#[must_use = "the response may be sent only when the events are durable"]
pub(crate) struct Pending {
    changes: Changes,
    /// `None` if they are durable.
    waiting: Option<oneshot::Receiver<Result<(), StoreError>>>,
    /// The log and the position at which a response was decided, which may have been lost since.
    seen: Option<(Arc<Log>, Position)>,
}

/// The entries that an append has added to the ledger and removed from it, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) added: Range<u64>,
    pub(crate) removed: Box<[u64]>,
}

/// The log has moved since the handler read it, so the handler has to decide again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moved;

impl Store {
    /// A store that starts with the entries of a world file, the records of a state file, and the ledger that they make.
    /// It writes to the state file.
    fn with_file(
        worlds: Arc<Worlds>,
        pinned: Vec<Arc<Entry>>,
        saved: Saved,
        ledger: Ledger,
        webhooks: Option<SavedWebhooks>,
        open: impl FnOnce(Arc<Log>) -> Writer,
    ) -> Self {
        let log = Arc::new(Log::starting_with(worlds, pinned, saved, ledger));
        let writer = Some(open(Arc::clone(&log)));
        let saved_webhooks = std::sync::Mutex::new(webhooks);
        Self { writer, turn: Mutex::default(), sharing: OnceLock::new(), log, saved_webhooks }
    }

    /// The path of the state file, if there is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.writer.as_ref().map(Writer::path)
    }

    /// Waits for the turn to decide and append. Alone, nothing requires it: a decision at an old position is refused in any
    /// case, but requests that write at the same time would decide again and again. A shared log is locked meanwhile.
    pub(crate) async fn turn(&self) -> Result<Turn<'_>, StoreError> {
        let sharing = self.sharing.get();
        let waiting = Waiting::new(sharing, &self.turn);
        let guard = self.turn.lock().await;
        drop(waiting);
        if let Some(sharing) = sharing {
            sharing.take().await?;
        }
        Ok(Turn { store: self, guard: Some(guard) })
    }

    /// Shares a log with other replicas from now on.
    pub(crate) fn share(&self, log: Arc<dyn SharedLog>) {
        self.sharing.set(Sharing::new(log)).expect("a store shares one log, from its start");
    }

    /// The log that it shares with other replicas.
    pub(crate) fn shared(&self) -> Option<&dyn SharedLog> {
        self.sharing.get().map(Sharing::log)
    }

    /// Whether this sandbox sends webhook events: of several that share a log, one does.
    pub(crate) fn leads(&self) -> bool {
        self.shared().is_none_or(SharedLog::leads)
    }

    /// What the file has kept of webhooks.
    pub(crate) fn take_saved_webhooks(&self) -> Option<SavedWebhooks> {
        self.saved_webhooks.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether there is a file or a shared log that keeps deliveries.
    pub(crate) fn keeps_webhooks(&self) -> bool {
        self.writer.is_some() || self.sharing.get().is_some()
    }

    /// Writes what has changed about webhooks to the file.
    pub(crate) async fn keep_webhooks(&self, kept: KeptWebhooks) -> Result<(), StoreError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let (done, waiting) = oneshot::channel();
        writer.write(Change::Webhooks(kept), done);
        waiting.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// Notes what else has changed in this turn, for other replicas if there are any.
    pub(crate) fn tell(&self, record: Record, file: Option<Bytes>) {
        if let Some(sharing) = self.sharing.get() {
            sharing.tell(record, file);
        }
    }

    /// Does what another replica has appended.
    pub(crate) fn follow(&self, record: AppendedRecord) -> Result<DateTime<Utc>, String> {
        let at = record.at;
        self.log.follow(at, &record.appended()?);
        Ok(at)
    }

    /// What was recorded in the last turns is committed to the shared log.
    pub(crate) fn committed(&self) {
        self.log.settle();
        if let Some(sharing) = self.sharing.get() {
            sharing.has_steered();
        }
    }

    /// What was recorded in the last turns was not committed to the shared log. Returns whether it cannot be forgotten by
    /// itself.
    pub(crate) fn discarded(&self) -> bool {
        self.log.discard_accepted();
        self.sharing.get().is_some_and(Sharing::has_steered)
    }

    /// Removes everything, because all of the shared log comes again.
    pub(crate) fn begin_again(&self) {
        self.log.clear();
    }

    /// The position up to which events are accepted. Everybody sees these events, but no response is sent before what it
    /// shows is durable.
    pub(crate) fn accepted(&self) -> Position {
        self.log.accepted()
    }

    /// The ledger as far as it was recorded by a time, and the position of the log.
    pub(crate) fn held(&self, time: DateTime<Utc>) -> Held {
        self.log.held(time)
    }

    /// The live entries of the ledger that were recorded by a time, newest first.
    pub(crate) fn entries(&self, time: DateTime<Utc>) -> Vec<Arc<Entry>> {
        self.log.entries(time)
    }

    /// How many live entries were recorded by a time and match, and a page of them, newest first.
    pub(crate) fn page(&self, time: DateTime<Utc>, asked: &PageOfEntries<'_>) -> (u64, Vec<Arc<Entry>>) {
        self.log.page(time, asked)
    }

    /// The number of the newest live entry that was recorded by a time, without those of the world file.
    pub(crate) fn newest_written(&self, time: DateTime<Utc>) -> Option<u64> {
        let newest = PageOfEntries { matches: None, before: None, limit: 1 };
        self.page(time, &newest).1.first().map(|entry| entry.id).filter(|id| !self.is_pinned(*id))
    }

    /// Whoever has read everything that is recorded by a time.
    pub(crate) fn read_all(&self, time: DateTime<Utc>) -> Reader {
        self.log.read_all(time)
    }

    /// Whoever has read everything that is recorded by a time, but for the entries from a number on.
    pub(crate) fn read_before(&self, time: DateTime<Utc>, unread: u64) -> Reader {
        let all = self.read_all(time);
        // Nearly always nothing has come since; otherwise the ledger before it is made when it is read.
        if unread < all.next() { Reader::after(time, unread) } else { all }
    }

    /// The last entry that was recorded by a time.
    pub(crate) fn last_entry(&self, time: DateTime<Utc>) -> Option<Arc<Entry>> {
        self.page(time, &PageOfEntries { matches: None, before: None, limit: 1 }).1.pop()
    }

    /// What is recorded by a time, durable, and new to a reader. A reader that is ahead of the time has nothing to read.
    pub(crate) fn news(&self, reader: &Reader, time: DateTime<Utc>) -> News {
        self.log.news(reader, time)
    }

    /// Whether the entry with the number is of the world file, so that it cannot be undone.
    pub(crate) fn is_pinned(&self, id: u64) -> bool {
        self.log.is_pinned(id)
    }

    /// The first of these numbers that no live entry has that was recorded by a time.
    pub(crate) fn unknown(&self, time: DateTime<Utc>, ids: &[u64]) -> Option<u64> {
        self.log.unknown(time, ids)
    }

    /// The live entries that go when these are undone, oldest first.
    pub(crate) fn to_undo(&self, ids: &[u64]) -> Vec<Arc<Entry>> {
        self.log.to_undo(ids)
    }

    /// The records up to a position and a time.
    pub(crate) fn records(&self, until: Position, now: DateTime<Utc>) -> Records<'_> {
        Records { log: &self.log, until, now }
    }

    /// Appends events if the log is still at the position at which they were decided. Records of a later time are
    /// removed: the clock was moved back, and what is written now takes their place, as in a list of undone steps. So are
    /// responses that are no longer kept.
    pub(crate) fn append(
        &self,
        at: Position,
        events: &[Event],
        origin: &Arc<Origin>,
        now: DateTime<Utc>,
    ) -> Result<Pending, Moved> {
        if let Some(sharing) = self.sharing.get() {
            let (done, waiting) = oneshot::channel();
            let tell = |_, appended| {
                sharing.record(vec![(Record::Appended(AppendedRecord::new(now, &appended)), None)], done);
            };
            let changes = self.log.append(at, events, origin, now, Some(tell))?;
            return Ok(Pending { changes, waiting: Some(waiting), seen: None });
        }
        let Some(writer) = &self.writer else {
            let changes = self.log.append(at, events, origin, now, None::<fn(Position, Appended)>)?;
            return Ok(Pending { changes, waiting: None, seen: None });
        };
        let (done, waiting) = oneshot::channel();
        let changes = self.log.append(
            at,
            events,
            origin,
            now,
            Some(|position, appended| writer.write(Change::Append(position, appended, now.timestamp()), done)),
        )?;
        Ok(Pending { changes, waiting: Some(waiting), seen: None })
    }

    /// Waits until everything accepted until a position is durable: a response that was decided there depends on it.
    pub(crate) fn settled(&self, seen: Position) -> Pending {
        let (done, waiting) = oneshot::channel();
        let waiting = if self.log.is_settled() {
            None
        } else if let Some(sharing) = self.sharing.get() {
            sharing.log().settled(done);
            Some(waiting)
        } else if let Some(writer) = &self.writer {
            writer.write(Change::Append(self.accepted(), Appended::default(), 0), done);
            Some(waiting)
        } else {
            None
        };
        Pending { changes: Changes::default(), waiting, seen: Some((Arc::clone(&self.log), seen)) }
    }

    /// What clients have created until now, to go back to.
    pub(crate) fn keep(&self) -> Kept {
        self.log.keep()
    }

    /// Goes back to what clients had created, in the file too. Returns what that has changed.
    pub(crate) fn restore(&self, kept: &Kept) -> Result<Restored, StoreError> {
        loop {
            let (position, difference) = self.log.difference(kept);
            let restored =
                Restored { removed: difference.removed.len() as u64, returned: difference.returned.len() as u64 };
            if let Some(writer) = &self.writer {
                writer.restore(difference)?;
            }
            // What was appended meanwhile is in the file as well: the next difference removes it.
            if self.log.restore(position, kept).is_ok() {
                return Ok(restored);
            }
        }
    }

    /// Removes all records that clients created, from the file too. Returns their number.
    pub(crate) fn reset(&self) -> Result<u64, StoreError> {
        if let Some(writer) = &self.writer {
            writer.clear()?;
        }
        Ok(self.log.clear())
    }
}

impl Kept {
    /// The number of records of the ledger.
    pub(crate) fn records(&self) -> u64 {
        self.book.count()
    }
}

impl Pending {
    /// Waits until the events are durable. Returns what they have changed.
    pub(crate) async fn durable(self) -> Result<Changes, StoreError> {
        if let Some(waiting) = self.waiting {
            waiting.await.unwrap_or(Err(StoreError::Stopped))?;
        }
        if self.seen.is_some_and(|(log, position)| log.has_lost(position)) {
            return Err(StoreError::Undecided);
        }
        Ok(self.changes)
    }
}

impl Records<'_> {
    /// The time of the clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The response that is kept for a request with an idempotency key, and its time, unless that is after the time of
    /// the clock.
    pub(crate) fn answer(&self, key: AnswerKey) -> Option<(StoredAnswer, DateTime<Utc>)> {
        let row = self.log.answer(key, self.until).filter(|row| row.at <= self.now)?;
        Some((row.value, row.at))
    }
}
