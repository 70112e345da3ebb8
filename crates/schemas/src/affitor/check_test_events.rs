//! `POST /api/tracking/check-test-events`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::dashboard;
use super::test_event::UNPUBLISHED;
use super::{Affitor, EventStatistics, Failure, StepStatuses, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, rules};

/// Look for test events.
///
/// Whether test events of a program have arrived, for one step or all of them. No credential is shown on the page. The response is not published.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CheckTestEvents;

impl Endpoint for CheckTestEvents {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = TestEventsToCheck;
    type Success<'a> = CheckedTestEvents;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/tracking/check-test-events";

    fn operation() -> Operation<Failure> {
        dashboard("checkTestEvents", DOCUMENTED)
            .reads()
            .public()
            .without(401)
            .without(403)
            .failures([failure::invalid_body("program_id is required")])
            .success("What has arrived.", UNPUBLISHED)
    }

    fn examples() -> Vec<Example<CheckedTestEvents>> {
        let none = || EventStatistics::new(0, None);
        vec![example(
            "nothing",
            "Nothing has arrived yet.",
            CheckedTestEvents {
                data: TestEventsFound {
                    program_id: "42".to_owned(),
                    step_statuses: StepStatuses::pending(),
                    pageview: Some(none()),
                    referrals: Some(none()),
                },
            },
        )]
    }
}

/// Whose test events to look for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TestEventsToCheck {
    /// The program's number. The page shows the field without its type.
    #[schemars(example = 42)]
    #[garde(range(min = 1, max = 2_147_483_647))]
    pub program_id: i64,
    /// Only this step: `pageview`, `referrals` or `payments`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-extensible-enum" = ["pageview", "referrals", "payments"]))]
    #[schemars(extend("x-provenance" = UNPUBLISHED))]
    #[garde(length(max = 100))]
    pub step: Option<String>,
}

/// What has arrived, in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = UNPUBLISHED))]
pub struct CheckedTestEvents {
    /// What has arrived.
    pub data: TestEventsFound,
}

/// What has arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = UNPUBLISHED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "!('pageview' in self) || (self.stepStatuses.pageview == 'complete') == self.pageview.hasTestEvents",
        "the page-view step is complete exactly when there are test clicks",
        "the status endpoint documents it",
    ),
    Rule::inferred(
        "!('referrals' in self) || (self.stepStatuses.referrals == 'complete') == self.referrals.hasTestEvents",
        "the referrals step is complete exactly when there are test leads",
        "the status endpoint documents it",
    ),
])))]
pub struct TestEventsFound {
    /// The program's number as text.
    pub program_id: String,
    /// Which steps are done.
    pub step_statuses: StepStatuses,
    /// The test clicks, unless another step is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "EventStatistics")]
    pub pageview: Option<EventStatistics>,
    /// The test leads, unless another step is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "EventStatistics")]
    pub referrals: Option<EventStatistics>,
}
