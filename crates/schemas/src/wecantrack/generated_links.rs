//! `POST /api/v1/affiliate/generate-link`.

use super::{Failure, Wecantrack, failure};
use crate::declare::prelude::*;

const SOURCE: Source = Source {
    title: "wecantrack documentation, Affiliate Link Generator",
    url: "https://wecantrack.com/installation/affiliate-link-generator/",
    read: "2026-11-28",
};

/// Makes affiliate links to a page.
///
/// One for each account through which the advertiser of the page can be reached; none if there is no such account (inferred). The plan must be
/// medium or above. Nothing is written (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GenerateLink;

impl Endpoint for GenerateLink {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = Nothing;
    type Body = LinkToGenerate;
    type Success<'a> = GeneratedLinks;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/affiliate/generate-link";

    fn operation() -> Operation<Failure> {
        Operation::new("generateLink", DOCUMENTED)
            .tag(Tag { name: "Links", description: "Affiliate links to pages of advertisers." })
            .source(SOURCE)
            .success("The links.", EXAMPLE)
            .reads()
            .without(422)
            .failure(failure::bad_request("The landing page url field is required.").of_data())
    }

    fn examples() -> Vec<Example<GeneratedLinks>> {
        let link = GeneratedLink {
            affiliate_url: "https://lumenhome.example/lamps/aurora?aff=ab12cd&subid1=newsletter".to_owned(),
            network_id: "clickharbour".to_owned(),
            user_network_account_id: 20_417,
            user_network_account_name: "Clickharbour US".to_owned(),
            network_advertiser_id: "1042".to_owned(),
        };
        vec![
            example("one", "The advertiser is reached through one account.", GeneratedLinks { links: vec![link] }),
            example("none", "No account reaches the advertiser.", GeneratedLinks { links: Vec::new() }),
        ]
    }
}

/// The page to link to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LinkToGenerate {
    /// The page of the advertiser.
    #[schemars(
        example = &"https://lumenhome.example/lamps/aurora",
        extend("x-provenance" = inferred("the parameter is documented; that it is required is concluded from the purpose"))
    )]
    #[garde(length(chars, min = 1))]
    pub landing_page_url: String,
    /// What to put into the network's first parameter for sub ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"newsletter", extend("x-provenance" = SUB_ID))]
    #[garde(skip)]
    pub sub_id_1: Option<String>,
    /// What to put into the second one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-provenance" = SUB_ID))]
    #[garde(skip)]
    pub sub_id_2: Option<String>,
    /// What to put into the third one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-provenance" = SUB_ID))]
    #[garde(skip)]
    pub sub_id_3: Option<String>,
}

const SUB_ID: Provenance =
    inferred("the parameter is documented as text; that null means that there is none is concluded");

/// Affiliate links to a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct GeneratedLinks {
    /// The links.
    pub links: Vec<GeneratedLink>,
}

/// An affiliate link. The documented example has more fields, whose names were not readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct GeneratedLink {
    /// The link.
    pub affiliate_url: String,
    /// The network.
    pub network_id: String,
    /// The account at the network.
    #[schemars(range(min = 1))]
    pub user_network_account_id: u64,
    /// The name of the account.
    pub user_network_account_name: String,
    /// The network's id of the advertiser: transactions show it as `advertiser_id` (inferred).
    pub network_advertiser_id: String,
}
