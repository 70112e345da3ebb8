//! Errors of the HTTP client.

use std::error::Error;
use std::io;

use super::rules::{BODY_ENDLESS, CONNECT, CUT_OFF, MALFORMED, REQUEST, TIMEOUT};
use crate::Rule;

/// Why a client cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The URL is not an HTTP URL.
    #[error("{address} is not an HTTP URL; give one that starts with http:// or https://")]
    Address { address: String },
    /// The URL has a query or a fragment.
    #[error("{address} has a query or a fragment, but paths are appended to it; remove them")]
    NotABase { address: String },
    /// The URL has a user or a password. It is not shown.
    #[error(
        "the URL has a user or a password, which reports would show; remove them and give credentials in the environment"
    )]
    Credentials,
    /// TLS cannot be set up.
    #[error("cannot set up TLS: {why}")]
    Tls { why: String },
}

/// Why there is no complete response.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The request cannot be written. The document is at fault, not the server.
    #[error("the request cannot be written: {why}")]
    Request { why: String },
    /// No connection could be opened.
    #[error("cannot connect: {why}")]
    Connect {
        /// The error of the operating system.
        why: String,
    },
    /// The response took too long.
    #[error("took more than {seconds} s; received {} and {bytes} bytes of the body", status.map_or("no status".to_owned(), |status| format!("status {status}")))]
    TimedOut {
        /// The time limit.
        seconds: f64,
        /// The status, if it was received.
        status: Option<u16>,
        /// The number of bytes of the body that were received.
        bytes: usize,
    },
    /// The body is too large, or never ends.
    #[error("has a body of more than {limit} bytes; the rest was not read")]
    BodyTooLarge {
        /// The size limit.
        limit: usize,
    },
    /// The connection was closed before the response was complete.
    #[error("is truncated after {bytes} bytes of the body: {why}")]
    CutOff {
        /// The number of bytes of the body that were received.
        bytes: usize,
        why: String,
    },
    /// The response is not valid HTTP.
    #[error("is not valid HTTP: {why}")]
    Malformed { why: String },
}

impl TransportError {
    /// The rule that this error breaks.
    pub fn rule(&self) -> &'static Rule {
        match self {
            Self::Request { .. } => &REQUEST,
            Self::Connect { .. } => &CONNECT,
            Self::TimedOut { .. } => &TIMEOUT,
            Self::BodyTooLarge { .. } => &BODY_ENDLESS,
            Self::CutOff { .. } => &CUT_OFF,
            Self::Malformed { .. } => &MALFORMED,
        }
    }

    /// Classifies an error that occurred after `bytes` bytes of the body.
    pub(super) fn of(error: &hyper::Error, bytes: usize) -> Self {
        let why = root(error);
        // If a request was never written, the cause of the error says what ended its connection.
        let error = causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()).last().unwrap_or(error);
        if error.is_user() {
            return Self::Request { why };
        }
        let cause = causes(error).find_map(|cause| cause.downcast_ref::<io::Error>());
        let is_cut_off = match cause {
            // Chunk sizes that are not numbers or never end.
            Some(cause) => !matches!(cause.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput),
            None => error.is_incomplete_message() || error.is_canceled() || error.is_closed(),
        };
        if is_cut_off { Self::CutOff { bytes, why } } else { Self::Malformed { why } }
    }
}

/// The root cause. It does not show the URL, which may have a secret.
fn root(error: &hyper::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn causes<'e>(error: &'e hyper::Error) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}
