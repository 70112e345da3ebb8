//! Rate limits: the requested one, and that of the server.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, sleep_until};

/// The wait after a 429 that does not say how long to wait.
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// Spaces out requests.
pub(crate) struct Pace {
    interval: Option<Duration>,
    next: Instant,
    max_wait: Duration,
}

impl Pace {
    /// A limit of `rate` requests per second. Waits that the server asks for are limited to `max_wait`.
    pub(crate) fn new(rate: Option<f64>, max_wait: Duration) -> Self {
        let interval = rate.filter(|rate| *rate > 0.0).map(|rate| Duration::from_secs_f64((1.0 / rate).min(86_400.0)));
        Self { interval, next: Instant::now(), max_wait }
    }

    /// Waits until the next request is allowed.
    pub(crate) async fn turn(&mut self) {
        let now = Instant::now();
        if self.next > now {
            sleep_until(self.next).await;
        }
        if let Some(interval) = self.interval {
            self.next = Instant::now() + interval;
        }
    }

    /// Applies the rate limit in a response.
    ///
    /// # Errors
    /// Returns the wait that the server asks for if it is longer than allowed.
    pub(crate) fn obey(&mut self, status: StatusCode, headers: &HeaderMap) -> Result<(), Duration> {
        let Some(wait) = asked(status, headers, SystemTime::now()) else { return Ok(()) };
        if wait > self.max_wait {
            return Err(wait);
        }
        self.next = self.next.max(Instant::now() + wait);
        Ok(())
    }
}

/// The wait that a response asks for.
fn asked(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let refused = status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE;
    let retry_after = text("retry-after").filter(|_| refused).and_then(|text| instant_or_seconds(text, now));
    let is_used_up = text("x-ratelimit-remaining") == Some("0") || status == StatusCode::TOO_MANY_REQUESTS;
    let reset = text("x-ratelimit-reset").filter(|_| is_used_up).and_then(|text| instant_or_seconds(text, now));
    retry_after.or(reset).or((status == StatusCode::TOO_MANY_REQUESTS).then_some(DEFAULT_WAIT))
}

/// Parses seconds, a Unix timestamp in seconds or milliseconds, or an HTTP date.
fn instant_or_seconds(text: &str, now: SystemTime) -> Option<Duration> {
    /// A larger number is a timestamp.
    const INSTANT: f64 = 1e9;
    let since_epoch = now.duration_since(UNIX_EPOCH).ok()?.as_secs_f64();
    let seconds = match text.parse::<f64>() {
        Ok(number) if number >= INSTANT * 1000.0 => number / 1000.0 - since_epoch,
        Ok(number) if number >= INSTANT => number - since_epoch,
        Ok(number) => number,
        Err(_) => {
            #[expect(clippy::cast_precision_loss, reason = "seconds of this era are exact in a double")]
            let instant = DateTime::parse_from_rfc2822(text).ok()?.timestamp() as f64;
            instant - since_epoch
        }
    };
    Duration::try_from_secs_f64(seconds.max(0.0)).ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

    use super::asked;

    #[test]
    fn servers_are_obeyed() {
        let now = UNIX_EPOCH + Duration::from_secs(1_780_000_000);
        for (status, headers, expected) in [
            (200, &[][..], None),
            (200, &[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "9")][..], None),
            (200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "9")], Some(9)),
            (200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1780000030")], Some(30)),
            (200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1780000030000")], Some(30)),
            (200, &[("retry-after", "7")], None),
            (429, &[("retry-after", "7")], Some(7)),
            (429, &[("retry-after", "Thu, 28 May 2026 20:27:20 GMT")], Some(40)),
            (429, &[("retry-after", "soon")], Some(5)),
            (429, &[], Some(5)),
            (503, &[("retry-after", "2")], Some(2)),
            (503, &[], None),
            (429, &[("x-ratelimit-reset", "-3")], Some(0)),
            (429, &[("x-ratelimit-reset", "1e300")], Some(5)),
        ] {
            let headers: HeaderMap = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            let found = asked(StatusCode::from_u16(status).unwrap(), &headers, now);
            assert_eq!(found, expected.map(Duration::from_secs), "{status} {headers:?}");
        }
    }
}
