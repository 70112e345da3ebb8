//! The two shapes of Partnero's failures.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FailureStatus;
use crate::declare::{self, DOCUMENTED, Rule, inferred};

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
}

impl Failure {
    /// A failure with a message.
    pub fn message(message: impl Into<String>) -> Self {
        Self::Message(MessageBody { message: message.into() })
    }

    /// Fields that broke the rules, each with what is wrong.
    pub fn invalid(errors: BTreeMap<String, Vec<String>>) -> Self {
        Self::Invalid(InvalidFields { status: FailureStatus::default(), errors })
    }
}

/// The failures that every Partnero operation declares.
pub(super) fn failures() -> Vec<declare::Failure<Failure>> {
    let failure =
        |status, description, provenance, example| declare::Failure { status, description, provenance, example };
    let unauthenticated =
        inferred("the status is documented; the body is the one that Laravel answers without a valid key");
    let laravel =
        inferred("the status is documented; the body has the shape of the documented 404, with Laravel's message");
    let invalid = BTreeMap::from([("name".to_owned(), vec!["The name field is required.".to_owned()])]);
    vec![
        failure(401, "No key, or a key that is not known.", unauthenticated, Failure::message("Unauthenticated.")),
        failure(
            404,
            "The program of the key does not exist any more.",
            DOCUMENTED,
            Failure::message("Program not found."),
        ),
        failure(422, "A field of the request breaks its rules.", DOCUMENTED, Failure::invalid(invalid)),
        failure(429, "Too many requests.", laravel, Failure::message("Too Many Attempts.")),
        failure(500, "Something failed on the server.", laravel, Failure::message("Server Error")),
    ]
}

/// Which status has which shape.
pub(super) fn rules() -> Vec<Rule> {
    vec![
        Rule::documented(
            "response.status != 422 || has(response.body.errors)",
            "a failed validation names the fields and what is wrong with them",
        ),
        Rule::inferred(
            "response.status < 400 || response.status == 422 || has(response.body.message)",
            "every other failure has a message",
            "404 is documented with a message; the other statuses come from the same framework",
        ),
    ]
}
