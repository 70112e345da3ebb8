//! With what every world of the same simulation begins.

use std::sync::{Arc, OnceLock};

use tokio::sync::Mutex;
use trackside_world::Ledger;

use super::log::Log;
use super::replay::Replay;
use super::{Entry, Recorded, Saved, Store, numbered};
use crate::worlds::Worlds;

/// With what every world of the same simulation begins: the entries of the world file, and the ledger that they make.
/// Worlds that begin with it share both until somebody writes.
#[derive(Debug)]
pub(crate) struct Beginning {
    worlds: Arc<Worlds>,
    pinned: Vec<Arc<Entry>>,
    ledger: Ledger,
}

impl Beginning {
    /// Applies the entries of a world file.
    pub(crate) fn new(worlds: Arc<Worlds>, pinned: Vec<Recorded>) -> Self {
        let pinned = numbered(pinned);
        let ledger = Replay::new(&worlds, &pinned).finished();
        Self { worlds, pinned, ledger }
    }

    /// A store without a file: its records are lost when the sandbox stops, or when the world is deleted.
    pub(crate) fn in_memory(&self) -> Store {
        // A ledger of its own, because both grow.
        let ledger = self.ledger.fork();
        let log = Log::starting_with(Arc::clone(&self.worlds), self.pinned.clone(), Saved::default(), ledger);
        Store {
            log: Arc::new(log),
            turn: Mutex::default(),
            writer: None,
            sharing: OnceLock::new(),
            saved_webhooks: std::sync::Mutex::default(),
        }
    }
}
