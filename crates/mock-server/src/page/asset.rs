//! `GET /assets/…`: the files that pages load.

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use trackside_page::asset;

/// Responds with the file, or with 304 if the browser has it already. Returns nothing if there is no such file.
pub(super) fn serve(name: &str, headers: &HeaderMap) -> Option<Response> {
    let asset = asset(name)?;
    let cached =
        headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).is_some_and(|tags| contains(tags, &asset.etag));
    let mut response = if cached { Response::default() } else { Response::new(Body::from(asset.bytes)) };
    *response.status_mut() = if cached { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let headers = response.headers_mut();
    headers.insert(ETAG, HeaderValue::try_from(asset.etag).expect("a tag is a quoted hexadecimal number"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if !cached {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    }
    Some(response)
}

/// Whether a list of tags contains the tag, weak or strong.
fn contains(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}
