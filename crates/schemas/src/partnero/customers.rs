//! `/customers`: lists of customers, one of them, and new ones.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::customer::{CUSTOMERS, example_affiliate_customer, example_referral_customer, is_asked_for, to_customer};
use super::envelope::{Envelope, Page, one, only_page};
use super::habits::with_customers;
use super::paging::{Paged as _, Paging};
use super::partner_text::{ID, is_email, is_id};
use super::{Customer, CustomerIdentifier, CustomerPath, Failure, PartnerIdentifier, Partnero, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred};
use crate::values::{LocalDate, present};

/// The endpoints that list, find and create customers.
pub type CustomerEndpoints = (ListCustomers, SearchCustomers, GetCustomer, CreateCustomer);

/// Customers.
///
/// Those of the program, the newest first. Archived ones are among them, deleted ones are not (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListCustomers;

/// Search for customers.
///
/// By a part of the e-mail address, by id, or, in a refer-a-friend program, by referral key. Who fits all that is given is found; without anything
/// given, everybody is (inferred). In the sandbox only of the e-mail address a part is enough.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SearchCustomers;

/// A customer by key, id or e-mail address.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetCustomer;

/// Create a customer.
///
/// In an affiliate program, a key and the partner who brought the customer are needed. In a refer-a-friend program everything may be left out that is
/// not known, and a customer without a referring one was not referred.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateCustomer;

impl Endpoint for ListCustomers {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = CustomersQuery;
    type Body = Nothing;
    type Success<'a> = Page<Customer>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customers";

    fn operation() -> Operation<Failure> {
        with_customers("listCustomers", DOCUMENTED, CUSTOMERS)
            .success("A page of the customers.", DOCUMENTED)
            .paged_without_identity()
            .rule(
                Rule::on_success(
                    "!('refer_status' in request.query) || response.body.data.all(customer, !('referring_customer' in customer) \
                     || (type(customer.referring_customer) != null_type) == (request.query.refer_status == 'referred'))",
                    "every customer was referred, or was not, as asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_customer("$response.body#/data/0/key"))
    }

    fn examples() -> Vec<Example<Page<Customer>>> {
        vec![
            example(
                "affiliate",
                "One customer of an affiliate program.",
                only_page(vec![example_affiliate_customer()]),
            ),
            example("friends", "One of a refer-a-friend program.", only_page(vec![example_referral_customer()])),
        ]
    }
}

impl Endpoint for SearchCustomers {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = CustomerSearch;
    type Body = Nothing;
    type Success<'a> = Page<Customer>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customers:search";

    fn operation() -> Operation<Failure> {
        with_customers("searchCustomers", DOCUMENTED, CUSTOMERS)
            .success(
                "A page of the customers who were found.",
                inferred("the search is documented; that it comes in pages is taken from the other lists"),
            )
            .paged_without_identity()
            .rule(
                Rule::on_success(
                    "!('email' in request.query) || response.body.data.all(customer, \
                     customer.email.lowerAscii().contains(request.query.email.lowerAscii()))",
                    "every customer has the text asked for in their e-mail address",
                )
                .because("the parameter is named for the field; that a part is enough is taken from partners"),
            )
            .link(to_customer("$response.body#/data/0/key"))
    }

    fn examples() -> Vec<Example<Page<Customer>>> {
        vec![
            example("one", "One customer.", only_page(vec![example_affiliate_customer()])),
            example("none", "Nobody.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for GetCustomer {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Customer>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customers/{id}";

    fn operation() -> Operation<Failure> {
        with_customers("getCustomer", DOCUMENTED, CUSTOMERS)
            .success("The customer.", DOCUMENTED)
            .failure(unknown_customer())
            .rule(is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<Customer>>> {
        vec![
            example("affiliate", "A customer of an affiliate program.", one(example_affiliate_customer())),
            example("friend", "One of a refer-a-friend program.", one(example_referral_customer())),
        ]
    }
}

impl Endpoint for CreateCustomer {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = CustomerToCreate;
    type Success<'a> = Envelope<Customer>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/customers";

    fn operation() -> Operation<Failure> {
        let link = |name, operation_id, description| Link {
            name,
            operation_id,
            parameter: "id",
            expression: "$response.body#/data/key",
            description,
        };
        with_customers("createCustomer", DOCUMENTED, CUSTOMERS)
            .created(
                "The customer.",
                inferred("the list of statuses has 201 for what was created; no page shows it here"),
            )
            .failures([
                failure::refused(
                    "There is no such partner, or none is given, in an affiliate program; or no such referring customer, in the other (the same words, \
                     inferred).",
                    DOCUMENTED,
                    "Invalid partner key",
                ),
                failure::unfit(
                    "A field is invalid, the key is missing in an affiliate program, or another customer has the key. In a refer-a-friend program nobody \
                     else may have the id or the e-mail address either (inferred).",
                    "key",
                    "The key has already been taken.",
                ),
            ])
            .rule(
                Rule::on_success(
                    "(!('key' in response.body.data) || response.body.data.key == request.body.key) \
                     && (!('id' in response.body.data) || !('id' in request.body) || response.body.data.id == request.body.id) \
                     && (!('email' in request.body) || response.body.data.email == request.body.email)",
                    "the customer is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(link("getCustomer", "getCustomer", "The customer."))
            .link(link("archiveCustomer", "archiveCustomer", "Puts the customer aside."))
            .link(link("deleteCustomer", "deleteCustomer", "Deletes the customer for good."))
    }

    fn examples() -> Vec<Example<Envelope<Customer>>> {
        vec![
            example("affiliate", "A customer of an affiliate program.", one(example_affiliate_customer())),
            example("friend", "One of a refer-a-friend program.", one(example_referral_customer())),
        ]
    }
}

/// Which customers, and which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomersQuery {
    /// Only those whom the partner with this referral key brought. For affiliate programs; others ignore it.
    #[schemars(extend("x-provenance" = inferred("the provider's n8n node sends it; its PHP library writes partner[key]")))]
    #[garde(length(min = 1, max = 255))]
    pub partner_key: Option<String>,
    /// Only those whom the partner with this e-mail address brought. For affiliate programs; others ignore it.
    #[schemars(extend("x-provenance" = inferred("the provider's n8n node sends it")))]
    #[garde(length(min = 1, max = 255))]
    pub partner_email: Option<String>,
    /// Only those whom a friend brought, or the others. For refer-a-friend programs; others ignore it.
    #[garde(skip)]
    pub refer_status: Option<ReferStatus>,
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// Whether a friend brought a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CustomerReferStatus", extend("x-provenance" = DOCUMENTED))]
pub enum ReferStatus {
    /// A friend did.
    Referred,
    /// Nobody did.
    NonReferred,
}

/// Whom to search for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerSearch {
    /// A part of the e-mail address. Small and capital letters are the same (inferred).
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
    /// The id; in an affiliate program the key.
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// The referral key. For refer-a-friend programs; in an affiliate program the key.
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// A customer to create. Fields of the other kind of program are ignored (inferred).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerToCreate {
    /// In an affiliate program: the shop's own key of the customer, which is needed. In a refer-a-friend program: the referral key, which is generated
    /// if it is not given. Nobody else has it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 200), regex(pattern = ID), example = &"customer_123", extend("x-provenance" = FORM))]
    #[garde(length(min = 1, max = 200), custom(is_id))]
    pub key: Option<String>,
    /// The shop's own id of the customer, in a refer-a-friend program. One is generated if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 200), regex(pattern = ID), extend("x-provenance" = FORM))]
    #[garde(length(min = 1, max = 200), custom(is_id))]
    pub id: Option<String>,
    /// The e-mail address. One is made up if it is not given (the sandbox).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "email"), example = &"nora@mail.example")]
    #[garde(custom(is_email))]
    pub email: Option<String>,
    /// The first name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 100), example = &"Nora")]
    #[garde(length(chars, min = 1, max = 100))]
    pub name: Option<String>,
    /// The last name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 100), example = &"Berg")]
    #[garde(length(chars, min = 1, max = 100))]
    pub surname: Option<String>,
    /// The tags.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", length(max = 50))]
    #[garde(length(max = 50), inner(inner(length(chars, min = 1, max = 100))))]
    pub tags: Option<Vec<String>>,
    /// The partner who brought the customer: needed in an affiliate program.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PartnerIdentifier")]
    #[garde(dive)]
    pub partner: Option<PartnerIdentifier>,
    /// The customer who brought this one, in a refer-a-friend program. The id counts for more than the key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "CustomerIdentifier")]
    #[garde(dive)]
    pub referring_customer: Option<CustomerIdentifier>,
    /// Further facts, in a refer-a-friend program.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "MetadataToSet")]
    #[garde(dive)]
    pub metadata: Option<MetadataToSet>,
    /// How the customer came.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "CustomerOptions")]
    #[garde(dive)]
    pub options: Option<CustomerOptions>,
}

const FORM: crate::declare::Provenance = inferred("the field is documented, its form is not");

/// Further facts about a customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(rename = "CustomerMetadataToSet", extend("x-provenance" = DOCUMENTED))]
pub struct MetadataToSet {
    /// When they were born.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "LocalDate", example = &"1990-05-17")]
    #[garde(skip)]
    pub date_of_birth: Option<LocalDate>,
}

/// How a customer came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerOptions {
    /// The address at which they came. The sandbox does not look at it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 2048), example = &"https://lumenhome.example?aff=ref_123")]
    #[garde(length(min = 1, max = 2048))]
    pub referral_url: Option<String>,
}

/// The path names nobody.
pub(super) fn unknown_customer() -> crate::declare::Failure<Failure> {
    failure::unknown("No customer with this key, id or e-mail address.", "Customer not found.")
}
