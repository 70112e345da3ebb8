//! Customers, as every operation about them shows them. The kind of the program decides the shape.

use std::collections::BTreeMap;

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::TagValue;
use super::partner::example_time;
use crate::declare::{DOCUMENTED, Link, Provenance, Rule, Tag, inferred, rules};
use crate::values::{LocalDate, MicrosecondInstant};

/// Operations about customers.
pub(super) const CUSTOMERS: Tag = Tag {
    name: "Customers",
    description: "Customers whom partners bring to an affiliate program, and customers who bring friends to a refer-a-friend program.",
};

const NAMELESS: Provenance = inferred("documented as text; it need not be given, so it may be null");

/// A customer in the shape of the program: one of an affiliate program has a `key` and a `partner`, one of a refer-a-friend program has an `id` and a
/// `metadata`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Customer {
    /// A customer whom a partner brought.
    Affiliate(Box<AffiliateCustomer>),
    /// A customer who can bring friends.
    Referral(Box<ReferralCustomer>),
}

/// Whether a customer takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum CustomerStatus {
    /// They take part.
    Active,
    /// They were put aside.
    Deleted,
}

/// A customer of an affiliate program. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.deleted == (type(self.deleted_at) != null_type) && self.deleted == (self.status == 'deleted')",
        "the three fields about deletion agree",
        "their names",
    ),
    Rule::inferred(
        "datetime(self.created_at) <= datetime(self.updated_at)",
        "nothing is changed before it is created",
        "the names of the two fields",
    ),
])))]
pub struct AffiliateCustomer {
    /// Their key: the shop's own, or a generated one.
    #[schemars(length(min = 1))]
    pub key: String,
    /// The id of the partner who brought them. Null for a customer whom nobody brought.
    #[schemars(extend("x-provenance" = inferred("documented as text, and a customer cannot be created without a partner; the sandbox also shows those who came to the shop by themselves")))]
    pub partner: Option<String>,
    /// Whether they were put aside. Who is deleted for good is not shown.
    #[schemars(extend("x-provenance" = PUT_ASIDE))]
    pub deleted: bool,
    /// Their first name; null if nobody has said.
    #[schemars(extend("x-provenance" = NAMELESS))]
    pub name: Option<String>,
    /// Their last name; null if nobody has said.
    #[schemars(extend("x-provenance" = NAMELESS))]
    pub surname: Option<String>,
    /// Their e-mail address.
    pub email: String,
    /// Whether they take part. The provider's example shows `active`.
    #[schemars(extend("x-provenance" = PUT_ASIDE))]
    pub status: CustomerStatus,
    /// Their tags.
    pub tags: Vec<TagValue>,
    /// When they became a customer.
    pub created_at: MicrosecondInstant,
    /// When they were last changed.
    pub updated_at: MicrosecondInstant,
    /// When they were put aside; null if they were not.
    #[schemars(extend("x-provenance" = PUT_ASIDE))]
    pub deleted_at: Option<MicrosecondInstant>,
}

/// Why an archived customer looks deleted.
const PUT_ASIDE: Provenance = inferred(
    "the field is documented; that archiving is what sets it is concluded, because who is deleted for good is not shown",
);

/// A customer of a refer-a-friend program. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.referral_link in self.referral_links",
        "the first link is one of the links",
        "the names of the two fields",
    ),
    Rule::inferred(
        "datetime(self.created_at) <= datetime(self.updated_at)",
        "nothing is changed before it is created",
        "the names of the two fields",
    ),
])))]
pub struct ReferralCustomer {
    /// Their id: the shop's own, or a generated one.
    #[schemars(length(min = 1))]
    pub id: String,
    /// Their e-mail address.
    pub email: String,
    /// Their first name; null if nobody has said.
    #[schemars(extend("x-provenance" = NAMELESS))]
    pub name: Option<String>,
    /// Their last name; null if nobody has said.
    pub surname: Option<String>,
    /// Whether they take part.
    #[schemars(extend("x-provenance" = PUT_ASIDE))]
    pub status: CustomerStatus,
    /// Whether they were approved. In the sandbox everybody is.
    pub approved: bool,
    /// Whether they have accepted the terms of the program. In the sandbox everybody has.
    pub tos: bool,
    /// The customer who brought them; null if nobody did.
    pub referring_customer: Option<ReferringCustomer>,
    /// How many customers they have brought.
    pub referrals_count: u64,
    /// Further facts.
    pub metadata: CustomerMetadata,
    /// Their first link.
    pub referral_link: String,
    /// All their links.
    #[schemars(extend("x-provenance" = inferred("documented as an array; what it holds is taken from partners")))]
    pub referral_links: Vec<String>,
    /// Further fields of the program's sign-up form. The sandbox has none.
    pub custom_fields: BTreeMap<String, Value>,
    /// When they became a customer.
    pub created_at: MicrosecondInstant,
    /// When they were last changed.
    pub updated_at: MicrosecondInstant,
}

/// The customer who brought another. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("documented as an object; which fields it has is not shown")))]
pub struct ReferringCustomer {
    /// Their id.
    #[schemars(length(min = 1))]
    pub id: String,
    /// Their e-mail address.
    pub email: String,
    /// Their first name; null if nobody has said.
    pub name: Option<String>,
    /// Their last name; null if nobody has said.
    pub surname: Option<String>,
}

/// Further facts about a customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerMetadata {
    /// When they were born; null if nobody has said.
    pub date_of_birth: Option<LocalDate>,
}

/// Which customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerPath {
    /// The customer's key, id or e-mail address. Of a refer-a-friend program also the referral key.
    #[schemars(example = &"customer_123")]
    #[garde(length(min = 1, max = 255))]
    pub id: String,
}

/// The customer answered is the one in the path. A referral key is not shown.
pub(super) fn is_asked_for() -> Rule {
    Rule::on_success(
        "!('key' in response.body.data) || response.body.data.key == request.path.id \
         || response.body.data.email == request.path.id",
        "the customer answered is the customer asked for",
    )
    .because("the path names the resource")
}

/// The customer itself.
pub(super) fn to_customer(expression: &'static str) -> Link {
    Link { name: "getCustomer", operation_id: "getCustomer", parameter: "id", expression, description: "The customer." }
}

/// A customer whom a partner brought.
pub(super) fn example_affiliate_customer() -> Customer {
    Customer::Affiliate(Box::new(AffiliateCustomer {
        key: "customer_123".to_owned(),
        partner: Some("partner_123".to_owned()),
        deleted: false,
        name: Some("Nora".to_owned()),
        surname: Some("Berg".to_owned()),
        email: "nora@mail.example".to_owned(),
        status: CustomerStatus::Active,
        tags: vec![TagValue { value: "spring".to_owned() }],
        created_at: example_time(),
        updated_at: example_time(),
        deleted_at: None,
    }))
}

/// A customer whom a friend brought.
pub(super) fn example_friend() -> ReferralCustomer {
    let link = "https://lumenhome.example?ref=ref_124".to_owned();
    ReferralCustomer {
        id: "customer_124".to_owned(),
        email: "emil@mail.example".to_owned(),
        name: Some("Emil".to_owned()),
        surname: None,
        status: CustomerStatus::Active,
        approved: true,
        tos: true,
        referring_customer: Some(ReferringCustomer {
            id: "customer_123".to_owned(),
            email: "nora@mail.example".to_owned(),
            name: Some("Nora".to_owned()),
            surname: Some("Berg".to_owned()),
        }),
        referrals_count: 0,
        metadata: CustomerMetadata::default(),
        referral_link: link.clone(),
        referral_links: vec![link],
        custom_fields: BTreeMap::new(),
        created_at: example_time(),
        updated_at: example_time(),
    }
}

/// The same in the shape of every customer.
pub(super) fn example_referral_customer() -> Customer {
    Customer::Referral(Box::new(example_friend()))
}
