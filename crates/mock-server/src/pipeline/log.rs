//! Logs each request, and writes the headers that every response has.

use std::cell::RefCell;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use http::header::X_CONTENT_TYPE_OPTIONS;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use trackside_recording::Secrets;
use trackside_recording::redaction::redacted_target;

use crate::listener::{Peer, Refusal};
use crate::named::WorldName;
use crate::request::{Arrival, RequestId};
use crate::response::{MOCK_NOW, MOCK_REASON, MOCK_WARNING, MOCK_WORLD, REQUEST_ID};
use crate::sandbox::Sandbox;

/// What the log keeps of a request until its response. If it is dropped before, the request got none, and the log says
/// so.
#[derive(Debug)]
pub(crate) struct Entry<'p> {
    pub(crate) arrival: Arrival,
    peer: &'p Peer,
    /// `None` if the log is off.
    logged: Option<(Method, Uri)>,
}

/// Gives the request its id, and keeps what the log needs. `client` is the address that the request comes from.
pub(crate) fn open<'p>(sandbox: Arc<Sandbox>, parts: &mut Parts, peer: &'p Peer, client: IpAddr) -> Entry<'p> {
    let arrival = identify(sandbox, parts, client);
    let logged = tracing::enabled!(tracing::Level::INFO).then(|| (parts.method.clone(), parts.uri.clone()));
    Entry { arrival, peer, logged }
}

/// Gives the request its id, its time and its world, and stores how it arrived in its extensions.
pub(super) fn identify(sandbox: Arc<Sandbox>, parts: &mut Parts, client: IpAddr) -> Arrival {
    let id = sandbox.request_ids().next(parts);
    let arrival = Arrival { id, client, started: Instant::now(), now: sandbox.clock().now(), sandbox };
    parts.extensions.insert(arrival.clone());
    arrival
}

/// Writes the headers that every response has, and logs the request.
pub(crate) fn close(mut entry: Entry<'_>, response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(MOCK_NOW, time(entry.arrival.now));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(name) = entry.arrival.sandbox.name() {
        headers.insert(MOCK_WORLD, name.header());
    }
    if !headers.contains_key(REQUEST_ID) {
        write_id(headers, entry.arrival.id);
    }
    if let Some((method, uri)) = entry.logged.take() {
        let closed = entry.peer.closed_since(entry.arrival.started);
        let texts = |name: HeaderName, more: Option<&str>| -> String {
            let values = response.headers().get_all(name).iter().filter_map(|value| value.to_str().ok());
            values.chain(more).collect::<Vec<_>>().join("; ")
        };
        let request_id = response.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).unwrap_or_default();
        tracing::info!(
            %method,
            path = shown(&uri.to_string()),
            status = response.status().as_u16(),
            micros = entry.micros(),
            request_id,
            world = entry.arrival.sandbox.name().map(WorldName::as_str),
            reason = texts(MOCK_REASON, closed.as_deref()),
            warning = texts(MOCK_WARNING, None),
        );
    }
}

/// Logs a request that was refused before there was one.
pub(crate) fn refused(refusal: &Refusal, peer: &Peer) {
    tracing::warn!(
        method = %refusal.method,
        path = shown(refusal.target.as_str()),
        status = refusal.status.as_u16(),
        client = %peer.address(),
        reason = refusal.reason,
    );
}

impl Entry<'_> {
    fn micros(&self) -> u64 {
        u64::try_from(self.arrival.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        if let Some((method, uri)) = self.logged.take() {
            let reason = self.peer.closed_since(self.arrival.started);
            let reason = reason.as_deref().unwrap_or("the sandbox stopped before it responded");
            tracing::warn!(%method, path = shown(&uri.to_string()), micros = self.micros(), reason);
        }
    }
}

fn shown(target: &str) -> String {
    redacted_target(target, &Secrets::showing_ends(), &[])
}

thread_local! {
    /// The header of the last response. The next one is the same within a second, or while the clock is pinned.
    static LAST_TIME: RefCell<Option<(DateTime<Utc>, HeaderValue)>> = const { RefCell::new(None) };
}

/// The time as a header: `2026-06-08T12:00:00Z`.
pub(crate) fn time(now: DateTime<Utc>) -> HeaderValue {
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
