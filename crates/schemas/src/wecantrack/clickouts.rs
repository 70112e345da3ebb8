//! `POST /api/v1/clickout` and `POST /api/public/v1/clickout`.

use serde_json::{Map, Value};

use super::{ErrorBody, Failure, Wecantrack};
use crate::declare::prelude::*;
use crate::declare::{self, RateLimit, RateLimitUnit, Server};

/// The endpoints of clickouts.
pub(super) type Endpoints = (RegisterClickout, RegisterPublicClickout);

const TAG: Tag =
    Tag { name: "Clickouts", description: "Clicks on affiliate links, registered before the visitor leaves." };

const SOURCE: Source = Source {
    title: "wecantrack documentation, Server-side Clickout API",
    url: "https://wecantrack.com/installation/api/server-side-clickout-api/",
    read: "2026-11-28",
};

const PUBLIC_SOURCE: Source = Source {
    title: "wecantrack documentation, Public Clickout API",
    url: "https://wecantrack.com/installation/api/public-clickout-api/",
    read: "2026-11-28",
};

const SUMMARY: Provenance = inferred(
    "a public summary of the provider's documentation lists the parameter, and the provider's own plugin sends it",
);

const ANSWER: Provenance =
    inferred("a public summary of the provider's documentation lists the status and the field of its body");

/// Registers a click.
///
/// Call it when a visitor follows an affiliate link, and send the visitor to the link of the response: it carries the reference of the click
/// (`WCT…`) in the parameter that the network has for a sub id. The transaction of a later sale shows that reference, `metadata` as
/// `click_metadata`, and `clickout_url`. Every call registers a new click (inferred). With any other status than 200, send the visitor to the
/// link that you had.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RegisterClickout;

impl Endpoint for RegisterClickout {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = Nothing;
    type Body = ClickoutToRegister;
    type Success<'a> = RegisteredLink;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/clickout";

    fn operation() -> Operation<Failure> {
        clickout("registerClickout").source(SOURCE)
    }

    fn examples() -> Vec<Example<RegisteredLink>> {
        links()
    }
}

/// Registers a click from a page, without a key.
///
/// The same as the clickout with a key, for scripts on pages: `uid` names the account instead. At most 30 requests a minute from each address.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RegisterPublicClickout;

impl Endpoint for RegisterPublicClickout {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PublicClickoutToRegister;
    type Success<'a> = RegisteredLink;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/public/v1/clickout";

    fn operation() -> Operation<Failure> {
        clickout("registerPublicClickout")
            .source(PUBLIC_SOURCE)
            .server(Server { url: "https://wct-1.com", description: "For clickouts from pages." })
            .rate_limit(RateLimit { requests: 30, seconds: 60, per: RateLimitUnit::Address })
            .public()
            .without(401)
    }

    fn examples() -> Vec<Example<RegisteredLink>> {
        links()
    }
}

/// What both operations have in common.
fn clickout(id: &'static str) -> Operation<Failure> {
    Operation::new(id, DOCUMENTED)
        .tag(TAG)
        .success("The click is registered.", ANSWER)
        .success_schema::<TrackedLink>()
        .or_success(
            299,
            "Nothing is registered: the link is not an affiliate link that the account can track (inferred).",
            ANSWER,
            &[example("not-tracked", "The link leads to no known network.", warning())],
        )
        .without(422)
        .failure(
            declare::Failure::new(
                400,
                "A parameter is missing or is not what it should be.",
                ANSWER,
                ErrorBody { error: "The affiliate url field is required.".to_owned() },
            )
            .of_data(),
        )
        .rule(
            Rule::on_success(
                "!response.body.affiliate_url.contains('/') && !response.body.affiliate_url.contains('?')",
                "the link is percent-encoded as a whole",
            )
            .because("the provider's own plugin and a public client decode it before they redirect"),
        )
        .rule(
            Rule::on_success(
                "response.body.affiliate_url.contains('WCT') || response.body.affiliate_url.contains('wct') \
                 || ('user_click_reference' in request.body && type(request.body.user_click_reference) != null_type)",
                "the link carries the reference of the click",
            )
            .because("the purpose of the call is documented; a public client reads the reference from the link. A link that already holds the caller's own reference needs no other"),
        )
}

fn links() -> Vec<Example<RegisteredLink>> {
    let link = "https%3A%2F%2Flumenhome.example%2Flamps%2Faurora%3Faff%3Dab12cd%26clickRef%3DWCT260502101503e7x4d";
    vec![example(
        "tracked",
        "The link with the reference of the click.",
        RegisteredLink::Tracked(TrackedLink { affiliate_url: link.to_owned() }),
    )]
}

fn warning() -> ClickoutWarning {
    ClickoutWarning { warning: "The affiliate url does not belong to a known network.".to_owned() }
}

/// A body with the parameters that both operations have.
macro_rules! clickout_to_register {
    ($(#[$about:meta])* $name:ident { $($(#[$own:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
        #[schemars(extend("x-provenance" = DOCUMENTED))]
        pub struct $name {
            $($(#[$own])* pub $field: $type,)+
            /// The affiliate link that the visitor follows, percent-encoded. A link that is not encoded is accepted, too (inferred).
            #[schemars(example = &"https%3A%2F%2Flumenhome.example%2Flamps%2Faurora%3Faff%3Dab12cd")]
            #[garde(length(chars, min = 1))]
            pub affiliate_url: String,
            /// The page that the visitor leaves, percent-encoded or not (inferred). Needed for attribution.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(example = &"https://dailyfinds.example/ten-lamps", extend("x-provenance" = inferred("the parameter is documented; the provider's own plugin sends null when it does not know the page")))]
            #[garde(skip)]
            pub clickout_url: Option<String>,
            /// The page of your own that redirects to the link, if there is one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-provenance" = inferred("the parameter is documented; that null means that there is none is concluded")))]
            #[garde(skip)]
            pub redirect_url: Option<String>,
            /// The value of the cookie `_wctrck`. Needed for attribution.
            #[serde(rename = "_wctrck", default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-provenance" = inferred("the parameter is documented; the provider's own plugin sends null without the cookie")))]
            #[garde(skip)]
            pub wctrck: Option<String>,
            /// The value of Google Analytics' cookie `_ga`. Recommended for attribution; one source says that it is needed.
            #[serde(rename = "_ga", default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-provenance" = inferred("the parameter is documented; the provider's own plugin sends null without the cookie")))]
            #[garde(skip)]
            pub ga: Option<String>,
            /// Anything that you want to find again: transactions show it as `click_metadata` (inferred).
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(example = &serde_json::json!({ "title": "Ten lamps for dark evenings" }), extend("x-provenance" = inferred("the parameter is documented as a JSON object; that null means that there is none is concluded")))]
            #[garde(skip)]
            pub metadata: Option<Map<String, Value>>,
            /// A word of yours by which clicks are counted in the click aggregation.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(example = &"newsletter", extend("x-provenance" = CUSTOM_INDEX))]
            #[garde(skip)]
            pub custom_index_1: Option<String>,
            /// A second word.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-provenance" = CUSTOM_INDEX))]
            #[garde(skip)]
            pub custom_index_2: Option<String>,
            /// A third word.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-provenance" = CUSTOM_INDEX))]
            #[garde(skip)]
            pub custom_index_3: Option<String>,
            /// A fourth word.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-provenance" = CUSTOM_INDEX))]
            #[garde(skip)]
            pub custom_index_4: Option<String>,
            /// A fifth word.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-provenance" = CUSTOM_INDEX))]
            #[garde(skip)]
            pub custom_index_5: Option<String>,
            /// Your own id of the click. Support has to enable it; upper and lower case are the same.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(extend("x-provenance" = inferred("the parameter is documented; that null means that there is none is concluded")))]
            #[garde(skip)]
            pub user_click_reference: Option<String>,
            /// The text in the link that the reference takes the place of. With it, the link need not belong to a known network (inferred).
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(example = &"[click_id]", extend("x-provenance" = inferred("the parameter is documented, and that it comes before the patterns of links; that null means that there is none is concluded")))]
            #[garde(skip)]
            pub click_id_placeholder: Option<String>,
        }
    };
}

const CUSTOM_INDEX: Provenance =
    inferred("the parameter is documented as text; that null means that there is none is concluded");

clickout_to_register! {
    /// The click.
    ClickoutToRegister {
        /// The visitor's address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-provenance" = SUMMARY))]
        #[garde(skip)]
        ip: Option<String>,
        /// The visitor's browser: its `User-Agent`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-provenance" = SUMMARY))]
        #[garde(skip)]
        ua: Option<String>,
    }
}

clickout_to_register! {
    /// The click, and the account that it belongs to.
    PublicClickoutToRegister {
        /// The user id of the account: the script of a website holds it as `uid`.
        #[schemars(example = &"hwANyg", extend("x-provenance" = inferred("the parameter is documented as required text; public pages with the provider's script show it as six letters")))]
        #[garde(length(chars, min = 1))]
        uid: String,
    }
}

/// What became of a click.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = ANSWER))]
pub enum RegisteredLink {
    /// It is registered (status 200).
    Tracked(TrackedLink),
    /// It is not (status 299).
    Warning(ClickoutWarning),
}

/// The link to which the visitor is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = ANSWER))]
pub struct TrackedLink {
    /// The link with the reference of the click, percent-encoded as a whole: decode it before you redirect.
    pub affiliate_url: String,
}

/// Why a click is not registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = ANSWER))]
pub struct ClickoutWarning {
    /// The reason in words.
    pub warning: String,
}
