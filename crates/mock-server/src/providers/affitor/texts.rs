//! Refusals of the tracking routes: a text, and the sandbox's reason beside it.

use crate::request::{FieldProblem, InvalidField, Problem};

/// A refusal with 400.
pub(super) fn invalid(message: impl Into<String>, reason: impl Into<String>) -> Problem {
    Problem::rejected(400, message, reason)
}

/// The words for a field that breaks the contract.
pub(super) fn field(field: &InvalidField) -> String {
    let name = &field.name;
    match (name.as_str(), &field.problem) {
        ("transaction_id", _) => "transaction_id is required and must be a string".to_owned(),
        ("amount_cents", _) => "amount_cents is required and must be a positive integer".to_owned(),
        ("affiliate_url", _) => "Invalid affiliate_url".to_owned(),
        (_, FieldProblem::Missing) => format!("{name} is required"),
        _ => format!("{name} is invalid"),
    }
}
