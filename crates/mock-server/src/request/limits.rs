//! How a provider counts requests.

/// How a provider counts requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Throttle {
    /// Its own limit a minute, with and without a key, where there is one.
    pub(crate) documented: Option<Documented>,
    /// The headers that tell how much is left.
    pub(crate) headers: Option<RateLimitHeaders>,
    /// Whether a 429 says in `Retry-After` how many seconds to wait.
    pub(crate) retry_after: bool,
}

/// A provider's own limit a minute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Documented {
    /// For a known key.
    pub(crate) with_key: u32,
    /// For everybody else.
    pub(crate) without_key: u32,
}

/// The names of the headers that tell how much is left, in lower case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RateLimitHeaders {
    /// Requests a minute.
    pub(crate) limit: &'static str,
    /// Requests left.
    pub(crate) remaining: &'static str,
    /// When there is room again, in seconds of UNIX time.
    pub(crate) reset: &'static str,
}
