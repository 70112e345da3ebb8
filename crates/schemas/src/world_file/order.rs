//! Orders of a world file.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PinnedTime, is_false};

/// An order, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedOrder {
    /// The shop's own identifier of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub transaction_id: Option<String>,
    /// The key of the customer. By default a new one, who has just clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub customer: Option<String>,
    /// The code of the partner. By default the one of the customer's last click, or an active one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(min = 1, max = 64)))]
    pub partner: Option<String>,
    /// When it was placed. It is seen from then on. By default at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub at: Option<PinnedTime>,
    /// The amount in cents of the program's currency. By default 4900, or the usual price of a simulated program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub amount_cents: Option<i64>,
    /// The commission in cents. By default the program's percentage of the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub commission_cents: Option<i64>,
    /// Whether a coupon brings the customer, and not a click.
    #[serde(default, skip_serializing_if = "is_false")]
    #[garde(skip)]
    pub coupon: bool,
    /// What happened to it, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub changes: Vec<PinnedChange>,
}

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedChange {
    /// What happened.
    #[garde(skip)]
    pub change: ChangeOfOrder,
    /// When. By default right after the change before it, or after the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub at: Option<PinnedTime>,
    /// Why it was declined, refunded or reversed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub reason: Option<String>,
    /// The corrected amount, or the refunded part, in cents. By default all of it is refunded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub amount_cents: Option<i64>,
    /// The corrected commission in cents. By default the program's percentage of the corrected amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub commission_cents: Option<i64>,
}

/// What can happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeOfOrder {
    /// It was approved.
    Approval,
    /// It was declined before it was approved.
    Decline,
    /// The customer got the money back, or a part of it.
    Refund,
    /// An approval was taken back.
    Reversal,
    /// Its amount or commission was corrected; its status stays.
    Correction,
    /// A decision was taken back: it is pending again.
    Reopening,
}
