//! Answers as somebody wants them: which overrides are in force.

use std::sync::{Arc, PoisonError, RwLock};

use trackside_schemas::control::Override;

/// The overrides that are in force.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    started: Arc<[Override]>,
    current: RwLock<Arc<[Override]>>,
}

impl Overrides {
    /// The overrides that the sandbox is started with.
    pub(crate) fn new(overrides: Vec<Override>) -> Self {
        let started: Arc<[Override]> = overrides.into();
        Self { current: RwLock::new(Arc::clone(&started)), started }
    }

    /// The overrides as they are now.
    pub(crate) fn list(&self) -> Arc<[Override]> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other overrides in their place.
    pub(crate) fn replace(&self, overrides: Vec<Override>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = overrides.into();
    }

    /// Back to the overrides that the sandbox was started with.
    pub(crate) fn reset(&self) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&self.started);
    }
}
