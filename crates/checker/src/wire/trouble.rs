//! What keeps an answer from being whole.

use std::error::Error;
use std::io;

/// Why no client can be set up.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The address is not one of HTTP.
    #[error("{address} is no address of HTTP; give one that starts with http:// or https://")]
    Address {
        /// The address as it was given.
        address: String,
    },
    /// The address has a query or a fragment.
    #[error("{address} has a query or a fragment, and the paths of the document cannot follow them; leave them away")]
    NotABase {
        /// The address as it was given.
        address: String,
    },
    /// The address holds a name or a password, which is not shown.
    #[error(
        "the address holds a name or a password, which reports would show; leave them away and give credentials in the environment"
    )]
    Credentials,
    /// Encrypted connections cannot be set up.
    #[error("encrypted connections cannot be set up: {why}")]
    Tls {
        /// What is in the way.
        why: String,
    },
}

/// What keeps an answer from being whole.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The request cannot be written: a fault of the document, not of the server.
    #[error("the request cannot be written: {why}")]
    Request {
        /// What is wrong with it.
        why: String,
    },
    /// No connection came about.
    #[error("cannot connect: {why}")]
    Connect {
        /// What the system says.
        why: String,
    },
    /// The answer took too long.
    #[error("took more than {seconds} s; by then {} and {bytes} bytes of the body had come", status.map_or("no status".to_owned(), |status| format!("status {status}")))]
    TimedOut {
        /// How long the answer might have taken.
        seconds: f64,
        /// The status, if it had come.
        status: Option<u16>,
        /// How many bytes of the body had come.
        bytes: usize,
    },
    /// The body is too large, or has no end.
    #[error("has a body of more than {limit} bytes; reading was stopped there")]
    BodyTooLarge {
        /// How large it might have been.
        limit: usize,
    },
    /// The connection ended before the answer did.
    #[error("is cut off after {bytes} bytes of the body: {why}")]
    CutOff {
        /// How many bytes of the body had come.
        bytes: usize,
        /// What happened.
        why: String,
    },
    /// The answer is no HTTP.
    #[error("is no HTTP that can be read: {why}")]
    Malformed {
        /// What is wrong with it.
        why: String,
    },
}

impl Trouble {
    /// The stable id of the finding.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Request { .. } => "transport/request",
            Self::Connect { .. } => "transport/connect",
            Self::TimedOut { .. } => "transport/timeout",
            Self::BodyTooLarge { .. } => "transport/body-endless",
            Self::CutOff { .. } => "transport/cut-off",
            Self::Malformed { .. } => "transport/malformed",
        }
    }

    /// What went wrong, once so many bytes of the body had come.
    pub(super) fn of(error: &hyper::Error, bytes: usize) -> Self {
        let why = root(error);
        // A request that was never written tells of it, and within of what ended its connection.
        let error = causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()).last().unwrap_or(error);
        if error.is_user() {
            return Self::Request { why };
        }
        let cause = causes(error).find_map(|cause| cause.downcast_ref::<io::Error>());
        let is_cut_off = match cause {
            // Chunks whose sizes are no numbers, or have no end.
            Some(cause) => !matches!(cause.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput),
            None => error.is_incomplete_message() || error.is_canceled() || error.is_closed(),
        };
        if is_cut_off { Self::CutOff { bytes, why } } else { Self::Malformed { why } }
    }
}

/// What happened in the end. Nothing of it shows the address, which may hold a secret.
fn root(error: &hyper::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn causes<'e>(error: &'e hyper::Error) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}
