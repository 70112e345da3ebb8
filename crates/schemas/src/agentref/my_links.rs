//! `/me/links`: an affiliate's links.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, List, list, one};
use super::habits::{Repeatable as _, affiliate};
use super::my_overview::OWN;
use super::program::{EXAMPLE_ID, example_time};
use super::text::{SLUG, WEB_ADDRESS, is_slug, is_web_address};
use super::{AgentRef, Failure, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, example, inferred,
    rules,
};
use crate::values::{hyphenated, present};

/// The endpoints of this resource.
pub type MyLinkEndpoints = (ListMyLinks, CreateMyLink, UpdateMyLink, DeleteMyLink);

/// The form of a path on a website.
const RELATIVE: &str = r"^/([A-Za-z0-9._~-][A-Za-z0-9._~/-]*)?$";

const OPEN: Provenance = inferred("a link is documented as an object with more fields than are named");

/// Links of an affiliate.
///
/// The newest first. Every program that the affiliate has joined has one from the start.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListMyLinks;

/// Create a link.
///
/// It leads to one of the pages that the program allows.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateMyLink;

/// Change a link.
///
/// What is not given stays. The code cannot be changed.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateMyLink;

/// Delete a link.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteMyLink;

impl Endpoint for ListMyLinks {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = MyLinksQuery;
    type Body = Nothing;
    type Success<'a> = List<AffiliateLink>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/links";

    fn operation() -> Operation<Failure> {
        affiliate("listMyLinks", DOCUMENTED, OWN, "links:read")
            .success("The links.", DOCUMENTED)
            .rule(
                Rule::on_success(
                    "!('program_id' in request.query) || response.body.data.all(link, link.programId == request.query.program_id.lowerAscii())",
                    "every link is of the program asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_link("updateMyLink", "$response.body#/data/0/id", "Changes the first link."))
    }

    fn examples() -> Vec<Example<List<AffiliateLink>>> {
        vec![example("one", "One link.", list(vec![example_link()])), example("none", "No link.", list(Vec::new()))]
    }
}

impl Endpoint for CreateMyLink {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = LinkProgramQuery;
    type Body = LinkToCreate;
    type Success<'a> = Envelope<AffiliateLink>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/me/links";

    fn operation() -> Operation<Failure> {
        affiliate("createMyLink", DOCUMENTED, OWN, "links:write")
            .created("The link.", EXAMPLE)
            .repeatable()
            .failure(not_joined())
            .failure(failure::conflict(
                "Another link, or another affiliate of the program, has this slug, the affiliate is not approved in the \
                 program, or the `Idempotency-Key` belongs to another request.",
                inferred("the status is documented, what conflicts is not"),
                "This slug is taken.",
            ))
            .failure(failure::unfit(
                "A field of the body is invalid, or the program does not allow links to this page.",
                "Validation failed: body field `destination_path` is not one of the program's allowed pages.",
            ))
            .rule(
                Rule::on_success(
                    "response.body.data.name == request.body.name && response.body.data.isActive \
                     && response.body.data.programId == request.query.program_id.lowerAscii()",
                    "the link is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .rule(
                Rule::on_success(
                    "!('custom_slug' in request.body) || response.body.data.code == request.body.custom_slug",
                    "the link has the slug asked for",
                )
                .because("the guide calls it the end of the link"),
            )
            .link(to_link("updateMyLink", "$response.body#/data/id", "Changes the link."))
            .link(to_link("deleteMyLink", "$response.body#/data/id", "Deletes the link."))
    }

    fn examples() -> Vec<Example<Envelope<AffiliateLink>>> {
        vec![example("created", "The link.", one(example_link()))]
    }
}

impl Endpoint for UpdateMyLink {
    type Provider = AgentRef;
    type Path = LinkPath;
    type Query = MyLinksQuery;
    type Body = LinkChanges;
    type Success<'a> = Envelope<AffiliateLink>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/me/links/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("updateMyLink", DOCUMENTED, OWN, "links:write")
            .success("The link afterwards.", DOCUMENTED)
            .failures([failure::malformed_id(), unknown_link()])
            .rule(is_asked_for())
            .rule(
                Rule::on_success(
                    "request.body.all(name, !(name in ['name', 'targetUrl', 'isActive']) || response.body.data[name] == request.body[name])",
                    "the link has what was asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(to_link("deleteMyLink", "$response.body#/data/id", "Deletes the link."))
    }

    fn examples() -> Vec<Example<Envelope<AffiliateLink>>> {
        let inactive = AffiliateLink { is_active: false, ..example_link() };
        vec![example("inactive", "A link that leads nowhere for now.", one(inactive))]
    }
}

impl Endpoint for DeleteMyLink {
    type Provider = AgentRef;
    type Path = LinkPath;
    type Query = MyLinksQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<LinkDeleted>;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/me/links/{id}";

    fn operation() -> Operation<Failure> {
        let status = inferred("the response is documented as an object; the SDKs read a body, so it is not a 204");
        affiliate("deleteMyLink", DOCUMENTED, OWN, "links:write")
            .success("It is deleted.", status)
            .failures([failure::malformed_id(), unknown_link()])
            .rule(is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<LinkDeleted>>> {
        vec![example("deleted", "It is deleted.", one(LinkDeleted { id: example_link().id, success: true }))]
    }
}

/// Which links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MyLinksQuery {
    /// Only links of this program. The name has an underscore. The SDKs always send it; that it is not required is inferred.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
}

/// The program of a new link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LinkProgramQuery {
    /// The program. The name has an underscore.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
}

/// Which link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LinkPath {
    /// The link's id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"b6f2d4a0-1c83-4e59-a7f6-30d95c8be241")]
    pub id: Uuid,
}

/// A link to create. The names have underscores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LinkToCreate {
    /// What the affiliate calls it.
    #[schemars(example = &"Newsletter", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// The page to which it leads: a path that the program allows. The program's usual page if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = RELATIVE), example = &"/")]
    #[garde(length(max = 200), custom(is_relative))]
    pub destination_path: Option<String>,
    /// How the link ends: small letters, digits and hyphens.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = SLUG), example = &"spring-sale")]
    #[garde(length(min = 3, max = 32), custom(is_slug))]
    pub custom_slug: Option<String>,
}

/// What to change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LinkChanges {
    /// What the affiliate calls it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Newsletter", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 100))]
    pub name: Option<String>,
    /// The page to which it leads; null for the program's usual page.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = WEB_ADDRESS), length(max = 200), example = &"https://acme.example/pricing")]
    #[garde(inner(inner(length(max = 200))), inner(custom(is_web_address)))]
    pub target_url: Option<Option<String>>,
    /// Whether it leads anywhere.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub is_active: Option<bool>,
}

/// A link of an affiliate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = OPEN))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.code != ''", "a link has a code", "the code is how the link ends"),
])))]
pub struct AffiliateLink {
    /// Its id.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// What the affiliate calls it.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub name: String,
    /// How it ends. Older tests of an SDK call the field `refCode`.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub code: String,
    /// The page to which it leads; null for the program's usual page.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub target_url: Option<String>,
    /// Whether it leads anywhere.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub is_active: bool,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// A link is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("the response is documented as an object with any fields; these are usual there")))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.success", "a success says so", "the name of the field"),
])))]
pub struct LinkDeleted {
    /// The link that was deleted.
    pub id: Uuid,
    /// True.
    pub success: bool,
}

fn is_asked_for() -> Rule {
    Rule::on_success("response.body.data.id == request.path.id.lowerAscii()", "the link answered is the link asked for")
        .because("the id names the resource")
}

fn unknown_link() -> crate::declare::Failure<Failure> {
    failure::unknown("The affiliate has no link with this id in the program.", "Link not found.")
}

fn not_joined() -> crate::declare::Failure<Failure> {
    failure::unknown("The affiliate has joined no program with this id.", "Program not found.")
}

fn to_link(operation: &'static str, expression: &'static str, description: &'static str) -> Link {
    Link { name: operation, operation_id: operation, parameter: "id", expression, description }
}

/// A path on a website, not on another one.
fn is_relative(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    let Some(text) = text.as_ref().map(AsRef::as_ref) else { return Ok(()) };
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~/-".contains(&byte);
    if text.starts_with('/') && !text.starts_with("//") && text.bytes().all(is_allowed) {
        return Ok(());
    }
    Err(garde::Error::new("must be a path such as /pricing"))
}

fn example_link() -> AffiliateLink {
    AffiliateLink {
        id: Uuid::from_u128(0xb6f2_d4a0_1c83_4e59_a7f6_30d9_5c8b_e241),
        program_id: EXAMPLE_ID,
        name: "Newsletter".to_owned(),
        code: "maria20-newsletter".to_owned(),
        target_url: None,
        is_active: true,
        created_at: example_time(),
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{RELATIVE, is_relative};

    #[test]
    fn the_running_check_of_paths_and_the_published_pattern_say_the_same() {
        let pattern = Regex::new(RELATIVE).expect("a pattern");
        for (text, fits) in [
            ("/", true),
            ("/pricing", true),
            ("/a/b.html", true),
            ("//evil.example", false),
            ("pricing", false),
            ("https://acme.example", false),
            ("/a b", false),
            ("", false),
        ] {
            assert_eq!(is_relative(&Some(text), &()).is_ok(), fits, "{text}");
            assert_eq!(pattern.is_match(text), fits, "{text}");
        }
    }
}
