//! Bodies and headers of answers.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::catalogue::Operation;
use crate::request::{Problem, RequestId};
use crate::serve::{self, Manners, Refused};

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
    typed(status, serve::json(body), "application/json")
}

/// A success of the operation, or one of its documented failures, whose body is written already.
pub(super) fn bytes(operation: &Operation, status: StatusCode, body: Bytes) -> Response {
    let media = if status.is_success() { operation.response_media.as_str() } else { "application/json" };
    typed(status, body, media)
}

/// A body of a media type. An empty body of JSON is no body.
fn typed(status: StatusCode, body: Bytes, media_type: &'static str) -> Response {
    let is_there = !body.is_empty() || status != StatusCode::NO_CONTENT;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    // Room for what every answer carries, so that the map does not grow header by header.
    response.headers_mut().reserve(12);
    if is_there {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
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
pub(super) fn refuse(operation: &Operation, problem: &Problem, request_id: RequestId) -> Response {
    refuse_as(&operation.manners, problem, Refused { request_id, operation: Some(operation) })
}

/// The same where no operation is meant.
pub(super) fn refuse_as(manners: &Manners, problem: &Problem, refused: Refused<'_>) -> Response {
    let (status, failure) = (manners.refuse)(problem, &refused);
    let mut response = typed(status, failure, "application/json");
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
