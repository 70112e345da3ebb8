//! The failures of the control surface.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{self, DOCUMENTED};

/// A failure. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Failure {
    /// The kind of failure: `invalid`, `not_found`, `internal`, or the name of the HTTP status.
    pub error: String,
    /// What is wrong, and how to fix it.
    pub message: String,
}

impl Failure {
    /// A failure of this kind, with this message.
    pub fn new(error: &str, message: impl Into<String>) -> Self {
        Self { error: error.to_owned(), message: message.into() }
    }
}

/// A body that is not a JSON object.
pub(super) fn malformed() -> declare::Failure<Failure> {
    let example = Failure::new("malformed", "the body is not JSON: expected value at line 1 column 1");
    declare::Failure::new(400, "The body is not a JSON object.", DOCUMENTED, example)
}

/// A body that breaks a rule. The message names the field and the rule, and says how to fix it.
pub(super) fn invalid(description: &'static str, message: &str) -> declare::Failure<Failure> {
    declare::Failure::new(422, description, DOCUMENTED, Failure::new("invalid", message))
}
