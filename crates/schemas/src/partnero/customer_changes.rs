//! `/customers/{id}`: what can be changed about a customer.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::customer::{CUSTOMERS, example_affiliate_customer, to_customer};
use super::customers::unknown_customer;
use super::envelope::{Done, Envelope, one};
use super::habits::with_customers;
use super::partner_text::is_email;
use super::{Customer, CustomerPath, Failure, MetadataToSet, Partnero, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred, rules};
use crate::values::present;

/// The endpoints that change customers.
pub type CustomerChangeEndpoints =
    (UpdateCustomer, UpdateCustomerByBody, DeleteCustomer, ArchiveCustomer, RestoreCustomer);

/// Change a customer.
///
/// The fields are given as they are, or inside `update`: the provider's pages and its n8n node differ in it. If both are given, `update` counts
/// (inferred). What is not given stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateCustomer;

/// Change a customer whom the body names.
///
/// `PUT /v1/customers/{id}` replaces it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateCustomerByBody;

/// Delete a customer.
///
/// For good: afterwards nothing finds them here. Their transactions stay (inferred), and so does what other providers know of them in the sandbox.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteCustomer;

/// Archive a customer.
///
/// They look deleted afterwards, and can be restored (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ArchiveCustomer;

/// Restore a customer who is archived.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RestoreCustomer;

impl Endpoint for UpdateCustomer {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = Nothing;
    type Body = CustomerChanges;
    type Success<'a> = Envelope<Customer>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/customers/{id}";

    fn operation() -> Operation<Failure> {
        with_customers("updateCustomer", DOCUMENTED, CUSTOMERS)
            .success("The customer afterwards.", inferred("the operation is documented, its response is not shown"))
            .failures([unknown_customer(), taken()])
            .rule(
                Rule::on_success(
                    "!('email' in request.body) || 'update' in request.body || response.body.data.email == request.body.email",
                    "the customer is as asked for",
                )
                .because("the field of the request has the same name"),
            )
            .link(to_customer("$response.body#/data/key"))
    }

    fn examples() -> Vec<Example<Envelope<Customer>>> {
        vec![example("changed", "The customer afterwards.", one(example_affiliate_customer()))]
    }
}

impl Endpoint for UpdateCustomerByBody {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = CustomerUpdate;
    type Success<'a> = Envelope<Customer>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/customers";

    fn operation() -> Operation<Failure> {
        with_customers("updateCustomerByBody", DOCUMENTED, CUSTOMERS)
            .deprecated()
            .success("The customer afterwards.", inferred("the operation is documented, its response is not shown"))
            .failures([failure::unknown("No customer with this key or id.", "Customer not found."), taken()])
            .rule(
                Rule::on_success(
                    "!('email' in request.body.update) || response.body.data.email == request.body.update.email",
                    "the customer is as asked for",
                )
                .because("the field of the request has the same name"),
            )
            .link(to_customer("$response.body#/data/key"))
    }

    fn examples() -> Vec<Example<Envelope<Customer>>> {
        vec![example("changed", "The customer afterwards.", one(example_affiliate_customer()))]
    }
}

impl Endpoint for DeleteCustomer {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/customers/{id}";

    fn operation() -> Operation<Failure> {
        with_customers("deleteCustomer", DOCUMENTED, CUSTOMERS)
            .success("The customer is deleted.", DOCUMENTED)
            .failure(unknown_customer())
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "The customer is deleted.", Done::default())]
    }
}

impl Endpoint for ArchiveCustomer {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/customers/{id}/archive";

    fn operation() -> Operation<Failure> {
        with_customers("archiveCustomer", DOCUMENTED, CUSTOMERS)
            .success("The customer is archived.", DOCUMENTED)
            .failures([
                unknown_customer(),
                failure::refused(
                    "The customer is archived already.",
                    inferred("the status is documented for partners and transactions"),
                    "Customer is already archived.",
                ),
            ])
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("archived", "The customer is archived.", Done::default())]
    }
}

impl Endpoint for RestoreCustomer {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/customers/{id}/revoke-archive";

    fn operation() -> Operation<Failure> {
        with_customers("restoreCustomer", DOCUMENTED, CUSTOMERS)
            .success("The customer is restored.", DOCUMENTED)
            .failures([
                unknown_customer(),
                failure::refused(
                    "The customer is not archived.",
                    inferred("the status is documented for partners and transactions"),
                    "Customer is not archived.",
                ),
            ])
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("restored", "The customer is restored.", Done::default())]
    }
}

/// What is to be another about a customer: the fields as they are, or inside `update`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerChanges {
    /// The fields inside. If it is given, those beside it are ignored (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "CustomerFields")]
    #[garde(dive)]
    pub update: Option<CustomerFields>,
    /// The fields as they are.
    #[serde(flatten)]
    #[garde(dive)]
    pub fields: CustomerFields,
}

/// The fields of a customer that can be changed. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerFields {
    /// The e-mail address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "email"), extend("x-provenance" = DOCUMENTED), example = &"nora@mail.example")]
    #[garde(custom(is_email))]
    pub email: Option<String>,
    /// The first name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 100), extend("x-provenance" = DOCUMENTED), example = &"Nora")]
    #[garde(length(chars, min = 1, max = 100))]
    pub name: Option<String>,
    /// The last name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 100), extend("x-provenance" = DOCUMENTED), example = &"Berg")]
    #[garde(length(chars, min = 1, max = 100))]
    pub surname: Option<String>,
    /// The tags, all of them. For affiliate programs; others ignore it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", length(max = 50), extend("x-provenance" = inferred("they can be given with a new customer")))]
    #[garde(length(max = 50), inner(inner(length(chars, min = 1, max = 100))))]
    pub tags: Option<Vec<String>>,
    /// Further facts. For refer-a-friend programs; others ignore it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "MetadataToSet", extend("x-provenance" = inferred("they can be given with a new customer")))]
    #[garde(dive)]
    pub metadata: Option<MetadataToSet>,
}

/// A customer, and what is to be another about them. If key and id are given, the id counts (inferred).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "'id' in self || 'key' in self",
    "at least one identifier is given",
    "without one, nobody is named",
)])))]
#[garde(custom(names_somebody))]
pub struct CustomerUpdate {
    /// The customer's key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// The customer's id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// What is to be another.
    #[garde(dive)]
    pub update: CustomerFields,
}

fn names_somebody<T>(asked: &CustomerUpdate, _: &T) -> garde::Result {
    if asked.key.is_some() || asked.id.is_some() { Ok(()) } else { Err(garde::Error::new("has neither key nor id")) }
}

fn taken() -> crate::declare::Failure<Failure> {
    failure::unfit(
        "A field is invalid, or, in a refer-a-friend program, another customer has the e-mail address (inferred).",
        "email",
        "The email has already been taken.",
    )
}
