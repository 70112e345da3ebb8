//! A request that is being noted while it is answered.

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
use super::record::Record;
use super::tape::Tape;
use crate::address::CallerAddress;
use crate::pipeline::Problem;

/// A request that is being noted. Dropping it before there is an answer notes nothing.
#[derive(Debug)]
pub(crate) struct Noting {
    journal: Arc<Journal>,
    id: u64,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    started: Instant,
    address: CallerAddress,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Arc<Mutex<Tape>>,
}

/// Notes an exchange when the body of its answer is gone: sent, or given up.
struct Ending {
    noting: Option<Noting>,
    status: StatusCode,
    headers: HeaderMap,
    problem: Option<Problem>,
    tape: Tape,
    /// How many bytes are to be sent; nothing when nobody knows.
    length: Option<u64>,
    broken_off: bool,
}

impl Noting {
    /// Keeps the head of a request.
    pub(super) fn new(journal: &Arc<Journal>, id: u64, parts: &Parts, started: Instant, now: DateTime<Utc>) -> Self {
        Self {
            journal: Arc::clone(journal),
            id,
            at: Utc::now(),
            now,
            started,
            address: parts.extensions.get::<CallerAddress>().expect("every request's address is noted").clone(),
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            body: Arc::default(),
        }
    }

    /// Tapes the body of the request as far as it is read.
    pub(crate) fn tape_request(&self, body: Body) -> Body {
        let tape = Arc::clone(&self.body);
        Body::new(body.inspect_frame(move |frame| {
            if let Some(piece) = frame.data_ref() {
                tape.lock().unwrap_or_else(PoisonError::into_inner).push(piece);
            }
        }))
    }

    /// Tapes the answer, and notes the exchange once its body is gone. `broken_off` says that the connection will break before anything is sent.
    pub(crate) fn tape_response(self, response: Response, broken_off: bool) -> Response {
        let (mut parts, body) = response.into_parts();
        let promised = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let length = if self.method == Method::HEAD { Some(0) } else { body_length(&body).or(promised) };
        let mut ending = Ending {
            status: parts.status,
            headers: parts.headers.clone(),
            problem: parts.extensions.remove::<Problem>(),
            tape: Tape::default(),
            length,
            broken_off,
            noting: Some(self),
        };
        let body = Body::new(body.inspect_frame(move |frame| {
            if let Some(piece) = frame.data_ref() {
                ending.tape.push(piece);
            }
        }));
        Response::from_parts(parts, body)
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        let Some(noting) = self.noting.take() else { return };
        let response_body = self.tape.take();
        let complete = !self.broken_off && self.length.is_none_or(|length| length == response_body.passed);
        let request_body = noting.body.lock().unwrap_or_else(PoisonError::into_inner).take();
        noting.journal.keep(Record {
            id: noting.id,
            at: noting.at,
            now: noting.now,
            elapsed: noting.started.elapsed(),
            address: noting.address,
            method: noting.method,
            uri: noting.uri,
            request_headers: noting.headers,
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
