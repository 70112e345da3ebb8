//! Records a request and its response as they pass.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::Body;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, Uri};
use http_body_util::BodyExt as _;

use super::Journal;
use super::capture::Capture;
use super::record::Record;
use crate::address::CallerAddress;
use crate::request::Problem;

/// Records one request. If it is dropped before there is a response, nothing is recorded.
#[derive(Debug)]
pub(crate) struct Recorder {
    journal: Arc<Journal>,
    id: u64,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    started: Instant,
    address: CallerAddress,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Arc<Mutex<Capture>>,
}

/// Records the exchange when it is dropped together with the response body: after the body was sent or given up.
struct RecordOnDrop {
    recorder: Option<Recorder>,
    status: StatusCode,
    headers: HeaderMap,
    problem: Option<Problem>,
    capture: Capture,
    /// The number of bytes to send, if it is known.
    length: Option<u64>,
    broken: bool,
}

impl Recorder {
    /// Starts recording: copies the head of the request.
    pub(super) fn new(journal: &Arc<Journal>, id: u64, parts: &Parts, started: Instant, now: DateTime<Utc>) -> Self {
        Self {
            journal: Arc::clone(journal),
            id,
            at: Utc::now(),
            now,
            started,
            address: parts.extensions.get::<CallerAddress>().expect("every request's address is stored").clone(),
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            body: Arc::default(),
        }
    }

    /// Records the request body as far as it is read.
    pub(crate) fn tape_request(&self, body: Body) -> Body {
        let capture = Arc::clone(&self.body);
        Body::new(body.inspect_frame(move |frame| {
            if let Some(chunk) = frame.data_ref() {
                capture.lock().unwrap_or_else(PoisonError::into_inner).push(chunk);
            }
        }))
    }

    /// Records the response, and adds the exchange to the journal when its body has been sent or given up.
    ///
    /// `broken` says that the connection will be reset before anything is sent.
    pub(crate) fn tape_response(self, response: Response, broken: bool) -> Response {
        let (mut parts, body) = response.into_parts();
        let declared = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let length = if self.method == Method::HEAD { Some(0) } else { body_length(&body).or(declared) };
        let mut recording = RecordOnDrop {
            status: parts.status,
            headers: parts.headers.clone(),
            problem: parts.extensions.remove::<Problem>(),
            capture: Capture::default(),
            length,
            broken,
            recorder: Some(self),
        };
        let body = Body::new(body.inspect_frame(move |frame| {
            if let Some(chunk) = frame.data_ref() {
                recording.capture.push(chunk);
            }
        }));
        Response::from_parts(parts, body)
    }
}

impl Drop for RecordOnDrop {
    fn drop(&mut self) {
        let Some(recorder) = self.recorder.take() else { return };
        let response_body = self.capture.take();
        let complete = !self.broken && self.length.is_none_or(|length| length == response_body.total);
        let request_body = recorder.body.lock().unwrap_or_else(PoisonError::into_inner).take();
        recorder.journal.add(Record {
            id: recorder.id,
            at: recorder.at,
            now: recorder.now,
            elapsed: recorder.started.elapsed(),
            address: recorder.address,
            method: recorder.method,
            uri: recorder.uri,
            request_headers: recorder.headers,
            request_body,
            status: self.status,
            response_headers: std::mem::take(&mut self.headers),
            response_body,
            complete,
            problem: self.problem.take(),
        });
    }
}

fn body_length(body: &Body) -> Option<u64> {
    axum::body::HttpBody::size_hint(body).exact()
}
