//! The journal as one world sees it: its own exchanges. The usual world sees those of all.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::request::Parts;
use trackside_page::sample::Repeated;
use trackside_schemas::control::{JournalCounts, JournalEntry, JournalExchange, JournalQuery};

use super::record::Record;
use super::recorder::Recorder;
use super::repeat::repeated;
use super::sampler::Sampler;
use super::{Journal, Progress, Selection, har, show};
use crate::address::PREFIX;
use crate::listener::Peer;
use crate::named::WorldName;
use crate::request::Arrival;

/// The journal as one world sees it. All worlds share its room.
#[derive(Debug)]
pub(crate) struct WorldJournal {
    journal: Arc<Journal>,
    /// `None` for the usual world, which sees everything.
    world: Option<WorldName>,
    /// Requests to this world since its journal was cleared.
    seen: AtomicU64,
    /// Those of them that were not recorded.
    left_out: AtomicU64,
    /// How often its own entries were removed.
    cleared: AtomicU64,
}

impl WorldJournal {
    /// The journal as the usual world sees it.
    pub(crate) fn of_all(journal: Journal) -> Arc<Self> {
        Arc::new(Self::new(Arc::new(journal), None))
    }

    /// The same journal as a named world sees it.
    pub(crate) fn of_world(&self, world: WorldName) -> Arc<Self> {
        Arc::new(Self::new(Arc::clone(&self.journal), Some(world)))
    }

    fn new(journal: Arc<Journal>, world: Option<WorldName>) -> Self {
        Self { journal, world, seen: AtomicU64::new(0), left_out: AtomicU64::new(0), cleared: AtomicU64::new(0) }
    }

    /// The journal of all worlds.
    pub(crate) fn whole(&self) -> &Arc<Journal> {
        &self.journal
    }

    /// The world that it is about; `None` for all.
    pub(super) fn world(&self) -> Option<&WorldName> {
        self.world.as_ref()
    }

    /// Starts recording a request. Returns nothing if the journal is off.
    pub(crate) fn open(self: &Arc<Self>, parts: &Parts, peer: &Arc<Peer>, arrival: &Arrival) -> Option<Recorder> {
        let id = self.journal.next_id()?;
        self.seen.fetch_add(1, Ordering::Relaxed);
        Some(Recorder::new(self, id, parts, peer, arrival))
    }

    /// The entries that match the query, the newest first.
    pub(crate) fn list(&self, query: &JournalQuery) -> Vec<JournalEntry> {
        match &self.world {
            None => self.journal.list(query),
            Some(world) => self.journal.list(&JournalQuery { world: Some(world.to_string()), ..query.clone() }),
        }
    }

    /// An exchange in full. Returns nothing if it is not in the journal, or of another world.
    pub(crate) fn find(&self, id: u64) -> Option<JournalExchange> {
        let record = self.journal.ring().records().find(|record| record.id == id && self.has(record));
        record.map(|record| show::exchange(&record))
    }

    /// A request, as far as a page can send it again. `is_listed` tells whether the sandbox lists a credential of a
    /// provider for everybody.
    pub(crate) fn repeated(&self, id: u64, is_listed: &dyn Fn(&str, &str) -> bool) -> Option<Repeated> {
        let record = self.journal.ring().records().find(|record| record.id == id && self.has(record))?;
        // The pages of the usual world reach the others by their paths.
        let world = record.world.as_ref().filter(|_| self.world.is_none());
        let prefix = world.map(|world| format!("{PREFIX}{world}")).unwrap_or_default();
        Some(repeated(&record, &prefix, is_listed))
    }

    /// The selected ones of its exchanges as HAR 1.2, the oldest first.
    pub(crate) fn recording(&self, origin: &str, selection: &Selection) -> Vec<u8> {
        let records: Vec<Arc<Record>> = self.journal.ring().records().collect();
        let records: Vec<_> =
            records.into_iter().filter(|record| self.has(record) && selection.takes(record)).collect();
        har::write(&records, origin)
    }

    /// How many requests the journal has seen, kept and left out.
    pub(crate) fn counts(&self) -> JournalCounts {
        let Some(world) = &self.world else { return self.journal.counts() };
        let seen = self.seen.load(Ordering::Relaxed);
        JournalCounts {
            seen,
            kept: self.journal.ring().records().filter(|record| record.is_of(world.as_str())).count() as u64,
            left_out: self.left_out.load(Ordering::Relaxed).min(seen),
            capacity: u64::from(self.journal.capacity),
            notes_per_second: Sampler::PER_SECOND,
        }
    }

    /// Removes its entries. The numbers of requests continue.
    pub(crate) fn clear(&self) {
        let Some(world) = &self.world else { return self.journal.clear() };
        self.seen.store(0, Ordering::Relaxed);
        self.left_out.store(0, Ordering::Relaxed);
        self.journal.ring().remove(|record| record.is_of(world.as_str()));
        self.cleared.fetch_add(1, Ordering::Release);
        // Wakes those who follow.
        self.journal.progress.send_modify(|_| ());
    }

    /// How often its entries were removed, by itself or with all others.
    pub(super) fn cleared(&self, progress: &Progress) -> u64 {
        self.cleared.load(Ordering::Acquire) + progress.cleared
    }

    /// Counts a request that is not recorded.
    pub(super) fn leave_out(&self) {
        self.left_out.fetch_add(1, Ordering::Relaxed);
        self.journal.leave_out();
    }

    fn has(&self, record: &Record) -> bool {
        self.world.as_ref().is_none_or(|world| record.is_of(world.as_str()))
    }
}
