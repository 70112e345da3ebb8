//! A marketing resource, as merchants and affiliates see it.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::program::{EXAMPLE_ID, example_time};
use crate::declare::{DOCUMENTED, EXAMPLE, Provenance, Rule, inferred, rules};

const OPEN: Provenance = inferred(
    "a resource is documented as an object with more fields than are named; these are those of the requests, with underscores as there",
);

/// What affiliates can use: a post, a text, a link or a file. The names have underscores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = OPEN))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "(self.status == 'published') == (type(self.published_at) != null_type)",
        "what is published, and nothing else, has a time at which it was",
        "the names of the fields",
    ),
    Rule::inferred("self.kind == self.resource_type", "both name the kind", "examples have one, a guide the other"),
    Rule::documented("self.media.size() <= 10", "a post has at most ten media"),
])))]
pub struct MarketingResource {
    /// Its id.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// What it is.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub kind: ResourceType,
    /// The same, as the guide calls it.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub resource_type: ResourceType,
    /// What it is called.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub title: String,
    /// What it is for.
    pub description: Option<String>,
    /// The text. `{{affiliate_link}}`, `{{affiliate_code}}` and `{{program_name}}` stand for what differs.
    pub body: Option<String>,
    /// Where a link leads.
    pub url: Option<String>,
    /// The networks that a post is for.
    pub platforms: Vec<Platform>,
    /// How to use it.
    pub instructions: Option<String>,
    /// Whether affiliates see it.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub status: ResourceStatus,
    /// The collection that it is in.
    pub collection_id: Option<Uuid>,
    /// The folder that it is in.
    pub folder_id: Option<Uuid>,
    /// Images and videos of a post, in order.
    pub media: Vec<ResourceMedia>,
    /// When it was published; null if it is not.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a marketing resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ResourceType {
    /// A file.
    File,
    /// A post for social networks.
    SocialPost,
    /// A text to copy.
    SwipeCopy,
    /// A link.
    ExternalLink,
}

/// Whether affiliates see a marketing resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ResourceStatus {
    /// Not yet.
    Draft,
    /// They do.
    Published,
    /// No longer.
    Archived,
}

/// A social network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Platform {
    /// X.
    X,
    /// LinkedIn.
    Linkedin,
    /// Instagram.
    Instagram,
    /// TikTok.
    Tiktok,
    /// Facebook.
    Facebook,
    /// Threads.
    Threads,
    /// Any.
    Generic,
}

/// An image or a video of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = OPEN))]
pub struct ResourceMedia {
    /// Its id.
    pub id: Uuid,
    /// The name of the file.
    pub file_name: String,
    /// Its media type.
    pub mime_type: MimeType,
    /// Its size, in bytes.
    pub file_size_bytes: u64,
    /// What it shows, in words.
    pub alt_text: Option<String>,
    /// Its place among the media of the post, counted from 0.
    pub sort_order: u64,
}

/// The media type of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum MimeType {
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// WebP.
    #[serde(rename = "image/webp")]
    Webp,
    /// GIF.
    #[serde(rename = "image/gif")]
    Gif,
    /// MP4.
    #[serde(rename = "video/mp4")]
    Mp4,
    /// `QuickTime`.
    #[serde(rename = "video/quicktime")]
    Quicktime,
    /// `WebM`.
    #[serde(rename = "video/webm")]
    Webm,
    /// PDF.
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl MimeType {
    /// The media type as in `Content-Type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Mp4 => "video/mp4",
            Self::Quicktime => "video/quicktime",
            Self::Webm => "video/webm",
            Self::Pdf => "application/pdf",
        }
    }

    /// The largest file of this type that a post may have, in bytes. `None` if a post has no files of this type.
    pub const fn most_in_post(self) -> Option<u64> {
        const MEGABYTE: u64 = 1 << 20;
        match self {
            Self::Png | Self::Jpeg | Self::Webp | Self::Gif => Some(50 * MEGABYTE),
            Self::Mp4 | Self::Quicktime | Self::Webm => Some(200 * MEGABYTE),
            Self::Pdf => None,
        }
    }
}

/// The post in the examples.
pub(super) const EXAMPLE_POST: Uuid = Uuid::from_u128(0x7c1e_9a52_06bd_4f38_9d17_e4a3_5b80_c2f6);

pub(super) fn example_post() -> MarketingResource {
    MarketingResource {
        id: EXAMPLE_POST,
        program_id: EXAMPLE_ID,
        kind: ResourceType::SocialPost,
        resource_type: ResourceType::SocialPost,
        title: "Spring sale".to_owned(),
        description: None,
        body: Some("20 % off at {{program_name}}: {{affiliate_link}}".to_owned()),
        url: None,
        platforms: vec![Platform::X, Platform::Linkedin],
        instructions: Some("Post it in the first week of April.".to_owned()),
        status: ResourceStatus::Draft,
        collection_id: None,
        folder_id: None,
        media: Vec::new(),
        published_at: None,
        created_at: example_time(),
        updated_at: example_time(),
    }
}

pub(super) fn example_media() -> ResourceMedia {
    ResourceMedia {
        id: Uuid::from_u128(0x2f8d_4b61_c970_4a1e_8325_90fe_6d7c_b314),
        file_name: "spring.png".to_owned(),
        mime_type: MimeType::Png,
        file_size_bytes: 48_213,
        alt_text: Some("A boat on a lake".to_owned()),
        sort_order: 0,
    }
}

/// Which rows of a list of marketing resources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ResourceSearch {
    /// Only those with this text in their title, description or body.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(length(chars, max = 200))]
    pub search: Option<String>,
    /// The most rows: 20 if it is not given.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 1, max = 100))]
    pub limit: Option<u64>,
    /// How many rows to skip.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    #[garde(range(min = 0, max = 1_000_000_000))]
    pub offset: Option<u64>,
}
