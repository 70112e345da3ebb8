//! Images and videos of posts: how they are uploaded, changed and given back.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, List, list, one};
use super::habits::{Repeatable as _, merchant};
use super::marketing_resource::example_media;
use super::marketing_resources::{MARKETING, unknown_resource};
use super::{AgentRef, Failure, MimeType, ResourceMedia, ResourcePath, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules,
};
use crate::values::{hyphenated, present};

/// The endpoints of this resource.
pub type MarketingMediaEndpoints =
    (CreateMediaUpload, CompleteMediaUpload, ReorderMedia, UpdateMedia, DeleteMedia, ReplaceMedia, CreateDownloadUrl);

/// Media in the examples of requests.
const SOME_MEDIA: [&str; 1] = ["2f8d4b61-c970-4a1e-8325-90fe6d7cb314"];

const LENGTH: Provenance = inferred("the field is documented, its length is not");
const STATUS: Provenance = inferred("the operation is documented, its status is not");
const MEDIUM: Provenance =
    inferred("the operation is documented, what it responds with is not: the medium, as in the list");

/// Begin to upload an image or a video.
///
/// The file is sent with PUT to the signed URL; then the upload is completed. The sandbox keeps files in memory.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateMediaUpload;

/// Complete an upload.
///
/// The file is now the last of the post's media, if no place is asked for.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CompleteMediaUpload;

/// Change the order of media.
///
/// Media that are not named come after the others, in the order that they had (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ReorderMedia;

/// Change the text of an image or a video.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateMedia;

/// Remove an image or a video from its post.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteMedia;

/// Replace an image or a video.
///
/// It keeps its id and, if none is asked for, its place.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ReplaceMedia;

/// Get the address of a file.
///
/// One of the media of a post, or all of them in an archive.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateDownloadUrl;

impl Endpoint for CreateMediaUpload {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = Nothing;
    type Body = MediaToUpload;
    type Success<'a> = Envelope<UploadSession>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/marketing-resources/social-posts/{id}/media/upload-sessions";

    fn operation() -> Operation<Failure> {
        merchant("createMediaUpload", DOCUMENTED, MARKETING, "programs:write")
            .created("Where to send the file.", inferred("other operations that create respond with 201; 200 is as likely"))
            .repeatable()
            .failures([failure::malformed_id(), unknown_resource(), full()])
            .failure(failure::unfit(
                "A field of the body is invalid, or a post has no files of this type or size: images have at most 50 MB, videos \
                 200 MB.",
                "Validation failed: body field `mime_type` is not that of an image or a video.",
            ))
    }

    fn examples() -> Vec<Example<Envelope<UploadSession>>> {
        let session = UploadSession {
            bucket: "marketing-resources".to_owned(),
            upload_path: "3c90c3cc/7c1e9a52/spring.png".to_owned(),
            upload_token: "up_4f0c1b7a9d2e".to_owned(),
            signed_url: "https://www.agentref.co/uploads/up_4f0c1b7a9d2e".to_owned(),
            expires_in_seconds: 7200,
        };
        vec![example("begun", "Where to send the file.", one(session))]
    }
}

macro_rules! uploaded {
    ($endpoint:ident, $path:ty, $template:literal, $id:literal, $description:literal) => {
        impl Endpoint for $endpoint {
            type Provider = AgentRef;
            type Path = $path;
            type Query = Nothing;
            type Body = UploadedMedia;
            type Success<'a> = Envelope<ResourceMedia>;

            const METHOD: Method = Method::Post;
            const PATH: &'static str = $template;

            fn operation() -> Operation<Failure> {
                merchant($id, DOCUMENTED, MARKETING, "programs:write")
                    .success($description, MEDIUM)
                    .repeatable()
                    .failures([failure::malformed_id(), unknown_resource(), full()])
                    .failure(not_uploaded())
                    .rule(
                        Rule::on_success(
                            "response.body.data.file_name == request.body.file_name",
                            "the medium is the one that was uploaded",
                        )
                        .because("the field of the request has the same name"),
                    )
            }

            fn examples() -> Vec<Example<Envelope<ResourceMedia>>> {
                vec![example("complete", $description, one(example_media()))]
            }
        }
    };
}

uploaded!(
    CompleteMediaUpload,
    ResourcePath,
    "/marketing-resources/social-posts/{id}/media/complete",
    "completeMediaUpload",
    "The new medium."
);
uploaded!(
    ReplaceMedia,
    MediaPath,
    "/marketing-resources/social-posts/{id}/media/{mediaId}/replace",
    "replaceMedia",
    "The medium afterwards."
);

impl Endpoint for ReorderMedia {
    type Provider = AgentRef;
    type Path = ResourcePath;
    type Query = Nothing;
    type Body = MediaOrder;
    type Success<'a> = List<ResourceMedia>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/marketing-resources/social-posts/{id}/media/reorder";

    fn operation() -> Operation<Failure> {
        merchant("reorderMedia", DOCUMENTED, MARKETING, "programs:write")
            .success("The media in their new order.", STATUS)
            .repeatable()
            .failures([failure::malformed_id(), unknown_medium()])
            .rule(
                Rule::on_success(
                    "response.body.data.all(medium, medium.sort_order < response.body.data.size())",
                    "the places are those of the list",
                )
                .because("the name of the field"),
            )
    }

    fn examples() -> Vec<Example<List<ResourceMedia>>> {
        vec![example("one", "One medium.", list(vec![example_media()]))]
    }
}

impl Endpoint for UpdateMedia {
    type Provider = AgentRef;
    type Path = MediaPath;
    type Query = Nothing;
    type Body = MediaChanges;
    type Success<'a> = Envelope<ResourceMedia>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/marketing-resources/social-posts/{id}/media/{mediaId}";

    fn operation() -> Operation<Failure> {
        merchant("updateMedia", DOCUMENTED, MARKETING, "programs:write")
            .success("The medium afterwards.", MEDIUM)
            .failures([failure::malformed_id(), unknown_medium()])
            .rule(is_asked_for("response.body.data.id == request.path.mediaId.lowerAscii()"))
    }

    fn examples() -> Vec<Example<Envelope<ResourceMedia>>> {
        vec![example("changed", "The medium afterwards.", one(example_media()))]
    }
}

impl Endpoint for DeleteMedia {
    type Provider = AgentRef;
    type Path = MediaPath;
    type Query = Nothing;
    type Body = MediaProgram;
    type Success<'a> = Envelope<RemovedMedia>;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/marketing-resources/social-posts/{id}/media/{mediaId}";

    fn operation() -> Operation<Failure> {
        merchant("deleteMedia", DOCUMENTED, MARKETING, "programs:write")
            .success("It is removed.", DOCUMENTED)
            .failures([failure::malformed_id(), unknown_medium()])
            .rule(is_asked_for("response.body.data.media_id == request.path.mediaId.lowerAscii()"))
    }

    fn examples() -> Vec<Example<Envelope<RemovedMedia>>> {
        vec![example("removed", "It is removed.", one(RemovedMedia { removed: true, media_id: example_media().id }))]
    }
}

impl Endpoint for CreateDownloadUrl {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Download;
    type Success<'a> = Envelope<DownloadUrl>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/marketing-resources/download-url";

    fn operation() -> Operation<Failure> {
        merchant("createDownloadUrl", DOCUMENTED, MARKETING, "programs:read")
            .success("Where the file is.", STATUS)
            .reads()
            .failures([unknown_medium(), what_to_download()])
    }

    fn examples() -> Vec<Example<Envelope<DownloadUrl>>> {
        vec![example("file", "Where the file is.", one(example_download()))]
    }
}

/// Which image or video of which post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MediaPath {
    /// The id of the post.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"7c1e9a52-06bd-4f38-9d17-e4a35b80c2f6")]
    pub id: Uuid,
    /// The id of the image or video.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"2f8d4b61-c970-4a1e-8325-90fe6d7cb314")]
    pub media_id: Uuid,
}

/// A file to upload. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MediaToUpload {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
    /// The name of the file.
    #[schemars(example = &"spring.png", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 200))]
    pub file_name: String,
    /// Its media type.
    #[schemars(example = MimeType::Png)]
    #[garde(skip)]
    pub mime_type: MimeType,
    /// Its size, in bytes.
    #[schemars(example = 48_213)]
    #[garde(range(min = 1, max = 209_715_200))]
    pub file_size_bytes: u64,
}

/// Where to send a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct UploadSession {
    /// The bucket of the storage.
    pub bucket: String,
    /// The place in the bucket.
    pub upload_path: String,
    /// What completes the upload.
    pub upload_token: String,
    /// Where to send the file, with PUT and its media type.
    pub signed_url: String,
    /// For how long.
    pub expires_in_seconds: u64,
}

/// A file that was uploaded. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct UploadedMedia {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
    /// The place of the upload.
    #[schemars(example = &"3c90c3cc/7c1e9a52/spring.png", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 500))]
    pub upload_path: String,
    /// The token of the upload.
    #[schemars(example = &"up_4f0c1b7a9d2e", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 200))]
    pub upload_token: String,
    /// The name of the file.
    #[schemars(example = &"spring.png", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 200))]
    pub file_name: String,
    /// What it shows, in words.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1000), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 1000))))]
    pub alt_text: Option<Option<String>>,
    /// Its place among the media, counted from 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    #[garde(range(min = 0, max = 1000))]
    pub sort_order: Option<u64>,
}

/// An order of media. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MediaOrder {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
    /// The ids of the media, the first one first.
    #[schemars(example = SOME_MEDIA)]
    #[garde(length(max = 100))]
    pub media_ids: Vec<Uuid>,
}

/// What to change about an image or a video. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MediaChanges {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
    /// What it shows, in words.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1000), extend("x-provenance" = LENGTH))]
    #[garde(inner(inner(length(chars, max = 1000))))]
    pub alt_text: Option<Option<String>>,
}

/// The program of an image or a video. The name has an underscore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MediaProgram {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
}

/// An image or a video is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.removed", "a success says so", "the name of the field"),
])))]
pub struct RemovedMedia {
    /// True.
    pub removed: bool,
    /// The id of the image or video.
    pub media_id: Uuid,
}

/// What to download. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Download {
    /// The program.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"3c90c3cc-0d44-4b50-8888-8dd25736052a")]
    pub program_id: Uuid,
    /// An image or a video.
    #[garde(skip)]
    pub media_id: Option<Uuid>,
    /// A resource.
    #[garde(skip)]
    pub resource_id: Option<Uuid>,
    /// A collection.
    #[garde(skip)]
    pub collection_id: Option<Uuid>,
    /// All files of a post or a collection in one archive.
    #[garde(skip)]
    pub bundle: Option<Bundle>,
    /// Whether the file itself is meant.
    #[garde(skip)]
    pub file: Option<bool>,
}

/// Which files are in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Bundle {
    /// The media of a post.
    SocialPostMedia,
    /// The files of a collection.
    CollectionFiles,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DownloadUrl {
    /// Its address.
    pub url: String,
    /// Until when it works.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DateTime<Utc>")]
    pub expires_at: Option<DateTime<Utc>>,
    /// What it is: `media`, `resource` or `bundle`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("the field is documented, its values are not")))]
    pub target: Option<String>,
}

fn is_asked_for(rule: &'static str) -> Rule {
    Rule::on_success(rule, "the medium answered is the one asked for").because("the id names it")
}

pub(super) fn unknown_medium() -> crate::declare::Failure<Failure> {
    failure::unknown("No such image or video, no such post, or no such program.", "Media not found.")
}

pub(super) fn what_to_download() -> crate::declare::Failure<Failure> {
    failure::unfit(
        "A field of the body is invalid, or it does not name one file.",
        "Validation failed: body field `media_id` is required if neither resource_id nor collection_id is given.",
    )
}

fn not_uploaded() -> crate::declare::Failure<Failure> {
    failure::unfit(
        "A field of the body is invalid, or nothing was uploaded with this token.",
        "Validation failed: body field `upload_token` is not that of an upload.",
    )
}

fn full() -> crate::declare::Failure<Failure> {
    failure::conflict(
        "The post has ten media, or 500 MB of them, or the `Idempotency-Key` belongs to another request.",
        inferred("the limits are documented, the status is not"),
        "This post has the most media that it may have.",
    )
}

pub(super) fn example_download() -> DownloadUrl {
    DownloadUrl {
        url: "https://www.agentref.co/uploads/up_4f0c1b7a9d2e".to_owned(),
        expires_at: Some("2026-03-23T15:30:00Z".parse().expect("a literal time")),
        target: Some("media".to_owned()),
    }
}
