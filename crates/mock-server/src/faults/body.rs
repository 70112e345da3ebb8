//! Bodies that come slowly, or not to their end.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method};
use http_body_util::BodyExt as _;

/// In how many pieces a slow body comes.
const PIECES: usize = 20;

/// How long what was written may take to be sent before the connection is closed.
const FLUSH: Duration = Duration::from_millis(20);

/// The answer with a body that breaks off in its middle, though its length promises all of it, or that is spread over the time, or both.
pub(crate) async fn spoiled(method: &Method, response: Response, cut: bool, time: Duration) -> Response {
    let Some((mut response, bytes)) = opened(method, response).await else { return Response::default() };
    if bytes.is_empty() {
        return response;
    }
    let shown = if cut { bytes.slice(..bytes.len() / 2) } else { bytes };
    let pieces = if time.is_zero() { 1 } else { PIECES };
    let size = shown.len().div_ceil(pieces).max(1);
    let pieces: Vec<Bytes> =
        (0..shown.len()).step_by(size).map(|at| shown.slice(at..shown.len().min(at + size))).collect();
    let pause = time / u32::try_from(pieces.len().max(1)).unwrap_or(u32::MAX);
    let end = cut.then(|| Err(io::Error::other("the body breaks off, as a fault asks")));
    let pieces = stream::iter(pieces.into_iter().map(Ok).chain(end)).then(move |piece: io::Result<Bytes>| async move {
        // What came before the end is sent first.
        tokio::time::sleep(if piece.is_err() { pause.max(FLUSH) } else { pause }).await;
        piece
    });
    *response.body_mut() = Body::from_stream(pieces);
    response
}

/// The answer with its length in a header, and its body; nothing for a body that cannot be read, which no answer has.
async fn opened(method: &Method, response: Response) -> Option<(Response, Bytes)> {
    let (mut parts, body) = response.into_parts();
    let bytes = body.collect().await.ok()?.to_bytes();
    if !bytes.is_empty() {
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    }
    // The answer to HEAD has the length of a body and none.
    let bytes = if *method == Method::HEAD { Bytes::new() } else { bytes };
    Some((Response::from_parts(parts, Body::from(bytes.clone())), bytes))
}
