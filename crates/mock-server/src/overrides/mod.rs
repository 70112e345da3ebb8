//! Overrides: patches that change responses on demand.
//!
//! Overrides must keep the contract. It is checked when an override is set ([`check`]), and again for each response
//! that it changes ([`apply`]).

mod apply;
mod check;
mod contracts;
mod examine;
mod matching;
mod merge;
mod patch;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Map, Value};
use trackside_schemas::control::Override;

use self::merge::merge;

pub(crate) use apply::apply;
pub(crate) use check::{Refusal, check, judge};
pub(crate) use contracts::{JudgedCall, contract};
pub(crate) use matching::{Matching, Presented};

/// Whether the patch changes nothing in a body, because the body has it all already.
pub(crate) fn has_already(body: &Value, patch: &Map<String, Value>) -> bool {
    let mut patched = body.clone();
    merge(&mut patched, &Value::Object(patch.clone()), &BTreeSet::new());
    patched == *body
}

/// The overrides of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    initial: Arc<[Override]>,
    current: RwLock<Arc<[Override]>>,
    any: AtomicBool,
}

impl Overrides {
    /// Starts with the overrides of the configuration, which must have passed [`check`].
    pub(crate) fn new(initial: Arc<[Override]>) -> Self {
        let any = AtomicBool::new(!initial.is_empty());
        Self { current: RwLock::new(Arc::clone(&initial)), initial, any }
    }

    /// Whether there is any override. Without one, a request costs no more than this call.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// The active overrides.
    pub(crate) fn list(&self) -> Arc<[Override]> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the overrides. The new ones must have passed [`check`].
    pub(crate) fn replace(&self, overrides: Vec<Override>) {
        self.put(overrides.into());
    }

    /// Goes back to overrides that were active before.
    pub(crate) fn restore(&self, overrides: Arc<[Override]>) {
        self.put(overrides);
    }

    /// Goes back to the overrides of the configuration.
    pub(crate) fn reset(&self) {
        self.put(Arc::clone(&self.initial));
    }

    fn put(&self, overrides: Arc<[Override]>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        self.any.store(!overrides.is_empty(), Ordering::Release);
        *current = overrides;
    }
}
