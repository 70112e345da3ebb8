//! `/customers/{id}/balance`: what a customer of a refer-a-friend program has earned.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::customer::example_friend;
use super::customers::unknown_customer;
use super::envelope::{Envelope, one};
use super::habits::referral;
use super::{CustomerPath, Failure, Partnero, ReferralCustomer};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, Tag, example, inferred,
};
use crate::values::{CurrencyCode, DecimalNumber, present};

/// The endpoints about balances.
pub type CustomerBalanceEndpoints = (GetCustomerBalance, CreditCustomer);

const BALANCES: Tag =
    Tag { name: "Balances", description: "What customers of a refer-a-friend program have earned and were given." };

/// The balance of a customer.
///
/// What was credited to them, and, in the sandbox, the commissions of the sales to customers whom they have brought, without those that were declined
/// or refunded.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetCustomerBalance;

/// Credit an amount to a customer.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreditCustomer;

impl Endpoint for GetCustomerBalance {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<CustomerBalance>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customers/{id}/balance";

    fn operation() -> Operation<Failure> {
        referral("getCustomerBalance", DOCUMENTED, BALANCES)
            .success("The balance.", DOCUMENTED)
            .failure(unknown_customer())
    }

    fn examples() -> Vec<Example<Envelope<CustomerBalance>>> {
        vec![example("earned", "The balance.", one(example_balance()))]
    }
}

impl Endpoint for CreditCustomer {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = Nothing;
    type Body = CreditToGive;
    type Success<'a> = Envelope<CustomerBalance>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/customers/{id}/balance/credit";

    fn operation() -> Operation<Failure> {
        referral("creditCustomer", DOCUMENTED, BALANCES)
            .success(
                "The balance afterwards.",
                inferred("the operation is documented; its status and its response are taken from the balance"),
            )
            .failure(unknown_customer())
            .rule(
                Rule::on_success(
                    "response.body.data.balance.currency.exists(part, part.amount_units.lowerAscii() == request.body.amount_units.lowerAscii())",
                    "the balance has the currency of the credit",
                )
                .because("the name of the operation"),
            )
    }

    fn examples() -> Vec<Example<Envelope<CustomerBalance>>> {
        vec![example("credited", "The balance afterwards.", one(example_balance()))]
    }
}

/// A customer and what they have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerBalance {
    /// The customer.
    pub customer: ReferralCustomer,
    /// What they have.
    pub balance: Balance,
}

/// What a customer has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Balance {
    /// Money, one entry for each currency. Empty if there is none.
    pub currency: Vec<BalancePart>,
}

/// What a customer has in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct BalancePart {
    /// The amount in the currency's main unit.
    pub amount: DecimalNumber,
    /// The code of the currency in capital letters, such as `USD`.
    pub amount_units: CurrencyCode,
    /// Whether the units are a currency. In the sandbox they always are.
    pub is_currency: bool,
}

/// An amount to credit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CreditToGive {
    /// The amount in the currency's main unit. It is rounded to two decimals (the sandbox).
    #[schemars(example = 25.5, range(min = 0.01, max = 1_000_000.0), extend("x-provenance" = inferred("the field is documented, its bounds are not")))]
    #[garde(range(min = 0.01, max = 1_000_000.0))]
    pub amount: f64,
    /// The code of the currency, such as `usd`.
    #[schemars(example = &"usd", regex(pattern = "^[A-Za-z]{3}$"), extend("x-provenance" = inferred("the field is documented, its form is taken from examples")))]
    #[garde(custom(is_currency_code))]
    pub amount_units: String,
    /// Whether the units are a currency, which they are if it is not given. The sandbox takes them for one in any case.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub is_currency: Option<bool>,
}

fn is_currency_code<T>(text: &str, _: &T) -> garde::Result {
    let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_code { Ok(()) } else { Err(garde::Error::new("must be a currency code of three letters")) }
}

fn example_balance() -> CustomerBalance {
    let usd = CurrencyCode::parse("USD").expect("a code");
    let part = BalancePart { amount: DecimalNumber { hundredths: 2550 }, amount_units: usd, is_currency: true };
    CustomerBalance { customer: example_friend(), balance: Balance { currency: vec![part] } }
}
