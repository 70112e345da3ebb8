//! `POST /api/v1/track/sale`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::habits::tracking;
use super::tracked::{NULLABLE, recorded_test};
use super::{AdditionalData, Affitor, Failure, RecordedTestEvent, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred, rules};
use crate::values::present;

/// Record a payment.
///
/// The provider finds the partner by the customer's last click and computes the commission. `transaction_id` makes a repeated report harmless:
/// it is unique on the whole platform, and a second report gets 409. A sale after the attribution window succeeds with `attributed` false, and
/// nothing is recorded (one page says that the sale is kept; the provider's OpenAPI document and two more say it is not).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct TrackSale;

impl Endpoint for TrackSale {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SaleToTrack;
    type Success<'a> = TrackedSale;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/track/sale";

    fn operation() -> Operation<Failure> {
        tracking("trackSale", DOCUMENTED)
            .failures([
                failure::text(
                    400,
                    "`transaction_id` or `amount_cents` is missing or malformed, or the customer is unknown or was not brought by a partner.",
                    "Customer not found. Provide customer_key or click_id.",
                ).of_data(),
                failure::text(
                    409,
                    "The transaction is recorded already. (One page shows another body, with `message` and `statusCode`.)",
                    "Duplicate transaction_id. This sale has already been recorded.",
                ),
            ])
            .success("The sale is recorded; or, with `attributed` false, it came too late and is not.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<TrackedSale>> {
        vec![
            example(
                "attributed",
                "A sale with its commission.",
                TrackedSale {
                    sale_id: Some(Some(123)),
                    commission_id: Some(Some(456)),
                    message: Some("Sale tracked successfully".to_owned()),
                    ..TrackedSale::new()
                },
            ),
            example(
                "window-expired",
                "The customer's first click is too long ago.",
                TrackedSale {
                    attributed: Some(false),
                    reason: Some("attribution_window_expired".to_owned()),
                    click_age_days: Some(75),
                    window_days: Some(60),
                    sale_id: Some(None),
                    commission_id: Some(None),
                    ..TrackedSale::new()
                },
            ),
            example(
                "test",
                "A test sale.",
                TrackedSale {
                    message: Some("Test sale event tracked successfully".to_owned()),
                    data: Some(recorded_test()),
                    ..TrackedSale::new()
                },
            ),
        ]
    }
}

/// The payment. `transaction_id` and `amount_cents` are required unless it is a test.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = NULLABLE))]
pub struct SaleToTrack {
    /// The id of the payment at the payment processor.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"txn_abc123")]
    #[garde(length(max = 200))]
    pub transaction_id: Option<String>,
    /// The amount in hundredths of the currency, 1 or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = 9999)]
    #[garde(range(min = 1, max = 1_000_000_000))]
    pub amount_cents: Option<i64>,
    /// The shop's own id of the customer: the preferred way to name them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"user_123")]
    #[garde(length(max = 200))]
    pub customer_key: Option<String>,
    /// The value of the cookie `affitor_click_id`: another way to name them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub click_id: Option<String>,
    /// The ISO 4217 code of the currency; USD if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"USD", extend("x-extensible-enum" = ["USD", "EUR", "VND"]))]
    #[schemars(extend("x-provenance" = inferred("one page says ISO 4217, the provider's OpenAPI document lists USD, EUR and VND")))]
    #[garde(length(max = 10))]
    pub currency: Option<String>,
    /// `payment` or `subscription`; `payment` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-extensible-enum" = ["payment", "subscription"]))]
    #[garde(length(max = 100))]
    pub sale_type: Option<String>,
    /// Whether it renews a subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub is_recurring: Option<bool>,
    /// The subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub subscription_id: Option<String>,
    /// `monthly`, `quarterly` or `annual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-extensible-enum" = ["monthly", "quarterly", "annual"]))]
    #[garde(length(max = 100))]
    pub subscription_interval: Option<String>,
    /// The product.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub product_id: Option<String>,
    /// What was bought, in any form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Value")]
    #[garde(skip)]
    pub line_items: Option<Value>,
    /// Test mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub additional_data: Option<AdditionalData>,
}

/// What became of the payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "!('attributed' in self) || (self.attributed == false && 'reason' in self && (!('sale_id' in self) || type(self.sale_id) == null_type) && (!('commission_id' in self) || type(self.commission_id) == null_type))",
        "a sale that is not attributed has a reason and no ids",
    ),
    Rule::documented(
        "!('attributed' in self) || !('click_age_days' in self) || !('window_days' in self) || self.click_age_days > self.window_days",
        "the window has expired when the click is older",
    ),
    Rule::inferred("self.success", "a sale that is refused is a failure", "every other outcome has a status of its own"),
])))]
pub struct TrackedSale {
    /// Whether the report was accepted.
    pub success: bool,
    /// The number of the sale; null if it is not attributed, absent for a test.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<i64>")]
    pub sale_id: Option<Option<i64>>,
    /// The number of its commission; null if it is not attributed, absent for a test.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<i64>")]
    pub commission_id: Option<Option<i64>>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub message: Option<String>,
    /// Only there if it is false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub attributed: Option<bool>,
    /// Why it is not attributed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["attribution_window_expired"]))]
    pub reason: Option<String>,
    /// The age of the first click, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64")]
    pub click_age_days: Option<i64>,
    /// The attribution window of the program, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32")]
    pub window_days: Option<u32>,
    /// The test event, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "RecordedTestEvent")]
    pub data: Option<RecordedTestEvent>,
}

impl TrackedSale {
    /// A response with nothing but its success.
    #[expect(clippy::new_without_default, reason = "a success is no default")]
    pub const fn new() -> Self {
        Self {
            success: true,
            sale_id: None,
            commission_id: None,
            message: None,
            attributed: None,
            reason: None,
            click_age_days: None,
            window_days: None,
            data: None,
        }
    }
}
