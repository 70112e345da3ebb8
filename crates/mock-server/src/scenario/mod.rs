//! Scenarios: a clock, faults and overrides that belong together. This module knows which one is active and reads them
//! from files.

mod file;

use std::sync::{PoisonError, RwLock};

pub(crate) use file::read_file;

/// The active scenario.
#[derive(Debug, Default)]
pub(crate) struct Played {
    initial: Label,
    current: RwLock<Label>,
}

/// Name and description of a scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
}

impl Played {
    /// Starts with the scenario of the configuration.
    pub(crate) fn new(initial: Label) -> Self {
        Self { current: RwLock::new(initial.clone()), initial }
    }

    /// Reads the scenario. It cannot change during `look`.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Label) -> T) -> T {
        look(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Switches to another scenario. Readers wait until `change` is done.
    pub(crate) fn play(&self, label: Label, change: impl FnOnce()) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        change();
        *current = label;
    }

    /// Switches back to the scenario of the configuration. Readers wait until `change` is done.
    pub(crate) fn reset(&self, change: impl FnOnce()) {
        self.play(self.initial.clone(), change);
    }
}
