//! The id of a request, derived from the request: the same request has the same id.

use std::fmt;
use std::hash::Hasher as _;

use http::header::AUTHORIZATION;
use http::request::Parts;
use siphasher::sip::SipHasher13;

/// The id of a request: 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestId(u64);

impl RequestId {
    /// Derives the id from what names the request: method, path, query, credentials.
    pub(crate) fn of(parts: &Parts) -> Self {
        let mut hasher = SipHasher13::new();
        hasher.write(parts.method.as_str().as_bytes());
        hasher.write(parts.uri.path().as_bytes());
        hasher.write(parts.uri.query().unwrap_or_default().as_bytes());
        for name in [AUTHORIZATION.as_str(), "x-api-key", "x-api-secret"] {
            hasher.write(parts.headers.get(name).map_or(&[], |value| value.as_bytes()));
        }
        Self(hasher.finish())
    }

    /// The id of the same request with a body.
    pub(crate) fn with_body(self, body: &[u8]) -> Self {
        let mut hasher = SipHasher13::new_with_keys(self.0, 0);
        hasher.write(body);
        Self(hasher.finish())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}
