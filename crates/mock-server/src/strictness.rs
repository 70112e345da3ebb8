//! Requests that hyper accepts and HTTP does not allow (RFC 9110 and 9112).

use axum::response::Response;
use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, Version};
use trackside_schemas::control::Failure;

use crate::listener::Peer;
use crate::response::{json, text, write_reason};
use crate::serve;

/// The methods that `OPTIONS *` names.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

/// Why a request is refused as HTTP, whatever it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    status: StatusCode,
    reason: String,
}

/// Checks the framing and the host of a request, as the client sent it.
pub(crate) fn check(parts: &Parts, peer: &Peer) -> Result<(), Fault> {
    host(parts)?;
    if let Some(coding) = parts.headers.get(TRANSFER_ENCODING) {
        transfer(parts, coding, peer)?;
    }
    if parts.method == Method::CONNECT {
        return Err(fault(501, "CONNECT is for proxies, and the sandbox is not a proxy"));
    }
    if parts.uri.scheme().is_none() && parts.uri.authority().is_some() {
        return Err(fault(400, format!("the target \"{}\" does not begin with a slash", parts.uri)));
    }
    if parts.uri.path() == "*" && parts.method != Method::OPTIONS {
        return Err(fault(400, "only OPTIONS can have the target *"));
    }
    Ok(())
}

/// The response to a request that is refused. It closes the connection, because nobody knows where the next request
/// begins.
pub(crate) fn refuse(fault: &Fault) -> Response {
    let mut response = failure(fault.status, &fault.reason);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A response in the sandbox's own shape: no provider has seen the request.
pub(crate) fn failure(status: StatusCode, reason: &str) -> Response {
    let mut response = json(status, &shape(status, reason));
    write_reason(response.headers_mut(), reason);
    response
}

/// The body of such a response.
pub(crate) fn body(status: StatusCode, reason: &str) -> Bytes {
    serve::json(&shape(status, reason))
}

fn shape(status: StatusCode, reason: &str) -> Failure {
    let error = status.canonical_reason().unwrap_or("refused").to_ascii_lowercase().replace([' ', '-'], "_");
    Failure::new(&error, reason)
}

/// The response to `OPTIONS *`, which asks about the server as a whole.
pub(crate) fn options() -> Response {
    let mut response = text(StatusCode::NO_CONTENT, String::new());
    response.headers_mut().clear();
    response.headers_mut().insert(ALLOW, METHODS);
    response
}

fn fault(status: u16, reason: impl Into<String>) -> Fault {
    Fault { status: StatusCode::from_u16(status).expect("a literal status"), reason: reason.into() }
}

fn host(parts: &Parts) -> Result<(), Fault> {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let Some(host) = hosts.next() else {
        let is_needed = parts.version >= Version::HTTP_11;
        return if is_needed {
            Err(fault(400, "the request has no Host header, which HTTP/1.1 requires"))
        } else {
            Ok(())
        };
    };
    if hosts.next().is_some() {
        return Err(fault(400, "the request has more than one Host header"));
    }
    if is_host(host.as_bytes()) && parts.uri.authority().is_none_or(|authority| is_host(authority.as_str().as_bytes()))
    {
        Ok(())
    } else {
        Err(fault(400, "the host of the request is not a host name or address, with a port or without one"))
    }
}

/// Whether the text is a host with or without a port, or empty.
fn is_host(text: &[u8]) -> bool {
    let (name, port) = match text.iter().rposition(|byte| *byte == b':') {
        Some(colon) if !text[colon..].contains(&b']') => (&text[..colon], &text[colon + 1..]),
        _ => (text, &[][..]),
    };
    let is_port = port.iter().all(u8::is_ascii_digit)
        && (port.len() < 5 || std::str::from_utf8(port).is_ok_and(|port| port.parse::<u16>().is_ok()));
    let is_name = match name {
        [b'[', address @ .., b']'] => {
            std::str::from_utf8(address).is_ok_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
        }
        [] => text.is_empty(),
        _ => name.iter().all(|byte| is_of_a_name(*byte)),
    };
    is_name && is_port
}

/// Whether the byte may be in the name of a host.
const fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'%'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
        )
}

fn transfer(parts: &Parts, coding: &HeaderValue, peer: &Peer) -> Result<(), Fault> {
    if parts.headers.contains_key(CONTENT_LENGTH) || peer.head_has(CONTENT_LENGTH.as_str()) {
        return Err(fault(400, "the request has both Content-Length and Transfer-Encoding"));
    }
    let is_single = parts.headers.get_all(TRANSFER_ENCODING).iter().count() == 1;
    if is_single && coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked") {
        return Ok(());
    }
    Err(fault(501, "the sandbox knows no transfer coding but chunked"))
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn knows_hosts() {
        for (host, valid) in [
            ("localhost", true),
            ("localhost.", true),
            ("localhost:4010", true),
            ("localhost:", true),
            ("127.0.0.1:1", true),
            ("[::1]:4010", true),
            ("[::1]", true),
            ("", true),
            ("a_b.example", true),
            ("::1", false),
            ("[::1", false),
            ("[x]", false),
            (":4010", false),
            ("localhost:99999", false),
            ("localhost:65536", false),
            ("localhost:x", false),
            ("user@localhost", false),
            ("a b", false),
            ("a/b", false),
            ("http://localhost", false),
        ] {
            assert_eq!(is_host(host.as_bytes()), valid, "{host}");
        }
    }
}
