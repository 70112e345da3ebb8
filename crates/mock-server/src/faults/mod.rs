//! Failures on demand: which faults are injected where.

use std::sync::{Arc, PoisonError, RwLock};

use trackside_schemas::control::Fault;

/// The faults that are injected.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    started: Arc<[Fault]>,
    current: RwLock<Arc<[Fault]>>,
}

impl Faults {
    /// The faults that the sandbox is started with.
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        let started: Arc<[Fault]> = faults.into();
        Self { current: RwLock::new(Arc::clone(&started)), started }
    }

    /// The faults as they are now.
    pub(crate) fn list(&self) -> Arc<[Fault]> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other faults in their place.
    pub(crate) fn replace(&self, faults: Vec<Fault>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = faults.into();
    }

    /// Back to the faults that the sandbox was started with.
    pub(crate) fn reset(&self) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&self.started);
    }
}
