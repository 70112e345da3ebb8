//! Transactions and their rewards, as every operation about them shows them.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::declare::{DOCUMENTED, EXAMPLE, Rule, Tag, inferred, rules};
use crate::values::{CurrencyCode, DecimalNumber, InstantWithDigits, MicrosecondInstant, present};

/// Operations about transactions.
pub(super) const TRANSACTIONS: Tag =
    Tag { name: "Transactions", description: "Sales to customers, and the rewards for them." };

/// A sale. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "('partner' in self) != ('referred_customer' in self)",
        "either a partner is rewarded or a customer who brought another",
        "the pages of the two types of programs show one field each",
    ),
    Rule::inferred(
        "self.rewards.all(reward, reward.key == self.key && reward.action == self.action)",
        "a reward has the key and the action of its transaction",
        "the provider's example of a reward repeats those of its transaction",
    ),
])))]
pub struct Transaction {
    /// Its key: the one that the client has given, or else the shop's reference. The provider does not make sure that no
    /// two transactions have the same.
    #[schemars(length(min = 1))]
    pub key: String,
    /// What the customer did.
    #[schemars(example = &"sale")]
    pub action: String,
    /// The value of the sale, in the currency's main unit. That of returned goods is negative.
    pub amount: DecimalNumber,
    /// The id of the partner who is rewarded. Only affiliate programs have it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub partner: Option<String>,
    /// The key of the customer in an affiliate program. In a refer-a-friend program the id of the customer who brought
    /// the buyer, and is rewarded.
    pub customer: String,
    /// The id of the customer who bought something. Only refer-a-friend programs have it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub referred_customer: Option<String>,
    /// Whether it adds to the balance of the rewarded customer. The sandbox's are false.
    #[schemars(extend("x-provenance" = inferred("the field is documented, its meaning is concluded from the name")))]
    pub credit: bool,
    /// Whether `amount` is money, and not a number of something else. The sandbox's are true.
    pub is_currency: bool,
    /// The code of the currency, such as `USD`.
    pub amount_units: CurrencyCode,
    /// When the customer bought.
    pub created_at: MicrosecondInstant,
    /// When it was archived, or declined or refunded elsewhere; null while it counts. An example of a refer-a-friend
    /// program lacks it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<MicrosecondInstant>", extend("x-provenance" = EXAMPLE))]
    pub deleted_at: Option<Option<MicrosecondInstant>>,
    /// The rewards for it: one if there is a commission, or none.
    pub rewards: Vec<Reward>,
}

/// What somebody gets for a transaction. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Reward {
    /// The key of its transaction.
    #[schemars(length(min = 1))]
    pub key: String,
    /// What the customer did.
    pub action: String,
    /// What has become of it. Only `ok` is shown by an example.
    #[schemars(example = &"ok", extend("x-provenance" = EXAMPLE))]
    pub status: String,
    /// The id of the partner who gets it. Only affiliate programs have it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub partner: Option<String>,
    /// The customer, as the transaction names them.
    pub customer: String,
    /// How much, in the currency's main unit. The provider does not round it: 29.997. The sandbox rounds to cents.
    pub amount: DecimalNumber,
    /// The code of the currency, such as `USD`.
    pub amount_units: CurrencyCode,
    /// Whether `amount` is money.
    pub is_currency: bool,
    /// Whether it is a credit.
    pub credit: bool,
    /// When the customer bought.
    pub created_at: MicrosecondInstant,
    /// When the transaction was archived; null while it counts.
    pub deleted_at: Option<MicrosecondInstant>,
    /// What was bought, as far as it was said; empty if it was not.
    pub product_type_data: ProductTypeData,
}

/// What was bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct ProductTypeData {
    /// The shop's id of the product.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub product_id: Option<String>,
    /// The type of the product.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub product_type: Option<String>,
}

/// A time as a client gives it: seconds since 1970 (the reference), or a date with a time (the provider's n8n node).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenTime(pub DateTime<Utc>);

impl Serialize for GivenTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.timestamp())
    }
}

impl<'de> Deserialize<'de> for GivenTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let time = match &value {
            serde_json::Value::Number(seconds) => {
                seconds.as_i64().and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            }
            serde_json::Value::String(text) => {
                DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc))
            }
            _ => None,
        };
        time.map(Self).ok_or_else(|| de::Error::custom("neither seconds since 1970 nor a date with a time"))
    }
}

// Generators of clients cannot read a choice between a number and a text, so it may be any value.
impl JsonSchema for GivenTime {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "GivenTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Times after 9999 are not times of a calendar.
        json_schema!({ "example": "2026-06-01T09:30:00Z" })
    }
}

/// A sale of an affiliate program.
pub(super) fn example_transaction() -> Transaction {
    let dollars = CurrencyCode::parse("USD").expect("a code");
    let created_at = InstantWithDigits(DateTime::from_timestamp(1_777_567_453, 0).expect("a time"));
    Transaction {
        key: "transaction_123".to_owned(),
        action: "sale".to_owned(),
        amount: DecimalNumber { hundredths: 9999 },
        partner: Some("partner_123".to_owned()),
        customer: "customer_123".to_owned(),
        referred_customer: None,
        credit: false,
        is_currency: true,
        amount_units: dollars,
        created_at,
        deleted_at: Some(None),
        rewards: vec![Reward {
            key: "transaction_123".to_owned(),
            action: "sale".to_owned(),
            status: "ok".to_owned(),
            partner: Some("partner_123".to_owned()),
            customer: "customer_123".to_owned(),
            amount: DecimalNumber { hundredths: 3000 },
            amount_units: dollars,
            is_currency: true,
            credit: false,
            created_at,
            deleted_at: None,
            product_type_data: ProductTypeData::default(),
        }],
    }
}

/// A sale of a refer-a-friend program.
pub(super) fn example_referred() -> Transaction {
    let usual = example_transaction();
    let rewards = usual.rewards.iter().map(|reward| Reward { partner: None, ..reward.clone() }).collect();
    Transaction {
        partner: None,
        deleted_at: None,
        referred_customer: Some("customer_456".to_owned()),
        rewards,
        ..usual
    }
}
