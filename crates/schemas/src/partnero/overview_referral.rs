//! Refer-a-friend programs as the legacy overview shows them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::growth;
use super::referral::{PARTICIPATION, SELDOM};
use super::{MoneyByCurrency, OverviewDetails, Referral, ReferralFigures};
use crate::declare::{EXAMPLE, rules};
use crate::values::FormattedMoney;

/// A refer-a-friend program in the legacy shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules(PARTICIPATION)))]
pub struct ReferralOverview {
    /// What the program is.
    pub program: OverviewDetails<Referral>,
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
    /// How the program is set up; older answers lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ReferralOverviewSettings")]
    pub overview_program_current_settings: Option<ReferralOverviewSettings>,
}

/// How a refer-a-friend program is set up, as the legacy overview shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct ReferralOverviewSettings {
    /// The URL of the customers' portal.
    pub partner_portal_url: String,
    /// The URL of the program's website.
    pub website_url: String,
}

impl ReferralOverview {
    /// Shows the figures; the percentages follow from them.
    pub fn new(
        program: OverviewDetails<Referral>,
        figures: &ReferralFigures,
        settings: ReferralOverviewSettings,
    ) -> Self {
        let (now, before) = (&figures.now, &figures.before);
        Self {
            program,
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
            overview_program_current_settings: Some(settings),
        }
    }
}
