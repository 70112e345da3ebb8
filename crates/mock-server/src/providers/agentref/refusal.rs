//! Refusals that only the handlers know.

use crate::request::Problem;

/// What exists does not allow the change.
pub(super) fn conflict(message: impl Into<String>, reason: impl Into<String>) -> Problem {
    Problem::rejected(409, message, reason)
}
