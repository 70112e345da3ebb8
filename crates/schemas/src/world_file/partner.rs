//! Partners and those whom they bring.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PinnedTime, is_false};

/// A partner of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedPartner {
    /// The code of their links: letters, digits, hyphens and underscores. No other partner of the program has it.
    #[garde(length(min = 1, max = 64))]
    pub code: String,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub name: Option<String>,
    /// Their e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 3, max = 200)))]
    pub email: Option<String>,
    /// What became of them. By default they are approved: `active`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub status: Option<PinnedPartnerStatus>,
    /// When they joined. By default when the program was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub joined_at: Option<PinnedTime>,
    /// When they were approved. By default when they joined. A blocked partner without it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub approved_at: Option<PinnedTime>,
    /// When they were blocked or rejected. By default when they were approved, or when they joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub blocked_at: Option<PinnedTime>,
}

/// What became of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PinnedPartnerStatus {
    /// They are approved.
    Active,
    /// They wait for approval.
    Pending,
    /// They were rejected, or blocked after they had been approved.
    Blocked,
}

/// A customer who signed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedCustomer {
    /// The shop's own key for them. No other customer of the program has it.
    #[garde(length(chars, min = 1, max = 200))]
    pub key: String,
    /// Their e-mail address. By default the key if it is one, or else an invented one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 3, max = 200)))]
    pub email: Option<String>,
    /// The code of the partner whose link they clicked. By default an active one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(min = 1, max = 64)))]
    pub partner: Option<String>,
    /// When they clicked. By default when they signed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub clicked_at: Option<PinnedTime>,
    /// When they signed up. By default when they clicked, or when the program was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub signed_up_at: Option<PinnedTime>,
}

/// Clicks of a partner's link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedClick {
    /// The code of the partner. By default an active one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(min = 1, max = 64)))]
    pub partner: Option<String>,
    /// The key of the customer who clicks again. By default each click is of a new visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub customer: Option<String>,
    /// When. By default at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub at: Option<PinnedTime>,
    /// Whether the script on the landing page records it, and not a redirecting link.
    #[serde(default, skip_serializing_if = "is_false")]
    #[garde(skip)]
    pub direct: bool,
    /// How many such clicks there are. By default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 1, max = 10_000))]
    pub count: Option<u32>,
}
