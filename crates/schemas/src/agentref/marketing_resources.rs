//! Marketing resources, as merchants make and publish them.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, List, list, one};
use super::habits::{Repeatable as _, merchant};
use super::marketing_resource::{ResourceSearch, example_post};
use super::{AgentRef, Failure, MarketingResource, Platform, ProgramPath, ResourceStatus, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, Tag, example, inferred,
    rules,
};
use crate::values::{hyphenated, hyphenated_or_null, present, present_hyphenated_or_null};

/// The endpoints of this resource.
pub type MarketingResourceEndpoints = (
    ListMarketingResources,
    CreateSocialPost,
    UpdateSocialPost,
    PublishResource,
    UnpublishResource,
    ArchiveResource,
    NotifyAffiliates,
);

pub(super) const MARKETING: Tag =
    Tag { name: "Marketing resources", description: "Posts, texts, links and files that affiliates can use." };

/// Networks in the examples of requests.
const SOME_PLATFORMS: [Platform; 2] = [Platform::X, Platform::Linkedin];

const LENGTH: Provenance = inferred("the field is documented, its length is not");
const SCOPE_STATUS: Provenance = inferred("the operation is documented, its status is not");

/// Marketing resources of a program.
///
/// The newest first, without the archived ones unless they are asked for (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListMarketingResources;

/// Create a post.
///
/// A draft, if nothing else is asked for.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateSocialPost;

/// Change a post.
///
/// What is not given stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateSocialPost;

/// Publish a marketing resource.
///
/// From now on affiliates of the program see it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct PublishResource;

/// Take a marketing resource back.
///
/// It is a draft again.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UnpublishResource;

/// Archive a marketing resource.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ArchiveResource;

/// Tell affiliates of a marketing resource.
///
/// As often in seven days as the merchant's tier allows. The sandbox sends no mail.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct NotifyAffiliates;

impl Endpoint for ListMarketingResources {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = MarketingResourcesQuery;
    type Body = Nothing;
    type Success<'a> = List<MarketingResource>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/programs/{id}/marketing-resources";

    fn operation() -> Operation<Failure> {
        merchant("listMarketingResources", DOCUMENTED, MARKETING, "programs:read")
            .success("The marketing resources.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(
                Rule::on_success(
                    "response.body.data.all(resource, resource.program_id == request.path.id.lowerAscii())",
                    "every resource is of the program asked for",
                )
                .because("the id names the program"),
            )
            .rule(
                Rule::on_success(
                    "!('status' in request.query) || response.body.data.all(resource, resource.status == request.query.status)",
                    "every resource has the status asked for",
                )
                .because("the parameter is named for it"),
            )
    }

    fn examples() -> Vec<Example<List<MarketingResource>>> {
        vec![example("one", "One post.", list(vec![example_post()])), example("none", "None yet.", list(Vec::new()))]
    }
}

impl Endpoint for CreateSocialPost {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = SocialPostToCreate;
    type Success<'a> = Envelope<MarketingResource>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/programs/{id}/marketing-resources/social-posts";

    fn operation() -> Operation<Failure> {
        merchant("createSocialPost", DOCUMENTED, MARKETING, "programs:write")
            .created("The post.", EXAMPLE)
            .repeatable()
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(
                Rule::on_success(
                    "response.body.data.title == request.body.title && response.body.data.body == request.body.body \
                     && response.body.data.platforms == request.body.platforms",
                    "the post is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(to_resource("updateSocialPost", "$response.body#/data/id", "Changes the post.").with_body(OF_PATH))
            .link(
                to_resource("publishMarketingResource", "$response.body#/data/id", "Publishes the post.")
                    .with_body(OF_PATH),
            )
            .link(
                to_resource("archiveMarketingResource", "$response.body#/data/id", "Archives the post.")
                    .with_body(OF_PATH),
            )
            .link(
                to_resource("createMediaUpload", "$response.body#/data/id", "Begins to upload an image or a video.")
                    .with_body(OF_PATH),
            )
    }

    fn examples() -> Vec<Example<Envelope<MarketingResource>>> {
        vec![example("created", "The post.", one(example_post()))]
    }
}

impl Endpoint for UpdateSocialPost {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = Nothing;
    type Body = SocialPostChanges;
    type Success<'a> = Envelope<MarketingResource>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/marketing-resources/social-posts/{id}";

    fn operation() -> Operation<Failure> {
        merchant("updateSocialPost", DOCUMENTED, MARKETING, "programs:write")
            .success("The post afterwards.", DOCUMENTED)
            .failures([failure::malformed_id(), unknown_resource()])
            .rule(is_asked_for())
            .rule(
                Rule::on_success(
                    "(!('title' in request.body) || response.body.data.title == request.body.title) \
                     && (!('body' in request.body) || response.body.data.body == request.body.body)",
                    "the post has what was asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(
                to_resource("publishMarketingResource", "$response.body#/data/id", "Publishes the post.")
                    .with_body(OF_BODY),
            )
    }

    fn examples() -> Vec<Example<Envelope<MarketingResource>>> {
        vec![example("changed", "The post afterwards.", one(example_post()))]
    }
}

impl Endpoint for PublishResource {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = Nothing;
    type Body = ResourceToPublish;
    type Success<'a> = Envelope<Published>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/marketing-resources/{id}/publish";

    fn operation() -> Operation<Failure> {
        merchant("publishMarketingResource", DOCUMENTED, MARKETING, "programs:write")
            .success("The resource afterwards, and whether affiliates were told.", EXAMPLE)
            .repeatable()
            .failures([failure::malformed_id(), unknown_resource()])
            .rule(
                Rule::on_success(
                    "response.body.data.resource.id == request.path.id.lowerAscii()",
                    "the resource answered is the one asked for",
                )
                .because("the id names the resource"),
            )
            .rule(Rule::on_success("response.body.data.resource.status == 'published'", "the resource is published"))
            .link(
                to_resource("unpublishMarketingResource", "$response.body#/data/resource/id", "Takes it back.")
                    .with_body(OF_BODY),
            )
    }

    fn examples() -> Vec<Example<Envelope<Published>>> {
        let quiet = PublishNotice { requested: false, accepted: None, error_code: None, message: None };
        let told = PublishNotice { requested: true, accepted: Some(true), ..quiet.clone() };
        let resource = published();
        vec![
            example("quiet", "Nobody is told.", one(Published { resource: resource.clone(), notification: quiet })),
            example("told", "Affiliates are told.", one(Published { resource, notification: told })),
        ]
    }
}

impl Endpoint for UnpublishResource {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = Nothing;
    type Body = ResourceProgram;
    type Success<'a> = Envelope<MarketingResource>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/marketing-resources/{id}/unpublish";

    fn operation() -> Operation<Failure> {
        taken_back(
            "unpublishMarketingResource",
            Rule::on_success("response.body.data.status == 'draft'", "the resource is a draft"),
        )
    }

    fn examples() -> Vec<Example<Envelope<MarketingResource>>> {
        vec![example("draft", "The resource afterwards.", one(example_post()))]
    }
}

impl Endpoint for ArchiveResource {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = Nothing;
    type Body = ResourceProgram;
    type Success<'a> = Envelope<MarketingResource>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/marketing-resources/{id}/archive";

    fn operation() -> Operation<Failure> {
        taken_back(
            "archiveMarketingResource",
            Rule::on_success("response.body.data.status == 'archived'", "the resource is archived"),
        )
    }

    fn examples() -> Vec<Example<Envelope<MarketingResource>>> {
        let archived = MarketingResource { status: ResourceStatus::Archived, ..example_post() };
        vec![example("archived", "The resource afterwards.", one(archived))]
    }
}

impl Endpoint for NotifyAffiliates {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = Nothing;
    type Body = ResourceProgram;
    type Success<'a> = Envelope<PublishNotice>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/marketing-resources/{id}/notify";

    fn operation() -> Operation<Failure> {
        merchant("notifyAffiliatesOfResource", DOCUMENTED, MARKETING, "programs:write")
            .success(
                "Whether affiliates are told.",
                inferred("the response is documented as an object with any fields; it has those of the operation that publishes"),
            )
            .repeatable()
            .failures([failure::malformed_id(), unknown_resource()])
            .failure(failure::conflict(
                "The resource is not published, or the `Idempotency-Key` belongs to another request.",
                inferred("the status is documented, what conflicts is not"),
                "This resource is not published.",
            ))
    }

    fn examples() -> Vec<Example<Envelope<PublishNotice>>> {
        let told = PublishNotice { requested: true, accepted: Some(true), error_code: None, message: None };
        let refused = PublishNotice {
            accepted: Some(false),
            error_code: Some("WEEKLY_LIMIT_REACHED".to_owned()),
            message: Some("The tier allows no more notifications this week.".to_owned()),
            ..told.clone()
        };
        vec![
            example("told", "Affiliates are told.", one(told)),
            example("limit", "The tier allows no more.", one(refused)),
        ]
    }
}

/// Which marketing resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ResourcePath {
    /// Its id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"7c1e9a52-06bd-4f38-9d17-e4a35b80c2f6")]
    pub id: Uuid,
}

/// Which marketing resources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MarketingResourcesQuery {
    /// Only those of a kind: `all` if it is not given.
    #[garde(skip)]
    pub kind: Option<ResourceFilter>,
    /// Only those with this status.
    #[garde(skip)]
    pub status: Option<ResourceStatus>,
    /// Which of them.
    #[serde(flatten)]
    #[garde(dive)]
    pub search: ResourceSearch,
}

/// Kinds of marketing resources that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ResourceFilter {
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
    /// Everything that is not published yet.
    Drafts,
}

/// A post to create. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SocialPostToCreate {
    /// What it is called.
    #[schemars(example = &"Spring sale", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 200))]
    pub title: String,
    /// The text.
    #[schemars(example = &"20 % off at {{program_name}}: {{affiliate_link}}", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 10_000))]
    pub body: String,
    /// The networks that it is for.
    #[schemars(example = SOME_PLATFORMS)]
    #[garde(length(min = 1, max = 20))]
    pub platforms: Vec<Platform>,
    /// What it is for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, max = 2000))]
    pub description: Option<String>,
    /// How to use it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, max = 2000))]
    pub instructions: Option<String>,
    /// The collection to put it in. It is kept, but not checked.
    #[serde(default, deserialize_with = "hyphenated_or_null", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub collection_id: Option<Uuid>,
    /// The folder to put it in. It is kept, but not checked.
    #[serde(default, deserialize_with = "hyphenated_or_null", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub folder_id: Option<Uuid>,
    /// Whether it is published at once.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "FirstStatus")]
    #[garde(skip)]
    pub status: Option<FirstStatus>,
}

/// The status of a new marketing resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum FirstStatus {
    /// Affiliates do not see it yet.
    Draft,
    /// They do.
    Published,
}

/// What to change. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SocialPostChanges {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
    /// What it is called.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 200))]
    pub title: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2000), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 2000))))]
    pub description: Option<Option<String>>,
    /// The text.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 10_000))]
    pub body: Option<String>,
    /// The networks that it is for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Platform>")]
    #[garde(length(min = 1, max = 20))]
    pub platforms: Option<Vec<Platform>>,
    /// How to use it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2000), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 2000))))]
    pub instructions: Option<Option<String>>,
    /// The collection to put it in. It is kept, but not checked.
    #[serde(default, deserialize_with = "present_hyphenated_or_null", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Uuid>")]
    #[garde(skip)]
    pub collection_id: Option<Option<Uuid>>,
    /// The folder to put it in. It is kept, but not checked.
    #[serde(default, deserialize_with = "present_hyphenated_or_null", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Uuid>")]
    #[garde(skip)]
    pub folder_id: Option<Option<Uuid>>,
}

/// The program of a marketing resource. The name has an underscore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ResourceProgram {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
}

/// How to publish a marketing resource. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ResourceToPublish {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
    /// Whether affiliates are told. Null if it is not given: the Python SDK sends that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub notify_affiliates: Option<bool>,
}

/// A marketing resource is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Published {
    /// The resource.
    pub resource: MarketingResource,
    /// Whether affiliates were told.
    pub notification: PublishNotice,
}

/// Whether affiliates were told of a marketing resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.requested || !('accepted' in self)", "only what is requested is accepted", "the names of the fields"),
])))]
pub struct PublishNotice {
    /// Whether the request asked for it.
    pub requested: bool,
    /// Whether they are told.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub accepted: Option<bool>,
    /// Why not, for programs to read.
    pub error_code: Option<String>,
    /// Why not, in words.
    pub message: Option<String>,
}

fn is_asked_for() -> Rule {
    Rule::on_success(
        "response.body.data.id == request.path.id.lowerAscii()",
        "the resource answered is the one asked for",
    )
    .because("the id names the resource")
}

/// No such resource in the program.
pub(super) fn unknown_resource() -> crate::declare::Failure<Failure> {
    failure::unknown(
        "No resource with this id in the program of the body, or no such program.",
        "Marketing resource not found.",
    )
}

/// The program of a request to `/programs/{id}`, for the body of the next one.
const OF_PATH: &[(&str, &str)] = &[("program_id", "$request.path.id")];

/// The program that a request names in its body, for the body of the next one.
const OF_BODY: &[(&str, &str)] = &[("program_id", "$request.body#/program_id")];

fn to_resource(operation: &'static str, expression: &'static str, description: &'static str) -> Link {
    Link { name: operation, operation_id: operation, parameter: "id", expression, description }
}

/// An operation after which a resource is no longer published.
fn taken_back(id: &'static str, afterwards: Rule) -> Operation<Failure> {
    merchant(id, DOCUMENTED, MARKETING, "programs:write")
        .success("The resource afterwards.", SCOPE_STATUS)
        .repeatable()
        .failures([failure::malformed_id(), unknown_resource()])
        .rule(is_asked_for())
        .rule(afterwards)
        .link(
            to_resource("publishMarketingResource", "$response.body#/data/id", "Publishes it again.")
                .with_body(OF_BODY),
        )
}

fn published() -> MarketingResource {
    let post = example_post();
    MarketingResource { status: ResourceStatus::Published, published_at: Some(post.updated_at), ..post }
}
