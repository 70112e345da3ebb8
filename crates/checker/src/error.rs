//! Errors of a check.

use trackside_contract::ContractError;

/// Why a check could not be made. An error says nothing about whether the contract is kept.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The document cannot be used.
    #[error("the document cannot be used as a contract")]
    Contract(#[from] ContractError),
    /// The HTTP client cannot be set up.
    #[error("cannot connect to the server")]
    Wire(#[from] crate::wire::WireError),
    /// A credential is given for a security scheme that the document does not have.
    #[error("the document has no security scheme {scheme:?}; it has: {known}")]
    UnknownScheme {
        scheme: String,
        /// The schemes of the document.
        known: String,
    },
    /// An environment variable is not set.
    #[error("the environment variable {variable} is not set; set it to the credential")]
    MissingVariable { variable: String },
    /// Every operation needs a credential, but there is none.
    #[error("no operation can be called without a credential; set {variables}")]
    NoCredential {
        /// The variables or arguments that would help, in words.
        variables: String,
    },
    /// The document does not have this operation.
    #[error("the document has no operation {operation:?}; it has: {known}")]
    UnknownOperation {
        operation: String,
        /// The operations of the document.
        known: String,
    },
    /// No operation has this parameter or body field.
    #[error("no operation has a parameter or body field {name:?}; there are: {known}")]
    UnknownValue {
        name: String,
        /// The names in the document.
        known: String,
    },
    /// A file cannot be written.
    #[error("cannot write {path}", path = path.display())]
    Unwritable { path: std::path::PathBuf, source: std::io::Error },
    /// There is nothing to check.
    #[error("there is nothing to check: {why}")]
    Nothing {
        /// Why, and what to change.
        why: String,
    },
    /// The document declares no webhook events.
    #[error("{title} declares no webhook events (`x-webhooks`), so no delivery can be judged; give another document")]
    NoWebhooks {
        /// The title of the document.
        title: String,
    },
    /// A secret of a webhook cannot be one.
    #[error("the secret of the webhook cannot be read: it must be {expected}; copy it as the provider shows it")]
    WebhookSecret {
        /// What it should look like.
        expected: &'static str,
    },
    /// The listener for deliveries cannot be used.
    #[error("cannot listen for deliveries")]
    Listener { source: std::io::Error },
    /// No delivery was received.
    #[error(
        "nothing was received at {url}: let the provider send its webhooks there, or a sandbox \
         (`trackside-mock --webhook PROVIDER={url}`), and cause an event (`trackside-mock trigger {event}`){notes}"
    )]
    NothingReceived {
        url: String,
        /// An event that could be caused.
        event: String,
        /// What came that is no delivery, each after a semicolon.
        notes: String,
    },
    /// The server cannot be reached.
    #[error("cannot reach {base_url}: {why}; start the server, or give another --base-url")]
    Unreachable {
        base_url: String,
        /// What happened, without secrets.
        why: String,
    },
}
