//! What a document says and the judge does not follow.

use std::fmt;

/// A part of a document that is not checked, so that a clean judgement says nothing about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// Where the part stands in the document, as a JSON pointer.
    pub pointer: String,
    /// What is not checked, and why.
    pub message: String,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.message)
    }
}
