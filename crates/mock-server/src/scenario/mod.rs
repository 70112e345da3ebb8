//! Scenarios: a clock, faults and overrides that belong together. This module knows which one is active and reads them
//! from files.

mod file;
mod readings;

use std::sync::{Arc, PoisonError, RwLock};

pub(crate) use file::read_file;
pub(crate) use readings::unknown_reading;
use trackside_schemas::control::Scenario;

/// The active scenario.
#[derive(Debug, Default)]
pub(crate) struct Played {
    initial: Label,
    current: RwLock<Label>,
}

/// What a scenario holds besides clock, faults and overrides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    /// The names of the readings to which the sandbox is switched.
    pub(crate) readings: Arc<[String]>,
}

impl From<&Scenario> for Label {
    fn from(scenario: &Scenario) -> Self {
        Self {
            name: scenario.name.clone(),
            description: scenario.description.clone(),
            readings: scenario.readings.as_slice().into(),
        }
    }
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

    /// The names of the readings to which the sandbox is switched.
    pub(crate) fn readings(&self) -> Arc<[String]> {
        self.look(|label| Arc::clone(&label.readings))
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
