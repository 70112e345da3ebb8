//! Images and videos of posts.

use trackside_schemas::agentref::{
    Bundle, CompleteMediaUpload, CreateDownloadUrl, CreateMediaUpload, DeleteMedia, Download, DownloadUrl, Envelope,
    List, MediaChanges, MediaOrder, MediaPath, MediaProgram, MediaToUpload, MimeType, RemovedMedia, ReorderMedia,
    ReplaceMedia, ResourceMedia, ResourcePath, UpdateMedia, UploadSession, UploadedMedia,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Event, Program, View};
use uuid::Uuid;

use super::envelope::{list, one};
use super::marketing::{
    self, MediaRecord, ResourceRecord, SAMPLE_FILE, SAMPLE_PATH, SAMPLE_TOKEN, UPLOAD_ENDS, UploadRecord, address, all,
    download, found, found_post, media, media_id, new_token, place,
};
use super::programs::{causing, own_program, some_program};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// A post has so many media at most.
const MOST_MEDIA: usize = 10;

/// So many bytes at most.
const MOST_BYTES: u64 = 500 << 20;

impl Serve for CreateMediaUpload {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<UploadSession>>, Problem> {
        let view = call.view;
        let MediaToUpload { program_id, file_name, mime_type, file_size_bytes } = &call.body;
        let program = own_program(call, *program_id)?;
        let (resource, post) = found_post(view, program, call.path.id)?;
        let most = mime_type
            .most_in_post()
            .ok_or_else(|| Problem::invalid_field("mime_type", "is not that of an image or a video"))?;
        if *file_size_bytes > most {
            return Err(Problem::invalid_field(
                "file_size_bytes",
                &format!("is more than {most}, the most for {}", mime_type.name()),
            ));
        }
        has_room(&post, *file_size_bytes)?;
        let number = UploadRecord::next(view);
        let record = UploadRecord {
            resource,
            token: new_token(call, number),
            path: format!("{}/{}/{}", program.uuid, number, plain(file_name)),
            mime: *mime_type,
            size: *file_size_bytes,
            begun_at: view.now(),
            is_complete: false,
        };
        let session = UploadSession {
            bucket: "marketing-resources".to_owned(),
            upload_path: record.path.clone(),
            upload_token: record.token.clone(),
            signed_url: address(call, &format!("/uploads/{}", record.token)),
            expires_in_seconds: UPLOAD_ENDS.num_seconds().unsigned_abs(),
        };
        Ok(Answer::new(one(call, session)).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = MediaToUpload {
            program_id: some_program(view).id,
            file_name: "spring.png".to_owned(),
            mime_type: MimeType::Png,
            file_size_bytes: 48_213,
        };
        Sample::new(some_post(view), Nothing {}, body)
    }
}

impl Serve for CompleteMediaUpload {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ResourceMedia>>, Problem> {
        let program = own_program(call, call.body.program_id)?;
        let (number, mut post) = found_post(call.view, program, call.path.id)?;
        let (medium, event) = uploaded(call, &call.body, number)?;
        has_room(&post, medium.size)?;
        let end = post.media.len();
        let at = call.body.sort_order.and_then(|place| usize::try_from(place).ok()).map_or(end, |place| place.min(end));
        post.media.insert(at, medium);
        Ok(changed(call, number, post, at, event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_post(view), Nothing {}, sample_upload(view))
    }
}

impl Serve for ReplaceMedia {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ResourceMedia>>, Problem> {
        let program = own_program(call, call.body.program_id)?;
        let (number, mut post) = found_post(call.view, program, call.path.id)?;
        let before = place(call.view, &post, call.path.media_id)?;
        let (mut medium, event) = uploaded(call, &call.body, number)?;
        let replaced = post.media.remove(before);
        has_room(&post, medium.size)?;
        medium.number = replaced.number;
        if call.body.alt_text.is_none() {
            medium.alt = replaced.alt;
        }
        let end = post.media.len();
        let at = call.body.sort_order.and_then(|place| usize::try_from(place).ok()).unwrap_or(before).min(end);
        post.media.insert(at, medium);
        Ok(changed(call, number, post, at, event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_medium(view), Nothing {}, sample_upload(view))
    }
}

impl Serve for ReorderMedia {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<ResourceMedia>>, Problem> {
        let (view, MediaOrder { program_id, media_ids }) = (call.view, &call.body);
        let program = own_program(call, *program_id)?;
        let (number, mut post) = found_post(view, program, call.path.id)?;
        let mut left = post.media.clone();
        let mut ordered = Vec::new();
        for id in media_ids {
            let at = place(view, &ResourceRecord { media: left.clone(), ..post.clone() }, *id)?;
            ordered.push(left.remove(at));
        }
        ordered.append(&mut left);
        post.media = ordered;
        let post = touched(view, post);
        Ok(Answer::new(list(call, media(view, &post))).causing(post.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = MediaOrder { program_id: some_program(view).id, media_ids: vec![some_medium(view).media_id] };
        Sample::new(some_post(view), Nothing {}, body)
    }
}

impl Serve for UpdateMedia {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ResourceMedia>>, Problem> {
        let (view, MediaChanges { program_id, alt_text }) = (call.view, call.body.clone());
        let program = own_program(call, program_id)?;
        let (number, mut post) = found_post(view, program, call.path.id)?;
        let at = place(view, &post, call.path.media_id)?;
        if let Some(alt) = alt_text {
            post.media[at].alt = alt;
        }
        Ok(changed(call, number, post, at, None))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let alt_text = Some(Some("A boat on a lake".to_owned()));
        Sample::new(some_medium(view), Nothing {}, MediaChanges { program_id: some_program(view).id, alt_text })
    }
}

impl Serve for DeleteMedia {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<RemovedMedia>>, Problem> {
        let view = call.view;
        let program = own_program(call, call.body.program_id)?;
        let (number, mut post) = found_post(view, program, call.path.id)?;
        let at = place(view, &post, call.path.media_id)?;
        post.media.remove(at);
        let removed = RemovedMedia { removed: true, media_id: call.path.media_id };
        Ok(Answer::new(one(call, removed)).causing(touched(view, post).put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(last_medium(view), Nothing {}, MediaProgram { program_id: some_program(view).id })
    }
}

impl Serve for CreateDownloadUrl {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<DownloadUrl>>, Problem> {
        let program = own_program(call, call.body.program_id)?;
        Ok(one(call, file(call, program, &call.body, |_| true)?).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let path = some_medium(view);
        let body = Download {
            program_id: some_program(view).id,
            media_id: Some(path.media_id),
            resource_id: Some(path.id),
            collection_id: None,
            bundle: None,
            file: None,
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

/// Where the file is that is asked for, in a resource that the caller may see.
pub(super) fn file<E: Serve>(
    call: &Call<'_, E>,
    program: &Program,
    asked: &Download,
    may_see: impl Fn(&ResourceRecord) -> bool,
) -> Result<DownloadUrl, Problem> {
    let view = call.view;
    let missing = |what, reason: &str| Problem::NotFound { what, reason: reason.to_owned() };
    let answer = |name: &str, target: &str| {
        let (url, until) = download(call, name);
        Ok(DownloadUrl { url, expires_at: Some(until), target: Some(target.to_owned()) })
    };
    if asked.collection_id.is_some() || asked.bundle == Some(Bundle::CollectionFiles) {
        return Err(missing("Media", "the sandbox has no collections: no operation creates one"));
    }
    let resource = asked.resource_id.map(|id| found(view, program, id)).transpose()?;
    let resource = resource.filter(|(_, resource)| may_see(resource));
    if asked.resource_id.is_some() && resource.is_none() {
        return Err(missing("Marketing resource", "the resource is not published"));
    }
    if let Some(id) = asked.media_id {
        let own = all(view, program).into_iter();
        let mut posts = own.filter(|(number, post)| match &resource {
            Some((asked, _)) => asked == number,
            None => may_see(post),
        });
        let medium = posts.find_map(|(_, post)| Some(post.media[place(view, &post, id).ok()?].clone()));
        return answer(
            &medium.ok_or_else(|| missing("Media", "no post of the program has this medium"))?.token,
            "media",
        );
    }
    let Some((number, post)) = resource else {
        return Err(Problem::invalid_field(
            "media_id",
            "is required if neither resource_id nor collection_id is given",
        ));
    };
    match (&post.media[..], asked.bundle) {
        ([], _) => Err(missing("Media", "the resource has no file")),
        (_, Some(Bundle::SocialPostMedia)) => answer(&format!("{}.zip", marketing::id(view, number)), "bundle"),
        ([only], _) => answer(&only.token, "resource"),
        _ => Err(Problem::invalid_field(
            "bundle",
            "is required, as the post has more than one medium, and no media_id is given",
        )),
    }
}

/// The medium that was uploaded, with the event that the upload is complete.
fn uploaded<E: Serve>(
    call: &Call<'_, E>,
    body: &UploadedMedia,
    post: u64,
) -> Result<(MediaRecord, Option<Event>), Problem> {
    let (view, next) = (call.view, UploadRecord::next(call.view));
    let sample = || UploadRecord {
        resource: post,
        token: SAMPLE_TOKEN.to_owned(),
        path: SAMPLE_PATH.to_owned(),
        mime: MimeType::Png,
        size: SAMPLE_FILE.len() as u64,
        begun_at: view.now(),
        is_complete: false,
    };
    let is_meant = |upload: &UploadRecord| upload.token == body.upload_token && upload.path == body.upload_path;
    // The sandbox's own upload can be completed as often as one likes: each time it is another one.
    let begun = UploadRecord::all(view).filter(|(_, upload)| upload.token != SAMPLE_TOKEN);
    let mut known = begun.chain(std::iter::once_with(|| (next, sample())));
    let (number, upload) = known
        .find(|(_, upload)| is_meant(upload) && upload.resource == post)
        .ok_or_else(|| Problem::invalid_field("upload_token", "is not that of an upload for this post to this path"))?;
    if upload.is_complete {
        return Err(Problem::invalid_field("upload_token", "is that of an upload that is complete"));
    }
    if !call.sandbox.uploads().has(&upload.token) {
        return Err(Problem::invalid_field(
            "upload_token",
            "is that of an upload whose file was not sent to the signed URL",
        ));
    }
    let medium = MediaRecord {
        number,
        token: upload.token.clone(),
        file_name: body.file_name.clone(),
        mime: upload.mime,
        size: upload.size,
        alt: body.alt_text.clone().flatten(),
    };
    Ok((medium, Some(UploadRecord { is_complete: true, ..upload }.put(number))))
}

fn has_room(post: &ResourceRecord, size: u64) -> Result<(), Problem> {
    if post.media.len() >= MOST_MEDIA {
        return Err(conflict("This post has the most media that it may have.", format!("it has {MOST_MEDIA}")));
    }
    let has: u64 = post.media.iter().map(|medium| medium.size).sum();
    if has + size > MOST_BYTES {
        let reason = format!("its media have {has} bytes, and at most {MOST_BYTES} are allowed");
        return Err(conflict("The media of this post are too large.", reason));
    }
    Ok(())
}

/// The answer with one medium of a post that was changed.
fn changed<E: Serve>(
    call: &Call<'_, E>,
    number: u64,
    post: ResourceRecord,
    at: usize,
    event: Option<Event>,
) -> Answer<Envelope<ResourceMedia>> {
    let post = touched(call.view, post);
    let shown = media(call.view, &post).swap_remove(at);
    causing(one(call, shown), std::iter::once(post.put(number)).chain(event).collect())
}

fn touched(view: View<'_>, post: ResourceRecord) -> ResourceRecord {
    ResourceRecord { updated_at: view.now().max(post.created_at), ..post }
}

/// A name of a file that can stand in an address.
fn plain(name: &str) -> String {
    name.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '-' }).collect()
}

/// The post for samples, which has a medium from the start.
fn posts(view: View<'_>) -> (u64, ResourceRecord) {
    let program = view.program_by_uuid(some_program(view).id).expect("the program of samples exists");
    all(view, program).swap_remove(0)
}

fn some_post(view: View<'_>) -> ResourcePath {
    ResourcePath { id: marketing::id(view, posts(view).0) }
}

fn some_medium(view: View<'_>) -> MediaPath {
    medium_path(view, <[MediaRecord]>::first)
}

/// The medium for the sample that deletes it: not the one that others are about.
fn last_medium(view: View<'_>) -> MediaPath {
    medium_path(view, <[MediaRecord]>::last)
}

fn medium_path(view: View<'_>, pick: impl Fn(&[MediaRecord]) -> Option<&MediaRecord>) -> MediaPath {
    let (number, post) = posts(view);
    let medium: Option<Uuid> = pick(&post.media).map(|medium| media_id(view, medium));
    MediaPath { id: marketing::id(view, number), media_id: medium.unwrap_or_else(|| view.merchant_uuid(2)) }
}

fn sample_upload(view: View<'_>) -> UploadedMedia {
    UploadedMedia {
        program_id: some_program(view).id,
        upload_path: SAMPLE_PATH.to_owned(),
        upload_token: SAMPLE_TOKEN.to_owned(),
        file_name: "sample.png".to_owned(),
        alt_text: Some(Some("A grey pixel".to_owned())),
        sort_order: None,
    }
}
