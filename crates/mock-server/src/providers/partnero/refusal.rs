//! Refusals that several operations have.

use crate::request::Problem;

/// What the provider says of a value that somebody else has.
pub(super) const TAKEN: &str = "has already been taken";

/// Somebody else has the value of the field.
pub(super) fn taken(field: &str) -> Problem {
    Problem::invalid_field(field, TAKEN)
}

/// What exists does not allow it.
pub(super) fn refused(message: &str, reason: impl Into<String>) -> Problem {
    Problem::rejected(400, message, reason)
}
