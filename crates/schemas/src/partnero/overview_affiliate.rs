//! Affiliate programs as the legacy overview shows them.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Affiliate, AffiliateFigures, AffiliateTotals, OverviewDetails};
use crate::declare::{DOCUMENTED, Provenance, inferred};
use crate::values::{CountText, CurrencyCode, DecimalNumber, FormattedMoney};

/// An affiliate program in the legacy shape. The provider shows no example of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED), transform = growth_may_be_absent)]
pub struct AffiliateOverview {
    /// What the program is.
    pub program: OverviewDetails<Affiliate>,
    /// What both shapes count.
    #[serde(flatten)]
    pub totals: AffiliateTotals,
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

/// Where the fields come from that compare with the past.
const GROWTH: Provenance = inferred("an example of the newer response shows the field; none shows this response");

/// Where the lists of paid and pending rewards come from.
const PAID: Provenance =
    inferred("an example of the newer response shows the field as a list; none shows this response");

/// No example shows this response, so the figures that compare with the past may be absent.
fn growth_may_be_absent(schema: &mut Schema) {
    let is_growth = |name: &str| name.ends_with("_growth");
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| !name.as_str().is_some_and(is_growth));
    }
    if let Some(Value::Object(fields)) = schema.get_mut("properties") {
        for (_, field) in fields.iter_mut().filter(|(name, _)| is_growth(name)) {
            field["x-provenance"] = json!(GROWTH);
        }
    }
}

impl AffiliateOverview {
    /// Shows the figures; the percentages follow from them.
    pub fn new(
        program: OverviewDetails<Affiliate>,
        figures: &AffiliateFigures,
        settings: AffiliateOverviewSettings,
    ) -> Self {
        let money = |minor| FormattedMoney { minor, currency: figures.currency };
        Self {
            program,
            totals: AffiliateTotals::new(figures),
            total_paid: Some(amounts(money(figures.reward_paid))),
            total_pending: Some(amounts(money(figures.now.reward - figures.reward_paid))),
            overview_program_current_settings: settings,
        }
    }
}

/// The amount in a list, which holds `0` when there is nothing.
fn amounts(money: FormattedMoney) -> Vec<String> {
    vec![if money.minor == 0 { "0".to_owned() } else { money.to_string() }]
}
