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
const PIECES: u32 = 20;

/// The answer with its body spread over the time.
pub(crate) async fn slowed(method: &Method, response: Response, time: Duration) -> Response {
    let Some((mut response, bytes)) = opened(method, response).await else { return Response::default() };
    if bytes.is_empty() {
        return response;
    }
    let size = bytes.len().div_ceil(PIECES as usize);
    let pieces: Vec<Bytes> =
        (0..bytes.len()).step_by(size).map(|at| bytes.slice(at..bytes.len().min(at + size))).collect();
    let pause = time / u32::try_from(pieces.len()).unwrap_or(PIECES);
    let pieces = stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pause).await;
        Ok::<_, io::Error>(piece)
    });
    *response.body_mut() = Body::from_stream(pieces);
    response
}

/// The answer with a body that ends in its middle, though its length promises all of it.
pub(crate) async fn truncated(method: &Method, response: Response) -> Response {
    let Some((mut response, bytes)) = opened(method, response).await else { return Response::default() };
    if bytes.is_empty() {
        return response;
    }
    let half = bytes.slice(..bytes.len() / 2);
    let broken = || io::Error::other("the body breaks off, as a fault asks");
    let pieces = stream::iter([Ok(half), Err(broken())]).then(|piece| async move {
        if piece.is_err() {
            // What came before is sent first.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
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
