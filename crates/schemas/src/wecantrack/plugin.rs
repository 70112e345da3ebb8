//! Undocumented routes of the provider's own WordPress plugin: `GET /api/v1/user/information`, `/api/v1/user/websites` and
//! `/api/v1/domain_patterns`.

use std::collections::BTreeMap;

use super::website_settings::with_website_settings;
use super::website_writes::unknown;
use super::{Failure, MgidCurrency, RedirectThrough, Wecantrack, failure};
use crate::declare::prelude::*;
use crate::values::present;

/// The endpoints of the plugin.
pub(super) type Endpoints = (GetUserInformation, GetUserWebsite, GetDomainPatterns);

const TAG: Tag = Tag {
    name: "Plugin",
    description: "Undocumented routes that the provider's own WordPress plugin requests. They may change without notice.",
};

/// The plugin's code is public.
pub(super) const SEEN: Provenance =
    inferred("undocumented: the provider's own WordPress plugin, whose code is public, requests it");

const READ: Provenance =
    inferred("undocumented: the provider's own WordPress plugin reads the field; its type is concluded");

const SHAPE: Provenance = inferred(
    "undocumented: the plugin reads an object of options or an `error`; which options there are is concluded from the parameters of the documented routes",
);

/// An undocumented operation.
pub(super) fn operation(id: &'static str) -> Operation<Failure> {
    Operation::new(id, SEEN).tag(TAG).without(422).failure(failure::bad_request("The site url field is required."))
}

/// What the account can do.
///
/// **Undocumented.** The plugin asks for it to show how far the set-up is.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetUserInformation;

impl Endpoint for GetUserInformation {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = UserInformation;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/user/information";

    fn operation() -> Operation<Failure> {
        operation("getUserInformation").without(400).success("The account.", SEEN)
    }

    fn examples() -> Vec<Example<UserInformation>> {
        let features = vec!["reporting_api".to_owned(), "webhook".to_owned()];
        let information = UserInformation { total_active_network_accounts: 9, has_website: true, features };
        vec![example("ready", "Everything is set up.", information)]
    }
}

/// The options of a website.
///
/// **Undocumented.** The plugin keeps them to decide what it writes into pages.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetUserWebsite;

impl Endpoint for GetUserWebsite {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = SiteQuery;
    type Body = Nothing;
    type Success<'a> = WebsiteOptions;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/user/websites";

    fn operation() -> Operation<Failure> {
        operation("getUserWebsite").success("The options.", SHAPE).failure(unknown())
    }

    fn examples() -> Vec<Example<WebsiteOptions>> {
        let options = WebsiteOptions {
            id: 3003,
            url: "https://dailyfinds.example".to_owned(),
            active: true,
            auto_tagging: Some(true),
            ..WebsiteOptions::default()
        };
        vec![example("tagging", "Links are tagged automatically.", options)]
    }
}

/// Which links are affiliate links.
///
/// **Undocumented.** The plugin keeps it for hours, and registers only clicks on links to these hosts. It sends the key in the query.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetDomainPatterns;

impl Endpoint for GetDomainPatterns {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = DomainPatterns;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/domain_patterns";

    fn operation() -> Operation<Failure> {
        operation("getDomainPatterns").without(400).success("The patterns.", SEEN)
    }

    fn examples() -> Vec<Example<DomainPatterns>> {
        let patterns = DomainPatterns {
            origins: BTreeMap::from([("//lumenhome.example".to_owned(), true)]),
            regex_origins: vec!["^//[^/]+/l/".to_owned()],
        };
        vec![example("patterns", "One host, and one kind of path on every host.", patterns)]
    }
}

/// Which website.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = SEEN))]
pub struct SiteQuery {
    /// The URL of the website.
    #[schemars(example = &"https://dailyfinds.example")]
    #[garde(length(min = 1))]
    pub site_url: String,
}

/// What the account can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = READ))]
pub struct UserInformation {
    /// How many accounts at networks are connected and on.
    pub total_active_network_accounts: u64,
    /// Whether the account has a website.
    pub has_website: bool,
    /// What the account's plan includes. The words are the sandbox's.
    pub features: Vec<String>,
}

with_website_settings! {
    /// The options of a website.
    WebsiteOptions {
        /// Its id.
        #[schemars(range(min = 1))]
        #[garde(skip)]
        id: u64,
        /// Its URL.
        #[garde(skip)]
        url: String,
        /// Whether clicks on it are tracked.
        #[garde(skip)]
        active: bool,
    }
}

/// Which links are affiliate links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = READ))]
pub struct DomainPatterns {
    /// Hosts with two slashes in front, such as `//lumenhome.example`. Only the keys count: the values are the sandbox's.
    pub origins: BTreeMap<String, bool>,
    /// Regular expressions for links, without their scheme.
    #[serde(rename = "regexOrigins")]
    pub regex_origins: Vec<String>,
}
