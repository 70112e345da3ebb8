//! The rate limit of a provider.

use http::HeaderName;

/// The rate limit of a provider.
#[derive(Debug, Clone)]
pub(crate) struct Throttle {
    /// Its documented limit per minute, if there is one.
    pub(crate) documented: Option<Documented>,
    /// The headers that report the limit.
    pub(crate) headers: Option<RateLimitHeaders>,
    /// Whether a 429 has a `Retry-After` header, in seconds.
    pub(crate) retry_after: bool,
}

/// A provider's documented limit, in requests per minute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Documented {
    /// For a known key.
    pub(crate) with_key: u32,
    /// For all other callers together.
    pub(crate) without_key: u32,
}

/// The names of the headers that report the limit.
#[derive(Debug, Clone)]
pub(crate) struct RateLimitHeaders {
    /// Requests per minute.
    pub(crate) limit: HeaderName,
    /// Requests left.
    pub(crate) remaining: HeaderName,
    /// When the next request is allowed, in seconds of UNIX time.
    pub(crate) reset: HeaderName,
}

impl RateLimitHeaders {
    /// The usual names: `X-RateLimit-Limit` and so on.
    pub(crate) const USUAL: Self = Self {
        limit: HeaderName::from_static("x-ratelimit-limit"),
        remaining: HeaderName::from_static("x-ratelimit-remaining"),
        reset: HeaderName::from_static("x-ratelimit-reset"),
    };
}
