//! `GET /programs/{id}/tracking/status`.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::habits::{TRACKING, merchant};
use super::{AgentRef, Failure, Meta, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred, rules,
};
use crate::values::hyphenated;

/// Tracking diagnostics of a program.
///
/// Whether the tracking script, the website and Stripe are set up, what has arrived lately, and which step of the set-up is missing.
/// Only `data` and `meta` are marked as required on the provider's page; that the rest is always present is taken from its example.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetTrackingStatus;

impl Endpoint for GetTrackingStatus {
    type Provider = AgentRef;
    type Path = TrackingStatusPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = TrackingStatusResponse;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/programs/{id}/tracking/status";

    fn operation() -> Operation<Failure> {
        merchant("getTrackingStatus", DOCUMENTED, TRACKING, "programs:read")
            .success("The diagnostics.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(
                Rule::on_success(
                    "response.body.data.programId == request.path.id.lowerAscii()",
                    "the program answered is the program asked for",
                )
                .because("the id names the resource"),
            )
            .rule(
                Rule::on_success(
                    "[response.body.data.recent.lastRedirectClick, response.body.data.recent.lastDirectClick, \
                     response.body.data.recent.lastTrackingVerification].all(seen, type(seen) == null_type || datetime(seen.createdAt) <= now)",
                    "nothing recent lies in the future",
                )
                .because("the fields tell what has happened"),
            )
    }

    fn examples() -> Vec<Example<TrackingStatusResponse>> {
        vec![
            example("healthy", "A program whose tracking works.", healthy()),
            example("fresh", "A program that was created a moment ago: nothing is set up yet.", fresh()),
        ]
    }
}

/// Where the program stands in the path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TrackingStatusPath {
    /// The program's id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub id: Uuid,
}

/// The diagnostics in their envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TrackingStatusResponse {
    /// The diagnostics.
    pub data: TrackingStatus,
    /// Facts about the request.
    pub meta: Meta,
}

/// Tracking diagnostics of one program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.health.stripeEventReceived.complete || self.stats.stripeEventsLast30Days.total == 0",
        "no Stripe event is counted while none was received",
        "the step is named for it; the account may have been disconnected since",
    ),
])))]
pub struct TrackingStatus {
    /// The program's id.
    pub program_id: Uuid,
    /// What is set up.
    pub status: SetupStatus,
    /// What has been counted lately.
    pub stats: Statistics,
    /// What was seen last.
    pub recent: RecentActivity,
    /// The steps of the set-up, in the order in which they are done.
    pub health: Health,
    /// What deserves attention; empty when nothing does.
    pub warnings: Vec<Warning>,
    /// The whole in one sentence, for people.
    pub summary: String,
}

/// What is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each fact")]
pub struct SetupStatus {
    /// Whether a Stripe account is connected.
    pub stripe_connected: bool,
    /// Whether the tracking script was seen on the website.
    pub tracking_script_verified: bool,
    /// Whether the program has a website.
    pub website_configured: bool,
    /// The host that serves tracking for the program; null before one is chosen.
    #[schemars(extend("x-provenance" = inferred("the example shows text; a program that has just been created has no tracking domain")))]
    pub tracking_domain: Option<String>,
    /// Whether visitors are tracked only after they consent: the program's own setting, or else the merchant's.
    pub tracking_requires_consent: bool,
    /// How long a click is remembered, in days: what the program's settings call cookie duration, 30 by default.
    #[schemars(range(min = 1, max = 365), extend("x-provenance" = DOCUMENTED))]
    pub cookie_duration: u32,
}

/// What has been counted lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct Statistics {
    /// Clicks of the last 7 days.
    #[serde(rename = "clicksLast7Days")]
    pub clicks_last_7_days: ClickStatistics,
    /// Conversions of the last 30 days.
    #[serde(rename = "conversionsLast30Days")]
    pub conversions_last_30_days: Conversions,
    /// Stripe events of the last 30 days.
    #[serde(rename = "stripeEventsLast30Days")]
    pub stripe_events_last_30_days: StripeEvents,
}

/// Clicks by the way they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "double(self.total) == double(self.redirect) + double(self.direct)",
    "the total is the sum of redirect and direct clicks",
    "the parts are named as the two ways a click is recorded",
)])))]
pub struct ClickStatistics {
    /// All clicks.
    pub total: u64,
    /// Clicks that went through a redirecting link.
    pub redirect: u64,
    /// Clicks that the script on the landing page recorded.
    pub direct: u64,
}

/// Conversions by what tied them to an affiliate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "double(self.total) >= double(self.clickToken) + double(self.coupon)",
    "the total holds the conversions by click token and by coupon",
    "the parts are named as ways in which a conversion is attributed; the provider's SDK names a third one, metadata",
)])))]
pub struct Conversions {
    /// All conversions.
    pub total: u64,
    /// Conversions tied by the token of a click.
    pub click_token: u64,
    /// Conversions tied by a coupon code.
    pub coupon: u64,
}

/// Stripe events by what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "double(self.total) >= double(self.succeeded) + double(self.skipped)",
    "the total holds the succeeded and the skipped events",
    "the parts are named as outcomes of an event; one that failed is neither",
)])))]
pub struct StripeEvents {
    /// All events.
    pub total: u64,
    /// Events that led to a conversion.
    pub succeeded: u64,
    /// Events that no affiliate had a part in.
    pub skipped: u64,
}

/// What was seen last; null where nothing was seen yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = inferred("the example shows all three; a program that has just been created has nothing to show, so each may be null")))]
pub struct RecentActivity {
    /// The last click through a redirecting link.
    pub last_redirect_click: Option<RecentClick>,
    /// The last click that the script recorded.
    pub last_direct_click: Option<RecentClick>,
    /// The last time the script was verified.
    pub last_tracking_verification: Option<RecentVerification>,
}

/// A click.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct RecentClick {
    /// The code of the affiliate whose link it was.
    pub affiliate_code: String,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// The host where the visitor arrived.
    pub entry_host: String,
}

/// A verification of the script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct RecentVerification {
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// The host where the script was seen.
    pub entry_host: String,
}

/// The steps of the set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "(type(self.blockingReason) == null_type ? '' : self.blockingReason) \
     == (!self.scriptInstalled.complete ? self.scriptInstalled.reason \
     : !self.referralClickReceived.complete ? self.referralClickReceived.reason \
     : !self.stripeEventReceived.complete ? self.stripeEventReceived.reason \
     : !self.conversionAttributed.complete ? self.conversionAttributed.reason : '')",
    "the blocking reason is the reason of the first incomplete step, or null when all are complete",
    "a later step cannot be complete in earnest while an earlier one blocks it",
)])))]
pub struct Health {
    /// The tracking script is on the website.
    pub script_installed: HealthStep,
    /// A click through an affiliate's link has arrived.
    pub referral_click_received: HealthStep,
    /// Stripe has sent an event.
    pub stripe_event_received: HealthStep,
    /// A conversion was attributed to an affiliate.
    pub conversion_attributed: HealthStep,
    /// Why the set-up does not go on; null when all steps are complete.
    #[schemars(extend("x-provenance" = inferred("the example shows text; a complete set-up has nothing that blocks it")))]
    pub blocking_reason: Option<String>,
}

/// One step of the set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("!self.complete || (type(self.updatedAt) != null_type && type(self.reason) == null_type)", "a complete step has the instant of its completion and no reason", "a reason explains what is missing"),
    Rule::inferred("self.complete || type(self.reason) != null_type", "an incomplete step has a reason", "a reason explains what is missing"),
])))]
pub struct HealthStep {
    /// Whether the step is done.
    pub complete: bool,
    /// What is missing; null when nothing is.
    #[schemars(extend("x-provenance" = inferred("the example shows text beside `complete: true`; a complete step lacks nothing, so the field may be null")))]
    pub reason: Option<String>,
    /// When the step last changed; null when it never did.
    #[schemars(extend("x-provenance" = inferred("the example shows an instant; a step that was never touched has none")))]
    pub updated_at: Option<DateTime<Utc>>,
}

/// Something that deserves attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct Warning {
    /// What it is about, for programs to read: `consent_pending`, `script_not_detected`, `stripe_not_connected`, `no_recent_clicks` and more.
    #[schemars(extend(
        "x-extensible-enum" = ["consent_pending", "script_not_detected", "stripe_not_connected", "no_recent_clicks", "no_recent_conversions"],
        "x-provenance" = inferred("the example shows text; the codes are ours")
    ))]
    pub code: String,
    /// How much it matters.
    #[schemars(extend("x-provenance" = inferred("`info` is in the example; `warning` and `error` are the usual levels above it")))]
    pub severity: Severity,
    /// It in words.
    pub message: String,
}

/// How much a warning matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = inferred("`info` is in the example; `warning` and `error` are the usual levels above it")))]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something may be lost.
    Warning,
    /// Something is being lost.
    Error,
}

impl ClickStatistics {
    /// Adds up the parts.
    pub const fn new(redirect: u64, direct: u64) -> Self {
        Self { total: redirect + direct, redirect, direct }
    }
}

impl Conversions {
    /// Adds up the parts.
    pub const fn new(click_token: u64, coupon: u64) -> Self {
        Self { total: click_token + coupon, click_token, coupon }
    }
}

impl StripeEvents {
    /// Adds up the parts.
    pub const fn new(succeeded: u64, skipped: u64) -> Self {
        Self { total: succeeded + skipped, succeeded, skipped }
    }
}

impl HealthStep {
    /// A step that was done at the instant.
    pub const fn complete(at: DateTime<Utc>) -> Self {
        Self { complete: true, reason: None, updated_at: Some(at) }
    }

    /// A step that is not done, and why.
    pub fn incomplete(reason: impl Into<String>) -> Self {
        Self { complete: false, reason: Some(reason.into()), updated_at: None }
    }
}

impl Health {
    /// Puts the steps in order; the first incomplete one gives the blocking reason.
    pub fn new(
        script_installed: HealthStep,
        referral_click_received: HealthStep,
        stripe_event_received: HealthStep,
        conversion_attributed: HealthStep,
    ) -> Self {
        let blocking_reason =
            [&script_installed, &referral_click_received, &stripe_event_received, &conversion_attributed]
                .into_iter()
                .find(|step| !step.complete)
                .and_then(|step| step.reason.clone());
        Self {
            script_installed,
            referral_click_received,
            stripe_event_received,
            conversion_attributed,
            blocking_reason,
        }
    }
}

fn healthy() -> TrackingStatusResponse {
    let instant = |text: &str| text.parse::<DateTime<Utc>>().expect("a literal instant");
    TrackingStatusResponse {
        data: TrackingStatus {
            program_id: example_program(),
            status: SetupStatus {
                stripe_connected: true,
                tracking_script_verified: true,
                website_configured: true,
                tracking_domain: Some("go.lumenhome.example".to_owned()),
                tracking_requires_consent: false,
                cookie_duration: 30,
            },
            stats: Statistics {
                clicks_last_7_days: ClickStatistics::new(412, 187),
                conversions_last_30_days: Conversions::new(61, 9),
                stripe_events_last_30_days: StripeEvents::new(70, 338),
            },
            recent: RecentActivity {
                last_redirect_click: Some(RecentClick {
                    affiliate_code: "maria-lindgren".to_owned(),
                    created_at: instant("2026-06-08T11:52:07Z"),
                    entry_host: "lumenhome.example".to_owned(),
                }),
                last_direct_click: Some(RecentClick {
                    affiliate_code: "dailyfinds".to_owned(),
                    created_at: instant("2026-06-08T11:40:31Z"),
                    entry_host: "lumenhome.example".to_owned(),
                }),
                last_tracking_verification: Some(RecentVerification {
                    created_at: instant("2026-06-08T03:00:12Z"),
                    entry_host: "lumenhome.example".to_owned(),
                }),
            },
            health: Health::new(
                HealthStep::complete(instant("2024-09-02T09:14:00Z")),
                HealthStep::complete(instant("2024-09-03T16:20:45Z")),
                HealthStep::complete(instant("2024-09-04T08:01:10Z")),
                HealthStep::complete(instant("2024-09-05T19:33:02Z")),
            ),
            warnings: Vec::new(),
            summary: "Tracking works: clicks and conversions are arriving.".to_owned(),
        },
        meta: Meta { request_id: "req_4ff0d2a3c6e94b1d".to_owned() },
    }
}

fn fresh() -> TrackingStatusResponse {
    TrackingStatusResponse {
        data: TrackingStatus {
            program_id: example_program(),
            status: SetupStatus {
                stripe_connected: false,
                tracking_script_verified: false,
                website_configured: false,
                tracking_domain: None,
                tracking_requires_consent: false,
                cookie_duration: 30,
            },
            stats: Statistics {
                clicks_last_7_days: ClickStatistics::new(0, 0),
                conversions_last_30_days: Conversions::new(0, 0),
                stripe_events_last_30_days: StripeEvents::new(0, 0),
            },
            recent: RecentActivity {
                last_redirect_click: None,
                last_direct_click: None,
                last_tracking_verification: None,
            },
            health: Health::new(
                HealthStep::incomplete("The tracking script has not been seen on the website."),
                HealthStep::incomplete("No affiliate click has arrived yet."),
                HealthStep::incomplete("No Stripe account is connected."),
                HealthStep::incomplete("No conversion has been attributed yet."),
            ),
            warnings: vec![Warning {
                code: "script_not_detected".to_owned(),
                severity: Severity::Error,
                message: "The tracking script has not been seen on the website.".to_owned(),
            }],
            summary: "Set-up has not begun: install the tracking script first.".to_owned(),
        },
        meta: Meta { request_id: "req_9b1c77e2d05f4a86".to_owned() },
    }
}

fn example_program() -> Uuid {
    Uuid::from_u128(0x3c90_c3cc_0d44_4b50_8888_8dd2_5736_052a)
}
