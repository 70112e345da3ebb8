//! What a client says of transactions to create: of one, or of many of one customer.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::money_text::{CURRENCY, KEY, is_currency, is_key};
use super::{CustomerIdentifier, GivenTime, PartnerIdentifier};
use crate::declare::{DOCUMENTED, Rule, inferred, rules};
use crate::values::present;

/// One transaction, whose fields stand beside `customer`; or many, in `transactions`, whose elements have the same fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "'transactions' in self || 'amount' in self || 'reward' in self",
    "an amount or a reward is given, or a list",
    "without one there is nothing to record",
)])))]
#[garde(custom(records_something))]
pub struct TransactionsToCreate {
    /// The customer.
    #[garde(dive)]
    pub customer: CustomerOfTransaction,
    /// What else is to happen.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "TransactionOptions")]
    #[garde(dive)]
    pub options: Option<TransactionOptions>,
    /// The transaction, if it is one.
    #[serde(flatten)]
    #[garde(dive)]
    pub one: TransactionToCreate,
    /// The transactions, if there are many: at most 100 (inferred). Fields beside it are then ignored (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<TransactionToCreate>", length(min = 1, max = 100), extend("x-provenance" = inferred("the list is documented, its length is not")))]
    #[garde(length(min = 1, max = 100), dive)]
    pub transactions: Option<Vec<TransactionToCreate>>,
}

/// A transaction to create. Either `amount` or `reward` must be given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TransactionToCreate {
    /// Its key. If it is not given, the sandbox makes one. The reference says that it must be unique; the provider's own
    /// n8n node says outright that a repeated key is recorded, and rewarded, once more. The sandbox does what the node says.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), regex(pattern = KEY), extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(length(min = 1, max = 255), custom(is_key))]
    pub key: Option<String>,
    /// The value of the sale, in the currency's main unit. More decimals than the currency has are rounded (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = 0.0, max = 10_000_000.0), extend("x-provenance" = inferred("the field is documented, its bounds are not")))]
    #[garde(range(min = 0.0, max = 10_000_000.0))]
    pub amount: Option<f64>,
    /// The commission, given outright. Without it, the program's share of the amount is the commission.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = 0.0, max = 10_000_000.0), extend("x-provenance" = inferred("the field is documented, its bounds are not")))]
    #[garde(range(min = 0.0, max = 10_000_000.0))]
    pub reward: Option<f64>,
    /// The code of the currency. It must be that of the program (inferred: the sandbox's programs have one).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = CURRENCY))]
    #[garde(custom(is_currency))]
    pub amount_units: Option<String>,
    /// What the customer did: `sale` if it is not given (inferred; an older page requires it).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub action: Option<String>,
    /// The shop's id of the product.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 255))]
    pub product_id: Option<String>,
    /// The type of the product.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 255))]
    pub product_type: Option<String>,
    /// Whether the reward was given elsewhere: then there is none here (inferred). False if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub rewarded: Option<bool>,
    /// Whether there is a reward for it. True if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub rewardable: Option<bool>,
    /// When the customer bought: now if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "GivenTime")]
    #[garde(skip)]
    pub created_at: Option<GivenTime>,
    /// The amount before discounts. No operation shows it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = 0.0, max = 10_000_000.0), extend("x-provenance" = inferred("the field is documented, its bounds are not")))]
    #[garde(range(min = 0.0, max = 10_000_000.0))]
    pub gross_amount: Option<f64>,
    /// The discount. No operation shows it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = 0.0, max = 10_000_000.0), extend("x-provenance" = inferred("the field is documented, its bounds are not")))]
    #[garde(range(min = 0.0, max = 10_000_000.0))]
    pub discount_amount: Option<f64>,
    /// The code of the discount. No operation shows it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 255))]
    pub discount_code: Option<String>,
}

/// The customer of a transaction, by at least one of `id`, `key` and `email`. What else is said counts only if the customer
/// is created with the transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerOfTransaction {
    /// Who it is.
    #[serde(flatten)]
    #[garde(dive)]
    pub identifier: CustomerIdentifier,
    /// The first name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 255))]
    pub name: Option<String>,
    /// The last name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 255), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 255))]
    pub surname: Option<String>,
    /// When the customer signed up: at the time of the first transaction if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "GivenTime")]
    #[garde(skip)]
    pub created_at: Option<GivenTime>,
    /// The partner who brought the customer, in an affiliate program.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PartnerIdentifier")]
    #[garde(dive)]
    pub partner: Option<PartnerIdentifier>,
    /// The customer who brought the customer, in a refer-a-friend program.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "CustomerIdentifier")]
    #[garde(dive)]
    pub referring_customer: Option<CustomerIdentifier>,
}

/// What else is to happen with a transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TransactionOptions {
    /// Whether a customer who is not known is created.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub create_customer: Option<bool>,
    /// The link that the customer has followed. The sandbox takes it, and does not use it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 2000), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 2000))]
    pub referral_url: Option<String>,
}

fn records_something<T>(body: &TransactionsToCreate, _: &T) -> garde::Result {
    if body.transactions.is_some() || body.one.amount.is_some() || body.one.reward.is_some() {
        Ok(())
    } else {
        Err(garde::Error::new("has neither amount nor reward"))
    }
}
