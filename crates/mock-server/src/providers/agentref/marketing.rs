//! What AgentRef knows of marketing resources, and of the files that were uploaded for them.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use trackside_schemas::agentref::{
    MarketingResource, MimeType, Platform, ResourceMedia, ResourceSearch, ResourceStatus, ResourceType,
};
use trackside_world::{Program, ProgramId, View};
use uuid::Uuid;

use super::affiliates::newest_first;
use crate::request::Problem;
use crate::serve::{Call, Record, Serve};

/// How many rows are shown if nobody says.
const USUAL_ROWS: u64 = 20;

/// How long a file may be sent after its upload has begun.
pub(super) const UPLOAD_ENDS: TimeDelta = TimeDelta::hours(2);

/// How long the address of a file works.
pub(super) const DOWNLOAD_ENDS: TimeDelta = TimeDelta::hours(1);

/// The token of the upload that a sandbox has from the start.
pub(super) const SAMPLE_TOKEN: &str = "up_sample";

/// Its place.
pub(super) const SAMPLE_PATH: &str = "sandbox/sample.png";

/// Its file: a PNG of one pixel.
#[rustfmt::skip]
pub(super) const SAMPLE_FILE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x68, 0x00, 0x00, 0x00,
    0x82, 0x00, 0x81, 0xda, 0x45, 0x08, 0x3b, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

/// Numbers of what programs have from the start begin here.
const OF_PROGRAMS: u64 = 1 << 32;

/// A marketing resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ResourceRecord {
    pub(super) program: ProgramId,
    pub(super) kind: ResourceType,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) body: Option<String>,
    pub(super) url: Option<String>,
    pub(super) platforms: Vec<Platform>,
    pub(super) instructions: Option<String>,
    pub(super) status: ResourceStatus,
    pub(super) collection: Option<Uuid>,
    pub(super) folder: Option<Uuid>,
    pub(super) media: Vec<MediaRecord>,
    pub(super) published_at: Option<DateTime<Utc>>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// An image or a video of a post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct MediaRecord {
    pub(super) number: u64,
    /// The token of its upload.
    pub(super) token: String,
    pub(super) file_name: String,
    pub(super) mime: MimeType,
    pub(super) size: u64,
    pub(super) alt: Option<String>,
}

/// An upload that has begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct UploadRecord {
    /// The number of the post that it is for.
    pub(super) resource: u64,
    pub(super) token: String,
    pub(super) path: String,
    pub(super) mime: MimeType,
    pub(super) size: u64,
    pub(super) begun_at: DateTime<Utc>,
    pub(super) is_complete: bool,
}

/// Affiliates were told of a resource.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct NoticeRecord {
    /// The number of the merchant's account.
    pub(super) account: u64,
    pub(super) at: DateTime<Utc>,
}

impl Record for ResourceRecord {
    const COLLECTION: &'static str = "agentref/marketing-resources";
}

impl Record for UploadRecord {
    const COLLECTION: &'static str = "agentref/uploads";
}

impl Record for NoticeRecord {
    const COLLECTION: &'static str = "agentref/resource-notices";
}

/// The collection whose numbers media have: they are those of their uploads.
const MEDIA: &str = "agentref/media";

/// A file that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    /// Its media type.
    pub(super) mime: MimeType,
    /// Its size, in bytes.
    pub(super) size: u64,
}

/// The file that may be sent now with a token.
pub(super) fn expected(view: View<'_>, token: &str) -> Option<Expected> {
    let (_, upload) = UploadRecord::all(view).find(|(_, upload)| upload.token == token)?;
    let is_open = !upload.is_complete && upload.begun_at + UPLOAD_ENDS > view.now();
    is_open.then_some(Expected { mime: upload.mime, size: upload.size })
}

/// The files that an address gives back, with their names: the media of a token, or all of a post.
pub(super) fn files(view: View<'_>, name: &str) -> Vec<(String, MimeType, String)> {
    let file = |medium: MediaRecord| (medium.token, medium.mime, medium.file_name);
    let posts = || view.programs().flat_map(|program| all(view, program)).map(|(number, post)| (number, post.media));
    if let Some(id) = name.strip_suffix(".zip").and_then(|id| Uuid::parse_str(id).ok()) {
        let number = view.record_by_uuid(ResourceRecord::COLLECTION, id);
        let post = posts().find(|(known, _)| Some(*known) == number);
        return post.into_iter().flat_map(|(_, media)| media).map(file).collect();
    }
    posts().flat_map(|(_, media)| media).find(|medium| medium.token == name).map(file).into_iter().collect()
}

/// What proves that the sandbox has given out an address that works until then.
pub(super) fn signature(view: View<'_>, name: &str, until: i64) -> String {
    hash(&["download", &view.world().settings().seed.to_string(), name, &until.to_string()])
}

/// A token for a new upload.
pub(super) fn new_token<E: Serve>(call: &Call<'_, E>, number: u64) -> String {
    let seed = call.view.world().settings().seed.to_string();
    format!("up_{}", hash(&["upload", &seed, &number.to_string(), &call.request_id.to_string()]))
}

fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let bytes = hasher.finalize();
    let (first, _) = bytes.split_first_chunk().expect("a hash has 32 bytes");
    format!("{:032x}", u128::from_be_bytes(*first))
}

/// The address of AgentRef as the caller used it, with another path.
pub(super) fn address<E: Serve>(call: &Call<'_, E>, path: &str) -> String {
    let asked = call.address.target.path();
    let ends = ["/marketing-resources", "/me/"].into_iter().filter_map(|part| asked.find(part)).min();
    format!("{}{}{path}", call.address.origin(), &asked[..ends.unwrap_or_default()])
}

/// The address of a file, or of an archive, and until when it works.
pub(super) fn download<E: Serve>(call: &Call<'_, E>, name: &str) -> (String, DateTime<Utc>) {
    let until = call.view.now() + DOWNLOAD_ENDS;
    let signature = signature(call.view, name, until.timestamp());
    (address(call, &format!("/uploads/{name}?until={}&signature={signature}", until.timestamp())), until)
}

/// The number of the next resource that is created.
pub(super) fn next(view: View<'_>) -> u64 {
    let created = ResourceRecord::all(view).map(|(number, _)| number).filter(|number| *number < OF_PROGRAMS);
    created.max().unwrap_or_default() + 1
}

/// Every marketing resource of a program with its number: those that it has from the start, then the others.
pub(super) fn all(view: View<'_>, program: &Program) -> Vec<(u64, ResourceRecord)> {
    let first = (0..).zip(usual(program)).map(|(place, usual)| {
        let number = OF_PROGRAMS | u64::from(program.id.0) << 2 | place;
        (number, ResourceRecord::get(view, number).unwrap_or(usual))
    });
    let created = ResourceRecord::all(view).filter(|(number, _)| *number < OF_PROGRAMS);
    first.chain(created.filter(|(_, resource)| resource.program == program.id)).collect()
}

/// The resource of the program with the id.
pub(super) fn found(view: View<'_>, program: &Program, id: Uuid) -> Result<(u64, ResourceRecord), Problem> {
    let number = view.record_by_uuid(ResourceRecord::COLLECTION, id);
    let found = all(view, program).into_iter().find(|(known, _)| Some(*known) == number);
    found.ok_or_else(|| Problem::NotFound {
        what: "Marketing resource",
        reason: format!("the program {} has no marketing resource {id}", program.uuid),
    })
}

/// The post of the program with the id.
pub(super) fn found_post(view: View<'_>, program: &Program, id: Uuid) -> Result<(u64, ResourceRecord), Problem> {
    let (number, resource) = found(view, program, id)?;
    if resource.kind != ResourceType::SocialPost {
        let reason = format!("the marketing resource {id} is not a post");
        return Err(Problem::NotFound { what: "Marketing resource", reason });
    }
    Ok((number, resource))
}

/// Where the medium with the id is among those of a post.
pub(super) fn place(view: View<'_>, post: &ResourceRecord, id: Uuid) -> Result<usize, Problem> {
    let number = view.record_by_uuid(MEDIA, id);
    let place = post.media.iter().position(|medium| Some(medium.number) == number);
    place.ok_or_else(|| Problem::NotFound { what: "Media", reason: format!("the post has no medium {id}") })
}

/// The UUID of a resource.
pub(super) fn id(view: View<'_>, number: u64) -> Uuid {
    view.record_uuid(ResourceRecord::COLLECTION, number)
}

/// The UUID of a medium.
pub(super) fn media_id(view: View<'_>, medium: &MediaRecord) -> Uuid {
    view.record_uuid(MEDIA, medium.number)
}

pub(super) fn show(view: View<'_>, number: u64, resource: &ResourceRecord) -> MarketingResource {
    let resource = resource.clone();
    MarketingResource {
        id: id(view, number),
        program_id: view.program(resource.program).uuid,
        kind: resource.kind,
        resource_type: resource.kind,
        media: media(view, &resource),
        title: resource.title,
        description: resource.description,
        body: resource.body,
        url: resource.url,
        platforms: resource.platforms,
        instructions: resource.instructions,
        status: resource.status,
        collection_id: resource.collection,
        folder_id: resource.folder,
        published_at: resource.published_at,
        created_at: resource.created_at,
        updated_at: resource.updated_at,
    }
}

/// The media of a post as they are shown.
pub(super) fn media(view: View<'_>, post: &ResourceRecord) -> Vec<ResourceMedia> {
    let shown = |(place, medium): (u64, &MediaRecord)| ResourceMedia {
        id: media_id(view, medium),
        file_name: medium.file_name.clone(),
        mime_type: medium.mime,
        file_size_bytes: medium.size,
        alt_text: medium.alt.clone(),
        sort_order: place,
    };
    (0..).zip(&post.media).map(shown).collect()
}

/// The resources of a program that are meant and searched for, the newest first.
pub(super) fn found_by(
    view: View<'_>,
    program: &Program,
    asked: &ResourceSearch,
    is_meant: impl Fn(&ResourceRecord) -> bool,
) -> Vec<MarketingResource> {
    let ResourceSearch { search, limit, offset } = asked;
    let mut found = all(view, program);
    found.retain(|(_, resource)| is_meant(resource) && search.as_ref().is_none_or(|search| says(resource, search)));
    newest_first(&mut found, |(number, resource)| (resource.created_at, *number));
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let rows = found.iter().skip(number(offset.unwrap_or_default())).take(number(limit.unwrap_or(USUAL_ROWS)));
    rows.map(|(number, resource)| show(view, *number, resource)).collect()
}

/// A search for samples that finds the posts of the start.
pub(super) fn some_search() -> ResourceSearch {
    ResourceSearch { search: Some("hello".to_owned()), limit: Some(5), offset: Some(0) }
}

/// Whether the text is in what the resource says.
fn says(resource: &ResourceRecord, search: &str) -> bool {
    let search = search.to_lowercase();
    let texts = [Some(&resource.title), resource.description.as_ref(), resource.body.as_ref()];
    texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&search))
}

/// What a program has from the start: a post with two images, a text and a link.
fn usual(program: &Program) -> [ResourceRecord; 3] {
    let at = program.created_at;
    let resource = |kind, title: &str, body: Option<&str>| ResourceRecord {
        program: program.id,
        kind,
        title: title.to_owned(),
        description: None,
        body: body.map(str::to_owned),
        url: None,
        platforms: Vec::new(),
        instructions: None,
        status: ResourceStatus::Published,
        collection: None,
        folder: None,
        media: Vec::new(),
        published_at: Some(at),
        created_at: at,
        updated_at: at,
    };
    let image = |place: u64, alt: &str| MediaRecord {
        number: OF_PROGRAMS | u64::from(program.id.0) << 1 | place,
        token: SAMPLE_TOKEN.to_owned(),
        file_name: "sample.png".to_owned(),
        mime: MimeType::Png,
        size: SAMPLE_FILE.len() as u64,
        alt: Some(alt.to_owned()),
    };
    let post = "I have been using {{program_name}} for a year. With {{affiliate_code}} you save: {{affiliate_link}}";
    let text = "Try {{program_name}}: {{affiliate_link}}";
    [
        ResourceRecord {
            platforms: vec![Platform::X, Platform::Linkedin],
            media: vec![image(0, "A grey pixel"), image(1, "The same pixel")],
            ..resource(ResourceType::SocialPost, "Say hello", Some(post))
        },
        resource(ResourceType::SwipeCopy, "One line", Some(text)),
        ResourceRecord {
            url: Some(program.website.clone()),
            ..resource(ResourceType::ExternalLink, "Our website", None)
        },
    ]
}
