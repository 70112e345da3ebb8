//! What Stripe sends when something happens in a connected account: read by the providers that learn of sales from it.

use std::collections::BTreeMap;

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::declare::{Provenance, inferred};

/// Where the shape of the event comes from.
const STRIPES: Provenance = inferred(
    "the provider publishes which events and which metadata it reads; the shape of the event is Stripe's own; the longest texts are limits of the sandbox",
);

/// An event of Stripe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = STRIPES))]
#[schemars(example = paid())]
pub struct StripeEvent {
    /// Its id.
    #[schemars(example = &"evt_1QwErTyUiOpAsDfG")]
    #[garde(length(min = 1, max = 200))]
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    #[schemars(example = &"invoice.paid")]
    #[schemars(extend("x-extensible-enum" = [
        "customer.created", "checkout.session.completed", "invoice.paid", "invoice.payment_failed", "charge.refunded",
        "customer.subscription.deleted"
    ]))]
    #[garde(length(min = 1, max = 200))]
    pub kind: String,
    /// What it happened to.
    #[garde(dive)]
    pub data: StripeEventData,
}

/// What an event of Stripe is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = STRIPES))]
pub struct StripeEventData {
    /// The customer, checkout, invoice, charge or subscription.
    #[garde(dive)]
    pub object: StripeObject,
}

/// A customer, checkout, invoice, charge or subscription of Stripe, as far as the sandbox reads it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = STRIPES))]
pub struct StripeObject {
    /// Its id.
    #[schemars(example = &"in_1QwErTyUiOpAsDfG")]
    #[garde(length(max = 200))]
    pub id: String,
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub customer: Option<String>,
    /// What a charge is about, in minor units of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub amount: Option<i64>,
    /// What was paid with an invoice, in minor units of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub amount_paid: Option<i64>,
    /// What was paid in a checkout, in minor units of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub amount_total: Option<i64>,
    /// What was refunded of a charge so far, in minor units of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub amount_refunded: Option<i64>,
    /// The currency in lower case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 10))]
    pub currency: Option<String>,
    /// The invoice of a checkout, or of a charge in older versions of Stripe's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub invoice: Option<String>,
    /// The payment of a checkout, an invoice or a charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub payment_intent: Option<String>,
    /// The subscription of a checkout, or of an invoice in older versions of Stripe's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub subscription: Option<String>,
    /// Whether a checkout is paid: `unpaid` while a bank transfer is under way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub payment_status: Option<String>,
    /// Why an invoice was made, such as `subscription_cycle`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub billing_reason: Option<String>,
    /// The shop's own reference of a checkout.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub client_reference_id: Option<String>,
    /// The references to clicks, customers and programs, besides the shop's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub metadata: Option<BTreeMap<String, String>>,
    /// What an invoice says of its subscription, in older versions of Stripe's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub subscription_details: Option<StripeSubscription>,
    /// What made an invoice, in newer versions of Stripe's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub parent: Option<StripeParent>,
    /// The discounts of a checkout: each names its `coupon` and its `promotion_code`. An invoice has their ids only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub discounts: Option<Vec<Value>>,
}

/// What made an invoice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = STRIPES))]
pub struct StripeParent {
    /// The subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub subscription_details: Option<StripeSubscription>,
}

/// What an invoice says of its subscription.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = STRIPES))]
pub struct StripeSubscription {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub subscription: Option<String>,
    /// Its metadata when the invoice was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub metadata: Option<StripeMetadata>,
}

// It has a name because a client generator leaves out types with a map that may be null.
/// What the shop has added, by names of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-provenance" = STRIPES))]
pub struct StripeMetadata(pub BTreeMap<String, String>);

impl StripeObject {
    /// A value of the metadata: the object's own, or else that of its subscription.
    pub fn metadata(&self, name: &str) -> Option<&str> {
        let of_subscription = || self.of_subscription().find_map(|details| details.metadata.as_ref()?.0.get(name));
        self.metadata.as_ref().and_then(|own| own.get(name)).or_else(of_subscription).map(String::as_str)
    }

    /// The subscription of a checkout or an invoice.
    pub fn subscription(&self) -> Option<&str> {
        let of_parent = || self.of_subscription().find_map(|details| details.subscription.as_deref());
        self.subscription.as_deref().or_else(of_parent)
    }

    /// Whether the payment is still under way.
    pub fn is_unpaid(&self) -> bool {
        self.payment_status.as_deref() == Some("unpaid")
    }

    /// The words under which a discount may be known: the ids of coupons and promotion codes, and their codes and names
    /// where the event has them.
    pub fn discount_words(&self) -> impl Iterator<Item = &str> {
        self.discounts.iter().flatten().flat_map(words).filter_map(Value::as_str)
    }

    fn of_subscription(&self) -> impl Iterator<Item = &StripeSubscription> {
        let of_parent = self.parent.as_ref().and_then(|parent| parent.subscription_details.as_ref());
        of_parent.into_iter().chain(&self.subscription_details)
    }
}

/// Where a discount may have the words under which it is known.
fn words(discount: &Value) -> impl Iterator<Item = &Value> {
    let parts = ["coupon", "promotion_code"].map(|part| &discount[part]);
    parts.into_iter().flat_map(|part| [part, &part["id"], &part["code"], &part["name"]])
}

/// An invoice that was paid.
fn paid() -> Value {
    json!({
        "id": "evt_1QwErTyUiOpAsDfG",
        "type": "invoice.paid",
        "data": { "object": {
            "id": "in_1QwErTyUiOpAsDfG",
            "customer": "cus_1QwErTyUiOpAsDfG",
            "amount_paid": 4900,
            "currency": "usd",
            "metadata": { "affitor_customer_key": "user_123", "program_id": "42" }
        } }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::StripeObject;

    #[test]
    fn metadata_and_subscription_are_read_in_old_and_new_versions_of_stripes_api() {
        let old = json!({
            "id": "in_1", "subscription": "sub_1", "metadata": { "own": "a" },
            "subscription_details": { "metadata": { "own": "b", "plan": "pro" } }
        });
        let new = json!({
            "id": "in_1", "metadata": { "own": "a" },
            "parent": { "type": "subscription_details", "subscription_details": {
                "subscription": "sub_1", "metadata": { "own": "b", "plan": "pro" }
            } }
        });
        for object in [old, new] {
            let object: StripeObject = serde_json::from_value(object).expect("an invoice");
            assert_eq!(object.subscription(), Some("sub_1"));
            assert_eq!(["own", "plan", "other"].map(|name| object.metadata(name)), [Some("a"), Some("pro"), None]);
        }
    }

    #[test]
    fn discounts_are_known_by_ids_codes_and_names() {
        let object = json!({ "id": "cs_1", "discounts": [
            { "coupon": "SPRING", "promotion_code": null },
            { "coupon": null, "promotion_code": { "id": "promo_1", "code": "ANNA20" } },
            "di_1"
        ] });
        let object: StripeObject = serde_json::from_value(object).expect("a checkout");
        assert_eq!(object.discount_words().collect::<Vec<_>>(), ["SPRING", "promo_1", "ANNA20"]);
    }
}
