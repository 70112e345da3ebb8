//! `POST /api/v1/track/lead`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::{PROGRAM_KEY, tracking};
use super::tracked::{NULLABLE, recorded_test};
use super::{AdditionalData, Affitor, Failure, RecordedTestEvent, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, rules};

/// Record a sign-up.
///
/// Ties the shop's own id of a customer (`customer_key`) to the click. A backend sends it with the program key; a browser without. A second lead
/// of the same customer gets 400, which is safe to ignore.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct TrackLead;

impl Endpoint for TrackLead {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = LeadToTrack;
    type Success<'a> = TrackedLead;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/track/lead";

    fn operation() -> Operation<Failure> {
        tracking("trackLead", DOCUMENTED)
            .security([&[PROGRAM_KEY][..], &[]])
            .failures([
                failure::text(
                    400,
                    "Neither `click_id` nor `customer_key`, an unknown customer, one of another program, or one who is a lead already.",
                    "Customer not found. Provide a valid click_id or customer_key.",
                ).of_data(),
                failure::text(401, "A program key that is not valid (any more). Without any key the call is one of a browser.", "Invalid API token"),
            ])
            .success("The sign-up is recorded.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<TrackedLead>> {
        let lead =
            |message: &str| TrackedLead { success: true, message: message.to_owned(), provisional: None, data: None };
        vec![
            example("tracked", "A real sign-up.", lead("Lead tracked successfully")),
            example(
                "provisional",
                "From a browser, at a program that requires leads from the backend.",
                TrackedLead {
                    provisional: Some(true),
                    ..lead(
                        "Lead recorded as provisional. This program requires server-side (Bearer) lead tracking to settle \
                         attribution.",
                    )
                },
            ),
            example(
                "test",
                "A test sign-up.",
                TrackedLead { data: Some(recorded_test()), ..lead("Test lead event tracked successfully") },
            ),
        ]
    }
}

/// The sign-up. One of `click_id` and `customer_key` is required unless it is a test.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = NULLABLE))]
pub struct LeadToTrack {
    /// The value of the cookie `affitor_click_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"cust_42_1714000000000")]
    #[garde(length(max = 200))]
    pub click_id: Option<String>,
    /// The shop's own, stable id of the customer. Later sales name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"user_123")]
    #[garde(length(max = 200))]
    pub customer_key: Option<String>,
    /// The customer's address. The provider keeps a hash of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 320))]
    pub email: Option<String>,
    /// The customer's session.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 1000))]
    pub session_id: Option<String>,
    /// The URL of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 4000))]
    pub page_url: Option<String>,
    /// Other click ids that the tracker script has seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub click_ids: Option<Vec<String>>,
    /// Test mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub additional_data: Option<AdditionalData>,
}

/// What became of the sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.success", "a sign-up that is not recorded is a failure", "every other outcome has a status of its own"),
])))]
pub struct TrackedLead {
    /// Whether it is recorded.
    pub success: bool,
    /// What became of it.
    pub message: String,
    /// Whether the backend still has to confirm it: only there if it is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub provisional: Option<bool>,
    /// The test event, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "RecordedTestEvent")]
    pub data: Option<RecordedTestEvent>,
}
