//! `POST /reset`: back to the start.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Control, Failure, failure, operation};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, example};

/// Back to how the sandbox was started.
///
/// What clients have created is gone, also from the file of `--state`; clock, faults and overrides are those of the command line again.
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
            "What was taken away.",
            vec![
                failure::malformed(),
                failure::invalid("The body has a field.", "unknown field `hard`, there are no fields"),
            ],
        )
        .idempotent()
    }

    fn examples() -> Vec<Example<ResetReport>> {
        let now = "2026-06-08T12:00:00Z".parse().expect("a literal instant");
        vec![
            example("cleared", "A client had created something.", ResetReport { removed_records: 3, now }),
            example("clean", "There was nothing to take away.", ResetReport { removed_records: 0, now }),
        ]
    }
}

/// Nothing to choose: `{}`. The body is there so that the call carries a content type, which no form of a foreign page can.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ResetBody {}

/// What a reset has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ResetReport {
    /// How many records that clients had created are gone.
    pub removed_records: u64,
    /// The clock as it stands now.
    pub now: DateTime<Utc>,
}
