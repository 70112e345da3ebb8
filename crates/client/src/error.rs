//! What keeps a call from giving its answer.

use http::{HeaderMap, StatusCode};

/// Why a call did not give its answer. `F` is the body in which the provider words its failures.
///
/// The status is looked at before the body: an answer that cannot be read still says which status it had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError<F> {
    /// The provider answered with a failure in its own words.
    #[error("the provider refused the call with {status}: {body:?}")]
    Refused {
        /// The status.
        status: StatusCode,
        /// The headers: `Retry-After` and the like.
        headers: Box<HeaderMap>,
        /// The failure as the provider words it.
        body: Box<F>,
    },
    /// The answer is not what the contract says: another body, or a success with a status of its own.
    #[error(
        "the answer with {status} is not what the contract says: {reason}; compare it with the provider's document in `specs/`"
    )]
    Unreadable {
        /// The status.
        status: StatusCode,
        /// The headers.
        headers: Box<HeaderMap>,
        /// The body as text; what is not UTF-8 is replaced.
        text: String,
        /// Where the body and the contract part, and how.
        reason: String,
    },
    /// The provider was not reached, or the connection broke before the whole answer had come. The query of the address is left out, because
    /// a key may stand in it.
    #[error("the provider was not reached or the connection broke: check address and network")]
    Transport(#[source] reqwest::Error),
    /// The request cannot be made as it is: the address, a parameter, the body or a credential breaks its rules.
    #[error("the request cannot be made: {0}")]
    InvalidRequest(String),
}

impl<F> CallError<F> {
    /// The status of the answer, when there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused { status, .. } | Self::Unreadable { status, .. } => Some(*status),
            Self::Transport(_) | Self::InvalidRequest(_) => None,
        }
    }

    /// The headers of the answer, when there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Refused { headers, .. } | Self::Unreadable { headers, .. } => Some(headers),
            Self::Transport(_) | Self::InvalidRequest(_) => None,
        }
    }
}

impl<F> From<reqwest::Error> for CallError<F> {
    fn from(mut error: reqwest::Error) -> Self {
        if let Some(url) = error.url_mut() {
            url.set_query(None);
        }
        if error.is_builder() { Self::InvalidRequest(chain(&error)) } else { Self::Transport(error) }
    }
}

/// What a hook says. Answers do not come this way; they are read where their status is known.
impl<F> From<progenitor_client::Error<F>> for CallError<F> {
    fn from(error: progenitor_client::Error<F>) -> Self {
        use progenitor_client::Error;
        match error {
            Error::CommunicationError(error) | Error::InvalidUpgrade(error) | Error::ResponseBodyError(error) => {
                error.into()
            }
            Error::InvalidRequest(reason) | Error::Custom(reason) => Self::InvalidRequest(reason),
            Error::ErrorResponse(answer) => {
                let (status, headers) = (answer.status(), Box::new(answer.headers().clone()));
                Self::Refused { status, headers, body: Box::new(answer.into_inner()) }
            }
            Error::UnexpectedResponse(answer) => Self::Unreadable {
                status: answer.status(),
                headers: Box::new(answer.headers().clone()),
                text: String::new(),
                reason: "a hook gave it back unread".to_owned(),
            },
            Error::InvalidResponsePayload(_, error) => {
                Self::InvalidRequest(format!("a hook could not read JSON: {error}"))
            }
        }
    }
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
