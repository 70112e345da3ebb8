//! How a request names a partner or a customer: by any one of their identifiers.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, Rule, inferred, rules};
use crate::values::present;

/// A partner, by at least one of the three. If several are given, the id counts for more than the key, and the key for
/// more than the e-mail address (inferred).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "'id' in self || 'key' in self || 'email' in self",
    "at least one identifier is given",
    "without one, nobody is named",
)])))]
#[garde(custom(names_a_partner))]
pub struct PartnerIdentifier {
    /// Their id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = DOCUMENTED))]
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// Their referral key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = DOCUMENTED))]
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// Their e-mail address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = DOCUMENTED))]
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
}

/// A customer, by at least one of the three. If several are given, the id counts for more than the key, and the key for
/// more than the e-mail address (documented for the referring customer, inferred elsewhere).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "'id' in self || 'key' in self || 'email' in self",
    "at least one identifier is given",
    "without one, nobody is named",
)])))]
#[garde(custom(names_a_customer))]
pub struct CustomerIdentifier {
    /// Their key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = DOCUMENTED))]
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// Their id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the two documented identifier lists differ in it")))]
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// Their e-mail address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = DOCUMENTED))]
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
}

fn names_a_partner<T>(partner: &PartnerIdentifier, _: &T) -> garde::Result {
    is_given([&partner.id, &partner.key, &partner.email])
}

fn names_a_customer<T>(customer: &CustomerIdentifier, _: &T) -> garde::Result {
    is_given([&customer.id, &customer.key, &customer.email])
}

fn is_given(identifiers: [&Option<String>; 3]) -> garde::Result {
    if identifiers.iter().any(|given| given.is_some()) {
        Ok(())
    } else {
        Err(garde::Error::new("has none of id, key and email"))
    }
}
