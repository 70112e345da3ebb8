//! The rate limit of a provider.

/// The rate limit of a provider.
#[derive(Debug, Clone, Copy)]
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

/// The names of the headers that report the limit, in lower case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RateLimitHeaders {
    /// Requests per minute.
    pub(crate) limit: &'static str,
    /// Requests left.
    pub(crate) remaining: &'static str,
    /// When the next request is allowed, in seconds of UNIX time.
    pub(crate) reset: &'static str,
}
