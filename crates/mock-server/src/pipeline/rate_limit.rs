//! Limits the rate of requests: a sliding window of one minute per credential. An operation may declare its own window,
//! per credential or per address.
//!
//! Time is that of [`Clock::passed`](crate::clock::Clock::passed): real time and forward moves of the clock. While the
//! clock stands still, real seconds count; moving it an hour ahead frees the window.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue};
use trackside_schemas::declare::{self, RateLimitUnit};

use crate::catalogue::Operation;
use crate::configuration::RateLimit;
use crate::request::{Problem, Throttle};

const WINDOW: Duration = Duration::from_mins(1);

/// With more callers than this, those that sent nothing within a window are forgotten.
const CALLERS: usize = 10_000;

/// What is counted apart: provider, operation if it has its own limit, and credential or address.
type Counted = (&'static str, &'static str, String);

/// Counts requests per caller.
#[derive(Debug)]
pub(crate) struct Limiter {
    mode: RateLimit,
    /// By provider, operation (empty unless it has its own limit) and credential or address.
    windows: Mutex<HashMap<Counted, Window>>,
}

/// When the requests of the last window arrived, the oldest first.
#[derive(Debug, Default)]
struct Window {
    length: Duration,
    arrivals: VecDeque<Duration>,
}

/// Who sent a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sender<'r> {
    /// The credential; `None` if it is missing or unknown.
    pub(super) credential: Option<&'r str>,
    /// The client's IP address, if it is known.
    pub(super) address: Option<std::net::IpAddr>,
}

/// How many requests a caller may still make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    limit: u32,
    remaining: u32,
    /// The length of the window.
    window: Duration,
    /// How long until the next request is allowed.
    wait: Duration,
    exceeded: bool,
}

impl Limiter {
    pub(crate) fn new(mode: RateLimit) -> Self {
        Self { mode, windows: Mutex::default() }
    }

    /// Forgets every request.
    pub(crate) fn reset(&self) {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Counts a request of the sender, unless it is over the limit. Senders without a known credential are counted
    /// together, except where the limit is per address. `now` is the time that has passed. Returns `None` if the
    /// provider has no limit.
    pub(super) fn count(&self, operation: &Operation, sender: Sender<'_>, now: Duration) -> Option<Allowance> {
        let own = operation.rate_limit.map(|limit| (operation.id, limit));
        self.count_by(operation.provider, operation.manners.throttle.as_ref()?, own, sender, now)
    }

    /// `own` is the operation's own limit, which has its own count.
    fn count_by(
        &self,
        provider: &'static str,
        throttle: &Throttle,
        own: Option<(&'static str, declare::RateLimit)>,
        sender: Sender<'_>,
        now: Duration,
    ) -> Option<Allowance> {
        let (limit, length) = match (self.mode, own) {
            (RateLimit::Off | RateLimit::Documented, Some((_, limit))) => {
                (limit.requests, Duration::from_secs(limit.seconds.into()))
            }
            _ => (self.limit(throttle, sender.credential.is_some())?, WINDOW),
        };
        if self.mode == RateLimit::Off {
            return Some(Allowance { limit, remaining: limit, window: length, wait: Duration::ZERO, exceeded: false });
        }
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > CALLERS {
            windows.retain(|_, window| {
                window.arrivals.back().is_some_and(|last| now.saturating_sub(*last) < window.length)
            });
        }
        let who = match (own, sender.address) {
            (Some((_, limit)), Some(address)) if limit.per == RateLimitUnit::Address => address.to_string(),
            _ => sender.credential.unwrap_or_default().to_owned(),
        };
        let counted = (provider, own.map_or("", |(operation, _)| operation), who);
        let window = windows.entry(counted).or_default();
        window.length = length;
        let arrivals = &mut window.arrivals;
        while arrivals.front().is_some_and(|first| now.saturating_sub(*first) >= length) {
            arrivals.pop_front();
        }
        let exceeded = arrivals.len() >= limit as usize;
        if !exceeded {
            arrivals.push_back(now);
        }
        let wait = arrivals.front().map_or(Duration::ZERO, |first| length.saturating_sub(now.saturating_sub(*first)));
        let used = u32::try_from(arrivals.len()).unwrap_or(u32::MAX);
        Some(Allowance { limit, remaining: limit.saturating_sub(used), window: length, wait, exceeded })
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
    /// The same allowance with nothing left, for `wait` or, without it, for a whole window.
    pub(super) fn exhausted(self, wait: Option<Duration>) -> Self {
        Self { remaining: 0, wait: wait.unwrap_or(self.window), exceeded: true, ..self }
    }

    /// Fails if the request is over the limit.
    pub(super) fn check(&self) -> Result<(), Problem> {
        if !self.exceeded {
            return Ok(());
        }
        let window = if self.window == WINDOW { "a minute".to_owned() } else { format!("{} s", self.window.as_secs()) };
        let reason = format!("more than {} requests in {window} (--rate-limit)", self.limit);
        Err(Problem::RateLimited { retry_after: whole_seconds(self.wait), reason })
    }

    /// Writes limit and remaining requests into the headers that the provider documents.
    pub(super) fn write(&self, throttle: &Throttle, headers: &mut HeaderMap) {
        let Some(names) = &throttle.headers else { return };
        // Rounded up together: a client that waits until this second never comes too early.
        let reset = whole_seconds(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + self.wait);
        headers.insert(&names.limit, HeaderValue::from(self.limit));
        headers.insert(&names.remaining, HeaderValue::from(self.remaining));
        headers.insert(&names.reset, HeaderValue::from(reset));
    }

    /// Writes `Retry-After`, if the provider sends it: at least one second.
    pub(super) fn write_retry_after(&self, throttle: &Throttle, headers: &mut HeaderMap) {
        if throttle.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(whole_seconds(self.wait).max(1)));
        }
    }
}

/// The duration in seconds, rounded up.
pub(super) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use http::HeaderMap;
    use trackside_schemas::declare::{self, RateLimitUnit};

    use super::{Allowance, Limiter, Sender};
    use crate::configuration::RateLimit;
    use crate::request::{Documented, RateLimitHeaders, Throttle};

    const THROTTLE: Throttle =
        Throttle { documented: Some(Documented { with_key: 3, without_key: 1 }), headers: None, retry_after: true };

    const NOW: Duration = Duration::from_hours(1);

    fn with_key(credential: &str) -> Sender<'_> {
        Sender { credential: Some(credential), address: None }
    }

    fn per(per: RateLimitUnit) -> declare::RateLimit {
        declare::RateLimit { requests: 2, seconds: 10, per }
    }

    #[test]
    fn slides_over_a_minute() {
        let limiter = Limiter::new(RateLimit::Documented);
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
                .count_by("x", &THROTTLE, None, with_key("key"), Duration::from_secs(second))
                .expect("the provider counts");
            assert_eq!((allowance.remaining, allowance.check().is_err()), (remaining, refused), "at {second} s");
        }
        limiter.reset();
        let allowance = limiter.count_by("x", &THROTTLE, None, with_key("key"), Duration::from_secs(130));
        assert_eq!(allowance.expect("counted").remaining, 2, "reset forgets");
    }

    #[test]
    fn counts_each_caller_separately_and_unknown_ones_together() {
        let limiter = Limiter::new(RateLimit::Documented);
        for (credential, refused) in [(None, false), (None, true), (Some("a"), false), (Some("b"), false)] {
            let sender = Sender { credential, address: None };
            let allowance = limiter.count_by("x", &THROTTLE, None, sender, NOW).expect("the provider counts");
            assert_eq!(allowance.check().is_err(), refused, "{credential:?}");
        }
    }

    #[test]
    fn an_operation_with_its_own_limit_is_counted_separately() {
        let limiter = Limiter::new(RateLimit::Documented);
        let own = |operation| Some((operation, per(RateLimitUnit::Credential)));
        for (own, remaining) in [(own("a"), 1), (None, 2), (own("a"), 0), (own("b"), 1), (None, 1)] {
            let allowance = limiter.count_by("x", &THROTTLE, own, with_key("key"), NOW).expect("the provider counts");
            assert_eq!(allowance.remaining, remaining, "{own:?}");
        }
    }

    #[test]
    fn a_limit_per_address_counts_addresses_and_its_own_window() {
        let limiter = Limiter::new(RateLimit::Documented);
        let own = Some(("a", per(RateLimitUnit::Address)));
        for (host, credential, second, remaining, refused) in [
            (1, "a", 0, 1, false),
            (1, "b", 0, 0, false),
            (1, "c", 1, 0, true),
            (2, "a", 1, 1, false),
            (1, "a", 10, 1, false),
        ] {
            let address = Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, host)));
            let sender = Sender { credential: Some(credential), address };
            let allowance =
                limiter.count_by("x", &THROTTLE, own, sender, Duration::from_secs(second)).expect("counted");
            let seen = (allowance.remaining, allowance.check().is_err());
            assert_eq!(seen, (remaining, refused), "192.0.2.{host} with {credential} at {second} s");
        }
    }

    #[test]
    fn off_shows_a_full_allowance() {
        let limiter = Limiter::new(RateLimit::Off);
        for _ in 0..10 {
            let allowance = limiter.count_by("x", &THROTTLE, None, with_key("key"), NOW).expect("the provider counts");
            assert_eq!((allowance.limit, allowance.remaining, allowance.check()), (3, 3, Ok(())));
        }
    }

    #[test]
    fn a_number_applies_where_nothing_is_documented() {
        let throttle = Throttle { documented: None, ..THROTTLE };
        let nobody = Sender { credential: None, address: None };
        assert!(Limiter::new(RateLimit::Documented).count_by("x", &throttle, None, nobody, NOW).is_none());
        let counted = Limiter::new(RateLimit::PerMinute(7)).count_by("x", &throttle, None, nobody, NOW);
        assert_eq!(counted.expect("counted").limit, 7);
    }

    #[test]
    fn the_reset_is_never_early() {
        let throttle = Throttle { headers: Some(RateLimitHeaders::USUAL), ..THROTTLE };
        for wait in [0, 1, 120, 499, 880, 999, 1000, 59_001].map(Duration::from_millis) {
            let allowance = Allowance { limit: 1, remaining: 0, window: super::WINDOW, wait, exceeded: true };
            let free = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970") + wait;
            let mut written = HeaderMap::new();
            allowance.write(&throttle, &mut written);
            let reset: u64 = written["x-ratelimit-reset"].to_str().expect("digits").parse().expect("a number");
            assert!(Duration::from_secs(reset) >= free, "{reset} is before {free:?}");
            assert!(Duration::from_secs(reset) < free + Duration::from_secs(2), "{reset} is long after {free:?}");
        }
    }
}
