//! The three shapes of wecantrack's failures.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{self, DOCUMENTED, Provenance, Shared, inferred};

const LARAVEL: Provenance =
    inferred("no body of a failure is published; the lists come from Laravel, which answers failures in this shape");

/// A failure: an error (status 401), the parameters that broke the rules (422), or a message (every other status).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = LARAVEL))]
pub enum Failure {
    /// The key is missing or not known.
    Error(ErrorBody),
    /// The parameters that broke the rules.
    Invalid(InvalidParameters),
    /// What went wrong, in words.
    Message(MessageBody),
}

/// An error in a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = LARAVEL))]
pub struct ErrorBody {
    /// The error.
    pub error: String,
}

/// The parameters that broke the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = LARAVEL))]
pub struct InvalidParameters {
    /// The first thing that is wrong, and how many more there are.
    pub message: String,
    /// What is wrong, by the name of the parameter; each parameter has at least one message.
    pub errors: BTreeMap<String, Vec<String>>,
}

/// What went wrong, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = LARAVEL))]
pub struct MessageBody {
    /// The failure in words.
    pub message: String,
}

impl From<ErrorBody> for Failure {
    fn from(body: ErrorBody) -> Self {
        Self::Error(body)
    }
}

impl From<InvalidParameters> for Failure {
    fn from(body: InvalidParameters) -> Self {
        Self::Invalid(body)
    }
}

impl From<MessageBody> for Failure {
    fn from(body: MessageBody) -> Self {
        Self::Message(body)
    }
}

impl Failure {
    /// An error in a word.
    pub fn error(error: impl Into<String>) -> Self {
        Self::Error(ErrorBody { error: error.into() })
    }

    /// Parameters that broke the rules. The message is made from the errors as Laravel does it.
    pub fn invalid(errors: BTreeMap<String, Vec<String>>) -> Self {
        let mut messages = errors.values().flatten();
        let first = messages.next().cloned().unwrap_or_else(|| "The given data was invalid.".to_owned());
        let message = match messages.count() {
            0 => first,
            1 => format!("{first} (and 1 more error)"),
            more => format!("{first} (and {more} more errors)"),
        };
        Self::Invalid(InvalidParameters { message, errors })
    }

    /// A failure with a message.
    pub fn message(message: impl Into<String>) -> Self {
        Self::Message(MessageBody { message: message.into() })
    }
}

/// What every operation can answer.
pub(super) fn shared() -> Shared<Failure> {
    let needs_key = inferred(
        "a key is documented as required; the provider's own plugin looks for this text in `error`, and 401 is the status of a missing key",
    );
    let needs_parameters = inferred(
        "parameters are documented as required and bounded; 422 is the status with which Laravel refuses others. Two older routes document 400",
    );
    let invalid = InvalidParameters {
        message: "The start date field is required.".to_owned(),
        errors: BTreeMap::from([("start_date".to_owned(), vec!["The start date field is required.".to_owned()])]),
    };
    let unauthorised = ErrorBody { error: "Unauthorised".to_owned() };
    let too_many = MessageBody { message: "Too Many Request".to_owned() };
    Shared {
        failures: vec![
            declare::Failure::new(401, "No key, or a key that is not known.", needs_key, unauthorised),
            declare::Failure::new(429, "Too many requests in the minute.", DOCUMENTED, too_many),
        ],
        invalid: Some(declare::Failure::new(
            422,
            "A parameter is missing or breaks its rules.",
            needs_parameters,
            invalid,
        )),
        malformed: None,
        rules: Vec::new(),
    }
}

/// A parameter or field that breaks its rules, at the routes of version 1.
pub(super) fn bad_request(message: &str) -> declare::Failure<Failure> {
    let provenance =
        inferred("the clickout routes of the same version document 400 with an `error`; this route says nothing");
    declare::Failure::new(400, "A parameter breaks its rules.", provenance, ErrorBody { error: message.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Failure;

    #[test]
    fn the_message_counts_the_other_errors() {
        for (count, expected) in [
            (0, "The given data was invalid."),
            (1, "Wrong 0."),
            (2, "Wrong 0. (and 1 more error)"),
            (4, "Wrong 0. (and 3 more errors)"),
        ] {
            let errors: BTreeMap<_, _> =
                (0..count).map(|index| (format!("field{index}"), vec![format!("Wrong {index}.")])).collect();
            let Failure::Invalid(invalid) = Failure::invalid(errors) else { panic!("not a validation failure") };
            assert_eq!(invalid.message, expected, "{count} errors");
        }
    }
}
