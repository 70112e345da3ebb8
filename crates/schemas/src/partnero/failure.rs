//! The two shapes of Partnero's failures.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FailureStatus;
use crate::declare::{self, DOCUMENTED, Provenance, Shared, inferred};

/// A failure: the fields that broke the rules (status 422), or a message (every other status).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Failure {
    /// The fields that broke the rules.
    Invalid(InvalidFields),
    /// What went wrong, in words.
    Message(MessageBody),
}

/// The fields of a request that broke the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct InvalidFields {
    /// Always 0.
    pub status: FailureStatus,
    /// What is wrong, by the name of the field; each field has at least one message.
    pub errors: BTreeMap<String, Vec<String>>,
}

/// What went wrong, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MessageBody {
    /// The failure in words.
    pub message: String,
    /// Always 0, if it is there. The sandbox leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "FailureStatus", extend("x-provenance" = inferred("a failed validation has it; nothing shows whether the other failures do")))]
    pub status: Option<FailureStatus>,
}

impl From<InvalidFields> for Failure {
    fn from(body: InvalidFields) -> Self {
        Self::Invalid(body)
    }
}

impl From<MessageBody> for Failure {
    fn from(body: MessageBody) -> Self {
        Self::Message(body)
    }
}

impl MessageBody {
    /// The failure in words, and nothing else.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: None }
    }
}

impl Failure {
    /// A failure with a message.
    pub fn message(message: impl Into<String>) -> Self {
        Self::Message(MessageBody::new(message))
    }

    /// Fields that broke the rules, each with what is wrong.
    pub fn invalid(errors: BTreeMap<String, Vec<String>>) -> Self {
        Self::Invalid(InvalidFields { status: FailureStatus::default(), errors })
    }
}

/// What every operation can answer.
pub(super) fn shared() -> Shared<Failure> {
    let unauthenticated =
        inferred("the status is documented; the body is the one that Laravel sends without a valid key");
    let laravel =
        inferred("the status is documented; the body has the shape of the documented 404, with Laravel's message");
    let invalid = InvalidFields {
        status: FailureStatus::default(),
        errors: BTreeMap::from([("website".to_owned(), vec!["The website format is invalid.".to_owned()])]),
    };
    Shared {
        failures: vec![
            failure(401, "No key, or a key that is not known.", unauthenticated, "Unauthenticated."),
            failure(403, "The key may not do this.", laravel, "This action is unauthorized."),
            failure(404, "The program of the key does not exist any more.", DOCUMENTED, "Program not found."),
            declare::Failure::new(422, "A field of the request breaks its rules.", DOCUMENTED, invalid),
            failure(429, "Too many requests.", laravel, "Too Many Attempts."),
            failure(500, "Something failed on the server.", laravel, "Server Error"),
        ],
        invalid: None,
        malformed: Some(failure(400, "The body is not JSON.", laravel, "Malformed body.")),
        rules: Vec::new(),
    }
}

fn failure(status: u16, description: &'static str, provenance: Provenance, message: &str) -> declare::Failure<Failure> {
    declare::Failure::new(status, description, provenance, MessageBody::new(message))
}

/// The request names nothing of the program's.
pub(super) fn unknown(description: &'static str, message: &str) -> declare::Failure<Failure> {
    failure(404, description, DOCUMENTED, message)
}

/// A body in which no identifier names anybody.
pub(super) fn nobody_named() -> declare::Failure<Failure> {
    unfit("No identifier is given, or a field is invalid.", "key", "The key field is required.")
}

/// What exists does not allow the action.
pub(super) fn refused(description: &'static str, provenance: Provenance, message: &str) -> declare::Failure<Failure> {
    failure(400, description, provenance, message).of_data()
}

/// A field does not fit what exists.
pub(super) fn unfit(description: &'static str, field: &str, message: &str) -> declare::Failure<Failure> {
    let errors = BTreeMap::from([(field.to_owned(), vec![message.to_owned()])]);
    let body = InvalidFields { status: FailureStatus::default(), errors };
    declare::Failure::new(422, description, DOCUMENTED, body).of_data()
}
