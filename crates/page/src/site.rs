//! The facts about the sandbox that every page shows.

use chrono::{DateTime, Utc};

use crate::write;

/// The facts about the sandbox that every page shows.
#[derive(Debug, Clone)]
pub struct Site {
    /// Scheme, host and port as the reader's browser sent them, such as `http://localhost:4010`.
    pub origin: String,
    /// The version of the sandbox.
    pub version: &'static str,
    /// The sandbox's clock.
    pub now: DateTime<Utc>,
    /// Whether the control surface requires a token.
    pub asks_for_token: bool,
    /// Whether the clock follows real time.
    pub ticking: bool,
    /// The name of the world; `None` for the usual one.
    pub world: Option<String>,
    /// What makes responses differ from the simulation, such as `2 faults`.
    pub active: Vec<String>,
    /// Changes when anything changes that pages show but the journal; while the clock ticks, every minute.
    pub revision: u64,
}

impl Site {
    /// The clock for readers, in UTC.
    pub(crate) fn clock(&self) -> String {
        write::time(self.now)
    }

    /// The clock for programs, in RFC 3339.
    pub(crate) fn machine_clock(&self) -> String {
        write::machine_time(self.now)
    }
}
