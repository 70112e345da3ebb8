//! Records a request and its response as they pass.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::{Body, HttpBody as _};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, Uri};
use http_body_util::BodyExt as _;

use super::WorldJournal;
use super::capture::{Capture, Captured};
use super::record::Record;
use crate::address::CallerAddress;
use crate::listener::Peer;
use crate::pipeline::Wrote;
use crate::request::{Arrival, Problem};
use crate::response::MOCK_REASON;
use crate::store::Changes;

/// Why a request has no response although its client is still there.
const STOPPED: &str = "the sandbox stopped before it responded";

/// The status of an entry whose client was gone before there was a response. nginx uses the same number.
pub(super) const CLIENT_CLOSED: u16 = 499;

/// Records one request. If it is dropped before there is a response, the client was gone.
#[derive(Debug)]
pub(crate) struct Recorder {
    started: Instant,
    /// Whether the request is recorded even if it only read something, and all went well.
    admitted: bool,
    peer: Arc<Peer>,
    /// `None` once the record has moved on.
    request: Option<Request>,
}

/// A request as it arrived.
#[derive(Debug)]
struct Request {
    journal: Arc<WorldJournal>,
    id: u64,
    now: DateTime<Utc>,
    address: CallerAddress,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    /// `None` without a body.
    body: Option<Arc<Mutex<Capture>>>,
}

/// Records the exchange when it is dropped together with the response body: after the body was sent or given up.
struct RecordOnDrop {
    request: Option<Request>,
    started: Instant,
    peer: Arc<Peer>,
    status: StatusCode,
    headers: HeaderMap,
    problem: Option<Problem>,
    changes: Changes,
    capture: Capture,
    /// The number of bytes to send, if it is known.
    length: Option<u64>,
    broken: bool,
}

/// An entry of a client that has closed its own direction before it got the response.
#[derive(Debug)]
pub(crate) struct Unsettled {
    journal: Arc<WorldJournal>,
    record: Record,
    started: Instant,
}

impl Recorder {
    /// Starts recording: copies the head of the request.
    pub(super) fn new(
        journal: &Arc<WorldJournal>,
        id: u64,
        parts: &Parts,
        peer: &Arc<Peer>,
        arrival: &Arrival,
    ) -> Self {
        let request = Request {
            journal: Arc::clone(journal),
            id,
            now: arrival.now,
            address: parts.extensions.get::<CallerAddress>().expect("every request's address is stored").clone(),
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            body: None,
        };
        let admitted = journal.whole().sampler.admits(arrival.started);
        Self { started: arrival.started, admitted, peer: Arc::clone(peer), request: Some(request) }
    }

    /// Records the request body as far as it is read.
    pub(crate) fn tape_request(&mut self, body: Body) -> Body {
        let Some(request) = self.request.as_mut().filter(|_| !body.is_end_stream()) else { return body };
        let capture = Arc::clone(request.body.insert(Arc::default()));
        Body::new(body.inspect_frame(move |frame| {
            if let Some(chunk) = frame.data_ref() {
                capture.lock().unwrap_or_else(PoisonError::into_inner).push(chunk);
            }
        }))
    }

    /// Records the response, and adds the exchange to the journal when its body has been sent or given up.
    ///
    /// Under sustained load, a request that only read something is left out if all went well.
    pub(crate) fn tape_response(mut self, response: Response) -> Response {
        let Some(request) = self.request.take() else { return response };
        if !self.admitted && !self.is_remarkable(&response) {
            request.journal.leave_out();
            return response;
        }
        let (mut parts, body) = response.into_parts();
        let declared = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let length = if request.method == Method::HEAD { Some(0) } else { body.size_hint().exact().or(declared) };
        let mut recording = RecordOnDrop {
            status: parts.status,
            headers: parts.headers.clone(),
            problem: parts.extensions.remove::<Problem>(),
            changes: parts.extensions.remove::<Wrote>().unwrap_or_default().0,
            capture: Capture::default(),
            length,
            broken: self.peer.is_broken(),
            request: Some(request),
            started: self.started,
            peer: Arc::clone(&self.peer),
        };
        let body = Body::new(body.inspect_frame(move |frame| {
            if let Some(chunk) = frame.data_ref() {
                recording.capture.push(chunk);
            }
        }));
        Response::from_parts(parts, body)
    }

    /// Whether the response is of a request that wrote, failed, met a fault, or lost its client.
    fn is_remarkable(&self, response: &Response) -> bool {
        !response.status().is_success()
            || response.headers().contains_key(MOCK_REASON)
            || response.extensions().get::<Wrote>().is_some()
            || self.peer.is_broken()
            || self.peer.closed_since(self.started).is_some()
    }
}

impl Request {
    fn record(self, started: Instant) -> Record {
        let elapsed = started.elapsed();
        let body = self.body.map(|body| body.lock().unwrap_or_else(PoisonError::into_inner).take());
        Record {
            id: self.id,
            world: self.journal.world().cloned(),
            at: Utc::now() - TimeDelta::from_std(elapsed).unwrap_or_default(),
            now: self.now,
            elapsed,
            address: self.address,
            method: self.method,
            uri: self.uri,
            request_headers: self.headers,
            request_body: body.unwrap_or_default(),
            status: StatusCode::from_u16(CLIENT_CLOSED).expect("a literal status"),
            response_headers: HeaderMap::new(),
            response_body: Captured::default(),
            complete: false,
            problem: None,
            changes: Changes::default(),
            note: None,
        }
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let Some(request) = self.request.take() else { return };
        let note = self.peer.closed_since(self.started).unwrap_or_else(|| STOPPED.to_owned());
        let journal = Arc::clone(&request.journal);
        journal.whole().add(Record { note: Some(note), ..request.record(self.started) });
    }
}

impl Drop for RecordOnDrop {
    fn drop(&mut self) {
        let Some(request) = self.request.take() else { return };
        let response_body = self.capture.take();
        let complete = !self.broken && self.length.is_none_or(|length| length == response_body.total);
        let closed = self.peer.closed_since(self.started);
        let journal = Arc::clone(&request.journal);
        let record = Record {
            status: self.status,
            response_headers: std::mem::take(&mut self.headers),
            response_body,
            complete,
            problem: self.problem.take(),
            changes: std::mem::take(&mut self.changes),
            note: closed.clone().filter(|_| !complete),
            ..request.record(self.started)
        };
        if complete && closed.is_some() {
            self.peer.keep_back(Unsettled { journal, record, started: self.started });
        } else {
            self.peer.handed_over(record.id, self.started);
            journal.whole().add(record);
        }
    }
}

impl Unsettled {
    /// Adds the entry to the journal.
    pub(crate) fn settle(self, peer: &Peer, is_gone: bool) {
        let Self { journal, mut record, started } = self;
        if is_gone {
            record.complete = false;
            record.note = peer.closed_since(started);
        }
        journal.whole().add(record);
    }
}
