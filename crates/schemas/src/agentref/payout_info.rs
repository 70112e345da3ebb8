//! `/me/payout-info`: how an affiliate is paid.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, one};
use super::habits::affiliate;
use super::my_overview::OWN;
use super::text::is_email;
use super::{AgentRef, Failure, PayoutMethod};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules,
};
use crate::values::present;

const LENGTH: Provenance = inferred("the field is documented, its length is not");

/// How an affiliate is paid.
///
/// Of the bank account only the last four characters are shown.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetMyPayoutInfo;

/// Change how an affiliate is paid.
///
/// What is not given stays. What is null is removed.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateMyPayoutInfo;

impl Endpoint for GetMyPayoutInfo {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<PayoutInfo>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/payout-info";

    fn operation() -> Operation<Failure> {
        affiliate("getMyPayoutInfo", DOCUMENTED, OWN, "profile:read").success("How the affiliate is paid.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<PayoutInfo>>> {
        let paypal = PayoutInfo {
            payout_method: Some(PayoutMethod::Paypal),
            paypal_email: Some("maria@mail.example".to_owned()),
            ..PayoutInfo::default()
        };
        vec![
            example("bank", "To a bank account.", one(example_info())),
            example("paypal", "To an account at PayPal.", one(paypal)),
        ]
    }
}

impl Endpoint for UpdateMyPayoutInfo {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PayoutInfoChanges;
    type Success<'a> = Envelope<PayoutInfo>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/me/payout-info";

    fn operation() -> Operation<Failure> {
        affiliate("updateMyPayoutInfo", DOCUMENTED, OWN, "profile:write")
            .success("How the affiliate is paid afterwards.", DOCUMENTED)
            .rule(
                Rule::on_success(
                    "request.body.all(name, !(name in ['payoutMethod', 'city', 'vatId']) || response.body.data[name] == request.body[name])",
                    "the affiliate is paid as was asked for",
                )
                .because("the fields of the request have the same names"),
            )
    }

    fn examples() -> Vec<Example<Envelope<PayoutInfo>>> {
        vec![example("bank", "To a bank account.", one(example_info()))]
    }
}

/// How an affiliate is paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "type(self.bankIban) == null_type || self.bankIban.startsWith('****')",
        "the account is masked",
        "the field is documented, and an example shows it masked",
    ),
])))]
pub struct PayoutInfo {
    /// How; null if the affiliate has not said.
    pub payout_method: Option<PayoutMethod>,
    /// The address at PayPal.
    pub paypal_email: Option<String>,
    /// Whose bank account it is.
    pub bank_account_holder: Option<String>,
    /// The account: `****` and its last four characters.
    pub bank_iban: Option<String>,
    /// The bank.
    pub bank_bic: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Street.
    pub address_line1: Option<String>,
    /// Anything else of the address.
    pub address_line2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// VAT number.
    pub vat_id: Option<String>,
}

/// What to change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PayoutInfoChanges {
    /// How.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<PayoutMethod>")]
    #[garde(skip)]
    pub payout_method: Option<Option<PayoutMethod>>,
    /// The address at PayPal.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"maria@mail.example", extend("format" = "email"), length(max = 200))]
    #[garde(inner(custom(is_email)))]
    pub paypal_email: Option<Option<String>>,
    /// Whose bank account it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 200))))]
    pub bank_account_holder: Option<Option<String>>,
    /// The account. If it is what responses show of it, it stays.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"DE89370400440532013000", length(max = 50), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 50))))]
    pub bank_iban: Option<Option<String>>,
    /// The bank.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 50), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 50))))]
    pub bank_bic: Option<Option<String>>,
    /// First name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 100))))]
    pub first_name: Option<Option<String>>,
    /// Last name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 100))))]
    pub last_name: Option<Option<String>>,
    /// Street.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 200))))]
    pub address_line1: Option<Option<String>>,
    /// Anything else of the address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 200))))]
    pub address_line2: Option<Option<String>>,
    /// City.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 100))))]
    pub city: Option<Option<String>>,
    /// State or region.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 100))))]
    pub state: Option<Option<String>>,
    /// Postal code.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 20), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 20))))]
    pub postal_code: Option<Option<String>>,
    /// VAT number.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 50), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 50))))]
    pub vat_id: Option<Option<String>>,
}

fn example_info() -> PayoutInfo {
    PayoutInfo {
        payout_method: Some(PayoutMethod::BankTransfer),
        bank_account_holder: Some("Maria Lindgren".to_owned()),
        bank_iban: Some("****1234".to_owned()),
        first_name: Some("Maria".to_owned()),
        last_name: Some("Lindgren".to_owned()),
        ..PayoutInfo::default()
    }
}
