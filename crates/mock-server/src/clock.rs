//! The sandbox's clock.

use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

/// What time it is in the sandbox. A pinned clock stands still until it is moved; an unpinned one ticks with real time.
#[derive(Debug)]
pub struct Clock {
    started: Hands,
    hands: RwLock<Hands>,
}

/// How the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hands {
    /// At an instant.
    Pinned(DateTime<Utc>),
    /// So far ahead of real time.
    Ticking(TimeDelta),
}

impl Clock {
    /// A clock that stands at the instant, or ticks when there is none.
    pub fn new(pinned: Option<DateTime<Utc>>) -> Self {
        let started =
            pinned.map_or(Hands::Ticking(TimeDelta::zero()), |instant| Hands::Pinned(instant.trunc_subsecs(0)));
        Self { started, hands: RwLock::new(started) }
    }

    /// The instant, in whole seconds.
    pub fn now(&self) -> DateTime<Utc> {
        match self.hands() {
            Hands::Pinned(instant) => instant,
            Hands::Ticking(ahead) => (Utc::now() + ahead).trunc_subsecs(0),
        }
    }

    /// Whether the clock stands still.
    pub fn is_pinned(&self) -> bool {
        matches!(self.hands(), Hands::Pinned(_))
    }

    /// Moves the clock to the instant, from where it ticks or at which it stands.
    pub(crate) fn set(&self, now: DateTime<Utc>, ticking: bool) {
        let now = now.trunc_subsecs(0);
        self.replace(if ticking { Hands::Ticking(now - Utc::now().trunc_subsecs(0)) } else { Hands::Pinned(now) });
    }

    /// Puts the clock back to how it was started.
    pub(crate) fn reset(&self) {
        self.replace(self.started);
    }

    fn hands(&self) -> Hands {
        *self.hands.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn replace(&self, hands: Hands) {
        *self.hands.write().unwrap_or_else(PoisonError::into_inner) = hands;
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::Clock;

    #[test]
    fn stands_ticks_and_goes_back() {
        let noon: DateTime<Utc> = "2026-06-08T12:00:00.9Z".parse().expect("a literal instant");
        let clock = Clock::new(Some(noon));
        assert_eq!((clock.now().to_rfc3339(), clock.is_pinned()), ("2026-06-08T12:00:00+00:00".to_owned(), true));
        clock.set(noon + TimeDelta::days(3), true);
        assert!(!clock.is_pinned());
        let passed = clock.now() - noon - TimeDelta::days(3);
        assert!((-1..60).contains(&passed.num_seconds()), "{passed}");
        clock.reset();
        assert_eq!((clock.now().to_rfc3339(), clock.is_pinned()), ("2026-06-08T12:00:00+00:00".to_owned(), true));
    }
}
