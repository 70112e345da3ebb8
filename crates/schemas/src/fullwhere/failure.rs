//! The one shape of Fullwhere's failures: NestJS's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{self, DOCUMENTED, Provenance, Rule, inferred};

const NEST: Provenance = inferred("the public document shows a NestJS service, which answers failures in this shape");

/// A failure as NestJS writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = NEST))]
pub struct Failure {
    /// The HTTP status.
    #[schemars(range(min = 400, max = 599))]
    pub status_code: u16,
    /// The failure in words; a list with a text for each broken rule when the input is at fault.
    pub message: FailureMessage,
    /// The name of the status; absent when the message already says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub error: Option<String>,
}

/// One text, or a text for each broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = NEST))]
pub enum FailureMessage {
    /// One text.
    Text(String),
    /// A text for each broken rule, such as `limit must not be greater than 100`.
    Texts(Vec<String>),
}

impl Failure {
    /// A failure with one text and the name of its status.
    pub fn new(status: u16, name: &str, message: impl Into<String>) -> Self {
        Self { status_code: status, message: FailureMessage::Text(message.into()), error: Some(name.to_owned()) }
    }

    /// Input that breaks rules, a text for each.
    pub fn invalid(messages: Vec<String>) -> Self {
        Self { status_code: 400, message: FailureMessage::Texts(messages), error: Some("Bad Request".to_owned()) }
    }

    /// A failure of which there is no more to say than its status.
    pub fn bare(status: u16, message: impl Into<String>) -> Self {
        Self { status_code: status, message: FailureMessage::Text(message.into()), error: None }
    }
}

/// Input that breaks the rules, with what is wrong with it.
pub(super) fn invalid_input(message: &str) -> declare::Failure<Failure> {
    declare::Failure {
        status: 400,
        description: "Invalid input format.",
        provenance: DOCUMENTED,
        example: Failure::invalid(vec![message.to_owned()]),
    }
}

/// Key or secret is missing or not known.
pub(super) fn unauthorized() -> declare::Failure<Failure> {
    declare::Failure {
        status: 401,
        description: "Key or secret is missing or not known.",
        provenance: DOCUMENTED,
        example: Failure::bare(401, "Unauthorized"),
    }
}

/// The thing asked for does not exist.
pub(super) fn not_found(message: &'static str) -> declare::Failure<Failure> {
    declare::Failure {
        status: 404,
        description: message,
        provenance: DOCUMENTED,
        example: Failure::new(404, "Not Found", message),
    }
}

/// The body of a failure repeats its status.
pub(super) fn repeats_status() -> Rule {
    Rule::inferred(
        "response.status < 400 || response.body.statusCode == response.status",
        "the failure's body repeats the status",
        "NestJS writes both from one exception",
    )
}
