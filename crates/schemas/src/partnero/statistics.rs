//! What is counted of an affiliate program.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::growth_number;
use super::{AffiliateFigures, MoneyByCurrency, PartnerActivity, PayoutStatusBreakdown, RewardsBreakdown};
use crate::declare::{DOCUMENTED, Provenance, Rule, inferred};
use crate::values::{CountText, DecimalNumber, FormattedMoney, PercentageText};

/// What is counted of an affiliate program. Counts and percentages are texts, money is formatted text by currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = statistics_rules()))]
pub struct AffiliateStatistics {
    /// How many partners there are, whatever their status.
    pub total_partners: CountText,
    /// How the number of partners changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub total_partners_growth: Option<DecimalNumber>,
    /// How many purchases there were, first and recurring ones.
    pub total_purchases: CountText,
    /// How the number of purchases changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub total_purchases_growth: Option<DecimalNumber>,
    /// How many sign-ups partners referred.
    pub total_signups: CountText,
    /// How the number of sign-ups changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub total_signups_growth: Option<DecimalNumber>,
    /// How many referred accounts have paid at least once.
    pub total_paid_accounts: CountText,
    /// How the number of paying accounts changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub total_paid_accounts_growth: Option<DecimalNumber>,
    /// The rewards that partners have earned.
    pub total_reward: MoneyByCurrency,
    /// How the rewards changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub total_reward_growth: Option<DecimalNumber>,
    /// The revenue that partners have brought.
    pub total_revenue: MoneyByCurrency,
    /// How the revenue changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub total_revenue_growth: Option<DecimalNumber>,
    /// How many clicks on referral links there were.
    pub affiliate_referred_visitors_clicks: CountText,
    /// How the number of clicks changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub affiliate_referred_visitors_clicks_growth: Option<DecimalNumber>,
    /// How many of the clicks became sign-ups, in percent.
    pub click_to_signup_conversion: PercentageText,
    /// How the conversion from click to sign-up changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub click_to_signup_conversion_growth: Option<DecimalNumber>,
    /// How many of the sign-ups became paying accounts, in percent.
    pub signup_to_sale_conversion: PercentageText,
    /// How the conversion from sign-up to sale changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub signup_to_sale_conversion_growth: Option<DecimalNumber>,
    /// The rewards that were paid out, formatted, one text a currency; empty when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("x-provenance" = PAID))]
    pub total_paid: Option<Vec<String>>,
    /// The rewards that are still to be paid, formatted, one text a currency; empty when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("x-provenance" = PAID))]
    pub total_pending: Option<Vec<String>>,
    /// Revenue minus rewards, in the currency's main unit.
    pub net_profit: DecimalNumber,
    /// How the net profit changed in 30 days, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber", extend("x-provenance" = GROWTH))]
    pub net_profit_growth: Option<DecimalNumber>,
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

/// Where the fields that compare with the past come from.
pub(super) const GROWTH: Provenance = inferred(
    "examples show the field as a number; that it is percent against 30 days before is concluded from where the provider shows it",
);

/// Where the lists of paid and pending rewards come from.
pub(super) const PAID: Provenance = inferred(
    "examples show the field as a list, empty or of texts; the table of fields leaves it out, so it may be absent",
);

/// The conversions are the percentages that they name. Rounding is left open.
pub(super) const CONVERSIONS: [Rule; 4] = [
    Rule::documented(
        "int(self.affiliate_referred_visitors_clicks) == 0 \
         || (double(self.click_to_signup_conversion) * double(self.affiliate_referred_visitors_clicks) - 100.0 * double(self.total_signups) \
         < double(self.affiliate_referred_visitors_clicks) \
         && 100.0 * double(self.total_signups) - double(self.click_to_signup_conversion) * double(self.affiliate_referred_visitors_clicks) \
         < double(self.affiliate_referred_visitors_clicks))",
        "the conversion from click to sign-up is the percentage that sign-ups are of clicks",
    ),
    Rule::inferred(
        "int(self.affiliate_referred_visitors_clicks) != 0 || double(self.click_to_signup_conversion) == 0.0",
        "without clicks the conversion from click to sign-up is 0",
        "a percentage of nothing has no other sensible value",
    ),
    Rule::documented(
        "int(self.total_signups) == 0 \
         || (double(self.signup_to_sale_conversion) * double(self.total_signups) - 100.0 * double(self.total_paid_accounts) < double(self.total_signups) \
         && 100.0 * double(self.total_paid_accounts) - double(self.signup_to_sale_conversion) * double(self.total_signups) < double(self.total_signups))",
        "the conversion from sign-up to sale is the percentage that paying accounts are of sign-ups",
    ),
    Rule::inferred(
        "int(self.total_signups) != 0 || double(self.signup_to_sale_conversion) == 0.0",
        "without sign-ups the conversion from sign-up to sale is 0",
        "a percentage of nothing has no other sensible value",
    ),
];

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
            "size(self.total_revenue) != 1 || int(self.total_purchases) == 0 || self.total_revenue.all(currency, \
             !(currency in self.average_order_value) \
             || (double(money(self.average_order_value[currency])) * double(self.total_purchases) - double(money(self.total_revenue[currency])) \
             <= double(self.total_purchases) \
             && double(money(self.total_revenue[currency])) - double(money(self.average_order_value[currency])) * double(self.total_purchases) \
             <= double(self.total_purchases)))",
            "the average order value of a program with one currency is its revenue divided by its purchases, to the cent",
            "the field is described as the average that its name says; rounding is left open",
        ),
        Rule::inferred(
            "self.total_reward.all(currency, money(self.total_reward[currency]) == \
             (currency in self.rewards_breakdown.unclaimed ? money(self.rewards_breakdown.unclaimed[currency]) : 0) \
             + (currency in self.rewards_breakdown.in_review ? money(self.rewards_breakdown.in_review[currency]) : 0) \
             + (currency in self.rewards_breakdown.paid ? money(self.rewards_breakdown.paid[currency]) : 0))",
            "unclaimed, reviewed and paid rewards add up to all rewards",
            "the breakdown is described as a split of the rewards",
        ),
        Rule::inferred(
            "self.partner_activity.active + self.partner_activity.pending + self.partner_activity.archived + self.partner_activity.deleted \
             == int(self.total_partners)",
            "the partners by status add up to all partners",
            "a partner has one status",
        ),
    ]);
    rules
}

impl AffiliateStatistics {
    /// Shows the figures; sums, differences and percentages follow from them. The average order value is cut to the cent, as in the
    /// provider's example.
    pub fn new(figures: &AffiliateFigures) -> Self {
        let (now, before) = (&figures.now, &figures.before);
        let money = |minor| FormattedMoney { minor, currency: figures.currency };
        let unclaimed = now.reward - figures.reward_paid - figures.reward_in_review;
        let net_profit = now.revenue - now.reward;
        let average = i64::try_from(now.purchases)
            .ok()
            .and_then(|purchases| now.revenue.checked_div(purchases))
            .unwrap_or_default();
        let conversions = Conversions::of(figures);
        Self {
            total_partners: CountText(now.partners.total()),
            total_partners_growth: Some(growth_number(now.partners.total(), before.partners.total())),
            total_purchases: CountText(now.purchases),
            total_purchases_growth: Some(growth_number(now.purchases, before.purchases)),
            total_signups: CountText(now.signups),
            total_signups_growth: Some(growth_number(now.signups, before.signups)),
            total_paid_accounts: CountText(now.paid_accounts),
            total_paid_accounts_growth: Some(growth_number(now.paid_accounts, before.paid_accounts)),
            total_reward: money(now.reward).into(),
            total_reward_growth: Some(growth_number(now.reward, before.reward)),
            total_revenue: money(now.revenue).into(),
            total_revenue_growth: Some(growth_number(now.revenue, before.revenue)),
            affiliate_referred_visitors_clicks: CountText(now.clicks),
            affiliate_referred_visitors_clicks_growth: Some(growth_number(now.clicks, before.clicks)),
            click_to_signup_conversion: conversions.click_to_signup,
            click_to_signup_conversion_growth: Some(conversions.click_to_signup_growth),
            signup_to_sale_conversion: conversions.signup_to_sale,
            signup_to_sale_conversion_growth: Some(conversions.signup_to_sale_growth),
            total_paid: Some(amounts(money(figures.reward_paid))),
            total_pending: Some(amounts(money(now.reward - figures.reward_paid))),
            net_profit: DecimalNumber { hundredths: net_profit },
            net_profit_growth: Some(growth_number(net_profit, before.revenue - before.reward)),
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

/// The conversions and how they changed.
pub(super) struct Conversions {
    pub(super) click_to_signup: PercentageText,
    pub(super) click_to_signup_growth: DecimalNumber,
    pub(super) signup_to_sale: PercentageText,
    pub(super) signup_to_sale_growth: DecimalNumber,
}

impl Conversions {
    pub(super) fn of(figures: &AffiliateFigures) -> Self {
        let (now, before) = (&figures.now, &figures.before);
        let click_to_signup = PercentageText::of(now.signups, now.clicks);
        let signup_to_sale = PercentageText::of(now.paid_accounts, now.signups);
        Self {
            click_to_signup,
            click_to_signup_growth: growth_number(
                click_to_signup.0,
                PercentageText::of(before.signups, before.clicks).0,
            ),
            signup_to_sale,
            signup_to_sale_growth: growth_number(
                signup_to_sale.0,
                PercentageText::of(before.paid_accounts, before.signups).0,
            ),
        }
    }
}

/// The amount in a list, which is empty when there is nothing.
fn amounts(money: FormattedMoney) -> Vec<String> {
    if money.minor == 0 { Vec::new() } else { vec![money.to_string()] }
}
