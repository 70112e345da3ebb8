//! Decides which of the requests that only read something are recorded.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Records every request of a burst, up to the capacity of the journal, and a fixed number per second under sustained
/// load. Nobody reads more than that, and recording takes time.
#[derive(Debug)]
pub(super) struct Sampler {
    start: Instant,
    /// How far the recorded requests may be ahead of the steady pace, in nanoseconds.
    burst: u64,
    /// When the next request would be due at the steady pace, in nanoseconds since the start.
    due: AtomicU64,
}

impl Sampler {
    /// The number of requests per second that are recorded under sustained load.
    pub(super) const PER_SECOND: u64 = 100;

    /// The time between two requests at the steady pace, in nanoseconds.
    const STEP: u64 = 1_000_000_000 / Self::PER_SECOND;

    /// Creates a sampler that records bursts of up to `burst` requests.
    pub(super) fn new(burst: u32) -> Self {
        Self { start: Instant::now(), burst: u64::from(burst) * Self::STEP, due: AtomicU64::new(0) }
    }

    /// Whether to record a request that arrived at this time.
    pub(super) fn admits(&self, at: Instant) -> bool {
        let now = nanoseconds(at.saturating_duration_since(self.start));
        // Two simultaneous requests may both be recorded where one was due. The sampler sets a pace; it need not be
        // exact.
        let due = self.due.load(Ordering::Relaxed).max(now);
        let admits = due - now < self.burst;
        if admits {
            self.due.store(due + Self::STEP, Ordering::Relaxed);
        }
        admits
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Sampler;

    #[test]
    fn bursts_are_recorded_and_sustained_load_is_sampled() {
        let sampler = Sampler::new(500);
        let at = |millis: u64| sampler.start + Duration::from_millis(millis);
        assert_eq!((0..10_000).filter(|_| sampler.admits(at(0))).count(), 500, "a burst");
        assert_eq!(
            (0..10_000).filter(|number| sampler.admits(at(number / 2))).count(),
            500,
            "2000 a second for 5 seconds"
        );
        let quiet = at(60_000);
        assert_eq!((0..10_000).filter(|_| sampler.admits(quiet)).count(), 500, "another burst after a pause");
    }

    #[test]
    fn a_slow_stream_is_recorded_completely() {
        let sampler = Sampler::new(1);
        assert!((1..1000).all(|number| sampler.admits(sampler.start + Duration::from_millis(number * 10))));
    }
}
