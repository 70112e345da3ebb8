//! The sandbox's clock.

use chrono::{DateTime, SubsecRound as _, Utc};

/// What time it is in the sandbox. A pinned clock stands still; an unpinned one ticks with real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pinned: Option<DateTime<Utc>>,
}

impl Clock {
    /// A clock that stands at the instant, or ticks when there is none.
    pub fn new(pinned: Option<DateTime<Utc>>) -> Self {
        Self { pinned: pinned.map(|instant| instant.trunc_subsecs(0)) }
    }

    /// The instant, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.pinned.unwrap_or_else(|| Utc::now().trunc_subsecs(0))
    }

    /// Whether the clock stands still.
    pub fn is_pinned(&self) -> bool {
        self.pinned.is_some()
    }
}
