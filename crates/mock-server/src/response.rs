//! The sandbox's own words in responses: headers, reasons, and bodies that belong to no operation.

use std::borrow::Cow;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::serve;

/// Why the sandbox refused, in words.
pub(crate) const MOCK_REASON: HeaderName = HeaderName::from_static("x-mock-reason");

/// What the sandbox ignored, in words.
pub(crate) const MOCK_WARNING: HeaderName = HeaderName::from_static("x-mock-warning");

/// The time of the sandbox's clock.
pub(crate) const MOCK_NOW: HeaderName = HeaderName::from_static("x-mock-now");

/// The name of the world: a request selects it, and its response says it.
pub(crate) const MOCK_WORLD: HeaderName = HeaderName::from_static("x-mock-world");

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Longer reasons are cut.
const REASON_LENGTH: usize = 600;

/// A response in JSON.
pub(crate) fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    typed(status, serve::json(body), "application/json")
}

/// A response with this media type. A 204 with an empty body has none.
pub(crate) fn typed(status: StatusCode, body: Bytes, media_type: &'static str) -> Response {
    let is_there = !body.is_empty() || status != StatusCode::NO_CONTENT;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    // Room for the headers of every response, so that the map does not grow one by one.
    response.headers_mut().reserve(12);
    if is_there {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    response
}

/// A response in plain text.
pub(crate) fn text(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Adds a reason to `x-mock-reason`.
pub(crate) fn write_reason(headers: &mut HeaderMap, reason: &str) {
    headers.append(MOCK_REASON, header_value(reason));
}

/// Adds a warning to `x-mock-warning`.
pub(crate) fn write_warning(headers: &mut HeaderMap, warning: &str) {
    headers.append(MOCK_WARNING, header_value(warning));
}

/// The text as visible ASCII: an empty line before a hint becomes a semicolon, an ellipsis three full stops, any other
/// character a question mark.
pub(crate) fn header_value(text: &str) -> HeaderValue {
    let line = if text.contains("\n\n") { Cow::Owned(text.replace("\n\n", "; ")) } else { Cow::Borrowed(text) };
    let visible: String = line
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
        assert_eq!(header_value("it is full\n\nhint: free some space"), "it is full; hint: free some space");
        assert_eq!(header_value(&"x".repeat(5000)).len(), 600);
    }
}
