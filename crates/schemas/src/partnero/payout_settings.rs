//! How a payout is made, and where it goes.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, inferred};
use crate::values::present;

/// How a payout is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum PayoutGateway {
    /// To an account at PayPal: `username` must be given.
    Paypal,
    /// To an account at Wise.
    Wise,
    /// To a wallet: `wallet_address` must be given.
    Crypto,
    /// To an account at Venmo: `recipient_type` must be given, and what it names.
    Venmo,
}

/// Where a payout goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutSettings {
    /// The account at PayPal.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub username: Option<String>,
    /// The name of the recipient.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: Option<String>,
    /// The address of the recipient, at PayPal.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 1000), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 1000))]
    pub address: Option<String>,
    /// The tax number of the recipient, at PayPal.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 255))]
    pub tax_id: Option<String>,
    /// The address of the wallet.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub wallet_address: Option<String>,
    /// The kind of the wallet.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 255), extend("x-provenance" = inferred("the field is documented, its values are not")))]
    #[garde(length(chars, max = 255))]
    pub r#type: Option<String>,
    /// What names the recipient at Venmo.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "VenmoRecipient")]
    #[garde(skip)]
    pub recipient_type: Option<VenmoRecipient>,
    /// The recipient's handle at Venmo.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub user_handle: Option<String>,
    /// The recipient's e-mail address at Venmo.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub email: Option<String>,
    /// The recipient's phone number at Venmo.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub phone: Option<String>,
}

/// What names a recipient at Venmo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum VenmoRecipient {
    /// `user_handle`.
    UserHandle,
    /// `email`.
    Email,
    /// `phone`.
    Phone,
}
