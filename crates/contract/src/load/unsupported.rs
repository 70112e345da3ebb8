//! Parts of a document that are not supported.

use std::fmt;

/// A part of a document that is not checked. A clean judgement says nothing about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// The place of the part, as a JSON pointer.
    pub pointer: String,
    /// What is not checked, and why.
    pub message: String,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.message)
    }
}
