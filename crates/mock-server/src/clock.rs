//! The sandbox's clock.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

use crate::steering::ClockSetting;

/// The sandbox's clock. A pinned clock stands still until it is set; a ticking one runs with real time.
#[derive(Debug)]
pub struct Clock {
    initial: State,
    state: RwLock<State>,
    created: Instant,
    /// All forward moves together, in milliseconds.
    moved_forward: AtomicU64,
    /// By how much the clock of the shared log is ahead of this machine's, in milliseconds.
    ahead: AtomicI64,
    /// The latest time at which something was recorded since the clock was set, in seconds of UNIX time.
    recorded: AtomicI64,
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
        Self {
            initial,
            state: RwLock::new(initial),
            created: Instant::now(),
            moved_forward: AtomicU64::new(0),
            ahead: AtomicI64::new(0),
            recorded: AtomicI64::new(i64::MIN),
        }
    }

    /// The current time, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        match self.state() {
            State::Pinned(time) => time,
            State::Ticking(offset) => {
                let recorded = DateTime::from_timestamp(self.recorded.load(Ordering::Acquire), 0);
                let now = (self.real() + offset).trunc_subsecs(0);
                recorded.map_or(now, |recorded| recorded.max(now))
            }
        }
    }

    /// Notes the time of something that was recorded: until it is set, a clock that ticks never shows a time before it, not
    /// even if the clocks of machines differ.
    pub(crate) fn note(&self, recorded: DateTime<Utc>) {
        self.recorded.fetch_max(recorded.timestamp(), Ordering::AcqRel);
    }

    /// Goes by a clock that is ahead of this machine's by so many milliseconds.
    pub(crate) fn goes_by(&self, ahead: i64) {
        self.ahead.store(ahead, Ordering::Release);
    }

    /// By how many milliseconds the clock that it goes by is ahead of this machine's.
    pub(crate) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Acquire)
    }

    /// How it runs, for another replica.
    pub(crate) fn setting(&self) -> ClockSetting {
        match self.state() {
            State::Pinned(time) => ClockSetting::Pinned(time),
            State::Ticking(offset) => ClockSetting::Ticking(offset.num_seconds()),
        }
    }

    /// Runs as another replica's clock does.
    pub(crate) fn follow(&self, setting: ClockSetting) {
        if setting == self.setting() {
            return;
        }
        let before = self.now();
        self.replace(match setting {
            ClockSetting::Pinned(time) => State::Pinned(time),
            ClockSetting::Ticking(ahead) => State::Ticking(TimeDelta::seconds(ahead)),
        });
        self.count_forward(before);
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
        let (before, now) = (self.now(), now.trunc_subsecs(0));
        self.replace(if ticking { State::Ticking(now - self.real().trunc_subsecs(0)) } else { State::Pinned(now) });
        self.count_forward(before);
    }

    /// Sets the clock back to how it was at startup.
    pub(crate) fn reset(&self) {
        self.replace(self.initial);
    }

    /// The time of the machine whose clock it goes by.
    fn real(&self) -> DateTime<Utc> {
        Utc::now() + TimeDelta::milliseconds(self.ahead.load(Ordering::Acquire))
    }

    fn count_forward(&self, before: DateTime<Utc>) {
        let forward = u64::try_from((self.now() - before).num_milliseconds()).unwrap_or(0);
        self.moved_forward.fetch_add(forward, Ordering::Relaxed);
    }

    fn state(&self) -> State {
        *self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn replace(&self, state: State) {
        self.recorded.store(i64::MIN, Ordering::Release);
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
