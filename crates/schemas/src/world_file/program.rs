//! Programs of a world file.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{PinnedClick, PinnedCustomer, PinnedOrder, PinnedPartner, PinnedSurvey, PinnedTime, is_false};
use crate::control::{Owner, ProgramCurrency, ProgramKind};

/// A program of the file, or a simulated one to which the file adds something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedProgram {
    /// The name of a new program, and of its shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub name: Option<String>,
    /// Instead of `name`: a simulated program, by its name, or its id at AgentRef, Affitor or Partnero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub simulated: Option<String>,
    /// The URL of the shop. By default one that fits the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub website: Option<String>,
    /// The program has no website until the step `website_configured` of its setup.
    #[serde(default, skip_serializing_if = "is_false")]
    #[garde(skip)]
    pub without_website: bool,
    /// The currency of its orders and commissions. By default the euro.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub currency: Option<ProgramCurrency>,
    /// Whom it rewards. By default partners: `affiliate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub kind: Option<ProgramKind>,
    /// Whose program it is. By default the usual account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub owner: Option<Owner>,
    /// The commission in per cent, to two decimals. By default 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0.0, max = 100.0))]
    pub commission_percent: Option<f64>,
    /// For how many days a click counts. By default 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 1, max = 365))]
    pub cookie_days: Option<u32>,
    /// The lowest amount that is paid out, in cents. By default 5000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub payout_threshold_cents: Option<i64>,
    /// When it was created. By default 30 days before the start, or when the first thing in it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub created_at: Option<PinnedTime>,
    /// The surveys that follow its orders, five at most. By default one, after two days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 5), dive)]
    pub surveys: Option<Vec<PinnedSurvey>>,
    /// Its ids at the providers that have one. By default the sandbox chooses them.
    #[serde(default, skip_serializing_if = "ProgramIds::is_empty")]
    #[garde(dive)]
    pub ids: ProgramIds,
    /// The steps of its setup that are done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub setup: Vec<PinnedStep>,
    /// Its partners. In a simulated program also simulated ones, by their code, to approve or block them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub partners: Vec<PinnedPartner>,
    /// Customers whom the shop knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub customers: Vec<PinnedCustomer>,
    /// Clicks of partners' links besides those of the customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub clicks: Vec<PinnedClick>,
    /// Orders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub orders: Vec<PinnedOrder>,
}

/// The ids of a program, which no other program has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ProgramIds {
    /// Its number at Affitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = 42)]
    #[garde(range(min = 1, max = 2_147_483_647))]
    pub affitor: Option<i64>,
    /// Its UUID at AgentRef.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub agentref: Option<Uuid>,
    /// Its code at Partnero: eight capital letters or digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"ACME2026")]
    #[schemars(regex(pattern = "^[A-Z0-9]{8}$"))]
    #[garde(skip)]
    pub partnero: Option<String>,
}

impl ProgramIds {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A step of the setup that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedStep {
    /// The step.
    #[garde(skip)]
    pub step: StepOfSetup,
    /// When it was done. By default when the program was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub at: Option<PinnedTime>,
}

/// A step of the setup of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepOfSetup {
    /// The website was entered.
    WebsiteConfigured,
    /// The tracking script was seen.
    ScriptVerified,
    /// Onboarding at Stripe was started.
    StripePending,
    /// The Stripe account was connected.
    StripeConnected,
    /// The Stripe account was disconnected.
    StripeDisconnected,
    /// A test click arrived.
    TestClick,
    /// A test lead arrived.
    TestLead,
    /// A test sale arrived.
    TestSale,
}
