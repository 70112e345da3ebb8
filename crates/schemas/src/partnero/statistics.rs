//! What is counted of an affiliate program.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::growth_number;
use super::totals::CONVERSIONS;
use super::{
    AffiliateFigures, AffiliateTotals, MoneyByCurrency, PartnerActivity, PayoutStatusBreakdown, RewardsBreakdown,
};
use crate::declare::{DOCUMENTED, EXAMPLE, Rule};
use crate::values::{DecimalNumber, FormattedMoney};

/// What is counted of an affiliate program. Counts and percentages are texts, money is formatted text by currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = statistics_rules()))]
pub struct AffiliateStatistics {
    /// What both shapes count.
    #[serde(flatten)]
    pub totals: AffiliateTotals,
    /// The rewards that were paid out, formatted, one text a currency; empty when there are none.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_paid: Vec<String>,
    /// The rewards that are still to be paid, formatted, one text a currency; empty when there are none.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_pending: Vec<String>,
    /// Revenue minus rewards, in the currency's main unit.
    pub net_profit: DecimalNumber,
    /// How the net profit changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub net_profit_growth: DecimalNumber,
    /// The net profit with its currency.
    pub net_profit_formatted: FormattedMoney,
    /// The revenue of a purchase on average.
    pub average_order_value: MoneyByCurrency,
    /// The rewards by what has become of them.
    pub rewards_breakdown: RewardsBreakdown,
    /// The partners by status.
    pub partner_activity: PartnerActivity,
    /// The payouts by status.
    pub payout_status_breakdown: PayoutStatusBreakdown,
}

fn statistics_rules() -> Vec<Rule> {
    let mut rules = CONVERSIONS.to_vec();
    rules.extend([
        Rule::documented(
            "size(self.total_revenue) != 1 || size(self.total_reward) != 1 || self.total_revenue.all(currency, !(currency in self.total_reward) \
             || (100.0 * double(self.net_profit) - double(money(self.total_revenue[currency]) - money(self.total_reward[currency])) < 0.5 \
             && 100.0 * double(self.net_profit) - double(money(self.total_revenue[currency]) - money(self.total_reward[currency])) > -0.5))",
            "the net profit of a program with one currency is its revenue minus its rewards",
        ),
        Rule::documented(
            "double(money(self.net_profit_formatted)) - 100.0 * double(self.net_profit) < 0.5 \
             && double(money(self.net_profit_formatted)) - 100.0 * double(self.net_profit) > -0.5",
            "the formatted net profit says the same as the number",
        ),
        Rule::inferred(
            "size(self.total_revenue) != 1 || number(self.total_purchases) == 0.0 || self.total_revenue.all(currency, \
             !(currency in self.average_order_value) \
             || (double(money(self.average_order_value[currency])) * number(self.total_purchases) - double(money(self.total_revenue[currency])) \
             <= 100.0 * number(self.total_purchases) \
             && double(money(self.total_revenue[currency])) - double(money(self.average_order_value[currency])) * number(self.total_purchases) \
             <= 100.0 * number(self.total_purchases)))",
            "the average order value of a program with one currency is its revenue divided by its purchases, to one main unit",
            "the field is described as the average that its name says; rounding is left open, and some currencies have no decimals",
        ),
        Rule::inferred(
            "self.total_reward.all(currency, money(self.total_reward[currency]) <= \
             (currency in self.rewards_breakdown.unclaimed ? money(self.rewards_breakdown.unclaimed[currency]) : 0) \
             + (currency in self.rewards_breakdown.in_review ? money(self.rewards_breakdown.in_review[currency]) : 0) \
             + (currency in self.rewards_breakdown.paid ? money(self.rewards_breakdown.paid[currency]) : 0))",
            "unclaimed, reviewed and paid rewards add up to all rewards, or to more",
            "the breakdown is described as a split of the rewards; a reward that was paid can be taken back later",
        ),
        Rule::inferred(
            "double(self.partner_activity.active) + double(self.partner_activity.pending) \
             + double(self.partner_activity.archived) + double(self.partner_activity.deleted) == number(self.total_partners)",
            "the partners by status add up to all partners",
            "a partner has one status",
        ),
    ]);
    rules
}

impl AffiliateStatistics {
    /// Shows the figures; sums, differences and percentages follow from them. The average order value is cut to the minor unit, as
    /// in the provider's example.
    pub fn new(figures: &AffiliateFigures) -> Self {
        let (now, before) = (&figures.now, &figures.before);
        let money = |minor| FormattedMoney { minor, currency: figures.currency };
        let unclaimed = now.reward - figures.reward_paid - figures.reward_in_review;
        let net_profit = now.revenue - now.reward;
        let average = i64::try_from(now.purchases)
            .ok()
            .and_then(|purchases| now.revenue.checked_div(purchases))
            .unwrap_or_default();
        Self {
            totals: AffiliateTotals::new(figures),
            total_paid: amounts(money(figures.reward_paid)),
            total_pending: amounts(money(now.reward - figures.reward_paid)),
            net_profit: money(net_profit).number(),
            net_profit_growth: growth_number(net_profit, before.revenue - before.reward),
            net_profit_formatted: money(net_profit),
            average_order_value: money(average).into(),
            rewards_breakdown: RewardsBreakdown {
                unclaimed: money(unclaimed).into(),
                in_review: money(figures.reward_in_review).into(),
                paid: money(figures.reward_paid).into(),
            },
            partner_activity: now.partners,
            payout_status_breakdown: figures.payouts.clone(),
        }
    }
}

/// The amount in a list, which is empty when there is nothing.
fn amounts(money: FormattedMoney) -> Vec<String> {
    if money.minor == 0 { Vec::new() } else { vec![money.to_string()] }
}
