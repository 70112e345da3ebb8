//! Marketing resources, as affiliates use them.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, List, list, one};
use super::habits::affiliate;
use super::marketing_media::{example_download, unknown_medium, what_to_download};
use super::marketing_resource::{ResourceSearch, example_post};
use super::marketing_resources::MARKETING;
use super::my_programs::not_joined;
use super::{
    AgentRef, Download, DownloadUrl, Failure, MarketingResource, MyProgramPath, ResourcePath, ResourceStatus, failure,
};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred,
};
use crate::values::{hyphenated, hyphenated_or_null};

/// The endpoints of this resource.
pub type MyMarketingEndpoints =
    (ListMyMarketingResources, GetMyMarketingResource, CreateMyDownloadUrl, RenderSocialPost);

/// Marketing resources for an affiliate.
///
/// What is published in a program in which the affiliate is approved, the newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListMyMarketingResources;

/// A marketing resource for an affiliate.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetMyMarketingResource;

/// Get the address of a file as an affiliate.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateMyDownloadUrl;

/// Fill in a post.
///
/// `{{affiliate_link}}`, `{{affiliate_code}}` and `{{program_name}}` are replaced.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RenderSocialPost;

impl Endpoint for ListMyMarketingResources {
    type Provider = AgentRef;
    type Path = MyProgramPath;
    type Query = MyResourcesQuery;
    type Body = Nothing;
    type Success<'a> = List<MarketingResource>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/programs/{programId}/marketing-resources";

    fn operation() -> Operation<Failure> {
        affiliate("listMyMarketingResources", DOCUMENTED, MARKETING, "profile:read")
            .success("The marketing resources.", DOCUMENTED)
            .failures([failure::malformed_id(), not_joined()])
            .rule(Rule::on_success(
                "response.body.data.all(resource, resource.status == 'published')",
                "affiliates see only what is published",
            ))
            .link(Link {
                name: "getMyMarketingResource",
                operation_id: "getMyMarketingResource",
                parameter: "id",
                expression: "$response.body#/data/0/id",
                description: "The first resource.",
            })
    }

    fn examples() -> Vec<Example<List<MarketingResource>>> {
        vec![example("one", "One post.", list(vec![published()])), example("none", "None yet.", list(Vec::new()))]
    }
}

impl Endpoint for GetMyMarketingResource {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = ResourceProgramQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<MarketingResource>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/marketing-resources/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("getMyMarketingResource", DOCUMENTED, MARKETING, "profile:read")
            .success("The marketing resource.", DOCUMENTED)
            .failures([failure::malformed_id(), not_published()])
            .rule(
                Rule::on_success(
                    "response.body.data.id == request.path.id.lowerAscii() && response.body.data.status == 'published'",
                    "the resource answered is the one asked for, and published",
                )
                .because("the id names the resource"),
            )
    }

    fn examples() -> Vec<Example<Envelope<MarketingResource>>> {
        vec![example("post", "A post.", one(published()))]
    }
}

impl Endpoint for CreateMyDownloadUrl {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Download;
    type Success<'a> = Envelope<DownloadUrl>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/me/marketing-resources/download-url";

    fn operation() -> Operation<Failure> {
        affiliate("createMyDownloadUrl", DOCUMENTED, MARKETING, "profile:read")
            .success("Where the file is.", inferred("the operation is documented, its status is not"))
            .reads()
            .failures([unknown_medium(), what_to_download()])
    }

    fn examples() -> Vec<Example<Envelope<DownloadUrl>>> {
        vec![example("file", "Where the file is.", one(example_download()))]
    }
}

impl Endpoint for RenderSocialPost {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = Nothing;
    type Body = PostToRender;
    type Success<'a> = Envelope<Rendered>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/me/marketing-resources/social-posts/{id}/render";

    fn operation() -> Operation<Failure> {
        affiliate("renderSocialPost", DOCUMENTED, MARKETING, "profile:read")
            .success("The text of the post.", EXAMPLE)
            .reads()
            .failures([failure::malformed_id(), not_published()])
            .rule(
                Rule::on_success(
                    "['affiliate_link', 'affiliate_code', 'program_name'].all(name, !response.body.data.body.contains('{{' + name + '}}'))",
                    "no placeholder is left",
                ),
            )
    }

    fn examples() -> Vec<Example<Envelope<Rendered>>> {
        let rendered = Rendered {
            body: "20 % off at Acme Partners: https://acme.example/?ref=maria20".to_owned(),
            disclosure: "#ad".to_owned(),
        };
        vec![example("rendered", "The text of the post.", one(rendered))]
    }
}

/// Which marketing resources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MyResourcesQuery {
    /// Only those of a kind: `all` if it is not given.
    #[garde(skip)]
    pub kind: Option<MyResourceFilter>,
    /// Which of them.
    #[serde(flatten)]
    #[garde(dive)]
    pub search: ResourceSearch,
}

/// Kinds of marketing resources that affiliates can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum MyResourceFilter {
    /// All.
    All,
    /// Collections. The sandbox has none: no operation creates one.
    Collections,
    /// Files.
    Files,
    /// Posts.
    SocialPosts,
    /// Texts to copy.
    SwipeCopy,
    /// Links.
    Links,
}

/// The program of a marketing resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ResourceProgramQuery {
    /// The program. The name has an underscore.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
}

/// A post to fill in. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PostToRender {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
    /// The link to fill in: the affiliate's first one in the program if it is not given.
    #[serde(default, deserialize_with = "hyphenated_or_null", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub affiliate_link_id: Option<Uuid>,
}

/// The text of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Rendered {
    /// The text, without placeholders.
    pub body: String,
    /// What tells readers that it is an advertisement.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub disclosure: String,
}

fn not_published() -> crate::declare::Failure<Failure> {
    failure::unknown(
        "Nothing with this id is published in the program, the affiliate is not in it, or has no such link.",
        "Marketing resource not found.",
    )
}

fn published() -> MarketingResource {
    let post = example_post();
    MarketingResource { status: ResourceStatus::Published, published_at: Some(post.updated_at), ..post }
}
