//! `GET /api/v1/websites`.

use std::borrow::Cow;

use super::{Failure, Wecantrack, failure};
use crate::declare::prelude::*;

/// The endpoints of websites.
pub(super) type Endpoints = ListWebsites;

pub(super) const TAG: Tag =
    Tag { name: "Websites", description: "The publisher's websites on which clicks are tracked." };

const SUMMARY: Provenance = inferred(
    "the path is documented; a public summary of the provider's documentation and a public client name the fields",
);

/// Websites.
///
/// The publisher's websites, all of them or the one with the given id or address, on one page. Their ids narrow transactions (`website_id`).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListWebsites;

impl Endpoint for ListWebsites {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = WebsitesQuery;
    type Body = Nothing;
    type Success<'a> = Vec<Website<'a>>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/websites";

    fn operation() -> Operation<Failure> {
        Operation::new("listWebsites", DOCUMENTED)
            .tag(TAG)
            .success("The websites.", SUMMARY)
            .without(422)
            .failure(failure::bad_request("The id field must be an integer."))
            .rule(
                Rule::on_success(
                    "!('id' in request.query) || response.body.all(website, website.id == request.query.id)",
                    "every website has the id asked for",
                )
                .because("the parameter is named for it"),
            )
    }

    fn examples() -> Vec<Example<Vec<Website<'static>>>> {
        let website = Website { id: 3003, url: "https://dailyfinds.example".into(), active: true };
        vec![example("one", "One website.", vec![website]), example("none", "No website matches.", Vec::new())]
    }
}

/// Which websites.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = SUMMARY))]
pub struct WebsitesQuery {
    /// Only the website with this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 1))]
    pub id: Option<i64>,
    /// Only the website with this address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"https://dailyfinds.example")]
    #[garde(skip)]
    pub url: Option<String>,
}

/// A website of the publisher. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Website", extend("x-provenance" = SUMMARY))]
pub struct Website<'a> {
    /// Its id.
    #[schemars(range(min = 1))]
    pub id: u64,
    /// Its address.
    pub url: Cow<'a, str>,
    /// Whether clicks on it are tracked. The provider's material also allows 0 and 1.
    #[schemars(extend("x-provenance" = inferred("the field is named as boolean or integer; a boolean is taken")))]
    pub active: bool,
}
