//! Slow and truncated bodies.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method};
use http_body_util::BodyExt as _;

/// The number of chunks in which a slow body is sent.
const CHUNKS: usize = 20;

/// How long to wait for written bytes to be sent before the connection is closed.
const FLUSH: Duration = Duration::from_millis(20);

/// Truncates the body, sends it slowly, or both.
///
/// A truncated body ends in the middle, though `content-length` states its full length. A slow one is spread over
/// `time`.
pub(crate) async fn spoiled(method: &Method, response: Response, truncate: bool, time: Duration) -> Response {
    let Some((mut response, bytes)) = buffered(method, response).await else { return Response::default() };
    if bytes.is_empty() {
        return response;
    }
    let sent = if truncate { bytes.slice(..bytes.len() / 2) } else { bytes };
    let chunks = if time.is_zero() { 1 } else { CHUNKS };
    let size = sent.len().div_ceil(chunks).max(1);
    let chunks: Vec<Bytes> =
        (0..sent.len()).step_by(size).map(|start| sent.slice(start..sent.len().min(start + size))).collect();
    let pause = time / u32::try_from(chunks.len().max(1)).unwrap_or(u32::MAX);
    let end = truncate.then(|| Err(io::Error::other("the body is truncated by a fault")));
    let chunks = stream::iter(chunks.into_iter().map(Ok).chain(end)).then(move |chunk: io::Result<Bytes>| async move {
        // Before the error closes the connection, wait until the earlier chunks have been sent.
        tokio::time::sleep(if chunk.is_err() { pause.max(FLUSH) } else { pause }).await;
        chunk
    });
    *response.body_mut() = Body::from_stream(chunks);
    response
}

/// Reads the whole body, and sets `content-length`. Returns nothing if the body cannot be read, which does not happen
/// here.
async fn buffered(method: &Method, response: Response) -> Option<(Response, Bytes)> {
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await.ok()?.to_bytes();
    if !bytes.is_empty() {
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    }
    // A response to HEAD has a length but no body.
    let bytes = if *method == Method::HEAD { Bytes::new() } else { bytes };
    Some((Response::from_parts(parts, Body::from(bytes.clone())), bytes))
}
