//! Why two documents cannot be compared.

use std::fmt;

/// Why two documents cannot be compared. A place is a JSON pointer into the document; the root is `/`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiffError {
    /// One of the two is something else than an OpenAPI 3.0 document.
    #[error(
        "the {which} document is no OpenAPI 3.0 document: {reason}; give a JSON object with `openapi: 3.0.x` and `paths`"
    )]
    NotOpenApi {
        /// Which of the two.
        which: Which,
        /// What is missing or wrong.
        reason: String,
    },
    /// A reference leads nowhere that can be read.
    #[error(
        "the reference {reference:?} at {place} of the {which} document {reason}; point it at a part of the same document"
    )]
    Reference {
        /// Which of the two.
        which: Which,
        /// Where the reference stands.
        place: String,
        /// The reference as it is written.
        reference: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Values are nested deeper than is reasonable.
    #[error("the {which} document nests values deeper than {limit} levels; move the inner parts into components")]
    TooDeep {
        /// Which of the two.
        which: Which,
        /// The deepest nesting that is read.
        limit: usize,
    },
    /// The schemas of both documents combine to more pairs than is reasonable.
    #[error(
        "the schemas combine in more ways than {limit} steps can follow; flatten allOf, oneOf and anyOf that refer to each other"
    )]
    TooComplex {
        /// The steps that are taken before giving up.
        limit: usize,
    },
    /// More changes are found than anybody can read.
    #[error("the documents differ in more than {limit} places; check that both describe the same service")]
    TooDifferent {
        /// The changes that are listed before giving up.
        limit: usize,
    },
}

/// One of the two documents of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// The document that clients were built against.
    Old,
    /// The document that takes its place.
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
