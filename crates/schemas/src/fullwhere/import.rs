//! `POST /partners/customer`: importing a customer.

use std::collections::BTreeMap;

use email_address::EmailAddress;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::customer::{Customer, SOURCE, TAG, customer};
use super::{Failure, Fullwhere, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, example, inferred,
};
use crate::values::WholeNumber;

/// Why further ids in other systems are taken.
const CUT_OFF: Provenance =
    inferred("the list of the import is cut off before this field; a customer that is read has it");

/// Import a customer.
///
/// If the pair of e-mail address and phone number is known, no new customer is made: only fields that were null are filled in, the
/// others stay. The status of the success and the path are not published: accept 200 as well as 201.
///
/// Inferred: a customer is the same if the address or the number agrees and neither contradicts the other. One that is null or not
/// given, on either side, contradicts nothing.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ImportCustomer;

impl Endpoint for ImportCustomer {
    type Provider = Fullwhere;
    type Path = Nothing;
    type Query = Nothing;
    type Body = CustomerToImport;
    type Success<'a> = Customer;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/partners/customer";

    fn operation() -> Operation<Failure> {
        let provenance = inferred("the import stands on the page of this path, and its own path is cut off");
        Operation::new("importCustomer", provenance)
            .tag(TAG)
            .source(SOURCE)
            .created(
                "The customer: a new one, or the known one with what was filled in.",
                inferred("neither status nor body of the success is published; NestJS answers a POST with 201 by default"),
            )
            .failure(failure::invalid_input("email must be an email"))
            .rule(
                Rule::on_success(
                    "!('email' in request.body) || type(request.body.email) == null_type || type(response.body.email) != null_type",
                    "a customer who is imported with an e-mail address has one",
                )
                .because("a field that was null is filled in"),
            )
            .rule(
                Rule::on_success(
                    "!('phoneNumber' in request.body) || type(request.body.phoneNumber) == null_type || type(response.body.phoneNumber) != null_type",
                    "a customer who is imported with a phone number has one",
                )
                .because("a field that was null is filled in"),
            )
            .link(Link {
                name: "getImportedCustomer",
                operation_id: "getCustomer",
                parameter: "id",
                expression: "$response.body#/id",
                description: "The customer, read again.",
            })
    }

    fn examples() -> Vec<Example<Customer>> {
        vec![example("new", "Nobody had the address.", imported())]
    }
}

/// A customer to import. Everything may be left out; null is the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase", default)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerToImport {
    /// The description.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 2000))]
    pub description: Option<String>,
    /// The company.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub company: Option<String>,
    /// The first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"Ada")]
    #[garde(length(chars, max = 500))]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"Lindgren")]
    #[garde(length(chars, max = 500))]
    pub last_name: Option<String>,
    /// The name as it is displayed, usually first and last name joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub display_name: Option<String>,
    /// The phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"+46701740605")]
    #[garde(length(chars, max = 200))]
    pub phone_number: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"ada@mail.example", extend("format" = "email"), length(max = 254))]
    #[garde(inner(custom(address)))]
    pub email: Option<String>,
    /// The preferred language, as a code such as `fr`. Others than those of two or three lower-case letters are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(
        example = &"en",
        extend("x-provenance" = inferred("an enumeration is documented with the example `af` alone; codes of ISO 639 have two or three letters"))
    )]
    #[schemars(regex(pattern = "^[a-z]{2,3}$"))]
    #[garde(inner(custom(language_code)))]
    pub language: Option<String>,
    /// Mr., Ms. and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 200))]
    pub civility: Option<String>,
    /// Whether the customer agrees to text messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub sms_optin: Option<bool>,
    /// Whether the customer agrees to e-mails.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub email_optin: Option<bool>,
    /// Anything else, as texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub metadata: Option<BTreeMap<String, String>>,
    /// The id at Zenchef.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub zenchef_id: Option<String>,
    /// The id at Uber Eats.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub ubereats_id: Option<String>,
    /// The id at Deliveroo.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub deliveroo_id: Option<String>,
    /// The id at Zelty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub zelty_id: Option<String>,
    /// The id at SevenRooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub sevenrooms_id: Option<String>,
    /// The id at Meta.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub meta_id: Option<String>,
    /// The id at Mews.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub mews_id: Option<String>,
    /// The id at Oracle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub oracle_id: Option<String>,
    /// The id at Partouche.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub partouche_id: Option<String>,
    /// The id at Como.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(chars, max = 500))]
    pub como_id: Option<String>,
    /// The id at TheFork.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-provenance" = CUT_OFF))]
    #[garde(length(chars, max = 500))]
    pub the_fork_id: Option<String>,
    /// The id at CHR365.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-provenance" = CUT_OFF))]
    #[garde(length(chars, max = 500))]
    pub chr365_id: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes a reference")]
fn language_code(language: &str, (): &()) -> garde::Result {
    let is_code = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code { Ok(()) } else { Err(garde::Error::new("must be a code of two or three lower-case letters")) }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes a reference")]
fn address(email: &str, (): &()) -> garde::Result {
    if EmailAddress::is_valid(email) { Ok(()) } else { Err(garde::Error::new("must be an email")) }
}

pub(super) fn imported() -> Customer {
    Customer {
        id: Uuid::from_u128(0x2b7c_90e4_51d3_4a68_8f02_c6a1_d93b_7e54),
        created_at: failure::instant("2026-06-08T12:00:00Z"),
        updated_at: failure::instant("2026-06-08T12:00:00Z"),
        first_name: Some("Ada".to_owned()),
        last_name: Some("Lindgren".to_owned()),
        display_name: Some("Ada Lindgren".to_owned()),
        phone_number: None,
        email: Some("ada@mail.example".to_owned()),
        email_optin: false,
        sms_optin: false,
        kind: "Unknown".to_owned(),
        feedback_count: WholeNumber(0),
        purchase_count: WholeNumber(0),
        average_feedback_rating: Some(None),
        ..customer()
    }
}
