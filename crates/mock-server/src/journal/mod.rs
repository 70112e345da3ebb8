//! The journal: recent requests and responses, kept in memory.
//!
//! Requests to providers, and requests that change the sandbox, are recorded from their arrival ([`WorldJournal::open`]):
//! the head is copied, and bodies are captured as they pass. When the response has been sent, or when the client is
//! gone, the record goes into a ring buffer that drops the oldest records. Under sustained load, requests that only
//! read something, and got it, are sampled. All others are always recorded, and so is what was refused before there was
//! a request ([`Journal::refuse`]). Entries are rendered lazily, when somebody reads the journal, so that
//! recording costs little more than a copy of the headers. The worlds of a process share one journal, of which each named
//! one sees its own part ([`WorldJournal`]).
//!
//! **Invariant:** secrets are stored unchanged, but only their last four characters leave this module. A credential that
//! the sandbox lists for everybody leaves it when somebody wants to repeat a request.

mod capture;
mod decoding;
mod explain;
mod har;
mod of_world;
mod record;
mod recorder;
mod repeat;
mod ring;
mod route;
mod sampler;
mod secrets;
mod show;
mod stream;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderMap, Uri};
use tokio::sync::watch;
use trackside_schemas::control::{JournalCounts, JournalEntry, JournalQuery};

use self::capture::Captured;
pub(crate) use self::of_world::WorldJournal;
use self::record::Record;
pub(crate) use self::recorder::Unsettled;
use self::ring::{Counters, Ring};
use self::sampler::Sampler;
use crate::address::CallerAddress;
use crate::listener::Refusal;
use crate::store::Changes;

/// The number of entries in a list, unless the query sets another limit.
const DEFAULT_LIMIT: i64 = 100;

/// Which entries to write as HAR.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// The filter; its `limit` and `before` do not matter.
    pub(crate) query: JournalQuery,
    /// Only the entry with this number.
    pub(crate) id: Option<u64>,
}

impl Selection {
    fn takes(&self, record: &Record) -> bool {
        self.id.is_none_or(|id| record.id == id)
            && show::may_match(record, &self.query)
            && (self.query.text.is_none() || show::matches(&show::entry(record), &self.query))
    }
}

/// The journal of a sandbox.
#[derive(Debug)]
pub(crate) struct Journal {
    capacity: u32,
    sampler: Sampler,
    /// The number of the last request.
    last: AtomicU64,
    left_out: AtomicU64,
    ring: Mutex<Ring>,
    progress: watch::Sender<Progress>,
}

/// What followers of the journal wait for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Progress {
    /// The position of the last record in the ring.
    last_position: u64,
    /// The number of times that the journal was cleared.
    cleared: u64,
    /// Whether the sandbox is stopping.
    ended: bool,
}

impl Journal {
    /// Creates an empty journal for this many entries; with 0 it records nothing.
    pub(crate) fn new(capacity: u32) -> Self {
        Self {
            capacity,
            sampler: Sampler::new(capacity),
            last: AtomicU64::new(0),
            left_out: AtomicU64::new(0),
            ring: Mutex::new(Ring::new(capacity)),
            progress: watch::Sender::default(),
        }
    }

    /// The number of the next request. Returns nothing if the journal is off.
    fn next_id(&self) -> Option<u64> {
        (self.capacity > 0).then(|| self.last.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Adds a request that was refused before there was one, and the headers and the body of the response.
    pub(crate) fn refuse(&self, refusal: Refusal, now: DateTime<Utc>, headers: HeaderMap, body: Bytes) {
        let Some(id) = self.next_id() else { return };
        let Refusal { status, reason: _, method, target, headers: request_headers } = refusal;
        self.add(Record {
            id,
            world: None,
            at: Utc::now(),
            now,
            elapsed: Duration::ZERO,
            uri: Uri::from(target.clone()),
            address: CallerAddress::without_host(target),
            method,
            request_headers,
            request_body: Captured::default(),
            status,
            response_headers: headers,
            response_body: Captured::of(body),
            complete: true,
            problem: None,
            changes: Changes::default(),
            note: None,
        });
    }

    /// Notes that the response of an entry was cut off on its way to the client. Followers have seen the entry already,
    /// and see the note when they read it again.
    pub(crate) fn cut_off(&self, id: u64, note: String) {
        self.ring().change(id, |record| {
            record.complete = false;
            record.note = Some(note);
        });
    }

    /// Counts a request that is not recorded.
    fn leave_out(&self) {
        self.left_out.fetch_add(1, Ordering::Relaxed);
    }

    /// The entries that match the query, the newest first.
    pub(crate) fn list(&self, query: &JournalQuery) -> Vec<JournalEntry> {
        let limit = usize::try_from(query.limit.unwrap_or(DEFAULT_LIMIT)).unwrap_or(usize::MAX);
        let before = query.before.and_then(|before| u64::try_from(before).ok()).unwrap_or(u64::MAX);
        let mut records: Vec<Arc<Record>> = self.ring().records().filter(|record| record.id < before).collect();
        records.sort_by_key(|record| std::cmp::Reverse(record.id));
        let entries = records.iter().filter_map(|record| {
            // The cheap comparisons come first, because rendering an entry is expensive.
            show::may_match(record, query).then(|| show::entry(record)).filter(|entry| show::matches(entry, query))
        });
        entries.take(limit).collect()
    }

    /// How many requests the journal has seen, kept and left out.
    pub(crate) fn counts(&self) -> JournalCounts {
        let ring = self.ring();
        let cleared_at = ring.cleared_at();
        let seen = self.last.load(Ordering::Relaxed).saturating_sub(cleared_at.last);
        JournalCounts {
            seen,
            kept: ring.len() as u64,
            left_out: self.left_out.load(Ordering::Relaxed).saturating_sub(cleared_at.left_out).min(seen),
            capacity: u64::from(self.capacity),
            notes_per_second: Sampler::PER_SECOND,
        }
    }

    /// Removes all entries. The numbers of requests continue.
    pub(crate) fn clear(&self) {
        let counters =
            Counters { last: self.last.load(Ordering::Relaxed), left_out: self.left_out.load(Ordering::Relaxed) };
        self.ring().clear(counters);
        self.progress.send_modify(|progress| progress.cleared += 1);
    }

    /// Ends the streams of all followers, because the sandbox is stopping.
    pub(crate) fn end(&self) {
        self.progress.send_modify(|progress| progress.ended = true);
    }

    /// Adds a finished record.
    fn add(&self, record: Record) {
        let last_position = self.ring().push(record);
        self.progress.send_modify(|progress| progress.last_position = last_position);
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
