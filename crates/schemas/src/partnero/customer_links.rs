//! `/customer_referral_links`: links of customers of a refer-a-friend program.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::customers::unknown_customer;
use super::envelope::{Done, Envelope, Page, one, only_page};
use super::habits::referral;
use super::paging::{Paged as _, Paging};
use super::partner_text::{KEY, is_key_text};
use super::referral_links::{REFERRAL_LINKS, example_link, is_given_with, link_is_asked_for};
use super::{
    CustomerIdentifier, CustomerPath, Failure, Partnero, ReferralLink, ReferralLinkChanges, ReferralLinkPath,
    ReferralLinkSearch, failure,
};
use crate::declare::{DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred, rules};
use crate::values::present;

/// The endpoints of customers' links.
pub type CustomerLinkEndpoints = (
    ListCustomerLinks,
    SearchCustomerLinks,
    CreateCustomerLink,
    GetCustomerLink,
    UpdateCustomerLink,
    DeleteCustomerLink,
);

/// Links of a customer.
///
/// The first link, which every customer has, comes first, then the others, the oldest first (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListCustomerLinks;

/// Search for links of customers.
///
/// In the sandbox, without anything given, the links that clients have created or changed are found.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SearchCustomerLinks;

/// Create a link of a customer.
///
/// In the sandbox, whoever follows it is not counted.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateCustomerLink;

/// A link of a customer.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetCustomerLink;

/// Change a link of a customer.
///
/// The key and the domain stay (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateCustomerLink;

/// Delete a link of a customer.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteCustomerLink;

impl Endpoint for ListCustomerLinks {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = CustomerLinksQuery;
    type Body = Nothing;
    type Success<'a> = Page<ReferralLink>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customers/{id}/referral_links";

    fn operation() -> Operation<Failure> {
        referral("listCustomerLinks", DOCUMENTED, REFERRAL_LINKS)
            .success("A page of the links.", DOCUMENTED)
            .failure(unknown_customer())
            .paged("/id")
            .link(to_link("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<ReferralLink>>> {
        vec![example("one", "One link.", only_page(vec![example_link("ref")]))]
    }
}

impl Endpoint for SearchCustomerLinks {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = ReferralLinkSearch;
    type Body = Nothing;
    type Success<'a> = Page<ReferralLink>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customer_referral_links:search";

    fn operation() -> Operation<Failure> {
        referral("searchCustomerLinks", DOCUMENTED, REFERRAL_LINKS)
            .success(
                "A page of the links that were found.",
                inferred("the search is in the provider's PHP library; that it answers as the lists do is concluded"),
            )
            .paged("/id")
            .rule(
                Rule::on_success(
                    "(!('id' in request.query) || response.body.data.all(link, link.id == request.query.id)) \
                     && (!('key' in request.query) || response.body.data.all(link, link.key == request.query.key))",
                    "every link is one asked for",
                )
                .because("the parameters are named for the fields"),
            )
            .link(to_link("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<ReferralLink>>> {
        vec![
            example("one", "One link.", only_page(vec![example_link("ref")])),
            example("none", "No link.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for CreateCustomerLink {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = CustomerLinkToCreate;
    type Success<'a> = Envelope<ReferralLink>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/customer_referral_links";

    fn operation() -> Operation<Failure> {
        referral("createCustomerLink", DOCUMENTED, REFERRAL_LINKS)
            .created("The link.", inferred("the list of statuses has 201 for what was created; no page shows it here"))
            .failures([
                failure::refused(
                    "There is no such customer.",
                    inferred("a similar failure is documented for the partner of a new customer"),
                    "Invalid customer key",
                ),
                failure::unfit(
                    "A field is invalid, another link or customer has the key, or there is no such domain.",
                    "key",
                    "The key has already been taken.",
                ),
            ])
            .rule(
                Rule::on_success("response.body.data.key == request.body.key", "the link has the key asked for")
                    .because("the field of the request has the same name"),
            )
            .link(to_link("$response.body#/data/id"))
            .link(Link {
                name: "deleteCustomerLink",
                operation_id: "deleteCustomerLink",
                parameter: "id",
                expression: "$response.body#/data/id",
                description: "Deletes the link.",
            })
    }

    fn examples() -> Vec<Example<Envelope<ReferralLink>>> {
        vec![example("created", "The link.", one(ReferralLink { default: false, ..example_link("ref") }))]
    }
}

impl Endpoint for GetCustomerLink {
    type Provider = Partnero;
    type Path = ReferralLinkPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<ReferralLink>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customer_referral_links/{id}";

    fn operation() -> Operation<Failure> {
        referral("getCustomerLink", DOCUMENTED, REFERRAL_LINKS)
            .success("The link.", DOCUMENTED)
            .failure(unknown_link())
            .rule(link_is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<ReferralLink>>> {
        vec![example("first", "The first link of a customer.", one(example_link("ref")))]
    }
}

impl Endpoint for UpdateCustomerLink {
    type Provider = Partnero;
    type Path = ReferralLinkPath;
    type Query = Nothing;
    type Body = ReferralLinkChanges;
    type Success<'a> = Envelope<ReferralLink>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/customer_referral_links/{id}";

    fn operation() -> Operation<Failure> {
        referral("updateCustomerLink", DOCUMENTED, REFERRAL_LINKS)
            .success("The link afterwards.", DOCUMENTED)
            .failure(unknown_link())
            .rule(link_is_asked_for())
            .rule(
                Rule::on_success(
                    "!('direct_tracking' in request.body) || response.body.data.direct_tracking == request.body.direct_tracking",
                    "the link is as asked for",
                )
                .because("the field of the request has the same name"),
            )
            .link(to_link("$response.body#/data/id"))
    }

    fn examples() -> Vec<Example<Envelope<ReferralLink>>> {
        let link = ReferralLink { direct_tracking: true, ..example_link("ref") };
        vec![example("changed", "The link afterwards.", one(link))]
    }
}

impl Endpoint for DeleteCustomerLink {
    type Provider = Partnero;
    type Path = ReferralLinkPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/customer_referral_links/{id}";

    fn operation() -> Operation<Failure> {
        referral("deleteCustomerLink", DOCUMENTED, REFERRAL_LINKS).success("The link is deleted.", DOCUMENTED).failures(
            [
                unknown_link(),
                failure::refused(
                    "It is the first link of a customer, which stays.",
                    inferred("every customer has a link; what happens when it is deleted is not documented"),
                    "The default referral link cannot be deleted.",
                ),
            ],
        )
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "The link is deleted.", Done::default())]
    }
}

/// Which page of the links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerLinksQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// A link of a customer to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::documented(
    "!('domain_id' in self) || 'is_additional' in self",
    "a domain is given together with whether it is an additional one",
)])))]
pub struct CustomerLinkToCreate {
    /// The key in its URL. No other link or customer of the program has it.
    #[schemars(length(min = 1, max = 64), regex(pattern = KEY), example = &"nora_spring", extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(length(min = 1, max = 64), custom(is_key_text))]
    pub key: String,
    /// Whose it is.
    #[schemars(extend("example" = serde_json::json!({ "key": "customer_123" })))]
    #[garde(dive)]
    pub customer: CustomerIdentifier,
    /// The id of the domain that it is on: the program's website if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), extend("x-provenance" = inferred("the field is documented, its type is not shown")))]
    #[garde(length(min = 1, max = 255))]
    pub domain_id: Option<String>,
    /// Whether it is on another domain than the program's website. Needed with a domain. The sandbox takes the domain's word for it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(custom(is_given_with(self.domain_id.is_some())))]
    pub is_additional: Option<bool>,
}

/// The link itself.
fn to_link(expression: &'static str) -> Link {
    Link {
        name: "getCustomerLink",
        operation_id: "getCustomerLink",
        parameter: "id",
        expression,
        description: "The link.",
    }
}

fn unknown_link() -> crate::declare::Failure<Failure> {
    failure::unknown("No link of a customer with this id.", "Referral link not found.")
}
