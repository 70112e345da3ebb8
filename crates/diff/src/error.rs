//! Why two documents cannot be compared.

use std::fmt;

/// Why two documents cannot be compared. Every place is a JSON pointer into the document; the root is `/`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiffError {
    /// A document is not OpenAPI 3.0.
    #[error(
        "the {which} document is not an OpenAPI 3.0 document: {reason}; expected a JSON object with `openapi: 3.0.x` and `paths`"
    )]
    NotOpenApi {
        /// Which of the two documents.
        which: Which,
        /// What is missing or wrong.
        reason: String,
    },
    /// A reference cannot be resolved.
    #[error(
        "the reference {reference:?} at {place} of the {which} document {reason}; it must point to a part of the same document"
    )]
    Reference {
        /// Which of the two documents.
        which: Which,
        /// The place of the reference.
        place: String,
        /// The reference as written in the document.
        reference: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Values are nested too deeply.
    #[error("the {which} document has more than {limit} levels of nesting; move the inner parts to components")]
    TooDeep {
        /// Which of the two documents.
        which: Which,
        /// The deepest nesting that is read.
        limit: usize,
    },
    /// The schemas of both documents have too many combinations.
    #[error(
        "comparing the schemas takes more than {limit} steps; flatten allOf, oneOf and anyOf that refer to each other"
    )]
    TooComplex {
        /// The most steps.
        limit: usize,
    },
    /// There are too many changes.
    #[error("the documents differ in more than {limit} places; check that both describe the same service")]
    TooDifferent {
        /// The most changes.
        limit: usize,
    },
}

/// One of the two documents of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// The document that clients were written for.
    Old,
    /// The document that replaces it.
    New,
}

impl fmt::Display for Which {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Old => "old",
            Self::New => "new",
        })
    }
}
