//! Why a signature is refused.

/// Why a signature is refused. The three usual mistakes (a parsed body, the wrong secret, an old delivery) have
/// variants of their own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// A header is missing.
    #[error(
        "the header `{name}` is missing: the request does not come from the provider, or a proxy has removed the header"
    )]
    MissingHeader {
        /// The name of the header.
        name: &'static str,
    },
    /// A header cannot be read.
    #[error("the header `{name}` cannot be read: it must be {expected}")]
    MalformedHeader {
        /// The name of the header.
        name: &'static str,
        /// What it should look like.
        expected: &'static str,
    },
    /// The secret cannot be one.
    #[error("the secret cannot be read: it must be {expected}; copy it as the provider shows it")]
    MalformedSecret {
        /// What it should look like.
        expected: &'static str,
    },
    /// There is no body to verify.
    #[error(
        "the body is empty: something has read it before, such as a body parser; verify the raw bytes of the request"
    )]
    EmptyBody,
    /// The secret is right, and the body was parsed and written again.
    #[error("the secret is right, but the body was parsed and written again: verify the raw bytes of the request")]
    RewrittenBody,
    /// No signature fits.
    #[error(
        "the signature was made with another secret, or of another body: use the secret of this webhook, which changes \
         when it is rotated, and the raw bytes of the request"
    )]
    WrongSecret,
    /// The signature is right and too old.
    #[error(
        "the signature is right, but it is {seconds} seconds old, and at most {tolerance} are accepted: check the clock \
         of this machine; somebody may also have sent a recorded request again"
    )]
    TooOld {
        /// Its age.
        seconds: u64,
        /// The age that is accepted.
        tolerance: u64,
    },
    /// The signature is right, and its time has not come.
    #[error(
        "the signature is right, but its time is {seconds} seconds ahead, and at most {tolerance} are accepted: check \
         the clock of this machine"
    )]
    TooEarly {
        /// How far its time is ahead.
        seconds: u64,
        /// How far it may be.
        tolerance: u64,
    },
}
