//! Notes every request: a line in the log, and the headers that tell what the sandbox thinks of it.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::SecondsFormat;
use http::{HeaderMap, HeaderValue, Uri};

use super::RequestId;
use super::response::{MOCK_NOW, MOCK_REASON, REQUEST_ID};
use crate::sandbox::Sandbox;

/// Query parameters that hold secrets.
const SECRET_PARAMETERS: [&str; 1] = ["api_key"];

/// Runs the request and notes it.
pub(crate) async fn record(State(sandbox): State<Arc<Sandbox>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let now = sandbox.clock().now();
    let (mut parts, body) = request.into_parts();
    let request_id = RequestId::of(&parts);
    parts.extensions.insert(request_id);
    let noted = tracing::enabled!(tracing::Level::INFO).then(|| (parts.method.clone(), parts.uri.clone()));

    let mut response = next.run(Request::from_parts(parts, body)).await;

    let headers = response.headers_mut();
    if let Ok(now) = HeaderValue::try_from(now.to_rfc3339_opts(SecondsFormat::Secs, true)) {
        headers.insert(MOCK_NOW, now);
    }
    if !headers.contains_key(REQUEST_ID) {
        write_id(headers, request_id);
    }
    if let Some((method, uri)) = noted {
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        tracing::info!(
            %method,
            path = %without_secrets(&uri),
            status = response.status().as_u16(),
            micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            request_id = text(REQUEST_ID),
            reason = text(MOCK_REASON),
        );
    }
    response
}

/// Writes the id of the request into the headers of its answer.
pub(crate) fn write_id(headers: &mut HeaderMap, request_id: RequestId) {
    if let Ok(value) = HeaderValue::try_from(request_id.to_string()) {
        headers.insert(REQUEST_ID, value);
    }
}

/// The path and query with secrets shown as their last four characters.
fn without_secrets(uri: &Uri) -> String {
    let Some(query) = uri.query() else { return uri.path().to_owned() };
    let shown = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if is_secret(name) => {
            let start = value.char_indices().rev().nth(3).map_or(value.len(), |(start, _)| start);
            format!("{name}=…{}", if value.chars().count() > 8 { &value[start..] } else { "" })
        }
        _ => pair.to_owned(),
    };
    let pairs: Vec<_> = query.split('&').map(shown).collect();
    format!("{}?{}", uri.path(), pairs.join("&"))
}

/// Names may be written with escapes: `api%5Fkey` names the same parameter.
fn is_secret(name: &str) -> bool {
    form_urlencoded::parse(name.as_bytes())
        .any(|(name, _)| SECRET_PARAMETERS.iter().any(|secret| name.eq_ignore_ascii_case(secret)))
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn secrets_are_not_shown() {
        for (uri, shown) in [
            ("/a", "/a"),
            ("/a?b=c", "/a?b=c"),
            ("/a?api_key=abcdefghijkl&b=c", "/a?api_key=…ijkl&b=c"),
            ("/a?API_KEY=abcdefghijkl", "/a?API_KEY=…ijkl"),
            ("/a?api%5Fkey=abcdefghijkl", "/a?api%5Fkey=…ijkl"),
            ("/a?api_key=short", "/a?api_key=…"),
            ("/a?api_key=", "/a?api_key=…"),
        ] {
            assert_eq!(without_secrets(&uri.parse().expect("a URI")), shown);
        }
    }
}
