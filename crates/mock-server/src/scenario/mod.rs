//! Clock, faults and overrides that belong together: which scenario is played, and scenarios in files.

mod file;

use std::sync::{PoisonError, RwLock};

pub(crate) use file::read_file;

/// Which scenario is played.
#[derive(Debug, Default)]
pub(crate) struct Played {
    started: Label,
    current: RwLock<Label>,
}

/// What a scenario is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Label {
    /// Its name.
    pub(crate) name: Option<String>,
    /// What it shows.
    pub(crate) description: Option<String>,
}

impl Played {
    /// The scenario that the sandbox is started with.
    pub(crate) fn new(started: Label) -> Self {
        Self { current: RwLock::new(started.clone()), started }
    }

    /// Looks at the scenario while nobody plays another one.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Label) -> T) -> T {
        look(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Plays another scenario: the change happens while nobody looks.
    pub(crate) fn play(&self, label: Label, change: impl FnOnce()) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        change();
        *current = label;
    }

    /// Back to the scenario that the sandbox was started with: the change happens while nobody looks.
    pub(crate) fn reset(&self, change: impl FnOnce()) {
        self.play(self.started.clone(), change);
    }
}
