//! Bodies and headers of answers.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use super::{Imitation, Problem, RequestId};

/// Why the sandbox refused, in words.
pub(crate) const MOCK_REASON: HeaderName = HeaderName::from_static("x-mock-reason");

/// What time it is in the sandbox.
pub(crate) const MOCK_NOW: HeaderName = HeaderName::from_static("x-mock-now");

/// The id of the request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longer reasons are cut.
const REASON_LENGTH: usize = 600;

/// An answer in JSON.
pub(crate) fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    json_bytes(status, written(body))
}

/// A wire type as JSON.
pub(crate) fn written<T: Serialize>(body: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4096);
    sonic_rs::to_writer(&mut bytes, body)
        .expect("a wire type has text keys and finite numbers, and memory takes all bytes");
    bytes
}

/// An answer in ready-made JSON.
pub(crate) fn json_bytes(status: StatusCode, bytes: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Body::from(bytes.into()));
    *response.status_mut() = status;
    // Room for what every answer carries, so that the map does not grow header by header.
    response.headers_mut().reserve(12);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An answer in plain text.
pub(crate) fn text(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// A refusal in the provider's words, with the sandbox's own reason beside it.
pub(crate) fn refuse<P: Imitation>(problem: &Problem, request_id: RequestId) -> Response {
    let (status, failure) = P::failure(problem, request_id);
    let mut response = json(status, &failure);
    write_reason(response.headers_mut(), &problem.reason());
    // The journal explains it, should anybody look.
    response.extensions_mut().insert(problem.clone());
    if let Problem::MethodNotAllowed { allow, .. } = problem {
        response.headers_mut().insert(ALLOW, header_value(allow));
    }
    response
}

/// Adds a reason to those that stand in `x-mock-reason`.
pub(crate) fn write_reason(headers: &mut HeaderMap, reason: &str) {
    headers.append(MOCK_REASON, header_value(reason));
}

/// A header may hold visible ASCII only: an ellipsis becomes three full stops, everything else a question mark.
pub(super) fn header_value(text: &str) -> HeaderValue {
    let visible: String = text
        .chars()
        .take(REASON_LENGTH)
        .flat_map(|character| match character {
            ' '..='~' => [Some(character), None, None],
            '…' => [Some('.'); 3],
            _ => [Some('?'), None, None],
        })
        .flatten()
        .collect();
    HeaderValue::try_from(visible).expect("visible ASCII is a header value")
}

#[cfg(test)]
mod tests {
    use super::header_value;

    #[test]
    fn header_values_hold_visible_text_only() {
        assert_eq!(header_value("a\r\nb: ü"), "a??b: ?");
        assert_eq!(header_value("Bearer …"), "Bearer ...");
        assert_eq!(header_value(&"x".repeat(5000)).len(), 600);
    }
}
