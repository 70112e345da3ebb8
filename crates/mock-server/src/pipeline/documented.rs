//! Documented examples as responses of this sandbox: with its address, and with the id of the request.

use axum::response::Response;
use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde_json::Value;

use super::response;
use crate::address::CallerAddress;
use crate::catalogue::{self, Operation, Provider};
use crate::request::RequestId;

/// The request that gets an example.
#[derive(Debug, Clone, Copy)]
pub(super) struct Requested<'r> {
    pub(super) parts: &'r Parts,
    pub(super) id: RequestId,
}

/// The documented failure with this status, if the operation has one.
pub(super) fn failure(operation: &Operation, status: u16, request: Requested<'_>) -> Option<Response> {
    let body = operation.failure_example(status)?;
    let status = StatusCode::from_u16(status).ok()?;
    let wait = (operation.has_retry_after && status == StatusCode::TOO_MANY_REQUESTS).then(|| wait(&body));
    let mut response = example(operation, status, body, request);
    if let Some(wait) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
    }
    Some(response)
}

/// The seconds to wait that the body of a 429 names, or a minute.
fn wait(body: &[u8]) -> u64 {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    body.and_then(|body| body.pointer("/error/retry_after_seconds")?.as_u64()).unwrap_or(60)
}

/// An example of the operation.
pub(super) fn example(operation: &Operation, status: StatusCode, body: Bytes, request: Requested<'_>) -> Response {
    let provider = catalogue::provider(operation.provider);
    let body = match (provider, std::str::from_utf8(&body)) {
        (Some(provider), Ok(text)) => localized(provider, text, request).map_or(body, Bytes::from),
        _ => body,
    };
    response::bytes(operation, status, body)
}

/// The body with the sandbox's address in place of the provider's, and the id of the request in place of the example's.
/// Returns nothing if it has neither.
fn localized(provider: &Provider, body: &str, request: Requested<'_>) -> Option<String> {
    let address = request.parts.extensions.get::<CallerAddress>()?;
    let here = provider.server.starts_with("https://") && body.contains(provider.server);
    let moved = here.then(|| body.replace(provider.server, &base_url(provider, address)));
    let Some(field) = &provider.manners.request_id else { return moved };
    let parsed: Value = serde_json::from_str(body).ok()?;
    let Some(id) = parsed.pointer(field.pointer).and_then(Value::as_str) else { return moved };
    let quoted = |id: &str| format!("\"{id}\"");
    let with_id = quoted(&format!("{}{}", field.prefix, request.id));
    Some(moved.as_deref().unwrap_or(body).replace(&quoted(id), &with_id))
}

/// The base URL of the provider in the form that the caller used: with a prefix, or with a host name and the provider's
/// own path.
fn base_url(provider: &Provider, address: &CallerAddress) -> String {
    let rest = address.target.path().strip_prefix('/').and_then(|path| path.strip_prefix(provider.prefix));
    let has_prefix = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let origin = address.origin();
    if has_prefix { format!("{origin}/{}", provider.prefix) } else { format!("{origin}{}", provider.base_path) }
}
