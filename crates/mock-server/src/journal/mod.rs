//! What has been asked and what was answered, kept in memory for a person to look at.
//!
//! A request to a provider, or one that changes the sandbox, is noted when it arrives ([`Journal::open`]): its head is kept, and bodies are
//! taped as they pass. When the answer has been sent the record goes onto the shelf, where the oldest records make room. Nothing is put into words
//! before somebody looks: what is written on the way of a request is a copy of its headers and a few counters.
//!
//! **Invariant:** secrets are kept as they came, and leave this module only as their last four characters.

mod explain;
mod meter;
mod noting;
mod place;
mod record;
mod recording;
mod secrets;
mod shelf;
mod show;
mod stream;
mod tape;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use chrono::{DateTime, Utc};
use http::request::Parts;
use tokio::sync::watch;
use trackside_schemas::control::{JournalCounts, JournalEntry, JournalExchange, JournalQuery};

use self::meter::Meter;
use self::noting::Noting;
use self::record::Record;
use self::shelf::Shelf;

/// How many entries are listed when the question does not say.
const LISTED: i64 = 100;

/// The journal of a sandbox.
#[derive(Debug)]
pub(crate) struct Journal {
    capacity: u32,
    meter: Meter,
    /// The number of the last request that arrived.
    last: AtomicU64,
    left_out: AtomicU64,
    shelf: Mutex<Shelf>,
    news: watch::Sender<News>,
}

/// What who follows the journal waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct News {
    /// The place of the last record on the shelf.
    last_place: u64,
    /// How often the journal was cleared.
    cleared: u64,
    /// Whether the sandbox is stopping.
    ended: bool,
}

impl Journal {
    /// An empty journal of so many entries; 0 notes nothing.
    pub(crate) fn new(capacity: u32) -> Self {
        Self {
            capacity,
            meter: Meter::new(capacity),
            last: AtomicU64::new(0),
            left_out: AtomicU64::new(0),
            shelf: Mutex::new(Shelf::new(capacity)),
            news: watch::Sender::default(),
        }
    }

    /// Begins to note a request, unless the journal is off or too many come at once. `now` is the sandbox's time.
    pub(crate) fn open(self: &Arc<Self>, parts: &Parts, started: Instant, now: DateTime<Utc>) -> Option<Noting> {
        if self.capacity == 0 {
            return None;
        }
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.meter.takes(started) {
            self.left_out.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(Noting::new(self, id, parts, started, now))
    }

    /// The entries that the query asks for, the newest first.
    pub(crate) fn list(&self, query: &JournalQuery) -> Vec<JournalEntry> {
        let limit = usize::try_from(query.limit.unwrap_or(LISTED)).unwrap_or(usize::MAX);
        let before = query.before.and_then(|before| u64::try_from(before).ok()).unwrap_or(u64::MAX);
        let mut records: Vec<Arc<Record>> = self.shelf().records().filter(|record| record.id < before).collect();
        records.sort_by_key(|record| std::cmp::Reverse(record.id));
        let entries = records.iter().filter_map(|record| {
            // What costs nothing is compared first: redacting does.
            show::may_match(record, query).then(|| show::entry(record)).filter(|entry| show::matches(entry, query))
        });
        entries.take(limit).collect()
    }

    /// An exchange in full; nothing when the journal does not hold it.
    pub(crate) fn find(&self, id: u64) -> Option<JournalExchange> {
        let record = self.shelf().records().find(|record| record.id == id);
        record.map(|record| show::exchange(&record))
    }

    /// Everything that the journal holds as a recording in HAR 1.2, the oldest first.
    pub(crate) fn recording(&self, origin: &str) -> Vec<u8> {
        let records: Vec<Arc<Record>> = self.shelf().records().collect();
        recording::write(&records, origin)
    }

    /// How much it has seen and kept.
    pub(crate) fn counts(&self) -> JournalCounts {
        let shelf = self.shelf();
        let cleared_at = shelf.cleared_at();
        let seen = self.last.load(Ordering::Relaxed).saturating_sub(cleared_at.last);
        JournalCounts {
            seen,
            kept: shelf.len() as u64,
            left_out: self.left_out.load(Ordering::Relaxed).saturating_sub(cleared_at.left_out).min(seen),
            capacity: u64::from(self.capacity),
            notes_per_second: Meter::PER_SECOND,
        }
    }

    /// Throws everything away; the numbers go on.
    pub(crate) fn clear(&self) {
        let counted =
            shelf::Counted { last: self.last.load(Ordering::Relaxed), left_out: self.left_out.load(Ordering::Relaxed) };
        self.shelf().clear(counted);
        self.news.send_modify(|news| news.cleared += 1);
    }

    /// Tells who follows the journal that the sandbox is stopping, so that nobody waits for them.
    pub(crate) fn end(&self) {
        self.news.send_modify(|news| news.ended = true);
    }

    /// Puts a finished record onto the shelf.
    fn keep(&self, record: Record) {
        let last_place = self.shelf().put(record);
        self.news.send_modify(|news| news.last_place = last_place);
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
