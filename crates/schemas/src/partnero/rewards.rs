//! `/partners/{id}/reward`: one-off bonuses of partners.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, one};
use super::habits::affiliate;
use super::{Failure, GivenTime, Partnero, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, Tag, example, inferred,
};
use crate::values::{CurrencyCode, DecimalNumber, InstantWithDigits, MicrosecondInstant, present};

/// The endpoints of this resource.
pub type RewardEndpoints = (RewardPartner,);

const REWARDS: Tag = Tag { name: "Rewards", description: "What partners get besides the commissions of transactions." };

/// Give a partner a bonus.
///
/// It is owed at once, and paid with the next payout. A partner who is not active gets none (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RewardPartner;

impl Endpoint for RewardPartner {
    type Provider = Partnero;
    type Path = RewardedPartnerPath;
    type Query = Nothing;
    type Body = BonusToGive;
    type Success<'a> = Envelope<Bonus>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/partners/{id}/reward";

    fn operation() -> Operation<Failure> {
        affiliate("rewardPartner", DOCUMENTED, REWARDS)
            .success("The bonus.", inferred("the operation is documented, its status is not: 201 is possible"))
            .failures([
                failure::unknown("No partner with this id.", "Partner not found."),
                failure::refused(
                    "The partner is not active.",
                    inferred("payouts need an active partner"),
                    "Partner is not active.",
                ),
                failure::unfit("A field of the request is invalid.", "date", "The date is invalid."),
            ])
            .rule(
                Rule::on_success(
                    "response.body.data.partner == request.path.id",
                    "the bonus is of the partner asked for",
                )
                .because("the id names the partner"),
            )
    }

    fn examples() -> Vec<Example<Envelope<Bonus>>> {
        let bonus = Bonus {
            key: "bonus_1".to_owned(),
            action: "bonus".to_owned(),
            status: "ok".to_owned(),
            partner: "partner_123".to_owned(),
            customer: None,
            amount: DecimalNumber::whole(25),
            amount_units: CurrencyCode::parse("USD").expect("a code"),
            is_currency: true,
            credit: false,
            note: Some("Best video of the month".to_owned()),
            created_at: InstantWithDigits(chrono::DateTime::from_timestamp(1_777_567_453, 0).expect("a time")),
        };
        vec![example("given", "The bonus.", one(bonus))]
    }
}

/// Who gets a bonus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct RewardedPartnerPath {
    /// The partner's id, not their referral key.
    #[garde(length(min = 1, max = 255))]
    #[schemars(example = &"partner_123")]
    pub id: String,
}

/// A bonus to give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct BonusToGive {
    /// How much, in the main unit of the program's currency. More decimals than the currency has are rounded (inferred).
    #[garde(range(min = 0.01, max = 10_000_000.0))]
    #[schemars(example = 25.0)]
    pub amount: f64,
    /// When: now if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "GivenTime", extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(skip)]
    pub date: Option<GivenTime>,
    /// Why.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 2000), extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 2000))]
    pub note: Option<String>,
}

/// A bonus, in the form of a reward. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the operation is documented, its answer is not; the fields are those of the rewards of transactions")))]
pub struct Bonus {
    /// Its key.
    #[schemars(length(min = 1))]
    pub key: String,
    /// What it is for: `bonus`.
    pub action: String,
    /// What has become of it.
    #[schemars(example = &"ok", extend("x-provenance" = EXAMPLE))]
    pub status: String,
    /// The partner's id.
    pub partner: String,
    /// Always null: no customer has caused it.
    pub customer: Option<String>,
    /// How much, in the currency's main unit.
    pub amount: DecimalNumber,
    /// The code of the currency, such as `USD`.
    pub amount_units: CurrencyCode,
    /// Whether `amount` is money.
    pub is_currency: bool,
    /// Whether it is a credit.
    pub credit: bool,
    /// Why, if it was said.
    pub note: Option<String>,
    /// When it was given.
    pub created_at: MicrosecondInstant,
}
