//! A program, as most of its endpoints show it.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::declare::{DOCUMENTED, Rule, inferred, rules};
use crate::values::DecimalNumber;

/// An affiliate program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "(type(self.commissionLimitMonths) != null_type) == (self.commissionType == 'recurring_limited')",
        "the number of months is there exactly if the commission is limited to some",
    ),
    Rule::inferred(
        "datetime(self.createdAt) <= datetime(self.updatedAt)",
        "nothing is changed before it is created",
        "the names of the fields",
    ),
    Rule::inferred(
        "type(self.stripeConnectedAt) == null_type || type(self.stripeAccountId) != null_type",
        "a connected account has an id",
        "the names of the fields",
    ),
])))]
pub struct Program {
    /// Its id.
    pub id: Uuid,
    /// The merchant whose it is.
    pub merchant_id: Uuid,
    /// Its name.
    #[schemars(length(max = 100))]
    pub name: String,
    /// What it is about; null if nobody says.
    #[schemars(length(max = 500))]
    pub description: Option<String>,
    /// Its name as a part of addresses.
    pub slug: String,
    /// The shop's address; null before it is entered.
    pub website: Option<String>,
    /// Where links lead, if not to the website.
    pub landing_page_url: Option<String>,
    /// The name of the affiliates' portal: small letters, digits and hyphens.
    pub portal_slug: Option<String>,
    /// Whether it runs. A program that is paused or archived does not track.
    pub status: ProgramStatus,
    /// Whether affiliates can find it in the marketplace.
    pub marketplace_status: MarketplaceStatus,
    /// Who may apply.
    pub application_access: ApplicationAccess,
    /// Its category in the marketplace.
    pub marketplace_category: Option<String>,
    /// What the marketplace says of it.
    pub marketplace_description: Option<String>,
    /// The address of its logo in the marketplace.
    pub marketplace_logo_url: Option<String>,
    /// For which payments of a customer there is a commission.
    pub commission_type: CommissionType,
    /// The commission, in percent.
    #[schemars(range(max = 100))]
    pub commission_percent: DecimalNumber,
    /// For how many months there is a commission; null unless the type is `recurring_limited`.
    #[schemars(range(min = 1, max = 36))]
    pub commission_limit_months: Option<u32>,
    /// For how many days a commission is pending before it can be approved.
    pub commission_hold_days: u32,
    /// How long a click counts, in days.
    #[schemars(range(min = 1, max = 365))]
    pub cookie_duration: u32,
    /// Whether visitors are tracked only after they consent; null for the merchant's setting.
    pub tracking_requires_consent: Option<bool>,
    /// Other names of the parameter in links, such as `ref`.
    pub tracking_param_aliases: Option<Vec<String>>,
    /// The lowest amount that is paid out, in cents.
    pub payout_threshold: i64,
    /// The code of its currency. Examples have both cases; what was sent stays (inferred).
    pub currency: String,
    /// Whether everybody who applies is approved at once.
    pub auto_approve_affiliates: bool,
    /// The address of its terms.
    pub terms_url: Option<String>,
    /// The id of the Stripe account; null if there is none.
    pub stripe_account_id: Option<String>,
    /// When Stripe was connected; null if it is not.
    pub stripe_connected_at: Option<DateTime<Utc>>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// An affiliate program, and how far it is set up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramDetail {
    /// The program.
    #[serde(flatten)]
    pub program: Program,
    /// How far it is set up.
    pub readiness: Readiness,
}

/// Whether a program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ProgramStatus {
    /// It runs.
    Active,
    /// It does not track for now.
    Paused,
    /// It has ended.
    Archived,
}

/// Whether affiliates can find a program in the marketplace. Before version 5.1 of the SDK `pending` stood for `draft`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum MarketplaceStatus {
    /// They cannot.
    Private,
    /// Not yet.
    Draft,
    /// They can.
    Public,
}

/// Who may apply for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ApplicationAccess {
    /// Everybody.
    Open,
    /// Those who are invited.
    InviteOnly,
}

/// For which payments of a customer there is a commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum CommissionType {
    /// The first.
    OneTime,
    /// All.
    Recurring,
    /// All of some months.
    RecurringLimited,
}

/// How often affiliates are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum PayoutFrequency {
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
}

/// How far a program is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = inferred("the values are documented; what they mean is concluded from their names")))]
pub enum Readiness {
    /// Neither tracking nor Stripe is set up.
    Setup,
    /// One of them is.
    Partial,
    /// Both are.
    Ready,
}

/// The id in the examples.
pub(super) const EXAMPLE_ID: Uuid = Uuid::from_u128(0x3c90_c3cc_0d44_4b50_8888_8dd2_5736_052a);

/// The merchant in the examples.
pub(super) const EXAMPLE_MERCHANT: Uuid = Uuid::from_u128(0x51f0_3c1e_7a44_4d1b_9d6b_0c2f_6a87_d5e2);

/// A time in the examples.
pub(super) fn example_time() -> DateTime<Utc> {
    "2026-03-23T14:30:00Z".parse().expect("a literal time")
}

/// A program that was created a moment ago.
pub(super) fn example_program() -> Program {
    Program {
        id: EXAMPLE_ID,
        merchant_id: EXAMPLE_MERCHANT,
        name: "Acme Partners".to_owned(),
        description: None,
        slug: "acme-partners".to_owned(),
        website: Some("https://acme.example".to_owned()),
        landing_page_url: None,
        portal_slug: None,
        status: ProgramStatus::Active,
        marketplace_status: MarketplaceStatus::Private,
        application_access: ApplicationAccess::Open,
        marketplace_category: None,
        marketplace_description: None,
        marketplace_logo_url: None,
        commission_type: CommissionType::Recurring,
        commission_percent: DecimalNumber::whole(20),
        commission_limit_months: None,
        commission_hold_days: 30,
        cookie_duration: 30,
        tracking_requires_consent: None,
        tracking_param_aliases: None,
        payout_threshold: 5000,
        currency: "usd".to_owned(),
        auto_approve_affiliates: false,
        terms_url: None,
        stripe_account_id: None,
        stripe_connected_at: None,
        created_at: example_time(),
        updated_at: example_time(),
    }
}
