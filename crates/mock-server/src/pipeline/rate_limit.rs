//! Limits the rate of requests: a sliding window of one minute per credential.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::catalogue::Operation;
use crate::configuration::RateLimit;
use crate::request::{Problem, Throttle};

const WINDOW: Duration = Duration::from_mins(1);

/// With more callers than this, those that sent nothing within a window are forgotten.
const CALLERS: usize = 10_000;

/// What is counted apart: provider, operation if it has its own limit, and credential.
type Counted = (&'static str, &'static str, String);

/// Counts requests per caller.
#[derive(Debug)]
pub(crate) struct Limiter {
    mode: RateLimit,
    /// By provider, operation (empty unless it has its own limit) and credential.
    windows: Mutex<HashMap<Counted, VecDeque<Instant>>>,
}

/// How many requests a caller may still make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    limit: u32,
    remaining: u32,
    /// How long until the next request is allowed.
    wait: Duration,
    exceeded: bool,
}

impl Limiter {
    pub(crate) fn new(mode: RateLimit) -> Self {
        Self { mode, windows: Mutex::default() }
    }

    /// Counts a request of the caller, unless it is over the limit. Callers without a known credential (`None`) are
    /// counted together. Returns `None` if the provider has no limit.
    pub(crate) fn count(&self, operation: &Operation, caller: Option<&str>, now: Instant) -> Option<Allowance> {
        let own = operation.rate_limit.map(|limit| (operation.id, limit.requests));
        self.count_by(operation.provider, &operation.manners.throttle?, own, caller, now)
    }

    /// `own` is the operation's own limit, which has its own count.
    fn count_by(
        &self,
        provider: &'static str,
        throttle: &Throttle,
        own: Option<(&'static str, u32)>,
        caller: Option<&str>,
        now: Instant,
    ) -> Option<Allowance> {
        let limit = match (self.mode, own) {
            (RateLimit::Off | RateLimit::Documented, Some((_, limit))) => limit,
            _ => self.limit(throttle, caller.is_some())?,
        };
        if self.mode == RateLimit::Off {
            return Some(Allowance { limit, remaining: limit, wait: Duration::ZERO, exceeded: false });
        }
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > CALLERS {
            windows.retain(|_, window| window.back().is_some_and(|last| now.duration_since(*last) < WINDOW));
        }
        let counted = (provider, own.map_or("", |(operation, _)| operation), caller.unwrap_or_default().to_owned());
        let window = windows.entry(counted).or_default();
        while window.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
            window.pop_front();
        }
        let exceeded = window.len() >= limit as usize;
        if !exceeded {
            window.push_back(now);
        }
        let wait = window.front().map_or(Duration::ZERO, |first| WINDOW.saturating_sub(now.duration_since(*first)));
        let used = u32::try_from(window.len()).unwrap_or(u32::MAX);
        Some(Allowance { limit, remaining: limit.saturating_sub(used), wait, exceeded })
    }

    fn limit(&self, throttle: &Throttle, known: bool) -> Option<u32> {
        match self.mode {
            RateLimit::PerMinute(limit) => Some(limit),
            RateLimit::Off | RateLimit::Documented => {
                throttle.documented.map(|documented| if known { documented.with_key } else { documented.without_key })
            }
        }
    }
}

impl Allowance {
    /// The length of the window, in seconds.
    pub(crate) const WINDOW_SECONDS: u64 = WINDOW.as_secs();

    /// The same allowance with nothing left.
    pub(crate) fn exhausted(self) -> Self {
        Self { remaining: 0, wait: WINDOW, exceeded: true, ..self }
    }

    /// Fails if the request is over the limit.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if !self.exceeded {
            return Ok(());
        }
        let reason = format!("more than {} requests in a minute (--rate-limit)", self.limit);
        Err(Problem::RateLimited { retry_after: self.wait_in_seconds(), reason })
    }

    /// Writes limit and remaining requests into the headers that the provider documents.
    pub(crate) fn write(&self, throttle: &Throttle, headers: &mut HeaderMap) {
        let Some(names) = throttle.headers else { return };
        let reset = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() + self.wait_in_seconds();
        headers.insert(HeaderName::from_static(names.limit), HeaderValue::from(self.limit));
        headers.insert(HeaderName::from_static(names.remaining), HeaderValue::from(self.remaining));
        headers.insert(HeaderName::from_static(names.reset), HeaderValue::from(reset));
    }

    /// Writes `Retry-After`, if the provider sends it: at least one second.
    pub(crate) fn write_retry_after(&self, throttle: &Throttle, headers: &mut HeaderMap) {
        if throttle.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(self.wait_in_seconds().max(1)));
        }
    }

    fn wait_in_seconds(&self) -> u64 {
        self.wait.as_secs() + u64::from(self.wait.subsec_nanos() > 0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Limiter;
    use crate::configuration::RateLimit;
    use crate::request::{Documented, Throttle};

    const THROTTLE: Throttle =
        Throttle { documented: Some(Documented { with_key: 3, without_key: 1 }), headers: None, retry_after: true };

    #[test]
    fn slides_over_a_minute() {
        let limiter = Limiter::new(RateLimit::Documented);
        let start = Instant::now();
        for (second, remaining, refused) in [
            (0, 2, false),
            (10, 1, false),
            (20, 0, false),
            (30, 0, true),
            (59, 0, true),
            (60, 0, false),
            (65, 0, true),
            (130, 2, false),
        ] {
            let allowance = limiter
                .count_by("x", &THROTTLE, None, Some("key"), start + Duration::from_secs(second))
                .expect("the provider counts");
            assert_eq!((allowance.remaining, allowance.check().is_err()), (remaining, refused), "at {second} s");
        }
    }

    #[test]
    fn counts_each_caller_separately_and_unknown_ones_together() {
        let limiter = Limiter::new(RateLimit::Documented);
        let now = Instant::now();
        for (caller, refused) in [(None, false), (None, true), (Some("a"), false), (Some("b"), false)] {
            let allowance = limiter.count_by("x", &THROTTLE, None, caller, now).expect("the provider counts");
            assert_eq!(allowance.check().is_err(), refused, "{caller:?}");
        }
    }

    #[test]
    fn an_operation_with_its_own_limit_is_counted_separately() {
        let limiter = Limiter::new(RateLimit::Documented);
        let now = Instant::now();
        for (own, remaining) in [(Some(("a", 2)), 1), (None, 2), (Some(("a", 2)), 0), (Some(("b", 2)), 1), (None, 1)] {
            let allowance = limiter.count_by("x", &THROTTLE, own, Some("key"), now).expect("the provider counts");
            assert_eq!(allowance.remaining, remaining, "{own:?}");
        }
    }

    #[test]
    fn off_shows_a_full_allowance() {
        let limiter = Limiter::new(RateLimit::Off);
        for _ in 0..10 {
            let allowance =
                limiter.count_by("x", &THROTTLE, None, Some("key"), Instant::now()).expect("the provider counts");
            assert_eq!((allowance.limit, allowance.remaining, allowance.check()), (3, 3, Ok(())));
        }
    }

    #[test]
    fn a_number_applies_where_nothing_is_documented() {
        let throttle = Throttle { documented: None, ..THROTTLE };
        assert!(Limiter::new(RateLimit::Documented).count_by("x", &throttle, None, None, Instant::now()).is_none());
        assert_eq!(
            Limiter::new(RateLimit::PerMinute(7))
                .count_by("x", &throttle, None, None, Instant::now())
                .expect("counted")
                .limit,
            7
        );
    }
}
