//! What a request draws: chance that depends on the seed, the request, and how often it has come.

use std::hash::Hasher as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use siphasher::sip::SipHasher13;
use trackside_schemas::control::{Fault, SpanRange};

use crate::known_providers::KnownOperation;
use crate::pipeline::RequestId;

/// How many requests are counted apart; beyond that some share a count, which changes when they fail and not whether it can be repeated.
const COUNTERS: usize = 4096;

/// Chance, and how often each request has come since the faults were set: a repeated request draws anew, the same sequence of requests draws
/// the same.
#[derive(Debug)]
pub(crate) struct Chance {
    seed: u64,
    counters: Vec<AtomicU32>,
}

/// The chances of one request, one after another.
#[derive(Debug)]
pub(crate) struct Throw {
    keys: (u64, u64),
    drawn: u64,
}

/// What goes wrong with a request.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    /// How long to wait before anything else.
    pub(crate) latency: Duration,
    /// What is answered in place of an answer.
    pub(crate) injected: Option<Injected>,
    /// The connection is reset before an answer.
    pub(crate) reset: bool,
    /// The body breaks off in its middle.
    pub(crate) truncate: bool,
    /// Over how much time the body is spread.
    pub(crate) slow_body: Duration,
    /// Why it is, in words.
    pub(crate) injected_reason: Option<String>,
    /// What else has been drawn, in words.
    pub(crate) reasons: Vec<String>,
}

/// A failure in place of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Injected {
    /// The documented failure of this status.
    Failure(u16),
    /// The rate limit is exhausted.
    RateLimited,
}

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, counters: (0..COUNTERS).map(|_| AtomicU32::new(0)).collect() }
    }

    pub(super) fn throw(&self, request: RequestId) -> Throw {
        let place = usize::try_from(request.number() % COUNTERS as u64).expect("a place of the table");
        let count = self.counters[place].fetch_add(1, Ordering::Relaxed);
        Throw { keys: (self.seed, request.number() ^ u64::from(count).rotate_left(32)), drawn: 0 }
    }
}

impl Throw {
    /// A number from 0 to 1, which is excluded.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a double holds")]
    fn next(&mut self) -> f64 {
        let mut hasher = SipHasher13::new_with_keys(self.keys.0, self.keys.1);
        hasher.write_u64(self.drawn);
        self.drawn += 1;
        (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, rate: Option<f64>) -> bool {
        // Always drawn, so that one rate does not change what others draw.
        let drawn = self.next();
        rate.is_some_and(|rate| drawn < rate)
    }

    fn within(&mut self, range: Option<SpanRange>) -> Duration {
        let drawn = self.next();
        range.map_or(Duration::ZERO, |range| range.from + range.until.saturating_sub(range.from).mul_f64(drawn))
    }
}

impl Drawn {
    /// Adds what the request draws of a fault.
    pub(super) fn add(&mut self, fault: &Fault, operation: &KnownOperation, throw: &mut Throw) {
        let latency = throw.within(fault.latency);
        let slow_body = throw.within(fault.slow_body);
        let (error, reset, truncate) =
            (throw.happens(fault.error_rate), throw.happens(fault.reset_rate), throw.happens(fault.truncate_rate));
        if !latency.is_zero() {
            self.latency += latency;
            self.note(&format!("{} ms later", latency.as_millis()));
        }
        if !slow_body.is_zero() {
            self.slow_body += slow_body;
            self.note(&format!("the body is spread over {} ms", slow_body.as_millis()));
        }
        if fault.rate_limited == Some(true) && operation.failures.contains(&429) && self.injected.is_none() {
            self.injected = Some(Injected::RateLimited);
            self.injected_reason = Some("fault: the rate limit is exhausted".to_owned());
        }
        if error && self.injected.is_none() {
            let status = fault.error_status.or_else(|| operation.failures.iter().max().copied());
            if let Some(status) = status.filter(|status| operation.failures.contains(status)) {
                let rate = fault.error_rate.unwrap_or_default();
                self.injected = Some(Injected::Failure(status));
                self.injected_reason = Some(format!("fault: status {status}, as {rate} of all requests meet"));
            }
        }
        if reset {
            self.reset = true;
            self.note("the connection is reset");
        }
        if truncate {
            self.truncate = true;
            self.note("the body breaks off");
        }
    }

    /// Forgets the failure: what the caller prefers weighs more.
    pub(crate) fn yield_to_preference(&mut self) {
        (self.injected, self.injected_reason) = (None, None);
    }

    fn note(&mut self, reason: &str) {
        self.reasons.push(format!("fault: {reason}"));
    }
}
