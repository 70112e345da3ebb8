//! A recorded exchange.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::{HeaderMap, Method, StatusCode, Uri};

use super::capture::Captured;
use super::recorder::CLIENT_CLOSED;
use crate::address::CallerAddress;
use crate::named::WorldName;
use crate::request::Problem;
use crate::store::Changes;

/// The approximate memory that a record uses besides its headers and bodies, in bytes.
const BASE_SIZE: usize = 1024;

/// A recorded exchange, including its secrets.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The number of the request, counted from 1.
    pub(super) id: u64,
    /// The world that it selected; `None` for the usual one.
    pub(super) world: Option<WorldName>,
    /// When the request arrived, in real time.
    pub(super) at: DateTime<Utc>,
    /// When the request arrived, in sandbox time.
    pub(super) now: DateTime<Utc>,
    /// The time until the last byte of the response.
    pub(super) elapsed: Duration,
    /// The address that the caller used.
    pub(super) address: CallerAddress,
    pub(super) method: Method,
    /// Path and query, after a host name was replaced by its prefix.
    pub(super) uri: Uri,
    pub(super) request_headers: HeaderMap,
    /// The request body, as far as it was read.
    pub(super) request_body: Captured,
    pub(super) status: StatusCode,
    pub(super) response_headers: HeaderMap,
    /// The response body, as far as it was sent.
    pub(super) response_body: Captured,
    /// Whether the whole response was sent.
    pub(super) complete: bool,
    /// Why the request was refused, if it was.
    pub(super) problem: Option<Problem>,
    /// What it changed in the ledger.
    pub(super) changes: Changes,
    /// What happened to the connection, in words.
    pub(super) note: Option<String>,
}

impl Record {
    /// Whether it is of a named world.
    pub(super) fn is_of(&self, world: &str) -> bool {
        self.world.as_ref().is_some_and(|name| name.as_str() == world)
    }

    /// Whether its client was gone before there was a response.
    pub(super) fn is_unanswered(&self) -> bool {
        self.status.as_u16() == CLIENT_CLOSED && self.response_headers.is_empty()
    }

    /// The approximate memory that it uses, in bytes.
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
            + size_of_val(&*self.changes.removed)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use chrono::DateTime;
    use http::{HeaderMap, Method, StatusCode};

    use super::super::capture::Capture;
    use super::Record;
    use crate::address::CallerAddress;
    use crate::store::Changes;

    /// A GET of `/` with this response body.
    pub(in super::super) fn record(id: u64, body: &'static [u8]) -> Record {
        let mut capture = Capture::default();
        capture.push(&Bytes::from_static(body));
        Record {
            id,
            world: None,
            at: DateTime::UNIX_EPOCH,
            now: DateTime::UNIX_EPOCH,
            elapsed: Duration::from_micros(85),
            address: CallerAddress::without_host("/".parse().expect("a target")),
            method: Method::GET,
            uri: "/".parse().expect("a URI"),
            request_headers: HeaderMap::new(),
            request_body: Capture::default().take(),
            status: StatusCode::OK,
            response_headers: HeaderMap::new(),
            response_body: capture.take(),
            complete: true,
            problem: None,
            changes: Changes::default(),
            note: None,
        }
    }

    #[test]
    fn bodies_and_removed_events_count_towards_the_size() {
        assert_eq!(record(1, b"four").size(), record(1, b"").size() + 4);
        let undo = Record { changes: Changes { added: 7..7, removed: Box::new([1, 2, 3]) }, ..record(1, b"") };
        assert_eq!(undo.size(), record(1, b"").size() + 24);
    }
}
