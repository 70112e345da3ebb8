//! Affiliate programs as the legacy overview shows them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::growth_number;
use super::statistics::{CONVERSIONS, Conversions, GROWTH, PAID};
use super::{Affiliate, AffiliateFigures, MoneyByCurrency, OverviewDetails};
use crate::declare::{DOCUMENTED, inferred, rules};
use crate::values::{CountText, CurrencyCode, DecimalNumber, FormattedMoney, PercentageText};

/// An affiliate program in the legacy shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules(CONVERSIONS)))]
pub struct AffiliateOverview {
    /// What the program is.
    pub program: OverviewDetails<Affiliate>,
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
    /// The rewards that were paid out, formatted, one text a currency; `0` when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("x-provenance" = PAID))]
    pub total_paid: Option<Vec<String>>,
    /// The rewards that are still to be paid, formatted, one text a currency; `0` when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("x-provenance" = PAID))]
    pub total_pending: Option<Vec<String>>,
    /// How the program is set up.
    pub overview_program_current_settings: AffiliateOverviewSettings,
}

/// How an affiliate program is set up, as the legacy overview shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the fields are the ones that the provider's plugin reads; their types are those of the settings that the new endpoint shows")))]
pub struct AffiliateOverviewSettings {
    /// The commission in words.
    pub commission_description: String,
    /// The program's name.
    pub program_name: String,
    /// The program's initials.
    pub program_initials: String,
    /// The program's type in words.
    pub program_type_title: String,
    /// The URL of the partners' portal.
    pub partner_portal_url: String,
    /// The currency of commissions.
    pub currency: CurrencyCode,
    /// How long a referral is remembered in the visitor's browser, in days.
    pub cookie_lifetime: CountText,
    /// The amount from which a partner is paid out, in the currency's main unit.
    pub payout_threshold: DecimalNumber,
}

impl AffiliateOverview {
    /// Shows the figures; the percentages follow from them.
    pub fn new(
        program: OverviewDetails<Affiliate>,
        figures: &AffiliateFigures,
        settings: AffiliateOverviewSettings,
    ) -> Self {
        let (now, before) = (&figures.now, &figures.before);
        let money = |minor| FormattedMoney { minor, currency: figures.currency };
        let conversions = Conversions::of(figures);
        Self {
            program,
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
            overview_program_current_settings: settings,
        }
    }
}

/// The amount in a list, which holds `0` when there is nothing.
fn amounts(money: FormattedMoney) -> Vec<String> {
    vec![if money.minor == 0 { "0".to_owned() } else { money.to_string() }]
}
