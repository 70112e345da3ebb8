//! A promotion code: what a customer types to get the discount of a coupon.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::CodesCoupon;
use super::coupon::example_coupon;
use crate::declare::{DOCUMENTED, EXAMPLE, Rule, inferred, rules};
use crate::values::{DecimalNumber, LocalDate, present};

/// A promotion code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "!self.expiration_date_status || type(self.expiration_date_value) != null_type",
        "a code that ends on a day says on which",
        "the names of the fields, and what is documented of coupons",
    ),
    Rule::inferred(
        "!self.redemption_times_status || type(self.redemption_times_value) != null_type",
        "a code that ends after some redemptions says after how many",
        "the names of the fields, and what is documented of coupons",
    ),
])))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each switch")]
pub struct PromotionCode {
    /// The code.
    pub code: String,
    /// Whether it is for first orders only.
    pub first_time_order: bool,
    /// Whether it is for the customers of some partners only.
    pub limit_to_specific_partner: bool,
    /// The partners, as the client has given them. Those of the simulation by their ids (inferred).
    pub coupon_specific_partners: Vec<String>,
    /// Whether it is for some customers only.
    pub limit_to_specific_customer: bool,
    /// The customers, as the client has given them.
    pub coupon_specific_customers: Vec<String>,
    /// Whether an order must have a value.
    pub minimum_order_status: bool,
    /// The least value of an order, in the currency of the program; 0 if there is none.
    #[schemars(range(min = 0))]
    pub minimum_order_value: DecimalNumber,
    /// Whether it ends on a day.
    pub expiration_date_status: bool,
    /// The day on which it ends.
    pub expiration_date_value: Option<LocalDate>,
    /// Whether it ends after a number of redemptions.
    pub redemption_times_status: bool,
    /// After how many redemptions it ends.
    #[schemars(range(min = 0))]
    pub redemption_times_value: Option<u64>,
    /// What the client keeps with it: an object, or an empty list if there is nothing (as PHP writes an empty object).
    #[schemars(with = "Value", extend("x-provenance" = EXAMPLE))]
    pub metadata: Value,
    /// How often it was redeemed. The provider says that redemptions can be recorded through the API, but not how; in the sandbox nothing
    /// redeems it.
    pub times_redeemed: u64,
    /// What the provider keeps with it. Redemptions that were recorded through the API are in `redemptions`.
    pub additional_info: Map<String, Value>,
    /// Its coupon. Lists leave it out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "CodesCoupon", extend("x-provenance" = EXAMPLE))]
    pub coupon: Option<CodesCoupon>,
}

/// Which orders a promotion code is for, and how long.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CodeLimits {
    /// Whether it is for first orders only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub first_time_order: Option<bool>,
    /// Whether it is for the customers of some partners only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub limit_to_specific_partner: Option<bool>,
    /// The partners. The sandbox keeps what is given, and does not look for them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(
        with = "Vec<String>",
        extend("x-provenance" = inferred("the field is documented as a list; that its items are texts is concluded"))
    )]
    #[garde(length(max = 1000))]
    pub coupon_specific_partners: Option<Vec<String>>,
    /// Whether it is for some customers only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub limit_to_specific_customer: Option<bool>,
    /// The customers. The sandbox keeps what is given, and does not look for them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(
        with = "Vec<String>",
        extend("x-provenance" = inferred("the field is documented as a list; that its items are texts is concluded"))
    )]
    #[garde(length(max = 1000))]
    pub coupon_specific_customers: Option<Vec<String>>,
    /// Whether an order must have a value.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub minimum_order_status: Option<bool>,
    /// The least value of an order, in the currency of the program. More than two decimals are rounded (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 0.0, max = 1_000_000_000.0))]
    pub minimum_order_value: Option<f64>,
    /// Whether it ends on a day. Then the day is needed (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub expiration_date_status: Option<bool>,
    /// The day on which it ends. That null is like nothing is inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub expiration_date_value: Option<LocalDate>,
    /// Whether it ends after a number of redemptions. Then the number is needed (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub redemption_times_status: Option<bool>,
    /// After how many redemptions it ends. That null is like nothing is inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub redemption_times_value: Option<u64>,
    /// What the client keeps with it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Map<String, Value>", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub metadata: Option<Map<String, Value>>,
}

impl CodeLimits {
    /// These limits where they are given, and otherwise those from before.
    pub fn over(self, before: Self) -> Self {
        Self {
            first_time_order: self.first_time_order.or(before.first_time_order),
            limit_to_specific_partner: self.limit_to_specific_partner.or(before.limit_to_specific_partner),
            coupon_specific_partners: self.coupon_specific_partners.or(before.coupon_specific_partners),
            limit_to_specific_customer: self.limit_to_specific_customer.or(before.limit_to_specific_customer),
            coupon_specific_customers: self.coupon_specific_customers.or(before.coupon_specific_customers),
            minimum_order_status: self.minimum_order_status.or(before.minimum_order_status),
            minimum_order_value: self.minimum_order_value.or(before.minimum_order_value),
            expiration_date_status: self.expiration_date_status.or(before.expiration_date_status),
            expiration_date_value: self.expiration_date_value.or(before.expiration_date_value),
            redemption_times_status: self.redemption_times_status.or(before.redemption_times_status),
            redemption_times_value: self.redemption_times_value.or(before.redemption_times_value),
            metadata: self.metadata.or(before.metadata),
        }
    }
}

pub(super) fn example_code() -> PromotionCode {
    PromotionCode {
        code: "SPRING20".to_owned(),
        first_time_order: true,
        limit_to_specific_partner: false,
        coupon_specific_partners: Vec::new(),
        limit_to_specific_customer: false,
        coupon_specific_customers: Vec::new(),
        minimum_order_status: true,
        minimum_order_value: DecimalNumber::whole(50),
        expiration_date_status: false,
        expiration_date_value: None,
        redemption_times_status: false,
        redemption_times_value: None,
        metadata: Value::Array(Vec::new()),
        times_redeemed: 0,
        additional_info: Map::new(),
        coupon: Some(example_coupon().of_code()),
    }
}
