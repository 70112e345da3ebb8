//! `GET /assets/…`: the files that pages load.

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use trackside_page::asset;

/// The file of this name, or that the browser has it already; nothing when there is none.
pub(super) fn serve(name: &str, asked: &HeaderMap) -> Option<Response> {
    let asset = asset(name)?;
    let has_it =
        asked.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).is_some_and(|tags| has(tags, &asset.etag));
    let mut response = if has_it { Response::default() } else { Response::new(Body::from(asset.bytes)) };
    *response.status_mut() = if has_it { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let headers = response.headers_mut();
    headers.insert(ETAG, HeaderValue::try_from(asset.etag).expect("a tag is hexadecimal between quotes"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if !has_it {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
        if let Some(encoding) = asset.content_encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    Some(response)
}

/// Whether a list of tags holds the tag, weak or not.
fn has(tags: &str, tag: &str) -> bool {
    tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}
