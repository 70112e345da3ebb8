//! `POST`, `PATCH` and `DELETE /api/v1/websites`.

use super::website_settings::with_website_settings;
use super::{ErrorBody, Failure, MgidCurrency, RedirectThrough, Website, Wecantrack, failure};
use crate::declare::prelude::*;
use crate::declare::{self, Link};
use crate::values::present;

/// The endpoints that change websites.
pub(super) type Endpoints = (CreateWebsite, UpdateWebsite, DeleteWebsite);

const ROUTE: Provenance =
    inferred("the path is documented; a public summary of the provider's documentation lists the parameters");

const ANSWER: Provenance = inferred("nothing is published about the response; a website has these fields in the list");

const UNKNOWN: Provenance = inferred(
    "the provider's own plugin reads 404 for a website that the account does not have, at another route; the body is that of the other failures of version 1",
);

const WHERE: Provenance = inferred(
    "a public summary of the provider's documentation says that the URL names the website, and not where it is sent: in the query or in the body",
);

/// Adds a website.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateWebsite;

impl Endpoint for CreateWebsite {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = Nothing;
    type Body = WebsiteToCreate;
    type Success<'a> = Website<'a>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/websites";

    fn operation() -> Operation<Failure> {
        let link = |name, operation_id, parameter, expression, description| Link {
            name,
            operation_id,
            parameter,
            expression,
            description,
        };
        Operation::new("createWebsite", DOCUMENTED)
            .tag(super::websites::TAG)
            .created("The website.", ANSWER)
            .without(422)
            .failure(failure::bad_request("The url has already been taken.").of_data())
            .rule(
                Rule::on_success(
                    "!('active' in request.body) || response.body.active == request.body.active",
                    "the website is active if it was to be",
                )
                .because("parameter and field have the same name"),
            )
            .link(link("listWebsite", "listWebsites", "id", "$response.body#/id", "Lists the website."))
            .link(link("updateWebsite", "updateWebsite", "url", "$response.body#/url", "Changes the website."))
            .link(link("websiteScript", "getWebsiteScript", "url", "$response.body#/url", "The script for its pages."))
            .link(link("deleteWebsite", "deleteWebsite", "url", "$response.body#/url", "Removes the website."))
    }

    fn examples() -> Vec<Example<Website<'static>>> {
        vec![example("created", "The new website.", website(true))]
    }
}

/// Changes a website.
///
/// `url` names it. It is accepted in the query and in the body, because it is not published where it belongs; if both are given, the one in the
/// body counts. What is not given stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateWebsite;

impl Endpoint for UpdateWebsite {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = WebsiteNamed;
    type Body = WebsiteChanges;
    type Success<'a> = Website<'a>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/v1/websites";

    fn operation() -> Operation<Failure> {
        naming("updateWebsite").success("The website afterwards.", ANSWER).idempotent().rule(
            Rule::on_success(
                "!('active' in request.body) || response.body.active == request.body.active",
                "the website is active if it was to be",
            )
            .because("parameter and field have the same name"),
        )
    }

    fn examples() -> Vec<Example<Website<'static>>> {
        vec![example("switched-off", "The website is no longer active.", website(false))]
    }
}

/// Removes a website.
///
/// `url` names it, in the query or in the body, as for a change. Transactions keep their website (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteWebsite;

impl Endpoint for DeleteWebsite {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = WebsiteNamed;
    type Body = WebsiteToDelete;
    type Success<'a> = Website<'a>;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/v1/websites";

    fn operation() -> Operation<Failure> {
        naming("deleteWebsite").success("The website that was removed.", ANSWER).optional_body()
    }

    fn examples() -> Vec<Example<Website<'static>>> {
        vec![example("deleted", "The website as it was.", website(true))]
    }
}

/// An operation on a website that the URL names.
fn naming(id: &'static str) -> Operation<Failure> {
    Operation::new(id, DOCUMENTED)
        .tag(super::websites::TAG)
        .without(422)
        .failure(failure::bad_request("The url field is required.").of_data())
        .failure(unknown())
}

/// The account has no such website.
pub(super) fn unknown() -> declare::Failure<Failure> {
    let body = ErrorBody { error: "Website not found.".to_owned() };
    declare::Failure::new(404, "The account has no website with this URL.", UNKNOWN, body)
}

/// Which website.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = WHERE))]
pub struct WebsiteNamed {
    /// The URL of the website, if the body does not name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"https://dailyfinds.example")]
    #[garde(skip)]
    pub url: Option<String>,
}

/// Which website.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = WHERE))]
pub struct WebsiteToDelete {
    /// The URL of the website, if the query does not name it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    #[garde(skip)]
    pub url: Option<String>,
}

with_website_settings! {
    /// A website to add.
    WebsiteToCreate {
        /// Its URL.
        #[schemars(example = &"https://lampdeals.example", extend("x-provenance" = ROUTE))]
        #[garde(length(chars, min = 1, max = 2000))]
        url: String,
        /// Whether clicks on it are tracked. Without it they are (inferred).
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[schemars(with = "bool")]
        #[garde(skip)]
        active: Option<bool>,
    }
}

with_website_settings! {
    /// What is to change.
    WebsiteChanges {
        /// The URL of the website, if the query does not name it.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[schemars(with = "String", extend("x-provenance" = WHERE))]
        #[garde(skip)]
        url: Option<String>,
        /// Whether clicks on it are tracked.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[schemars(with = "bool", example = false)]
        #[garde(skip)]
        active: Option<bool>,
    }
}

fn website(active: bool) -> Website<'static> {
    Website { id: 3412, url: "https://lampdeals.example".into(), active }
}
