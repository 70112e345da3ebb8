//! `GET /api/tracking/status/{programId}`.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::dashboard;
use super::{Affitor, Failure, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred, rules,
};
use crate::values::MillisecondInstant;

/// State of a program's integration steps.
///
/// Which of the three steps (page views, referrals, payments) is done, what test events have arrived for them, and how the advertiser's
/// Stripe account stands.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetTrackingStatus;

impl Endpoint for GetTrackingStatus {
    type Provider = Affitor;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = TrackingStatusResponse;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/tracking/status/{programId}";

    fn operation() -> Operation<Failure> {
        dashboard("getTrackingStatus", DOCUMENTED)
            .success("The state of the steps.", DOCUMENTED)
            .scopes(&["tracking:read"])
            .failure(failure::malformed_program())
            .rule(Rule::on_success(
                "response.body.data.programId == string(int(request.path.programId))",
                "the program answered is the program asked for",
            ))
    }

    fn examples() -> Vec<Example<TrackingStatusResponse>> {
        vec![
            example("connected", "Page views arrive and Stripe is connected; no test lead was sent yet.", connected()),
            example("fresh", "A program on which nothing is set up yet.", fresh()),
        ]
    }
}

/// Which program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramPath {
    /// The program's number. The bounds are those of the database's integer ids (inferred).
    #[garde(range(min = 1, max = 2_147_483_647))]
    #[schemars(example = 42)]
    pub program_id: i64,
}

/// The state in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TrackingStatusResponse {
    /// The state of the integration.
    pub data: TrackingStatus,
}

/// The state of a program's integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "(self.stepStatuses.pageview == 'complete') == self.statistics.pageview.hasTestEvents",
        "the page-view step is complete exactly when there are test clicks",
    ),
    Rule::documented(
        "(self.stepStatuses.referrals == 'complete') == self.statistics.referrals.hasTestEvents",
        "the referrals step is complete exactly when there are test leads",
    ),
    Rule::documented(
        "(self.stepStatuses.payments == 'complete') == (self.statistics.payments.stripeConnectionStatus == 'connected')",
        "the payments step is complete exactly when Stripe is connected",
    ),
    Rule::inferred(
        "[self.statistics.pageview.latestTestEvent, self.statistics.referrals.latestTestEvent]\
         .all(event, type(event) == null_type || datetime(event.timestamp) <= datetime(self.lastUpdated))",
        "no test event is later than the answer",
        "the answer is generated after the events it tells of",
    ),
])))]
pub struct TrackingStatus {
    /// The program's number as text, as it stood in the path.
    pub program_id: String,
    /// Which steps are done.
    pub step_statuses: StepStatuses,
    /// What is known of each step.
    pub statistics: IntegrationStatistics,
    /// Whether at least one partner of the program is approved.
    pub has_partners: bool,
    /// When this answer was generated.
    pub last_updated: MillisecondInstant,
}

/// Which steps are done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct StepStatuses {
    /// Whether page views arrive: `complete` once there is a test click.
    pub pageview: StepStatus,
    /// Whether referrals arrive: `complete` once there is a test lead.
    pub referrals: StepStatus,
    /// Whether payments arrive: `complete` while Stripe is connected.
    pub payments: StepStatus,
}

/// Whether a step is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum StepStatus {
    /// Done.
    Complete,
    /// Not done yet.
    Pending,
}

/// What is known of each step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct IntegrationStatistics {
    /// The test clicks.
    pub pageview: EventStatistics,
    /// The test leads.
    pub referrals: EventStatistics,
    /// The Stripe account.
    pub payments: PaymentStatistics,
}

/// Test events of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented("self.hasTestEvents == (self.testEventCount > 0)", "there are test events exactly when their count is above zero"),
    Rule::inferred(
        "self.hasTestEvents == (type(self.latestTestEvent) != null_type)",
        "there is a latest test event exactly when there are test events",
        "the latest of no events is none",
    ),
])))]
pub struct EventStatistics {
    /// How many test events were found; no more than 10 are looked for.
    #[schemars(range(min = 0, max = 10))]
    pub test_event_count: u32,
    /// Whether any was found.
    pub has_test_events: bool,
    /// The most recent one; null when there is none.
    pub latest_test_event: Option<TestEvent>,
}

/// A test event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct TestEvent {
    /// The event's number.
    pub id: i64,
    /// When it happened.
    pub timestamp: MillisecondInstant,
    /// When it was recorded.
    pub created_at: MillisecondInstant,
}

/// How the advertiser's Stripe account stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented("self.isStripeConnected == (self.stripeConnectionStatus == 'connected')", "the flag says what the raw status says"),
    Rule::documented(
        "self.stripeConnectionStatus != 'not_connected' || (type(self.stripeAccountId) == null_type && type(self.connectionDate) == null_type)",
        "an account that was never connected has neither id nor date",
    ),
    Rule::inferred(
        "!self.isStripeConnected || (type(self.stripeAccountId) != null_type && type(self.connectionDate) != null_type)",
        "a connected account has an id and a date",
        "the fields are described as null only when there is no connection",
    ),
    Rule::inferred(
        "type(self.stripeAccountId) == null_type || self.stripeAccountId.startsWith('acct_')",
        "an account id starts with acct_",
        "Stripe's account ids do",
    ),
    Rule::inferred(
        "!self.payoutsEnabled || self.detailsSubmitted",
        "payouts need submitted details",
        "Stripe enables payouts only after onboarding",
    ),
])))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each fact")]
pub struct PaymentStatistics {
    /// The connection's status as the advertiser's record has it.
    #[schemars(extend(
        "x-extensible-enum" = ["connected", "pending", "disconnected", "not_connected"],
        "x-provenance" = inferred("the field and `connected` are documented; the other values are the states that the flags beside it describe")
    ))]
    pub stripe_connection_status: String,
    /// Whether the status is `connected`.
    pub is_stripe_connected: bool,
    /// The connected account, `acct_` and letters or digits; null when there is none.
    pub stripe_account_id: Option<String>,
    /// Whether the account can take charges.
    pub charges_enabled: bool,
    /// Whether the account can receive payouts.
    pub payouts_enabled: bool,
    /// Whether the details that Stripe asks for during onboarding have been submitted.
    pub details_submitted: bool,
    /// When the account was connected; null when it is not.
    pub connection_date: Option<MillisecondInstant>,
}

impl EventStatistics {
    /// Counts events of which the latest is given.
    pub const fn new(count: u32, latest: Option<TestEvent>) -> Self {
        Self { test_event_count: count, has_test_events: count > 0, latest_test_event: latest }
    }
}

impl StepStatuses {
    /// No step is done.
    pub const fn pending() -> Self {
        Self { pageview: StepStatus::Pending, referrals: StepStatus::Pending, payments: StepStatus::Pending }
    }
}

impl StepStatus {
    /// Complete or pending.
    pub const fn complete_if(condition: bool) -> Self {
        if condition { Self::Complete } else { Self::Pending }
    }
}

fn connected() -> TrackingStatusResponse {
    let seen = instant("2026-06-07T10:23:45Z");
    TrackingStatusResponse {
        data: TrackingStatus {
            program_id: "42".to_owned(),
            step_statuses: StepStatuses {
                pageview: StepStatus::Complete,
                referrals: StepStatus::Pending,
                payments: StepStatus::Complete,
            },
            statistics: IntegrationStatistics {
                pageview: EventStatistics::new(3, Some(TestEvent { id: 101, timestamp: seen, created_at: seen })),
                referrals: EventStatistics::new(0, None),
                payments: PaymentStatistics {
                    stripe_connection_status: "connected".to_owned(),
                    is_stripe_connected: true,
                    stripe_account_id: Some("acct_1QwErTyUiOpAsDfG".to_owned()),
                    charges_enabled: true,
                    payouts_enabled: true,
                    details_submitted: true,
                    connection_date: Some(instant("2026-05-01T08:00:00Z")),
                },
            },
            has_partners: true,
            last_updated: instant("2026-06-08T12:00:00Z"),
        },
    }
}

fn fresh() -> TrackingStatusResponse {
    TrackingStatusResponse {
        data: TrackingStatus {
            program_id: "42".to_owned(),
            step_statuses: StepStatuses {
                pageview: StepStatus::Pending,
                referrals: StepStatus::Pending,
                payments: StepStatus::Pending,
            },
            statistics: IntegrationStatistics {
                pageview: EventStatistics::new(0, None),
                referrals: EventStatistics::new(0, None),
                payments: PaymentStatistics {
                    stripe_connection_status: "not_connected".to_owned(),
                    is_stripe_connected: false,
                    stripe_account_id: None,
                    charges_enabled: false,
                    payouts_enabled: false,
                    details_submitted: false,
                    connection_date: None,
                },
            },
            has_partners: false,
            last_updated: instant("2026-06-08T12:00:00Z"),
        },
    }
}

fn instant(text: &str) -> MillisecondInstant {
    text.parse::<DateTime<Utc>>().expect("a literal instant").into()
}
