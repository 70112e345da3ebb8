//! Compresses large responses for clients that ask for it.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::ACCEPT_ENCODING;
use http::{Extensions, HeaderMap, StatusCode, Version};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, NotForContentType, Predicate as _, SizeAbove};

use crate::response::MOCK_REASON;

/// Smaller bodies are not worth it, in bytes.
const MIN_SIZE: u16 = 1024;

/// Whether a response may be compressed, by its head.
type ByHead = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

type Chosen = And<And<And<SizeAbove, NotForContentType>, NotForContentType>, ByHead>;

/// Compresses large responses with gzip.
#[derive(Debug, Clone)]
pub(crate) struct Compressor(CompressionLayer<Chosen>);

impl Default for Compressor {
    fn default() -> Self {
        let chosen = SizeAbove::new(MIN_SIZE)
            .and(NotForContentType::SSE)
            .and(NotForContentType::IMAGES)
            .and(is_untouched as ByHead);
        Self(CompressionLayer::new().compress_when(chosen))
    }
}

impl Compressor {
    /// Responds to a request, and compresses the response if it is large enough.
    pub(crate) async fn compress<F: Future<Output = Response>>(
        &self,
        request: Request,
        respond: impl Fn(Request) -> F,
    ) -> Response {
        let service = service_fn(|request| {
            let response = respond(request);
            async move { Ok::<_, Infallible>(response.await) }
        });
        match self.0.layer(service).oneshot(request).await {
            Ok(response) => response.map(Body::new),
            Err(never) => match never {},
        }
    }
}

/// Whether the client accepts gzip at all.
pub(crate) fn is_asked_for(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().any(|value| value.as_bytes().windows(4).any(|word| word == b"gzip"))
}

/// A response that a fault has changed is sent as the fault left it: cut at a known byte, or slowly.
fn is_untouched(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(MOCK_REASON)
}
