//! What keeps an answer from being whole.

use std::error::Error;

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
    /// The client cannot be built.
    #[error("the HTTP client cannot be set up")]
    Client(#[source] reqwest::Error),
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

    /// What went wrong before the head of the answer had come.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        let why = root(error);
        if error.is_connect() {
            Self::Connect { why }
        } else if error.is_builder() {
            Self::Request { why }
        } else if is_parse(error) {
            Self::Malformed { why }
        } else {
            Self::CutOff { bytes: 0, why }
        }
    }

    /// What went wrong within the body.
    pub(super) fn of_body(error: &reqwest::Error, bytes: usize) -> Self {
        let why = root(error);
        // What hyper says of chunks whose sizes are no numbers.
        let is_chunk = why.contains("chunk");
        if is_parse(error) || is_chunk { Self::Malformed { why } } else { Self::CutOff { bytes, why } }
    }
}

/// Whether the bytes were no HTTP, rather than too few.
fn is_parse(error: &reqwest::Error) -> bool {
    chain(error).any(|cause| {
        let said = cause.to_string();
        said.contains("invalid HTTP")
            || said.contains("parse")
            || said.contains("too large")
            || said.contains("invalid content-length")
    })
}

/// What happened in the end, without the address, which may hold a secret.
fn root(error: &reqwest::Error) -> String {
    chain(error).last().map_or_else(|| "it ended".to_owned(), ToString::to_string)
}

/// The causes of an error; the error itself is left out, since it shows the address.
fn chain<'e>(error: &'e reqwest::Error) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}
