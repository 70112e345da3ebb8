//! A coupon: a discount that promotion codes give.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::declare::{DOCUMENTED, EXAMPLE, Provenance, Rule, inferred, rules};
use crate::values::{DecimalNumber, LocalDate, MicrosecondInstant};

/// Fields that the request has and no page shows in a response.
const AS_ASKED_FOR: Provenance =
    inferred("the request that creates the coupon has the field; no page shows a whole response");

/// How the amount of a discount is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum DiscountType {
    /// In percent of the price.
    Percent,
    /// In the currency of the program.
    Static,
}

/// How long a discount lasts for a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum DurationType {
    /// For one payment.
    Once,
    /// For some hours.
    Hours,
    /// For some days.
    Days,
    /// For some months.
    Months,
    /// For some years.
    Years,
    /// For ever.
    Lifetime,
}

impl DurationType {
    /// Whether it needs a number.
    pub const fn is_counted(self) -> bool {
        !matches!(self, Self::Once | Self::Lifetime)
    }
}

/// What a coupon and a promotion code show of a coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "self.coupon_discount_type != 'percent' || double(self.coupon_discount_amount) <= 100.0",
        "no discount is above 100 percent",
    ),
    Rule::documented(
        "self.coupon_duration_type in ['once', 'lifetime'] || type(self.coupon_duration_value) != null_type",
        "a duration in hours, days, months or years has a number",
    ),
])))]
pub struct CodesCoupon {
    /// What the program calls it.
    pub name: String,
    /// What identifies it.
    pub uuid_code: String,
    /// Whether its promotion codes work.
    pub active: bool,
    /// How the amount is meant.
    pub coupon_discount_type: DiscountType,
    /// The discount: in percent, or in the currency of the program.
    #[schemars(range(min = 0))]
    pub coupon_discount_amount: DecimalNumber,
    /// How long the discount lasts for a customer.
    pub coupon_duration_type: DurationType,
    /// How many hours, days, months or years.
    #[schemars(range(min = 0), extend("x-provenance" = inferred("the example has a number; null is concluded for durations that need none")))]
    pub coupon_duration_value: Option<u64>,
    /// When it was created.
    pub created_at: MicrosecondInstant,
    /// When it was last changed.
    pub updated_at: MicrosecondInstant,
}

/// A coupon. Promotion codes give its discount.
///
/// The provider shows a coupon only inside of a promotion code. That the other fields of the request are here as well is inferred.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "self.coupon_discount_type != 'percent' || double(self.coupon_discount_amount) <= 100.0",
        "no discount is above 100 percent",
    ),
    Rule::documented(
        "self.coupon_duration_type in ['once', 'lifetime'] || type(self.coupon_duration_value) != null_type",
        "a duration in hours, days, months or years has a number",
    ),
    Rule::documented(
        "!self.redemption_specific_date_status || type(self.redemption_specific_date_value) != null_type",
        "a coupon that ends on a day says on which",
    ),
    Rule::documented(
        "!self.redemption_times_status || type(self.redemption_times_value) != null_type",
        "a coupon that ends after some redemptions says after how many",
    ),
    Rule::inferred(
        "datetime(self.created_at) <= datetime(self.updated_at)",
        "nothing is changed before it is created",
        "the names of the fields",
    ),
])))]
pub struct Coupon {
    /// What the program calls it.
    pub name: String,
    /// What identifies it.
    pub uuid_code: String,
    /// Whether its promotion codes work.
    pub active: bool,
    /// How the amount is meant.
    pub coupon_discount_type: DiscountType,
    /// The discount: in percent, or in the currency of the program.
    #[schemars(range(min = 0))]
    pub coupon_discount_amount: DecimalNumber,
    /// How long the discount lasts for a customer.
    pub coupon_duration_type: DurationType,
    /// How many hours, days, months or years.
    #[schemars(range(min = 0), extend("x-provenance" = inferred("the example has a number; null is concluded for durations that need none")))]
    pub coupon_duration_value: Option<u64>,
    /// Whether it ends on a day.
    #[schemars(extend("x-provenance" = AS_ASKED_FOR))]
    pub redemption_specific_date_status: bool,
    /// The day on which it ends.
    #[schemars(extend("x-provenance" = AS_ASKED_FOR))]
    pub redemption_specific_date_value: Option<LocalDate>,
    /// Whether it ends after a number of redemptions.
    #[schemars(extend("x-provenance" = AS_ASKED_FOR))]
    pub redemption_times_status: bool,
    /// After how many redemptions it ends.
    #[schemars(range(min = 0), extend("x-provenance" = AS_ASKED_FOR))]
    pub redemption_times_value: Option<u64>,
    /// Its promotion codes.
    #[schemars(extend("x-provenance" = AS_ASKED_FOR))]
    pub promotion_codes: Vec<String>,
    /// What the client keeps with it: an object, or an empty list if there is nothing (as PHP writes an empty object).
    #[schemars(with = "Value", extend("x-provenance" = AS_ASKED_FOR))]
    pub metadata: Value,
    /// When it was created.
    pub created_at: MicrosecondInstant,
    /// When it was last changed.
    pub updated_at: MicrosecondInstant,
}

impl Coupon {
    /// What a promotion code shows of it.
    pub fn of_code(self) -> CodesCoupon {
        CodesCoupon {
            name: self.name,
            uuid_code: self.uuid_code,
            active: self.active,
            coupon_discount_type: self.coupon_discount_type,
            coupon_discount_amount: self.coupon_discount_amount,
            coupon_duration_type: self.coupon_duration_type,
            coupon_duration_value: self.coupon_duration_value,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What `metadata` shows of what a client keeps.
pub fn shown_metadata(metadata: &serde_json::Map<String, Value>) -> Value {
    if metadata.is_empty() { Value::Array(Vec::new()) } else { Value::Object(metadata.clone()) }
}

pub(super) fn example_coupon() -> Coupon {
    Coupon {
        name: "Spring sale".to_owned(),
        uuid_code: "coupon_123".to_owned(),
        active: true,
        coupon_discount_type: DiscountType::Percent,
        coupon_discount_amount: DecimalNumber::whole(20),
        coupon_duration_type: DurationType::Months,
        coupon_duration_value: Some(3),
        redemption_specific_date_status: false,
        redemption_specific_date_value: None,
        redemption_times_status: true,
        redemption_times_value: Some(100),
        promotion_codes: vec!["SPRING20".to_owned()],
        metadata: Value::Array(Vec::new()),
        created_at: example_time(),
        updated_at: example_time(),
    }
}

/// A time for examples.
pub(super) fn example_time() -> MicrosecondInstant {
    MicrosecondInstant::from(chrono::DateTime::from_timestamp(1_746_031_484, 0).expect("a literal time"))
}
