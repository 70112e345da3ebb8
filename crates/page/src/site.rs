//! What every page shows of the sandbox.

use chrono::{DateTime, Utc};

use crate::write;

/// The sandbox as every page shows it: where it answers, and what time it is there.
#[derive(Debug, Clone)]
pub struct Site {
    /// Scheme, host and port as the reader's browser wrote them, such as `http://localhost:4010`.
    pub origin: String,
    /// The version of the sandbox.
    pub version: &'static str,
    /// The sandbox's clock.
    pub now: DateTime<Utc>,
    /// Whether the control surface asks for the token that the sandbox printed at its start.
    pub asks_for_token: bool,
    /// Whether the clock runs with real time.
    pub ticking: bool,
}

impl Site {
    /// The clock for a person, in UTC.
    pub(crate) fn clock(&self) -> String {
        write::instant(self.now)
    }

    /// The clock for a program.
    pub(crate) fn machine_clock(&self) -> String {
        write::machine_instant(self.now)
    }
}
