//! `/partner_referral_links`: links of partners, and the domains that they can be on.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Done, Envelope, Page, one, only_page};
use super::habits::affiliate;
use super::paging::Paged as _;
use super::partner_text::{KEY, is_key_text};
use super::partners::unknown_partner;
use super::referral_links::{REFERRAL_LINKS, example_link, is_given_with, link_is_asked_for};
use super::{
    Failure, PartnerIdentifier, PartnerPath, Partnero, ReferralLink, ReferralLinkChanges, ReferralLinkPath,
    ReferralLinkSearch, failure,
};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred, rules,
};
use crate::values::present;

/// The endpoints of partners' links.
pub type PartnerLinkEndpoints = (
    ListPartnerLinks,
    ListDomains,
    SearchPartnerLinks,
    CreatePartnerLink,
    GetPartnerLink,
    UpdatePartnerLink,
    DeletePartnerLink,
);

/// Links of a partner.
///
/// The first link, which every partner has, comes first, then the others, the oldest first (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListPartnerLinks;

/// Domains.
///
/// Those that links can be on: the program's website, and others. In the sandbox every program has one more.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListDomains;

/// Search for links of partners.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SearchPartnerLinks;

/// Create a link of a partner.
///
/// In the sandbox, whoever follows it is not counted; the first link of a partner counts.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreatePartnerLink;

/// A link of a partner.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetPartnerLink;

/// Change a link of a partner.
///
/// The key and the domain stay (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdatePartnerLink;

/// Delete a link of a partner.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeletePartnerLink;

impl Endpoint for ListPartnerLinks {
    type Provider = Partnero;
    type Path = PartnerPath;
    type Query = ReferralLinksQuery;
    type Body = Nothing;
    type Success<'a> = Page<ReferralLink>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/partners/{id}/referral_links";

    fn operation() -> Operation<Failure> {
        affiliate("listPartnerLinks", DOCUMENTED, REFERRAL_LINKS)
            .success("A page of the links.", DOCUMENTED)
            .failure(unknown_partner())
            .paged("/id")
            .link(to_link("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<ReferralLink>>> {
        vec![example("one", "One link.", only_page(vec![example_link("aff")]))]
    }
}

impl Endpoint for ListDomains {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = DomainsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Domain>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/partner_referral_links:domains";

    fn operation() -> Operation<Failure> {
        affiliate("listPartnerLinkDomains", DOCUMENTED, REFERRAL_LINKS)
            .success("A page of the domains.", DOCUMENTED)
            .paged("/domain")
    }

    fn examples() -> Vec<Example<Page<Domain>>> {
        let own = Domain {
            id: None,
            domain: "lumenhome.example".to_owned(),
            url: "https://lumenhome.example?aff=".to_owned(),
            is_additional: false,
        };
        vec![example("one", "The program's website.", only_page(vec![own]))]
    }
}

impl Endpoint for SearchPartnerLinks {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = ReferralLinkSearch;
    type Body = Nothing;
    type Success<'a> = Page<ReferralLink>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/partner_referral_links:search";

    fn operation() -> Operation<Failure> {
        affiliate("searchPartnerLinks", DOCUMENTED, REFERRAL_LINKS)
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
            example("one", "One link.", only_page(vec![example_link("aff")])),
            example("none", "No link.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for CreatePartnerLink {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PartnerLinkToCreate;
    type Success<'a> = Envelope<ReferralLink>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/partner_referral_links";

    fn operation() -> Operation<Failure> {
        affiliate("createPartnerLink", DOCUMENTED, REFERRAL_LINKS)
            .created("The link.", inferred("the list of statuses has 201 for what was created; no page shows it here"))
            .failures([
                failure::refused(
                    "There is no such partner.",
                    inferred("the same failure is documented for the partner of a new customer"),
                    "Invalid partner key",
                ),
                failure::unfit(
                    "A field is invalid, another link or partner has the key, or there is no such domain.",
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
                name: "deletePartnerLink",
                operation_id: "deletePartnerLink",
                parameter: "id",
                expression: "$response.body#/data/id",
                description: "Deletes the link.",
            })
    }

    fn examples() -> Vec<Example<Envelope<ReferralLink>>> {
        let link = ReferralLink { default: false, ..example_link("aff") };
        vec![example("created", "The link.", one(link))]
    }
}

impl Endpoint for GetPartnerLink {
    type Provider = Partnero;
    type Path = ReferralLinkPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<ReferralLink>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/partner_referral_links/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("getPartnerLink", DOCUMENTED, REFERRAL_LINKS)
            .success("The link.", DOCUMENTED)
            .failure(unknown_link())
            .rule(link_is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<ReferralLink>>> {
        vec![example("first", "The first link of a partner.", one(example_link("aff")))]
    }
}

impl Endpoint for UpdatePartnerLink {
    type Provider = Partnero;
    type Path = ReferralLinkPath;
    type Query = Nothing;
    type Body = ReferralLinkChanges;
    type Success<'a> = Envelope<ReferralLink>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/partner_referral_links/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("updatePartnerLink", DOCUMENTED, REFERRAL_LINKS)
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
        let link = ReferralLink { direct_tracking: true, ..example_link("aff") };
        vec![example("changed", "The link afterwards.", one(link))]
    }
}

impl Endpoint for DeletePartnerLink {
    type Provider = Partnero;
    type Path = ReferralLinkPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/partner_referral_links/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("deletePartnerLink", DOCUMENTED, REFERRAL_LINKS).success("The link is deleted.", DOCUMENTED).failures(
            [
                unknown_link(),
                failure::refused(
                    "It is the first link of a partner, which stays.",
                    inferred("every partner has a link; what happens when it is deleted is not documented"),
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
pub struct ReferralLinksQuery {
    /// The most rows of a page: 15 if it is not given.
    #[garde(range(min = 1, max = 250))]
    pub limit: Option<u64>,
    /// The number of the page, counted from 1.
    #[garde(range(min = 1, max = 1_000_000_000))]
    pub page: Option<u64>,
}

/// Which page of the domains.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DomainsQuery {
    /// The most rows of a page: 10 if it is not given.
    #[garde(range(min = 1, max = 250))]
    pub limit: Option<u64>,
    /// The number of the page, counted from 1.
    #[garde(range(min = 1, max = 1_000_000_000))]
    pub page: Option<u64>,
}

/// A link of a partner to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::documented(
    "!('domain_id' in self) || 'is_additional' in self",
    "a domain is given together with whether it is an additional one",
)])))]
pub struct PartnerLinkToCreate {
    /// The key in its URL. No other link or partner of the program has it.
    #[schemars(length(min = 1, max = 64), regex(pattern = KEY), example = &"maria_spring", extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(length(min = 1, max = 64), custom(is_key_text))]
    pub key: String,
    /// Whose it is.
    #[schemars(extend("example" = serde_json::json!({ "id": "partner_123" })))]
    #[garde(dive)]
    pub partner: PartnerIdentifier,
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

/// A domain that links can be on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ReferralDomain", extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "self.is_additional || type(self.id) == null_type",
    "the program's website has no id",
    "an example shows it",
)])))]
pub struct Domain {
    /// Its id; null for the program's website.
    #[schemars(extend("x-provenance" = inferred("an example shows null for the program's website; what others have is concluded")))]
    pub id: Option<String>,
    /// Its name.
    pub domain: String,
    /// What links on it begin with: only the key is missing.
    pub url: String,
    /// Whether it is another one than the program's website.
    pub is_additional: bool,
}

/// The link itself.
fn to_link(expression: &'static str) -> Link {
    Link {
        name: "getPartnerLink",
        operation_id: "getPartnerLink",
        parameter: "id",
        expression,
        description: "The link.",
    }
}

fn unknown_link() -> crate::declare::Failure<Failure> {
    failure::unknown("No link of a partner with this id.", "Referral link not found.")
}
