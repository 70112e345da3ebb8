//! Why a check could not be made.

use trackside_contract::ContractError;

/// Why a check could not be made. None of these says anything about the contract being kept.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The document cannot serve as a contract.
    #[error("the document cannot be checked against")]
    Contract(#[from] ContractError),
    /// The HTTP client cannot be set up.
    #[error("cannot talk to the server")]
    Wire(#[from] crate::wire::WireError),
    /// A credential is named for a scheme that the document does not have.
    #[error("the document has no security scheme {scheme:?}; it has: {known}")]
    UnknownScheme {
        /// The scheme as it was named.
        scheme: String,
        /// The schemes that there are.
        known: String,
    },
    /// A named environment variable is not set.
    #[error("the environment variable {variable} is not set; set it to the credential")]
    MissingVariable {
        /// The variable.
        variable: String,
    },
    /// Every operation needs a credential, and there is none.
    #[error("no operation can be called without a credential; set {variables}")]
    NoCredential {
        /// The variables or arguments that would help, in words.
        variables: String,
    },
    /// An operation was named that the document does not have.
    #[error("the document has no operation {operation:?}; it has: {known}")]
    UnknownOperation {
        /// The operation as it was named.
        operation: String,
        /// The operations that there are.
        known: String,
    },
    /// A value was given for a parameter that no operation has.
    #[error("no operation has a parameter or a field of its body called {name:?}; it can be called for: {known}")]
    UnknownValue {
        /// The name as it was given.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// A file cannot be written.
    #[error("cannot write {path}", path = path.display())]
    Unwritable {
        /// The file.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Nothing is left to do.
    #[error("there is nothing to check: {why}")]
    Nothing {
        /// Why, and what to change.
        why: String,
    },
    /// No answer at all came from the server.
    #[error("{base_url} does not answer: {why}; start the server, or give another --base-url")]
    Unreachable {
        /// The address.
        base_url: String,
        /// What happened, without secrets.
        why: String,
    },
}
