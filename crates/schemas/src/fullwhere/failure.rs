//! Fullwhere's failures, as NestJS writes them: one text, or a list of texts when the input is at fault.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{self, DOCUMENTED, Provenance, Rule, Shared, inferred};
use crate::values::MillisecondInstant;

const NEST: Provenance = inferred("the public document shows a NestJS service, which answers failures in this shape");

/// A failure, in one of two shapes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = NEST))]
pub enum Failure {
    /// Input that breaks rules.
    InvalidInput(InvalidInput),
    /// Every other failure.
    Message(MessageFailure),
}

/// Input that breaks rules, with a text for each rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-provenance" = NEST))]
pub struct InvalidInput {
    /// The HTTP status, 400.
    #[schemars(range(min = 400, max = 599))]
    pub status_code: u16,
    /// A text for each broken rule, such as `limit must not be greater than 100`.
    pub message: Vec<String>,
    /// The name of the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub error: Option<String>,
}

/// A failure in one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-provenance" = NEST))]
pub struct MessageFailure {
    /// The HTTP status.
    #[schemars(range(min = 400, max = 599))]
    pub status_code: u16,
    /// The failure in words.
    pub message: String,
    /// The name of the status; absent when the message already says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub error: Option<String>,
}

impl Failure {
    /// A failure with one text and the name of its status.
    pub fn new(status: u16, name: &str, message: impl Into<String>) -> Self {
        MessageFailure { status_code: status, message: message.into(), error: Some(name.to_owned()) }.into()
    }

    /// Input that breaks rules, a text for each.
    pub fn invalid(messages: Vec<String>) -> Self {
        InvalidInput { status_code: 400, message: messages, error: Some("Bad Request".to_owned()) }.into()
    }

    /// A failure of which there is no more to say than its status.
    pub fn bare(status: u16, message: impl Into<String>) -> Self {
        MessageFailure { status_code: status, message: message.into(), error: None }.into()
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidInput(failure) => failure.status_code,
            Self::Message(failure) => failure.status_code,
        }
    }
}

impl From<InvalidInput> for Failure {
    fn from(failure: InvalidInput) -> Self {
        Self::InvalidInput(failure)
    }
}

impl From<MessageFailure> for Failure {
    fn from(failure: MessageFailure) -> Self {
        Self::Message(failure)
    }
}

/// What every operation can answer.
pub(super) fn shared() -> Shared<Failure> {
    let unauthorized = MessageFailure { status_code: 401, message: "Unauthorized".to_owned(), error: None };
    Shared {
        failures: vec![declare::Failure::new(401, "Key or secret is missing or not known.", DOCUMENTED, unauthorized)],
        invalid: Some(invalid_input("id must be a UUID")),
        malformed: None,
        rules: vec![Rule::inferred(
            "response.status < 400 || response.body.statusCode == response.status",
            "the failure's body repeats the status",
            "NestJS writes both from one exception",
        )],
    }
}

/// Input that breaks the rules, with what is wrong with it.
pub(super) fn invalid_input(message: &str) -> declare::Failure<Failure> {
    let body =
        InvalidInput { status_code: 400, message: vec![message.to_owned()], error: Some("Bad Request".to_owned()) };
    declare::Failure::new(400, "Invalid input format.", DOCUMENTED, body)
}

/// The thing that the request names does not exist.
pub(super) fn not_found(message: &'static str) -> declare::Failure<Failure> {
    let body = MessageFailure { status_code: 404, message: message.to_owned(), error: Some("Not Found".to_owned()) };
    declare::Failure::new(404, message, DOCUMENTED, body)
}

/// A literal time of an example.
pub(super) fn instant(text: &str) -> MillisecondInstant {
    text.parse::<DateTime<Utc>>().expect("a literal instant").into()
}
