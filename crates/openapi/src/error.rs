//! Why a document cannot be read.

use thiserror::Error;

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// It is neither JSON nor YAML.
    #[error("{name}:{line}:{column}: {reason}")]
    Text {
        /// The file.
        name: String,
        /// The line, from 1 on.
        line: usize,
        /// The column, from 1 on.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A reference leads to what cannot be read.
    #[error("{name} refers to `{reference}`: {reason}")]
    Reference {
        /// The file with the reference.
        name: String,
        /// The reference as it is written.
        reference: String,
        /// Why it cannot be followed.
        reason: String,
    },
}
