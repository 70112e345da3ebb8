//! States of the sandbox to go back to, by name. They are in memory only.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use trackside_schemas::control::{Checkpoint, Fault, Override};

use crate::providers::agentref::KeptUploads;
use crate::readings::Names;
use crate::request::KeptRequestIds;
use crate::scenario::Label;
use crate::store::Kept;

/// The most checkpoints: each holds on to what was written until then.
pub(crate) const MOST: usize = 64;

/// The checkpoints of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Checkpoints(RwLock<BTreeMap<String, Arc<State>>>);

/// What a checkpoint brings back.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) now: DateTime<Utc>,
    pub(crate) is_pinned: bool,
    pub(crate) written: Kept,
    pub(crate) request_ids: KeptRequestIds,
    pub(crate) label: Label,
    pub(crate) faults: Arc<[Fault]>,
    pub(crate) overrides: Arc<[Override]>,
    pub(crate) readings: Names,
    pub(crate) uploads: KeptUploads,
}

/// There is no room for another checkpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Checkpoints {
    /// All, in the order of their names.
    pub(crate) fn list(&self) -> Vec<Checkpoint> {
        let states = self.0.read().unwrap_or_else(PoisonError::into_inner);
        states.iter().map(|(name, state)| state.shown(name)).collect()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Forgets all.
    pub(crate) fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<State>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Keeps a state under a name, in place of the one that has it.
    pub(crate) fn put(&self, name: &str, state: State) -> Result<Checkpoint, Full> {
        let mut states = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if states.len() >= MOST && !states.contains_key(name) {
            return Err(Full);
        }
        let shown = state.shown(name);
        states.insert(name.to_owned(), Arc::new(state));
        Ok(shown)
    }

    /// Forgets a checkpoint. False if there is none with the name.
    pub(crate) fn delete(&self, name: &str) -> bool {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(name).is_some()
    }
}

impl State {
    fn shown(&self, name: &str) -> Checkpoint {
        Checkpoint { name: name.to_owned(), now: self.now, records: self.written.records() }
    }
}
