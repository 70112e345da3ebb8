//! `POST /api/v1/track/refund`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::tracking;
use super::tracked::NULLABLE;
use super::{Affitor, Failure, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, rules};
use crate::values::DecimalNumber;

/// Record a refund or a chargeback.
///
/// Takes the commission of a recorded sale back: all of it, or in proportion to the refunded part. The sale is named by its own transaction,
/// not by that of the refund. Reported again, nothing is taken back twice.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct TrackRefund;

impl Endpoint for TrackRefund {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = RefundToTrack;
    type Success<'a> = TrackedRefund;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/track/refund";

    fn operation() -> Operation<Failure> {
        tracking("trackRefund", DOCUMENTED)
            .failures([
                failure::text(400, "`transaction_id` is missing.", "transaction_id is required").of_data(),
                failure::text(
                    404,
                    "No sale of the key's program has the transaction.",
                    "Sale not found for transaction_id",
                ),
            ])
            .success(
                "The refund is recorded, was recorded before, or concerns a sale without a commission.",
                DOCUMENTED,
            )
    }

    fn examples() -> Vec<Example<TrackedRefund>> {
        let of = |status: &str| TrackedRefund {
            success: true,
            status: Some(status.to_owned()),
            deduction_amount: None,
            commission_id: None,
            message: None,
            reason: None,
        };
        vec![
            example(
                "reversed",
                "The whole amount.",
                TrackedRefund {
                    deduction_amount: Some(DecimalNumber { hundredths: 2500 }),
                    commission_id: Some(456),
                    ..of("reversed")
                },
            ),
            example(
                "refunded",
                "A part of the amount.",
                TrackedRefund {
                    deduction_amount: Some(DecimalNumber { hundredths: 1250 }),
                    commission_id: Some(456),
                    ..of("refunded")
                },
            ),
            example(
                "skipped",
                "The refund is known.",
                TrackedRefund {
                    commission_id: Some(456),
                    reason: Some("already reversed".to_owned()),
                    ..of("skipped")
                },
            ),
            example(
                "no-commission",
                "No partner earned anything.",
                TrackedRefund { message: Some("Sale has no commission to reverse".to_owned()), ..of("no_commission") },
            ),
        ]
    }
}

/// The refund. `transaction_id` is required.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = NULLABLE))]
pub struct RefundToTrack {
    /// The transaction of the sale.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"txn_abc123")]
    #[garde(length(max = 200))]
    pub transaction_id: Option<String>,
    /// The refunded part in hundredths of the currency. Absent or 0 is all of it. (A page and the SDK say so of 0; the provider's OpenAPI document
    /// says 1 or more.)
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub refund_amount_cents: Option<i64>,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 1000))]
    pub refund_reason: Option<String>,
}

/// What became of the refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "!('status' in self) || self.status != 'no_commission' || !('commission_id' in self)",
        "a sale without a commission has no number of one",
    ),
    Rule::inferred("self.success", "a refund that is refused is a failure", "every other outcome has a status of its own"),
])))]
pub struct TrackedRefund {
    /// Whether the report was accepted.
    pub success: bool,
    /// `reversed` for the whole amount, `refunded` for a part, `skipped` if it was recorded before, `no_commission` if there is nothing to take
    /// back. The provider's OpenAPI document shows a success without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-extensible-enum" = ["reversed", "refunded", "skipped", "no_commission"]))]
    pub status: Option<String>,
    /// What the partner loses, in units of the currency.
    #[serde(default, rename = "deductionAmount", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DecimalNumber")]
    pub deduction_amount: Option<DecimalNumber>,
    /// The number of the commission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64")]
    pub commission_id: Option<i64>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub message: Option<String>,
    /// Why it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub reason: Option<String>,
}
