//! `POST /reset`: resets the sandbox.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Resets the sandbox.
///
/// Removes everything that clients have created, from the `--state` file too. Clock, faults and overrides are reset to
/// how the sandbox was started.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct Reset;

impl Endpoint for Reset {
    type Provider = Control;
    type Path = Nothing;
    type Query = Nothing;
    type Body = ResetBody;
    type Success<'a> = ResetReport;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/reset";

    fn operation() -> Operation<Failure> {
        operation(
            "reset",
            "What was removed.",
            vec![
                failure::malformed(),
                failure::invalid("The body has a field.", "unknown field `hard`, there are no fields"),
            ],
        )
        .idempotent()
    }

    fn examples() -> Vec<Example<ResetReport>> {
        let now = "2026-06-08T12:00:00Z".parse().expect("a literal time");
        vec![
            example("cleared", "A client had created something.", ResetReport { removed_records: 3, now }),
            example("clean", "There was nothing to remove.", ResetReport { removed_records: 0, now }),
        ]
    }
}

/// Always `{}`. The body makes the content type JSON, which a form on a foreign page cannot send.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ResetConfirmation", extend("x-provenance" = DOCUMENTED))]
pub struct ResetBody {}

/// The result of a reset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ResetReport {
    /// The number of removed records that clients had created.
    pub removed_records: u64,
    /// The time of the clock now.
    pub now: DateTime<Utc>,
}
