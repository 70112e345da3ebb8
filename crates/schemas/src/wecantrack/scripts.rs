//! `GET /api/v1/websites/script` and the plugin's `GET /api/v1/user/tracking_code`.

use super::website_writes::unknown;
use super::{Failure, Wecantrack, failure, plugin};
use crate::declare::Media;
use crate::declare::prelude::*;

/// The endpoints of scripts.
pub(super) type Endpoints = (GetWebsiteScript, GetTrackingCode);

const TAG: Tag = Tag { name: "Scripts", description: "What a page needs to track its clicks." };

const SUMMARY: Provenance = inferred(
    "the path is documented; a public summary of the provider's documentation names the parameter and the media type",
);

/// The script for the pages of a website.
///
/// A few lines of JavaScript that load `wct.js`, which registers clicks on affiliate links. That of the sandbox loads a stand-in from the
/// sandbox.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetWebsiteScript;

impl Endpoint for GetWebsiteScript {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = ScriptQuery;
    type Body = Nothing;
    type Success<'a> = String;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/websites/script";

    fn operation() -> Operation<Failure> {
        Operation::new("getWebsiteScript", DOCUMENTED)
            .tag(TAG)
            .gives(Media::Text("text/javascript"))
            .success("The script.", SUMMARY)
            .without(422)
            .failure(failure::bad_request("The url field is required."))
            .failure(unknown())
    }

    fn examples() -> Vec<Example<String>> {
        vec![example("loader", "It loads the script that tracks.", loader())]
    }
}

/// The script for the pages of a website, for the plugin.
///
/// **Undocumented.** The provider's own WordPress plugin requests it and writes it into pages: the older twin of the documented route.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetTrackingCode;

impl Endpoint for GetTrackingCode {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = super::SiteQuery;
    type Body = Nothing;
    type Success<'a> = String;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/user/tracking_code";

    fn operation() -> Operation<Failure> {
        plugin::operation("getTrackingCode")
            .gives(Media::Text("text/plain"))
            .success("The script, as text.", plugin::SEEN)
            .failure(unknown())
    }

    fn examples() -> Vec<Example<String>> {
        vec![example("loader", "It loads the script that tracks.", loader())]
    }
}

/// Which website.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = SUMMARY))]
pub struct ScriptQuery {
    /// The URL of the website.
    #[schemars(example = &"https://dailyfinds.example")]
    #[garde(length(min = 1))]
    pub url: String,
}

fn loader() -> String {
    "window._wct = { uid: 'hwANyg' }; const script = document.createElement('script'); \
     script.src = 'https://wct-2.com/wct.js?type=session'; document.head.append(script);"
        .to_owned()
}
