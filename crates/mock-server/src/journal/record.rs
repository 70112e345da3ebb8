//! An exchange as it was.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::{HeaderMap, Method, StatusCode, Uri};

use super::tape::Taped;
use crate::address::CallerAddress;
use crate::pipeline::Problem;

/// What a record takes in memory beside its headers and bodies, roughly.
const BASE_SIZE: usize = 1024;

/// An exchange as it was, secrets included.
#[derive(Debug)]
pub(super) struct Record {
    /// Its number.
    pub(super) id: u64,
    /// When the request arrived, in real time.
    pub(super) at: DateTime<Utc>,
    /// What time it was in the sandbox.
    pub(super) now: DateTime<Utc>,
    /// How long the answer took, to its last byte.
    pub(super) elapsed: Duration,
    /// Where the caller sent the request.
    pub(super) address: CallerAddress,
    /// The method.
    pub(super) method: Method,
    /// The path and query after host names were turned into prefixes.
    pub(super) uri: Uri,
    /// The headers of the request.
    pub(super) request_headers: HeaderMap,
    /// The body of the request, as far as it was read.
    pub(super) request_body: Taped,
    /// The status of the answer.
    pub(super) status: StatusCode,
    /// The headers of the answer.
    pub(super) response_headers: HeaderMap,
    /// The body of the answer, as far as it was sent.
    pub(super) response_body: Taped,
    /// Whether the answer was sent to its end.
    pub(super) complete: bool,
    /// Why the request was refused.
    pub(super) problem: Option<Problem>,
}

impl Record {
    /// What it takes in memory, roughly, in bytes.
    pub(super) fn size(&self) -> usize {
        let headers = |headers: &HeaderMap| -> usize {
            headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 64).sum()
        };
        BASE_SIZE
            + 2 * self.address.target.as_str().len()
            + headers(&self.request_headers)
            + headers(&self.response_headers)
            + self.request_body.bytes.len()
            + self.response_body.bytes.len()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use chrono::DateTime;
    use http::{HeaderMap, Method, StatusCode};

    use super::super::tape::Tape;
    use super::Record;
    use crate::address::CallerAddress;

    /// A GET of `/` with this body in its answer.
    pub(in super::super) fn record(id: u64, body: &'static [u8]) -> Record {
        let mut tape = Tape::default();
        tape.push(&Bytes::from_static(body));
        Record {
            id,
            at: DateTime::UNIX_EPOCH,
            now: DateTime::UNIX_EPOCH,
            elapsed: Duration::from_micros(85),
            address: CallerAddress::without_host("/".parse().expect("a target")),
            method: Method::GET,
            uri: "/".parse().expect("an address"),
            request_headers: HeaderMap::new(),
            request_body: Tape::default().take(),
            status: StatusCode::OK,
            response_headers: HeaderMap::new(),
            response_body: tape.take(),
            complete: true,
            problem: None,
        }
    }

    #[test]
    fn bodies_count() {
        assert_eq!(record(1, b"four").size(), record(1, b"").size() + 4);
    }
}
