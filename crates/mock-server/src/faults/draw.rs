//! Decides which faults a request meets. The decision is random, but depends only on the seed, the request, and how
//! often it was sent.

use std::hash::Hasher as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use siphasher::sip::SipHasher13;
use trackside_schemas::control::{Fault, SpanRange};

use super::GatewayBody;
use crate::catalogue::Operation;
use crate::request::RequestId;

/// The number of counters. With more distinct requests, some share a counter: they fail at other times, but still
/// reproducibly.
const COUNTERS: usize = 4096;

/// The status of errors if a fault names none: a failure of the server, never one of the client's credential.
const DEFAULT_STATUS: u16 = 500;

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
    /// The reasons, for `x-mock-reason`.
    pub(crate) reasons: Vec<String>,
}

/// A failure that is sent in place of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Injected {
    /// What is sent.
    pub(crate) failure: InjectedFailure,
    /// What the client is told to wait.
    pub(crate) retry_after: Option<Duration>,
    /// The reason, for `x-mock-reason`.
    pub(crate) reason: String,
}

/// What is sent in place of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InjectedFailure {
    /// The documented failure with this status.
    Documented(u16),
    /// A 429 as if the rate limit were exceeded.
    RateLimited,
    /// A failure of a gateway in front of the provider.
    Gateway(u16, GatewayBody),
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

impl Injected {
    /// What a fault sends for this status.
    fn failure(fault: &Fault, status: u16, operation: &Operation) -> InjectedFailure {
        let is_documented = operation.failures.contains(&status);
        let gateway = |body| InjectedFailure::Gateway(status, body);
        match fault.body.as_deref() {
            None | Some("json") if is_documented => InjectedFailure::Documented(status),
            None | Some("html") => gateway(GatewayBody::Html),
            Some("json") => gateway(GatewayBody::Json),
            Some(text) => gateway(GatewayBody::Text(text.to_owned())),
        }
    }

    /// Whether the rate limit is exceeded.
    pub(crate) fn exhausts_the_limit(&self) -> bool {
        matches!(self.failure, InjectedFailure::RateLimited | InjectedFailure::Documented(429))
    }

    /// Whether the provider never sees the request.
    pub(crate) fn is_of_a_gateway(&self) -> bool {
        matches!(self.failure, InjectedFailure::Gateway(..))
    }
}

impl Drawn {
    /// Applies one more fault to the request. If `in_place` says that the response is decided already, errors are not
    /// drawn. `turn` is asked only if the fault affects the request: it returns nothing if the fault is used up, and
    /// otherwise what to add to the reasons.
    pub(super) fn add(
        &mut self,
        fault: &Fault,
        operation: &Operation,
        random: &mut RequestRandom,
        in_place: bool,
        turn: impl FnOnce() -> Option<String>,
    ) {
        let latency = random.within(fault.latency);
        let slow_body = random.within(fault.slow_body);
        let rate = fault.error_rate.or(fault.error_status.map(|_| 1.0));
        let (error, reset, truncate) =
            (random.happens(rate), random.happens(fault.reset_rate), random.happens(fault.truncate_rate));
        let is_open = !in_place && self.injected.is_none();
        let limited = is_open && fault.rate_limited == Some(true) && operation.failures.contains(&429);
        let error = is_open && error && !limited;
        if latency.is_zero() && slow_body.is_zero() && !(limited || error || reset || truncate) {
            return;
        }
        let Some(turn) = turn() else { return };
        let reason = |reason: String| format!("fault: {reason}{turn}");
        if !latency.is_zero() {
            self.latency += latency;
            self.reasons.push(reason(format!("delayed by {} ms", latency.as_millis())));
        }
        if !slow_body.is_zero() {
            self.slow_body += slow_body;
            self.reasons.push(reason(format!("the body is sent over {} ms", slow_body.as_millis())));
        }
        let retry_after = fault.retry_after.and_then(|span| span.delta().to_std().ok());
        if limited {
            self.injected = Some(Injected {
                failure: InjectedFailure::RateLimited,
                retry_after,
                reason: reason("the rate limit is exceeded".to_owned()),
            });
        }
        if error {
            let status = fault.error_status.unwrap_or(DEFAULT_STATUS);
            self.injected = Some(Injected {
                failure: Injected::failure(fault, status, operation),
                retry_after,
                reason: reason(format!("status {status} (error_rate {})", rate.unwrap_or_default())),
            });
        }
        if reset {
            self.reset = true;
            self.reasons.push(reason("the connection is reset".to_owned()));
        }
        if truncate {
            self.truncate = true;
            self.reasons.push(reason("the body is truncated".to_owned()));
        }
    }
}
