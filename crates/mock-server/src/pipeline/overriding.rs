//! Applies overrides to a successful response before its bytes are written.

use axum::extract::RawPathParams;
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Method;
use http::request::Parts;
use serde_json::Value;

use super::response;
use crate::catalogue::Operation;
use crate::overrides::{JudgedCall, Overrides, Presented, apply, contract};
use crate::response::write_reason;
use crate::serve::{self, Reply};

/// The request of a response, and its time.
pub(super) struct Context<'r> {
    pub(super) operation: &'r Operation,
    pub(super) parts: &'r Parts,
    pub(super) path: Option<&'r RawPathParams>,
    /// The request body, if the operation has one.
    pub(super) body: Option<&'r Bytes>,
    /// The first secret of the caller.
    pub(super) credential: &'r str,
    /// The time of the response.
    pub(super) now: DateTime<Utc>,
}

/// Turns the reply into a response, with the overrides that match the request.
pub(super) fn respond(overrides: &Overrides, context: &Context<'_>, reply: Reply) -> Response {
    let operation = context.operation;
    let plain = |body: Bytes| response::bytes(operation, reply.status, body);
    // Overrides apply to the usual success only: they are checked against its schema.
    if !overrides.any() || reply.status != operation.success {
        return plain(reply.body);
    }
    let path: Vec<&str> = context.path.into_iter().flatten().map(|(_, value)| value).collect();
    let presented = Presented {
        provider: operation.provider,
        operation: operation.id,
        credential: context.credential,
        path: &path,
        query: context.parts.uri.query().unwrap_or_default(),
        body: context.body.map_or(&[], |body| body),
    };
    let Some(matching) = overrides.matching(&presented) else { return plain(reply.body) };
    let Ok(body) = serde_json::from_slice::<Value>(&reply.body) else { return plain(reply.body) };
    let (call, contract) = (context.judged_call(), contract(operation.provider));
    let overridden = apply(&matching, &body, &|body| call.judge(&contract, body));
    let mut response = plain(overridden.answer.map_or(reply.body, |body| serve::json(&body)));
    for reason in &overridden.reasons {
        write_reason(response.headers_mut(), reason);
    }
    response
}

impl Context<'_> {
    fn judged_call(&self) -> JudgedCall {
        let target = self.parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        // The paths of the contract begin after the provider's prefix.
        let prefix = format!("/{}", self.operation.provider);
        let target = target.strip_prefix(&prefix).map(str::to_owned).unwrap_or(target);
        JudgedCall {
            // HEAD is treated as GET, and loses its body later.
            method: if self.parts.method == Method::HEAD { Method::GET } else { self.parts.method.clone() },
            target,
            headers: self.parts.headers.clone(),
            body: self.body.cloned().unwrap_or_default(),
            status: self.operation.success,
            now: self.now,
        }
    }
}
