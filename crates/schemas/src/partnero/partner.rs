//! Partners, as every operation about them shows them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::declare::{DOCUMENTED, EXAMPLE, Rule, Tag, inferred, rules};
use crate::values::{CurrencyCode, DecimalNumber, InstantWithDigits, MicrosecondInstant, present};

/// Operations about partners.
pub(super) const PARTNERS: Tag = Tag { name: "Partners", description: "Who brings customers to an affiliate program." };

/// Whether a partner takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum PartnerStatus {
    /// They take part.
    Active,
    /// They wait for approval.
    Pending,
    /// They were put aside, rejected or blocked.
    Archived,
    /// They were deleted. No list shows them.
    Deleted,
}

/// A partner. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Partner", extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.status != 'pending' || !self.approved",
        "nobody who waits for approval is approved",
        "the words of the two fields",
    ),
    Rule::inferred(
        "self.status != 'active' || self.approved",
        "everybody who takes part is approved",
        "the words of the two fields",
    ),
    Rule::inferred(
        "self.referral_link in self.referral_links",
        "the first link is one of the links",
        "the names of the two fields",
    ),
])))]
pub struct Partner {
    /// Their id: the one that a client has given, or a generated one. It is not their referral key.
    #[schemars(length(min = 1))]
    pub id: String,
    /// Their referral key, which their links have. Lists of 2022 showed it; it may be absent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = EXAMPLE))]
    pub key: Option<String>,
    /// Their e-mail address.
    pub email: String,
    /// Their first name; null if nobody has said.
    #[schemars(extend("x-provenance" = inferred("documented as text; it need not be given, so it may be null")))]
    pub name: Option<String>,
    /// Their last name; null if nobody has said.
    #[schemars(extend("x-provenance" = inferred("documented as text; it need not be given, so it may be null")))]
    pub surname: Option<String>,
    /// Whether they take part.
    pub status: PartnerStatus,
    /// Whether they were approved.
    pub approved: bool,
    /// Whether they have accepted the terms of the program.
    pub tos: bool,
    /// When they joined.
    pub created_at: MicrosecondInstant,
    /// When they were last changed.
    pub updated_at: MicrosecondInstant,
    /// What they have brought. The answer to creating a partner may lack it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PartnerReferrals")]
    pub referrals: Option<PartnerReferrals>,
    /// What they have earned. The answer to creating a partner may lack it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PartnerCommissions")]
    pub commissions: Option<PartnerCommissions>,
    /// Further fields of the program's sign-up form. The sandbox has none.
    #[schemars(extend("x-provenance" = inferred("documented as an array; what it holds is not shown")))]
    pub custom_fields: Vec<Value>,
    /// What the partner has entered there. The sandbox has none.
    #[schemars(extend("x-provenance" = inferred("documented as an array; what it holds is not shown")))]
    pub custom_field_values: Vec<Value>,
    /// How many customers they have brought.
    pub referrals_count: u64,
    /// Their tags.
    pub tags: Vec<TagValue>,
    /// Their first link.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub referral_link: String,
    /// All their links.
    pub referral_links: Vec<String>,
}

/// What a partner has brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "self.paid_accounts <= self.signups",
    "whoever has paid has signed up",
    "the names of the two fields",
)])))]
pub struct PartnerReferrals {
    /// How often their links were clicked.
    pub clicks: u64,
    /// How many customers they have brought.
    pub signups: u64,
    /// What these have paid, by currency.
    pub revenue: Vec<CurrencyAmount>,
    /// How many sales they have brought, without those that were declined or refunded (inferred).
    pub sales_count: u64,
    /// How many of the customers have bought something, without what was declined or refunded (inferred).
    pub paid_accounts: u64,
}

/// What a partner has earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PartnerCommissions {
    /// What was paid to them, in the main unit of the program's currency.
    pub paid: DecimalNumber,
    /// What sales have earned them that are not approved yet, by currency (inferred).
    pub pending: Vec<CurrencyAmount>,
    /// What they have earned and were not paid, by currency.
    pub not_paid: Vec<CurrencyAmount>,
}

/// An amount of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct CurrencyAmount {
    /// The code of the currency in capital letters, such as `USD`.
    pub currency: CurrencyCode,
    /// The amount in the currency's main unit.
    pub amount: DecimalNumber,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TagValue {
    /// Its text.
    pub value: String,
}

/// A partner who has brought something.
pub(super) fn example_partner() -> Partner {
    let usd = CurrencyCode::parse("USD").expect("a code");
    let amount = |whole| vec![CurrencyAmount { currency: usd, amount: DecimalNumber::whole(whole) }];
    Partner {
        id: "partner_123".to_owned(),
        key: Some("ref_123".to_owned()),
        email: "maria@mail.example".to_owned(),
        name: Some("Maria".to_owned()),
        surname: Some("Lindgren".to_owned()),
        status: PartnerStatus::Active,
        approved: true,
        tos: true,
        created_at: example_time(),
        updated_at: example_time(),
        referrals: Some(PartnerReferrals {
            clicks: 120,
            signups: 4,
            revenue: amount(400),
            sales_count: 5,
            paid_accounts: 3,
        }),
        commissions: Some(PartnerCommissions {
            paid: DecimalNumber::whole(60),
            pending: amount(20),
            not_paid: amount(40),
        }),
        custom_fields: Vec::new(),
        custom_field_values: Vec::new(),
        referrals_count: 4,
        tags: vec![TagValue { value: "spring".to_owned() }],
        referral_link: "https://lumenhome.example?aff=ref_123".to_owned(),
        referral_links: vec!["https://lumenhome.example?aff=ref_123".to_owned()],
    }
}

/// The time in the examples.
pub(super) fn example_time() -> MicrosecondInstant {
    InstantWithDigits(chrono::DateTime::from_timestamp(1_777_567_453, 0).expect("a time"))
}
