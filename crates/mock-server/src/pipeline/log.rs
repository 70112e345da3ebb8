//! Logs each request, and writes the headers that every response has.

use std::cell::RefCell;
use std::time::Instant;

use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use trackside_recording::Secrets;
use trackside_recording::redaction::redacted_target;

use super::response::{MOCK_NOW, MOCK_REASON, MOCK_WARNING, REQUEST_ID};
use crate::request::RequestId;
use crate::sandbox::Sandbox;

/// The time of the sandbox's clock when a request arrived. The whole response belongs to this time, even if the clock is
/// moved meanwhile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival(pub(super) DateTime<Utc>);

/// What the log keeps of a request until its response.
#[derive(Debug)]
pub(crate) struct Entry {
    /// When the request arrived.
    pub(crate) started: Instant,
    /// The time of the sandbox's clock.
    pub(crate) now: DateTime<Utc>,
    request_id: RequestId,
    /// `None` if the log is off.
    logged: Option<(Method, Uri)>,
}

/// Gives the request its id, and keeps what the log needs.
pub(crate) fn open(sandbox: &Sandbox, parts: &mut Parts) -> Entry {
    let (request_id, now) = (sandbox.request_ids().next(parts), sandbox.clock().now());
    parts.extensions.insert(request_id);
    parts.extensions.insert(Arrival(now));
    let logged = tracing::enabled!(tracing::Level::INFO).then(|| (parts.method.clone(), parts.uri.clone()));
    Entry { started: Instant::now(), now, request_id, logged }
}

/// Writes the headers that every response has, and logs the request.
pub(crate) fn close(entry: Entry, response: &mut Response) {
    let Entry { started, now, request_id, logged } = entry;
    let headers = response.headers_mut();
    headers.insert(MOCK_NOW, time(now));
    if !headers.contains_key(REQUEST_ID) {
        write_id(headers, request_id);
    }
    if let Some((method, uri)) = logged {
        let texts = |name: HeaderName| -> String {
            let values = response.headers().get_all(name).iter().filter_map(|value| value.to_str().ok());
            values.collect::<Vec<_>>().join("; ")
        };
        let request_id = response.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).unwrap_or_default();
        tracing::info!(
            %method,
            path = redacted_target(&uri.to_string(), &Secrets::showing_ends(), &[]),
            status = response.status().as_u16(),
            micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            request_id,
            reason = texts(MOCK_REASON),
            warning = texts(MOCK_WARNING),
        );
    }
}

thread_local! {
    /// The header of the last response. The next one is the same within a second, or while the clock is pinned.
    static LAST_TIME: RefCell<Option<(DateTime<Utc>, HeaderValue)>> = const { RefCell::new(None) };
}

/// The time as a header: `2026-06-08T12:00:00Z`.
fn time(now: DateTime<Utc>) -> HeaderValue {
    LAST_TIME.with_borrow_mut(|last| match last {
        Some((time, header)) if *time == now => header.clone(),
        _ => {
            let text = now.to_rfc3339_opts(SecondsFormat::Secs, true);
            let header = HeaderValue::try_from(text).expect("a time is visible ASCII");
            last.insert((now, header)).1.clone()
        }
    })
}

/// Writes the id of the request into the headers of its response.
pub(crate) fn write_id(headers: &mut HeaderMap, request_id: RequestId) {
    headers.insert(REQUEST_ID, request_id.into());
}
