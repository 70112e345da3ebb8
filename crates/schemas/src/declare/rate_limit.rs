//! The rate limit of an operation.

use serde::Serialize;

/// A rate limit of an operation, in addition to that of the provider (`x-rate-limit`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RateLimit {
    /// The number of requests in the window.
    pub requests: u32,
    /// The length of the window in seconds.
    pub seconds: u32,
    /// What has its own count.
    pub per: RateLimitUnit,
}

/// What has its own count in a rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RateLimitUnit {
    /// Each credential.
    Credential,
    /// Each IP address.
    Address,
}
