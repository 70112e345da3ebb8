//! The sandbox's clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

/// The sandbox's clock. A pinned clock stands still until it is set; a ticking one runs with real time.
#[derive(Debug)]
pub struct Clock {
    initial: State,
    state: RwLock<State>,
    created: Instant,
    /// All forward moves together, in milliseconds.
    moved_forward: AtomicU64,
}

/// What the clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A fixed time.
    Pinned(DateTime<Utc>),
    /// Real time plus an offset.
    Ticking(TimeDelta),
}

impl Clock {
    /// Creates a clock pinned at the given time, or a ticking one if there is none.
    pub fn new(pinned: Option<DateTime<Utc>>) -> Self {
        let initial = pinned.map_or(State::Ticking(TimeDelta::zero()), |time| State::Pinned(time.trunc_subsecs(0)));
        Self { initial, state: RwLock::new(initial), created: Instant::now(), moved_forward: AtomicU64::new(0) }
    }

    /// The current time, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        match self.state() {
            State::Pinned(time) => time,
            State::Ticking(offset) => (Utc::now() + offset).trunc_subsecs(0),
        }
    }

    /// Whether the clock stands still.
    pub fn is_pinned(&self) -> bool {
        matches!(self.state(), State::Pinned(_))
    }

    /// The time that has passed since the clock was created: real time, and every forward move. It never runs back, so
    /// it measures how long a client has waited.
    pub(crate) fn passed(&self) -> Duration {
        self.created.elapsed() + Duration::from_millis(self.moved_forward.load(Ordering::Relaxed))
    }

    /// Sets the clock to a time, from which it ticks or at which it stands still.
    pub(crate) fn set(&self, now: DateTime<Utc>, ticking: bool) {
        let now = now.trunc_subsecs(0);
        let forward = u64::try_from((now - self.now()).num_milliseconds()).unwrap_or(0);
        self.moved_forward.fetch_add(forward, Ordering::Relaxed);
        self.replace(if ticking { State::Ticking(now - Utc::now().trunc_subsecs(0)) } else { State::Pinned(now) });
    }

    /// Sets the clock back to how it was at startup.
    pub(crate) fn reset(&self) {
        self.replace(self.initial);
    }

    fn state(&self) -> State {
        *self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn replace(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::Clock;

    #[test]
    fn pins_ticks_and_resets() {
        let noon: DateTime<Utc> = "2026-06-08T12:00:00.9Z".parse().expect("a literal time");
        let clock = Clock::new(Some(noon));
        assert_eq!((clock.now().to_rfc3339(), clock.is_pinned()), ("2026-06-08T12:00:00+00:00".to_owned(), true));
        clock.set(noon + TimeDelta::days(3), true);
        assert!(!clock.is_pinned());
        let passed = clock.now() - noon - TimeDelta::days(3);
        assert!((-1..60).contains(&passed.num_seconds()), "{passed}");
        let waited = clock.passed();
        assert!(waited >= std::time::Duration::from_hours(72), "a forward move counts: {waited:?}");
        clock.set(noon, false);
        assert!(clock.passed() >= waited, "moving back does not");
        clock.reset();
        assert_eq!((clock.now().to_rfc3339(), clock.is_pinned()), ("2026-06-08T12:00:00+00:00".to_owned(), true));
    }
}
