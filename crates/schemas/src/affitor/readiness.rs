//! `GET /api/v1/programs/me/readiness`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::agents;
use super::{Affitor, ChainStep, ChainVerdict, Failure, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, rules};
use crate::values::{MillisecondInstant, present};

/// Whether a program is ready for customers.
///
/// Five gates in a fixed order: profile, economics, payout, tracking, live. `blocker` names the first that does not pass, and its `next_action`
/// says what to do. Poll until `integration_verified`; wait for `poll.retry_after_seconds` in between.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetReadiness;

impl Endpoint for GetReadiness {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = ReadinessQuery;
    type Body = Nothing;
    type Success<'a> = Readiness;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/programs/me/readiness";

    fn operation() -> Operation<Failure> {
        agents("getReadiness", DOCUMENTED).success("The gates of the key's program.", DOCUMENTED).failure(
            failure::inferred_agent(
                400,
                "`force_recheck` is neither `true` nor `false`.",
                "invalid_request",
                "force_recheck must be true or false.",
            ),
        )
    }

    fn examples() -> Vec<Example<Readiness>> {
        let pass = || Gate { status: GateStatus::Pass, next_action: None };
        let live = |status, chain, action: Option<&str>| LiveGate {
            status,
            test_chain: chain,
            next_action: action.map(str::to_owned),
        };
        let verified = Readiness {
            program_id: 42,
            state: ReadinessState::IntegrationVerified,
            integration_verified: true,
            blocker: None,
            gates: Gates {
                profile: pass(),
                economics: pass(),
                payout: PayoutGate {
                    status: GateStatus::Pass,
                    mode: Some("stripe".to_owned()),
                    next_action: None,
                    endpoint: None,
                },
                tracking: TrackingGate {
                    status: GateStatus::Pass,
                    detail: Some("receiving_events".to_owned()),
                    checked_at: Some(Some(instant("2026-06-11T00:00:00Z"))),
                    next_action: None,
                },
                live: live(GateStatus::Pass, Some(ChainVerdict::of(ChainStep::Attributed)), None),
            },
            last_event_at: LastEvents { click: None, lead: None, sale: None },
            counts_24h: RecentEvents { clicks: 0, leads: 0, sales: 0 },
            key_rotated_at: None,
            poll: Poll { retry_after_seconds: 5 },
        };
        let blocked = Readiness {
            state: ReadinessState::Configuring,
            integration_verified: false,
            blocker: Some("payout".to_owned()),
            gates: Gates {
                payout: PayoutGate {
                    status: GateStatus::Fail,
                    mode: Some("stripe".to_owned()),
                    next_action: Some("surface_stripe_connect_url".to_owned()),
                    endpoint: Some("/api/v1/cli/stripe-connect".to_owned()),
                },
                live: live(GateStatus::Unknown, None, Some("run_synthetic_sale_chain")),
                ..verified.gates.clone()
            },
            ..verified.clone()
        };
        vec![
            example("verified", "All gates pass by the synthetic chain.", verified),
            example("blocked", "Stripe is not connected.", blocked),
        ]
    }
}

/// How to read the gates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ReadinessQuery {
    /// Whether the website is fetched again to look for the tracker: at most once a minute for each program. The sandbox fetches nothing; it only
    /// notes the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = true)]
    #[garde(skip)]
    pub force_recheck: Option<bool>,
}

/// Whether a program is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "self.integration_verified == (self.state in ['integration_verified', 'live_verified'])",
        "the flag says what the state says",
    ),
    Rule::documented(
        "(type(self.blocker) == null_type ? '' : self.blocker) \
         == (self.gates.profile.status != 'pass' ? 'profile' : self.gates.economics.status != 'pass' ? 'economics' \
         : self.gates.payout.status != 'pass' ? 'payout' : self.gates.tracking.status != 'pass' ? 'tracking' \
         : self.gates.live.status != 'pass' ? 'live' : '')",
        "the blocker is the first gate that does not pass",
    ),
    Rule::documented("self.integration_verified == (type(self.blocker) == null_type)", "an integration is verified when no gate blocks"),
    Rule::inferred(
        "(self.counts_24h.clicks == 0 || type(self.last_event_at.click) != null_type) && (self.counts_24h.leads == 0 || type(self.last_event_at.lead) != null_type) \
         && (self.counts_24h.sales == 0 || type(self.last_event_at.sale) != null_type)",
        "what happened within a day has a last time",
        "both tell of the same real events",
    ),
])))]
pub struct Readiness {
    /// The program's number.
    pub program_id: i64,
    /// How far the program is.
    pub state: ReadinessState,
    /// Whether all gates pass.
    pub integration_verified: bool,
    /// The first gate that does not pass; null if all do.
    #[schemars(extend("x-extensible-enum" = ["profile", "economics", "payout", "tracking", "live"]))]
    pub blocker: Option<String>,
    /// The gates.
    pub gates: Gates,
    /// When real events last happened.
    pub last_event_at: LastEvents,
    /// How many real events happened in the last 24 hours.
    pub counts_24h: RecentEvents,
    /// When the program's key was last exchanged for a new one; null if it never was.
    pub key_rotated_at: Option<MillisecondInstant>,
    /// How to poll.
    pub poll: Poll,
}

/// How far a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ReadinessState {
    /// The profile is not complete.
    Draft,
    /// The profile is complete; economics, payout or tracking are not.
    Configuring,
    /// Only the verification is missing.
    Ready,
    /// The synthetic chain has verified it.
    IntegrationVerified,
    /// A real event has arrived.
    LiveVerified,
}

/// The gates, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Gates {
    /// The program's profile.
    pub profile: Gate,
    /// Its commission.
    pub economics: Gate,
    /// How partners are paid.
    pub payout: PayoutGate,
    /// Whether its website is tracked.
    pub tracking: TrackingGate,
    /// Whether an event went through.
    pub live: LiveGate,
}

/// Whether a gate passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum GateStatus {
    /// It does.
    Pass,
    /// It does not.
    Fail,
    /// Nobody knows yet.
    Unknown,
}

/// A gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Gate {
    /// Whether it passes.
    pub status: GateStatus,
    /// What to do if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["complete_program_profile", "set_commission_policy"]))]
    pub next_action: Option<String>,
}

/// The gate of payouts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutGate {
    /// Whether it passes.
    pub status: GateStatus,
    /// How partners are paid: `stripe` or `manual`. (The command-line tool knows `s2s`, too.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["stripe", "manual"]))]
    pub mode: Option<String>,
    /// What to do if it does not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["surface_stripe_connect_url"]))]
    pub next_action: Option<String>,
    /// Where to start, if it does not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub endpoint: Option<String>,
}

/// The gate of tracking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TrackingGate {
    /// Whether it passes.
    pub status: GateStatus,
    /// What was found: `tracker_installed` or `receiving_events`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["tracker_installed", "receiving_events"]))]
    pub detail: Option<String>,
    /// When the website was last looked at; null if it never was.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<MillisecondInstant>")]
    pub checked_at: Option<Option<MillisecondInstant>>,
    /// What to do if it does not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["install_tracker_or_send_events"]))]
    pub next_action: Option<String>,
}

/// The gate of the verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LiveGate {
    /// Whether it passes.
    pub status: GateStatus,
    /// How the last synthetic chain went, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ChainVerdict")]
    pub test_chain: Option<ChainVerdict>,
    /// What to do if it does not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["run_synthetic_sale_chain"]))]
    pub next_action: Option<String>,
}

/// When real events last happened; null if none has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LastEvents {
    /// The last click.
    pub click: Option<MillisecondInstant>,
    /// The last lead.
    pub lead: Option<MillisecondInstant>,
    /// The last sale.
    pub sale: Option<MillisecondInstant>,
}

/// How many real events happened in the last 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct RecentEvents {
    /// Clicks.
    pub clicks: u64,
    /// Leads.
    pub leads: u64,
    /// Sales.
    pub sales: u64,
}

/// How to poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Poll {
    /// How many seconds to wait before the next request.
    pub retry_after_seconds: u64,
}

fn instant(text: &str) -> MillisecondInstant {
    text.parse::<chrono::DateTime<chrono::Utc>>().expect("a literal instant").into()
}
