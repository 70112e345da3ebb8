//! A request that was refused before there was one.

use std::time::Duration;

use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::head::{MOST_FIELDS, fault, lines, needs_escape};

/// A request that was refused before there was one, as far as it can be read.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// Why, in words.
    pub(crate) reason: String,
    /// The method; `-` if there was none.
    pub(crate) method: Method,
    /// Path and query, with `%` escapes where they are needed; `/` if there was none.
    pub(crate) target: PathAndQuery,
    pub(crate) headers: HeaderMap,
}

impl Refusal {
    /// A connection that is refused, whatever it was about to send.
    pub(super) fn of_connection(status: StatusCode, reason: String) -> Self {
        Self::new(&[], status, reason)
    }

    fn new(head: &[u8], status: StatusCode, reason: String) -> Self {
        let mut lines = lines(head).skip_while(|line| line.is_empty());
        let first = lines.next().unwrap_or_default();
        let mut words = first.split(|byte| *byte == b' ');
        let method = words.next().and_then(|word| Method::from_bytes(word).ok());
        let target = words.next().filter(|target| target.starts_with(b"/")).map(escaped);
        let field = |line: &[u8]| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let name = HeaderName::from_bytes(line[..colon].trim_ascii()).ok()?;
            Some((name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?))
        };
        let mut headers = HeaderMap::new();
        for (name, value) in lines.take_while(|line| !line.is_empty()).take(MOST_FIELDS).filter_map(field) {
            headers.append(name, value);
        }
        Self {
            status,
            reason,
            method: method.unwrap_or_else(|| Method::from_bytes(b"-").expect("a hyphen is a token")),
            target: target.and_then(|target| target.parse().ok()).unwrap_or_else(|| PathAndQuery::from_static("/")),
            headers,
        }
    }
}

/// Recognizes clients that do not speak HTTP/1 at all by their first bytes.
pub(super) fn of_first_bytes(head: &[u8]) -> Option<Refusal> {
    if head.starts_with(&[0x16, 0x03]) {
        let reason = "a TLS handshake arrived, and the sandbox speaks plain HTTP: use http:// in place of https://, or \
                      put a proxy in front that ends TLS";
        return Some(Refusal::new(&[], StatusCode::BAD_REQUEST, reason.to_owned()));
    }
    if head.starts_with(b"PRI * HTTP/2.0\r\n") {
        let reason = "the client began with HTTP/2, and the sandbox speaks HTTP/1.1: switch off HTTP/2 prior knowledge";
        return Some(Refusal::new(&[], StatusCode::HTTP_VERSION_NOT_SUPPORTED, reason.to_owned()));
    }
    None
}

/// The client closed the connection in the middle of a head.
pub(super) fn unfinished(head: &[u8]) -> Refusal {
    let reason = format!("the client closed the connection after {} bytes of a request's head", head.len());
    Refusal::new(head, StatusCode::BAD_REQUEST, reason)
}

/// The head did not become complete in time.
pub(super) fn overdue(head: &[u8], timeout: Option<Duration>) -> Refusal {
    let seconds = timeout.unwrap_or_default().as_secs_f64();
    let reason = format!("the head of the request did not arrive within {seconds} s (--head-timeout)");
    Refusal::new(head, StatusCode::REQUEST_TIMEOUT, reason)
}

/// Why hyper could not read a head.
pub(super) fn explain(head: &[u8], error: &hyper::Error) -> Refusal {
    let (status, reason) = fault(head).unwrap_or_else(|| {
        let status = if error.is_parse_too_large() {
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
        } else {
            StatusCode::BAD_REQUEST
        };
        (status, error.to_string())
    });
    Refusal::new(head, status, reason)
}

fn escaped(target: &[u8]) -> String {
    let mut text = String::new();
    for byte in target {
        if needs_escape(*byte) {
            text.extend(['%', hexadecimal(byte >> 4), hexadecimal(byte & 0xf)]);
        } else {
            text.push(char::from(*byte));
        }
    }
    text
}

fn hexadecimal(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}
