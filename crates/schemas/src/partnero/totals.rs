//! What is counted of an affiliate program in both of its shapes: nested under `stats`, and flat in the legacy overview.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::growth_number;
use super::{AffiliateFigures, MoneyByCurrency};
use crate::declare::{DOCUMENTED, EXAMPLE, Rule, rules};
use crate::values::{CountText, DecimalNumber, FormattedMoney, PercentageText};

/// What is counted of an affiliate program in both of its shapes. Counts and percentages are texts, money is formatted text by currency.
///
/// The provider's example shows a number with the ending `_growth` beside each figure. That it is the change in 30 days, in percent, is
/// inferred from where the provider shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules(CONVERSIONS)))]
pub struct AffiliateTotals {
    /// How many partners there are, whatever their status.
    pub total_partners: CountText,
    /// How the number of partners changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_partners_growth: DecimalNumber,
    /// How many purchases there were, first and recurring ones.
    pub total_purchases: CountText,
    /// How the number of purchases changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_purchases_growth: DecimalNumber,
    /// How many sign-ups partners referred.
    pub total_signups: CountText,
    /// How the number of sign-ups changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_signups_growth: DecimalNumber,
    /// How many referred accounts have paid at least once.
    pub total_paid_accounts: CountText,
    /// How the number of paying accounts changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_paid_accounts_growth: DecimalNumber,
    /// The rewards that partners have earned.
    pub total_reward: MoneyByCurrency,
    /// How the rewards changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_reward_growth: DecimalNumber,
    /// The revenue that partners have brought.
    pub total_revenue: MoneyByCurrency,
    /// How the revenue changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total_revenue_growth: DecimalNumber,
    /// How many clicks on referral links there were.
    pub affiliate_referred_visitors_clicks: CountText,
    /// How the number of clicks changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub affiliate_referred_visitors_clicks_growth: DecimalNumber,
    /// How many of the clicks became sign-ups, in percent.
    pub click_to_signup_conversion: PercentageText,
    /// How the conversion from click to sign-up changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub click_to_signup_conversion_growth: DecimalNumber,
    /// How many of the sign-ups became paying accounts, in percent.
    pub signup_to_sale_conversion: PercentageText,
    /// How the conversion from sign-up to sale changed in 30 days, in percent.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub signup_to_sale_conversion_growth: DecimalNumber,
}

/// The conversions are the percentages that they name. Rounding is left open.
pub(super) const CONVERSIONS: [Rule; 4] = [
    Rule::documented(
        "number(self.affiliate_referred_visitors_clicks) == 0.0 \
         || (number(self.click_to_signup_conversion) * number(self.affiliate_referred_visitors_clicks) - 100.0 * number(self.total_signups) \
         < number(self.affiliate_referred_visitors_clicks) \
         && 100.0 * number(self.total_signups) - number(self.click_to_signup_conversion) * number(self.affiliate_referred_visitors_clicks) \
         < number(self.affiliate_referred_visitors_clicks))",
        "the conversion from click to sign-up is the percentage that sign-ups are of clicks",
    ),
    Rule::inferred(
        "number(self.affiliate_referred_visitors_clicks) != 0.0 || number(self.click_to_signup_conversion) == 0.0",
        "without clicks the conversion from click to sign-up is 0",
        "a percentage of nothing has no other sensible value",
    ),
    Rule::documented(
        "number(self.total_signups) == 0.0 \
         || (number(self.signup_to_sale_conversion) * number(self.total_signups) - 100.0 * number(self.total_paid_accounts) < number(self.total_signups) \
         && 100.0 * number(self.total_paid_accounts) - number(self.signup_to_sale_conversion) * number(self.total_signups) < number(self.total_signups))",
        "the conversion from sign-up to sale is the percentage that paying accounts are of sign-ups",
    ),
    Rule::inferred(
        "number(self.total_signups) != 0.0 || number(self.signup_to_sale_conversion) == 0.0",
        "without sign-ups the conversion from sign-up to sale is 0",
        "a percentage of nothing has no other sensible value",
    ),
];

impl AffiliateTotals {
    /// Shows the figures; the percentages follow from them.
    pub fn new(figures: &AffiliateFigures) -> Self {
        let (now, before) = (&figures.now, &figures.before);
        let money = |minor| FormattedMoney { minor, currency: figures.currency };
        let conversions = Conversions::of(figures);
        Self {
            total_partners: CountText(now.partners.total()),
            total_partners_growth: growth_number(now.partners.total(), before.partners.total()),
            total_purchases: CountText(now.purchases),
            total_purchases_growth: growth_number(now.purchases, before.purchases),
            total_signups: CountText(now.signups),
            total_signups_growth: growth_number(now.signups, before.signups),
            total_paid_accounts: CountText(now.paid_accounts),
            total_paid_accounts_growth: growth_number(now.paid_accounts, before.paid_accounts),
            total_reward: money(now.reward).into(),
            total_reward_growth: growth_number(now.reward, before.reward),
            total_revenue: money(now.revenue).into(),
            total_revenue_growth: growth_number(now.revenue, before.revenue),
            affiliate_referred_visitors_clicks: CountText(now.clicks),
            affiliate_referred_visitors_clicks_growth: growth_number(now.clicks, before.clicks),
            click_to_signup_conversion: conversions.click_to_signup,
            click_to_signup_conversion_growth: conversions.click_to_signup_growth,
            signup_to_sale_conversion: conversions.signup_to_sale,
            signup_to_sale_conversion_growth: conversions.signup_to_sale_growth,
        }
    }
}

/// The conversions and how they changed.
struct Conversions {
    click_to_signup: PercentageText,
    click_to_signup_growth: DecimalNumber,
    signup_to_sale: PercentageText,
    signup_to_sale_growth: DecimalNumber,
}

impl Conversions {
    fn of(figures: &AffiliateFigures) -> Self {
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
