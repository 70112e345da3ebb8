//! How many requests an operation takes in a while.

use serde::Serialize;

/// A rate limit of an operation, beside those of the provider (`x-rate-limit`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RateLimit {
    /// How many requests.
    pub requests: u32,
    /// In how many seconds.
    pub seconds: u32,
    /// What is counted apart.
    pub per: RateLimitUnit,
}

/// What a rate limit counts apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RateLimitUnit {
    /// The requests of a credential.
    Credential,
    /// The requests of an IP address.
    Address,
}
