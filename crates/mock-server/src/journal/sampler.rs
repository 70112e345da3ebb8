//! How many requests are noted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Takes every request of a burst as long as the journal, and a steady number a second under lasting load: nobody reads more, and noting costs.
#[derive(Debug)]
pub(super) struct Meter {
    began: Instant,
    /// How far ahead of time the noted requests may run, in nanoseconds.
    burst: u64,
    /// When the next request is due if they came at the steady pace, in nanoseconds since the beginning.
    due: AtomicU64,
}

impl Meter {
    /// How many requests a second are noted under lasting load.
    pub(super) const PER_SECOND: u64 = 100;

    /// How long each noted request uses of a second.
    const STEP: u64 = 1_000_000_000 / Self::PER_SECOND;

    /// A meter that lets bursts of so many pass.
    pub(super) fn new(burst: u32) -> Self {
        Self { began: Instant::now(), burst: u64::from(burst) * Self::STEP, due: AtomicU64::new(0) }
    }

    /// Whether the request that arrived at this instant is noted.
    pub(super) fn takes(&self, at: Instant) -> bool {
        let now = nanoseconds(at.saturating_duration_since(self.began));
        // Two requests at once may both be taken where one was due: the meter sets a pace and counts nothing.
        let due = self.due.load(Ordering::Relaxed).max(now);
        let takes = due - now < self.burst;
        if takes {
            self.due.store(due + Self::STEP, Ordering::Relaxed);
        }
        takes
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Meter;

    #[test]
    fn bursts_pass_and_lasting_load_is_thinned_out() {
        let meter = Meter::new(500);
        let at = |millis: u64| meter.began + Duration::from_millis(millis);
        assert_eq!((0..10_000).filter(|_| meter.takes(at(0))).count(), 500, "a burst");
        assert_eq!((0..10_000).filter(|place| meter.takes(at(place / 2))).count(), 500, "2000 a second for 5 seconds");
        let quiet = at(60_000);
        assert_eq!((0..10_000).filter(|_| meter.takes(quiet)).count(), 500, "another burst after a pause");
    }

    #[test]
    fn a_slow_stream_is_noted_whole() {
        let meter = Meter::new(1);
        assert!((1..1000).all(|place| meter.takes(meter.began + Duration::from_millis(place * 10))));
    }
}
