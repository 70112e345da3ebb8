//! Decides which faults a request meets. The decision is random, but depends only on the seed, the request, and how
//! often it was sent.

use std::hash::Hasher as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use siphasher::sip::SipHasher13;
use trackside_schemas::control::{Fault, SpanRange};

use crate::catalogue::Operation;
use crate::request::RequestId;

/// The number of counters. With more distinct requests, some share a counter: they fail at other times, but still
/// reproducibly.
const COUNTERS: usize = 4096;

/// The source of random decisions. It counts how often each request was sent since the faults were set, so that a retry
/// gets a new decision, while the same sequence of requests always gets the same ones.
#[derive(Debug)]
pub(crate) struct Randomness {
    seed: u64,
    counters: Vec<AtomicU32>,
}

/// The random numbers of one request.
#[derive(Debug)]
pub(crate) struct RequestRandom {
    keys: (u64, u64),
    count: u64,
}

/// The faults that one request meets.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    /// How long to wait before the request is handled.
    pub(crate) latency: Duration,
    /// The failure to send in place of the response.
    pub(crate) injected: Option<Injected>,
    /// Whether to reset the connection instead of responding.
    pub(crate) reset: bool,
    /// Whether to truncate the body.
    pub(crate) truncate: bool,
    /// The time over which to spread the body.
    pub(crate) slow_body: Duration,
    /// The reason for the injected failure, for `x-mock-reason`.
    pub(crate) injected_reason: Option<String>,
    /// The other reasons, for `x-mock-reason`.
    pub(crate) reasons: Vec<String>,
}

/// A failure that is sent in place of the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Injected {
    /// The documented failure with this status.
    Failure(u16),
    /// A 429 as if the rate limit were exceeded.
    RateLimited,
}

impl Randomness {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, counters: (0..COUNTERS).map(|_| AtomicU32::new(0)).collect() }
    }

    pub(super) fn of_request(&self, request: RequestId) -> RequestRandom {
        let index = usize::try_from(request.number() % COUNTERS as u64).expect("an index of the table");
        let count = self.counters[index].fetch_add(1, Ordering::Relaxed);
        RequestRandom { keys: (self.seed, request.number() ^ u64::from(count).rotate_left(32)), count: 0 }
    }
}

impl RequestRandom {
    /// The next number, at least 0 and below 1.
    #[expect(clippy::cast_precision_loss, reason = "a double holds 53 bits")]
    fn next(&mut self) -> f64 {
        let mut hasher = SipHasher13::new_with_keys(self.keys.0, self.keys.1);
        hasher.write_u64(self.count);
        self.count += 1;
        (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, rate: Option<f64>) -> bool {
        // Always takes a number, so that setting one rate does not change the outcome of others.
        let number = self.next();
        rate.is_some_and(|rate| number < rate)
    }

    fn within(&mut self, range: Option<SpanRange>) -> Duration {
        let number = self.next();
        range.map_or(Duration::ZERO, |range| range.from + range.until.saturating_sub(range.from).mul_f64(number))
    }
}

impl Drawn {
    /// Applies one more fault to the request.
    pub(super) fn add(&mut self, fault: &Fault, operation: &Operation, random: &mut RequestRandom) {
        let latency = random.within(fault.latency);
        let slow_body = random.within(fault.slow_body);
        let (error, reset, truncate) =
            (random.happens(fault.error_rate), random.happens(fault.reset_rate), random.happens(fault.truncate_rate));
        if !latency.is_zero() {
            self.latency += latency;
            self.add_reason(&format!("delayed by {} ms", latency.as_millis()));
        }
        if !slow_body.is_zero() {
            self.slow_body += slow_body;
            self.add_reason(&format!("the body is sent over {} ms", slow_body.as_millis()));
        }
        if fault.rate_limited == Some(true) && operation.failures.contains(&429) && self.injected.is_none() {
            self.injected = Some(Injected::RateLimited);
            self.injected_reason = Some("fault: the rate limit is exceeded".to_owned());
        }
        if error && self.injected.is_none() {
            let status = fault.error_status.or_else(|| operation.failures.iter().max().copied());
            if let Some(status) = status.filter(|status| operation.failures.contains(status)) {
                let rate = fault.error_rate.unwrap_or_default();
                self.injected = Some(Injected::Failure(status));
                self.injected_reason = Some(format!("fault: status {status} (error_rate {rate})"));
            }
        }
        if reset {
            self.reset = true;
            self.add_reason("the connection is reset");
        }
        if truncate {
            self.truncate = true;
            self.add_reason("the body is truncated");
        }
    }

    /// Drops the injected failure, because a `Prefer` header takes precedence.
    pub(crate) fn yield_to_preference(&mut self) {
        (self.injected, self.injected_reason) = (None, None);
    }

    fn add_reason(&mut self, reason: &str) {
        self.reasons.push(format!("fault: {reason}"));
    }
}
