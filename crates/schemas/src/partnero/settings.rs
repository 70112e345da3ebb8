//! How programs and their portals are set up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, Rule, inferred, rules};
use crate::values::{CountText, CurrencyCode, DecimalNumber};

/// How an affiliate program is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::documented(
    "self.payout_automation_enabled || type(self.payout_automation_schedule) == null_type",
    "there is a payout schedule only while payouts are automated",
)])))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each switch")]
pub struct AffiliateSettings {
    /// The currency of commissions, as a code of three capital letters such as `USD`.
    #[schemars(extend("pattern" = "^[A-Z]{3}$"))]
    pub currency: CurrencyCode,
    /// How long a referral is remembered in the visitor's browser, in days: 1 to 9,999,999, as text. (It is changed with
    /// an integer.)
    #[schemars(extend("pattern" = "^[1-9][0-9]{0,6}$"))]
    pub cookie_lifetime: CountText,
    /// The commission in words.
    pub commission_description: String,
    /// The commission's value, such as the percentage.
    pub commission_value: String,
    /// Whether there are further commissions with conditions of their own.
    pub has_multiple_commissions: bool,
    /// The amount from which a partner is paid out, in the currency's main unit.
    pub payout_threshold: DecimalNumber,
    /// Whether payouts are made without anybody asking for them.
    pub payout_automation_enabled: bool,
    /// When automated payouts are made, in words; null unless payouts are automated.
    #[schemars(extend("x-provenance" = inferred("the schedule is described as there `if enabled`; that it is null otherwise is the usual form of that")))]
    pub payout_automation_schedule: Option<String>,
    /// Whether new partners are sent a welcome message.
    pub welcome_email_enabled: bool,
    /// Whether new partners are led through an introduction.
    pub onboarding_enabled: bool,
    /// Whether partners are notified by e-mail.
    pub partner_email_notifications_enabled: bool,
}

/// How a refer-a-friend program is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ReferralSettings {
    /// Whether customers have a referral portal.
    pub referral_portal_enabled: bool,
    /// Whether customers are notified of the rewards they earn.
    pub rewards_notification_enabled: bool,
}

/// How the partners' portal of an affiliate program is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each switch")]
pub struct AffiliatePortalSettings {
    /// The URL of the portal.
    pub partner_portal_url: String,
    /// Whether the public page of the program is shown.
    pub program_page_enabled: bool,
    /// Whether leads can be handed in.
    pub leads_page_enabled: bool,
    /// Whether nobody can register in the portal.
    pub registration_disabled: bool,
    /// Whether Google accounts can be used to sign in and up.
    pub google_login_enabled: bool,
    /// Whether one can sign in with a one-time code instead of a password.
    pub passwordless_login_enabled: bool,
    /// Whether partners can have sub-accounts.
    pub sub_accounts_enabled: bool,
    /// Whether the portal's widget is shown on the website.
    pub widget_enabled: bool,
    /// Whether the sign-up pop-up is shown on the website.
    pub signup_popup_enabled: bool,
    /// Whether the sign-up form can be embedded.
    pub embeddable_form_enabled: bool,
}

/// How the customers' portal of a refer-a-friend program is set up.
///
/// The provider lists the switches where it tells how to change them. Its table of the fields of a response is the one
/// of affiliate programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each switch")]
pub struct ReferralPortalSettings {
    /// The URL of the portal.
    #[schemars(extend("x-provenance" = inferred("documented for affiliate programs; an example of the legacy overview shows it for a refer-a-friend program")))]
    pub partner_portal_url: String,
    /// Whether nobody can register in the portal.
    pub registration_disabled: bool,
    /// Whether the public page of the program is shown.
    pub program_page_enabled: bool,
    /// Whether the portal's widget is shown on the website.
    pub widget_enabled: bool,
    /// Whether the sign-up form can be embedded.
    pub embeddable_form_enabled: bool,
    /// Whether the pop-up form is shown.
    pub popup_form_enabled: bool,
}
