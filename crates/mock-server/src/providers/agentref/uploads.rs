//! `PUT /agentref/uploads/TOKEN`: where files of marketing resources are sent, and from where `GET` gives them back. The
//! addresses are the sandbox's own; the provider's responses contain them.

mod archive;
mod form;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, Request};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::marketing::{Expected, SAMPLE_FILE, SAMPLE_TOKEN, expected, files, signature};
use crate::request::Arrival;
use crate::store::Record;
use crate::strictness;
use crate::writes::unrecorded;

/// So many bytes are kept at most, for all files together. What only a checkpoint holds does not count.
const MOST_BYTES: usize = 1 << 30;

/// The files that were sent, by the tokens of their uploads. They are in memory only: a sandbox that starts again with a
/// state file knows its resources, but not their files.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<BTreeMap<String, Bytes>>);

/// The files that were there at a moment.
pub(crate) type KeptUploads = BTreeMap<String, Bytes>;

impl Uploads {
    /// The files, to bring them back. Their bytes are shared.
    pub(crate) fn kept(&self) -> KeptUploads {
        self.files().clone()
    }

    /// Goes back to files that were there before.
    pub(crate) fn restore(&self, kept: &KeptUploads) {
        self.files().clone_from(kept);
    }

    /// Whether the file of an upload was sent.
    pub(crate) fn has(&self, token: &str) -> bool {
        self.get(token).is_some()
    }

    fn get(&self, token: &str) -> Option<Bytes> {
        if token == SAMPLE_TOKEN {
            return Some(Bytes::from_static(SAMPLE_FILE));
        }
        self.files().get(token).cloned()
    }

    /// Forgets every file.
    pub(crate) fn reset(&self) {
        self.files().clear();
    }

    /// Keeps a file. False if there is no room for it.
    pub(crate) fn keep(&self, token: &str, file: Bytes) -> bool {
        let mut files = self.files();
        let others: usize = files.iter().filter(|(known, _)| *known != token).map(|(_, file)| file.len()).sum();
        let has_room = others + file.len() <= MOST_BYTES;
        if has_room {
            files.insert(token.to_owned(), file);
        }
        has_room
    }

    fn files(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The routes of files.
pub(super) fn router() -> Router {
    Router::new().route("/agentref/uploads/{name}", get(give).put(take))
}

async fn take(Path(token): Path<String>, request: Request) -> Response {
    let arrival = Arrival::of(request.extensions()).clone();
    let sandbox = &*arrival.sandbox;
    let found = expected(sandbox.moment_at(arrival.now).view(), &token);
    let Some(Expected { mime, size }) = found else {
        let reason = "no upload waits for a file at this address: it has ended, it is complete, or it has never begun";
        return strictness::failure(StatusCode::NOT_FOUND, reason);
    };
    if media_type(request.headers()).as_deref() != Some(mime.name()) {
        let reason = format!("the upload is for a file of the type {}: send it as the content-type", mime.name());
        return strictness::failure(StatusCode::UNSUPPORTED_MEDIA_TYPE, &reason);
    }
    let most = usize::try_from(size).unwrap_or(usize::MAX);
    let file = match Limited::new(request.into_body(), most).collect().await {
        Ok(file) => file.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            let reason = format!("the upload is for a file of {size} bytes, and more were sent");
            return strictness::failure(StatusCode::PAYLOAD_TOO_LARGE, &reason);
        }
        Err(error) => {
            return strictness::failure(StatusCode::BAD_REQUEST, &format!("the file could not be read: {error}"));
        }
    };
    if file.len() != most {
        let reason = format!("the upload is for a file of {size} bytes, and {} were sent", file.len());
        return strictness::failure(StatusCode::UNPROCESSABLE_ENTITY, &reason);
    }
    if !form::is_of_type(&file, mime) {
        let reason = format!("the file does not begin as files of the type {} do", mime.name());
        return strictness::failure(StatusCode::UNPROCESSABLE_ENTITY, &reason);
    }
    let turn = match sandbox.store().turn().await {
        Ok(turn) => turn,
        Err(error) => return unrecorded(&error),
    };
    if !sandbox.uploads().keep(&token, file.clone()) {
        let reason = "the sandbox keeps at most 1 GiB of files: POST /_mock/reset removes them";
        return strictness::failure(StatusCode::INSUFFICIENT_STORAGE, reason);
    }
    sandbox.store().tell(Record::Uploaded { token }, Some(file));
    match turn.conclude().durable().await {
        Ok(_) => Response::new(Body::empty()),
        Err(error) => unrecorded(&error),
    }
}

/// What proves that the sandbox has given out an address.
#[derive(Debug, Default)]
struct Signed {
    until: i64,
    signature: String,
}

impl Signed {
    fn read(query: &str) -> Option<Self> {
        let mut signed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "until" => signed.until = value.parse().ok()?,
                "signature" => signed.signature = value.into_owned(),
                _ => return None,
            }
        }
        Some(signed)
    }
}

async fn give(Path(name): Path<String>, RawQuery(query): RawQuery, request: Request) -> Response {
    let arrival = Arrival::of(request.extensions()).clone();
    let sandbox = &*arrival.sandbox;
    let moment = sandbox.moment_at(arrival.now);
    let view = moment.view();
    let is_signed = |signed: &Signed| signed.signature == signature(view, &name, signed.until);
    let Some(signed) = query.as_deref().and_then(Signed::read).filter(is_signed) else {
        return strictness::failure(StatusCode::FORBIDDEN, "the address is not one that the sandbox has given out");
    };
    if signed.until <= view.now().timestamp() {
        return strictness::failure(StatusCode::FORBIDDEN, "the address no longer works: ask for a new one");
    }
    let mut found = Vec::new();
    for (token, mime, file_name) in files(view, &name) {
        let Some(file) = sandbox.uploads().get(&token) else {
            let reason =
                "the file is gone: the sandbox keeps files in memory, and was started again since this one was sent";
            return strictness::failure(StatusCode::GONE, reason);
        };
        found.push((file_name, mime, file));
    }
    if name.to_ascii_lowercase().ends_with(".zip") && !found.is_empty() {
        let files: Vec<_> = found.iter().map(|(name, _, file)| (name.as_str(), &file[..])).collect();
        return attachment("application/zip", &name, archive::of(&files).into());
    }
    match found.pop() {
        Some((file_name, mime, file)) => attachment(mime.name(), &file_name, file),
        None => strictness::failure(StatusCode::NOT_FOUND, "no resource has this file any more"),
    }
}

fn attachment(media: &'static str, name: &str, file: Bytes) -> Response {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_graphic() && letter != '"' && letter != '\\' { letter } else { '_' })
        .collect();
    Response::builder()
        .header(CONTENT_TYPE, media)
        .header(CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\""))
        .body(Body::from(file))
        .expect("the headers are plain")
}

/// The media type of a request's body, without parameters.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{MOST_BYTES, SAMPLE_TOKEN, Uploads};

    #[test]
    fn files_are_kept_until_a_reset_and_as_far_as_there_is_room() {
        // Nobody reads the zeros, so they take no memory.
        let large = Bytes::from(vec![0; MOST_BYTES]);
        let uploads = Uploads::default();
        assert!(uploads.keep("one", large.clone()) && uploads.has("one"));
        assert!(!uploads.keep("two", Bytes::from_static(b"2")) && !uploads.has("two"));
        assert!(uploads.keep("one", large), "a file takes the place of itself");
        uploads.reset();
        assert!(!uploads.has("one") && uploads.keep("two", Bytes::from_static(b"2")) && uploads.has(SAMPLE_TOKEN));
    }
}
