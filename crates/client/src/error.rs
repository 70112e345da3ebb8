//! Why a call fails.

use http::{HeaderMap, StatusCode};

/// Why a call failed. `F` is the provider's failure body.
///
/// The status is read before the body, so it is known even if the body cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError<F> {
    /// The provider returned a failure with a body that it documents.
    #[error("the provider returned {status}: {body:?}")]
    Refused {
        /// The status of the response.
        status: StatusCode,
        /// The headers of the response, such as `Retry-After`.
        headers: Box<HeaderMap>,
        /// The provider's failure body.
        body: Box<F>,
    },
    /// The response does not match the contract: its body is different, or it is a success with an undeclared status.
    #[error(
        "the response with status {status} does not match the contract: {reason}; compare it with the document in `specs/`"
    )]
    Unreadable {
        /// The status of the response.
        status: StatusCode,
        /// The headers of the response.
        headers: Box<HeaderMap>,
        /// The body as text. Bytes that are not UTF-8 are replaced.
        text: String,
        /// Where the body differs from the contract, and how.
        reason: String,
    },
    /// The provider was not reached, or the connection broke before the whole response was received. The query of the
    /// URL is left out, because it may contain a key.
    #[error("the provider was not reached, or the connection broke: check the base URL and the network")]
    Transport(#[source] reqwest::Error),
    /// The request cannot be sent: the base URL, a parameter, the body or a credential is invalid.
    #[error("invalid request: {0}")]
    InvalidRequest(String),
}

impl<F> CallError<F> {
    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused { status, .. } | Self::Unreadable { status, .. } => Some(*status),
            Self::Transport(_) | Self::InvalidRequest(_) => None,
        }
    }

    /// The headers of the response, if there was one.
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

/// A header, such as `Idempotency-Key`, cannot have the value.
impl<F> From<http::header::InvalidHeaderValue> for CallError<F> {
    fn from(error: http::header::InvalidHeaderValue) -> Self {
        Self::InvalidRequest(chain(&error))
    }
}

/// Converts the errors of hooks. Responses are read by `crate::response` instead.
impl<F> From<progenitor_client::Error<F>> for CallError<F> {
    fn from(error: progenitor_client::Error<F>) -> Self {
        use progenitor_client::Error;
        match error {
            Error::CommunicationError(error) | Error::InvalidUpgrade(error) | Error::ResponseBodyError(error) => {
                error.into()
            }
            Error::InvalidRequest(reason) | Error::Custom(reason) => Self::InvalidRequest(reason),
            Error::ErrorResponse(response) => {
                let (status, headers) = (response.status(), Box::new(response.headers().clone()));
                Self::Refused { status, headers, body: Box::new(response.into_inner()) }
            }
            Error::UnexpectedResponse(response) => Self::Unreadable {
                status: response.status(),
                headers: Box::new(response.headers().clone()),
                text: String::new(),
                reason: "a hook returned it unread".to_owned(),
            },
            Error::InvalidResponsePayload(_, error) => {
                Self::InvalidRequest(format!("a hook could not read JSON: {error}"))
            }
        }
    }
}

/// An error and its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
