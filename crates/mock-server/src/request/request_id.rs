//! The id of a request, derived from the request: the same request has the same id.

use std::fmt;
use std::hash::Hasher as _;

use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;
use siphasher::sip::SipHasher13;

/// The id of a request: 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestId(u64);

impl RequestId {
    /// Derives the id from method, path, query and credentials.
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

    /// The id as a number.
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// The id of the same request with a body.
    pub(crate) fn with_body(self, body: &[u8]) -> Self {
        let mut hasher = SipHasher13::new_with_keys(self.0, 0);
        hasher.write(body);
        Self(hasher.finish())
    }
}

impl From<RequestId> for HeaderValue {
    fn from(id: RequestId) -> Self {
        let digits: [u8; 16] = std::array::from_fn(|place| {
            let digit = u8::try_from(id.0 >> (60 - 4 * place) & 0xf).expect("four bits");
            if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }
        });
        Self::from_bytes(&digits).expect("digits are visible ASCII")
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}
