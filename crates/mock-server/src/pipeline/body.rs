//! The body of a request.

use axum::body::Body;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::{Map, Value};

use super::Problem;

/// The largest body that is read, in bytes: 1 MiB.
pub(crate) const LARGEST_BODY: usize = 1 << 20;

/// Reads the whole body.
pub(crate) async fn read(body: Body) -> Result<Bytes, Problem> {
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::BodyTooLarge(LARGEST_BODY)),
        Err(error) => Err(Problem::MalformedBody(format!("the body ended early: {error}"))),
    }
}

/// Reads the body as a JSON object.
pub(crate) fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Problem> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if body.is_empty() {
        return Err(Problem::MalformedBody("no body is given".to_owned()));
    }
    if !media_type.eq_ignore_ascii_case("application/json") {
        let found = if media_type.is_empty() { "none" } else { media_type };
        return Err(Problem::UnsupportedMediaType(format!(
            "the content type is {found}; the endpoint takes application/json"
        )));
    }
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| Problem::MalformedBody(format!("the body is not JSON: {error}")))?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(Problem::MalformedBody("the body is not a JSON object".to_owned())),
    }
}
