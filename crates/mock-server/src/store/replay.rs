//! Applies entries to a ledger: those of the world file between those that clients wrote.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use trackside_world::Ledger;

use super::{Entry, Recorded};
use crate::worlds::Worlds;

/// A ledger that grows entry by entry. Before each one that a client wrote, what the world file says until then is applied.
#[derive(Debug)]
pub(super) struct Replay<'p> {
    worlds: &'p Worlds,
    ledger: Ledger,
    /// The entries of the world file, in the order in which they were recorded.
    pinned: &'p [Arc<Entry>],
    /// How many of them are applied.
    applied: usize,
}

impl<'p> Replay<'p> {
    /// Begins with nothing. The numbers of the world file's entries are given to nothing else.
    pub(super) fn new(worlds: &'p Worlds, pinned: &'p [Arc<Entry>]) -> Self {
        let events = pinned.iter().map(|entry| &entry.recorded.event);
        Self { worlds, ledger: Ledger::reserving(events), pinned, applied: 0 }
    }

    /// Goes on with a ledger that has so many of the world file's entries.
    pub(super) fn from(worlds: &'p Worlds, pinned: &'p [Arc<Entry>], ledger: Ledger, applied: usize) -> Self {
        Self { worlds, ledger, pinned, applied }
    }

    /// Applies what the world file says until a time.
    pub(super) fn catch_up(&mut self, time: DateTime<Utc>) {
        while let Some(next) = self.pinned.get(self.applied).filter(|next| next.recorded.at <= time) {
            self.put(&next.recorded);
            self.applied += 1;
        }
    }

    /// Applies an entry that a client wrote, and what the world file says before it.
    pub(super) fn apply(&mut self, recorded: &Recorded) {
        self.catch_up(recorded.at);
        self.put(recorded);
    }

    /// Whether the world and the ledger have everything that an entry names.
    pub(super) fn admits(&mut self, recorded: &Recorded) -> bool {
        self.catch_up(recorded.at);
        self.ledger.admits(self.worlds.at(recorded.at).world(), &recorded.event)
    }

    /// The ledger so far, and how many of the world file's entries it has.
    pub(super) fn so_far(&self) -> (&Ledger, usize) {
        (&self.ledger, self.applied)
    }

    /// The ledger with all that the world file says.
    pub(super) fn finished(mut self) -> Ledger {
        self.catch_up(DateTime::<Utc>::MAX_UTC);
        self.ledger
    }

    /// The ledger so far.
    pub(super) fn into_ledger(self) -> Ledger {
        self.ledger
    }

    fn put(&mut self, recorded: &Recorded) {
        self.ledger.apply(self.worlds.at(recorded.at).world(), recorded.at, &recorded.event);
    }
}
