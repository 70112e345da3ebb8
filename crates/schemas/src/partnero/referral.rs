//! Refer-a-friend programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::growth;
use super::{MoneyByCurrency, ProgramDetails, Referral, ReferralFigures, ReferralPortalSettings, ReferralSettings};
use crate::declare::{DOCUMENTED, Provenance, Rule, inferred, rules};
use crate::values::FormattedMoney;

/// Where the history of the rewards on offer comes from.
const SELDOM: Provenance = inferred("the other figures have it; no example shows it for the rewards on offer");

/// Participation is the percentage that its name says. Rounding is left open.
const PARTICIPATION: [Rule; 2] = [
    Rule::inferred(
        "double(self.total_customers) == 0.0 ? double(self.participation) == 0.0 \
         : double(self.participation) * double(self.total_customers) - 100.0 * double(self.total_referring_customers) \
         < double(self.total_customers) \
         && 100.0 * double(self.total_referring_customers) - double(self.participation) * double(self.total_customers) \
         < double(self.total_customers)",
        "participation is the percentage of the customers who have brought a friend, 0 without customers",
        "the example shows 25 beside one referring customer of four",
    ),
    Rule::inferred(
        "self.total_referring_customers <= self.total_customers && self.total_referred_customers <= self.total_customers",
        "referring and referred customers are customers",
        "the names say so",
    ),
];

/// A refer-a-friend program: customers earn rewards for the friends they bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ReferralProgram {
    /// What the program is.
    pub program: ProgramDetails<Referral>,
    /// What is counted.
    pub stats: ReferralStatistics,
    /// How the program is set up.
    pub program_settings: ReferralSettings,
    /// How the customers' portal is set up.
    pub portal_settings: ReferralPortalSettings,
}

/// What is counted of a refer-a-friend program.
///
/// The provider's pages conflict. Its newer page says that both types have `program`, `stats`, `program_settings` and
/// `portal_settings`; an older page shows the figures of a refer-a-friend program flat, as `GET /v1/program/overview`
/// does. This contract follows the newer page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("an example shows the figures in a flat response; the endpoint's newer page says that both types have them under `stats`")))]
#[schemars(extend("x-validations" = rules(PARTICIPATION)))]
pub struct ReferralStatistics {
    /// How many rewards the program offers at present.
    pub active_rewards: u64,
    /// How many rewards the program offered 30 days before. No example shows it, though one is told of; the sandbox leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64", extend("x-provenance" = SELDOM))]
    pub active_rewards_before: Option<u64>,
    /// How the number of rewards on offer changed in 30 days, in percent. No example shows it, though one is told of; the sandbox leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64", extend("x-provenance" = SELDOM))]
    pub active_rewards_growth: Option<i64>,
    /// How many customers there are.
    pub total_customers: u64,
    /// How many customers there were 30 days before.
    pub total_customers_before: u64,
    /// How the number of customers changed in 30 days, in percent.
    pub total_customers_growth: i64,
    /// How many customers have brought a friend.
    pub total_referring_customers: u64,
    /// How many customers had brought a friend 30 days before.
    pub total_referring_customers_before: u64,
    /// How the number of referring customers changed in 30 days, in percent.
    pub total_referring_customers_growth: i64,
    /// How many customers a friend has brought.
    pub total_referred_customers: u64,
    /// How many customers a friend had brought 30 days before.
    pub total_referred_customers_before: u64,
    /// How the number of referred customers changed in 30 days, in percent.
    pub total_referred_customers_growth: i64,
    /// How many sales there were.
    pub total_sales: u64,
    /// How many sales there had been 30 days before.
    pub total_sales_before: u64,
    /// How the number of sales changed in 30 days, in percent.
    pub total_sales_growth: i64,
    /// How many of the customers have brought a friend, in percent.
    pub participation: u64,
    /// The participation 30 days before, in percent.
    pub participation_before: u64,
    /// How the participation changed in 30 days, in percent.
    pub participation_growth: i64,
    /// The revenue from sales.
    pub total_revenue_from_sales: MoneyByCurrency,
}

impl ReferralStatistics {
    /// Shows the figures; the percentages follow from them.
    pub fn new(figures: &ReferralFigures) -> Self {
        let (now, before) = (&figures.now, &figures.before);
        Self {
            active_rewards: figures.active_rewards,
            active_rewards_before: None,
            active_rewards_growth: None,
            total_customers: now.customers,
            total_customers_before: before.customers,
            total_customers_growth: growth(now.customers, before.customers),
            total_referring_customers: now.referring_customers,
            total_referring_customers_before: before.referring_customers,
            total_referring_customers_growth: growth(now.referring_customers, before.referring_customers),
            total_referred_customers: now.referred_customers,
            total_referred_customers_before: before.referred_customers,
            total_referred_customers_growth: growth(now.referred_customers, before.referred_customers),
            total_sales: now.sales,
            total_sales_before: before.sales,
            total_sales_growth: growth(now.sales, before.sales),
            participation: now.participation(),
            participation_before: before.participation(),
            participation_growth: growth(now.participation(), before.participation()),
            total_revenue_from_sales: FormattedMoney { minor: figures.revenue, currency: figures.currency }.into(),
        }
    }
}
