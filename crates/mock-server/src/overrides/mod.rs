//! Answers as somebody wants them: which overrides are in force, and what they make of an answer.
//!
//! The contract stands above them: an override is held against it when it is set ([`check`]), and again on every answer that it touches
//! ([`apply`]).

mod apply;
mod check;
mod contracts;
mod examine;
mod matching;
mod merge;
mod operations;
mod patch;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use trackside_schemas::control::Override;

pub(crate) use apply::apply;
pub(crate) use check::{Refusal, check};
pub(crate) use contracts::{Asked, contract};
pub(crate) use matching::{Matching, Presented};

/// The overrides that are in force.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    started: Arc<[Override]>,
    current: RwLock<Arc<[Override]>>,
    any: AtomicBool,
}

impl Overrides {
    /// The overrides that the sandbox is started with, which have been checked.
    pub(crate) fn new(overrides: Vec<Override>) -> Self {
        let started: Arc<[Override]> = overrides.into();
        let any = AtomicBool::new(!started.is_empty());
        Self { current: RwLock::new(Arc::clone(&started)), started, any }
    }

    /// Whether there is any. It costs a request nothing else when there is none.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// The overrides as they are now.
    pub(crate) fn list(&self) -> Arc<[Override]> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other overrides, which have been checked, in their place.
    pub(crate) fn replace(&self, overrides: Vec<Override>) {
        self.put(overrides.into());
    }

    /// Back to the overrides that the sandbox was started with.
    pub(crate) fn reset(&self) {
        self.put(Arc::clone(&self.started));
    }

    fn put(&self, overrides: Arc<[Override]>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        self.any.store(!overrides.is_empty(), Ordering::Release);
        *current = overrides;
    }
}
