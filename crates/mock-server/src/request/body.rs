//! Reads a body of any supported media type as a JSON value.

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};
use trackside_schemas::declare::Media;

use super::Problem;

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a body. Fails if its content type is not the operation's, or if it is empty or malformed.
pub(crate) fn parse_body(media: Media, headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
    if body.is_empty() {
        return Err(Problem::MalformedBody("no body is given".to_owned()));
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let found = content_type.split(';').next().unwrap_or_default().trim();
    if !found.eq_ignore_ascii_case(media.as_str()) {
        let found = if found.is_empty() { "none" } else { found };
        let expected = media.as_str();
        return Err(Problem::UnsupportedMediaType(format!(
            "the content type is {found}; the endpoint takes {expected}"
        )));
    }
    let body = without_mark(body);
    match media {
        Media::Json => {
            parse_json(body).map_err(|error| Problem::MalformedBody(format!("the body is not JSON: {error}")))
        }
        Media::Form => {
            let fields =
                form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned().into()));
            Ok(Value::Object(fields.collect::<Map<_, _>>()))
        }
        Media::Text(_) => std::str::from_utf8(body)
            .map(Into::into)
            .map_err(|error| Problem::MalformedBody(format!("the body is not UTF-8: {error}"))),
    }
}

/// Reads a JSON body.
pub(crate) fn parse_json(body: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(without_mark(body))
}

/// Editors of Windows put a byte order mark in front.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::CONTENT_TYPE;
    use serde_json::json;
    use trackside_schemas::declare::Media;

    use super::parse_body;

    #[test]
    fn reads_each_media_type() {
        for (media, content_type, body, expected) in [
            (Media::Json, "application/json; charset=utf-8", &b"[1]"[..], Some(json!([1]))),
            (Media::Json, "application/json", b"\xef\xbb\xbf[1]", Some(json!([1]))),
            (Media::Json, "text/plain", b"[1]", None),
            (Media::Json, "application/json", b"", None),
            (Media::Json, "application/json", b"{", None),
            (Media::Form, "application/x-www-form-urlencoded", b"a=1&b=c+d", Some(json!({ "a": "1", "b": "c d" }))),
            (Media::Text("text/plain"), "text/plain", b"hello", Some(json!("hello"))),
            (Media::Text("text/plain"), "text/plain", b"\xff", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, content_type.parse().expect("a header value"));
            assert_eq!(parse_body(media, &headers, body).ok(), expected, "{content_type}");
        }
    }
}
