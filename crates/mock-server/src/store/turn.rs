//! The turn to decide and append.

use tokio::sync::MutexGuard;

use super::shared::Sharing;
use super::{Changes, Pending, Store};

/// The turn to decide and append. With a shared log, this replica has seen all of it, and no other replica appends.
#[derive(Debug)]
pub(crate) struct Turn<'s> {
    pub(super) store: &'s Store,
    /// Taken when the turn is over.
    pub(super) guard: Option<MutexGuard<'s, ()>>,
}

impl Turn<'_> {
    /// Ends the turn, and records what was told in it. What is pending then was told or appended in this turn.
    pub(crate) fn conclude(self) -> Pending {
        let told = self.store.sharing.get().and_then(Sharing::conclude);
        if told.is_some() {
            self.store.log.step();
        }
        Pending { changes: Changes::default(), waiting: told, seen: None }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(sharing) = self.store.sharing.get() else { return };
        // Told before the request failed.
        drop(sharing.conclude());
        sharing.pass_on();
        drop(self.guard.take());
        // Who waited for the turn may have given up since.
        sharing.give_back_if_unneeded(&self.store.turn);
    }
}
