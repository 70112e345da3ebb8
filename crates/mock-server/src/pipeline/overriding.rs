//! Puts overrides on a successful answer before its bytes are written.

use axum::extract::RawPathParams;
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::Method;
use http::request::Parts;
use serde_json::Value;

use super::response::{self, write_reason};
use crate::catalogue::Operation;
use crate::overrides::{Asked, Overrides, Presented, apply, contract};
use crate::serve::{self, Reply};

/// What is known of an answer beside its body.
pub(super) struct Answered<'r> {
    /// The operation.
    pub(super) operation: &'r Operation,
    /// The request.
    pub(super) parts: &'r Parts,
    /// What stands in its path.
    pub(super) path: Option<&'r RawPathParams>,
    /// Its body, where the operation takes one.
    pub(super) body: Option<&'r Bytes>,
    /// The first secret of the caller.
    pub(super) credential: &'r str,
    /// When the answer is given.
    pub(super) now: DateTime<Utc>,
}

/// Makes a response of the reply, with those overrides on it that the request meets.
pub(super) fn respond(overrides: &Overrides, answered: &Answered<'_>, reply: Reply) -> Response {
    let operation = answered.operation;
    let plain = |body: Bytes| response::bytes(operation, reply.status, body);
    // Overrides are for the usual success, whose schema they are held against.
    if !overrides.any() || reply.status != operation.success {
        return plain(reply.body);
    }
    let path: Vec<&str> = answered.path.into_iter().flatten().map(|(_, value)| value).collect();
    let presented = Presented {
        provider: operation.provider,
        operation: operation.id,
        credential: answered.credential,
        path: &path,
        query: answered.parts.uri.query().unwrap_or_default(),
        body: answered.body.map_or(&[], |body| body),
    };
    let Some(matching) = overrides.matching(&presented) else { return plain(reply.body) };
    let Ok(answer) = serde_json::from_slice::<Value>(&reply.body) else { return plain(reply.body) };
    let (asked, contract) = (answered.asked(), contract(operation.provider));
    let overridden = apply(&matching, &answer, &|body| asked.judge(&contract, body));
    let mut response = plain(overridden.answer.map_or(reply.body, |answer| serve::json(&answer)));
    for reason in &overridden.reasons {
        write_reason(response.headers_mut(), reason);
    }
    response
}

impl Answered<'_> {
    fn asked(&self) -> Asked {
        let target = self.parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        // The contract's paths begin behind what stands for the provider.
        let prefix = format!("/{}", self.operation.provider);
        let target = target.strip_prefix(&prefix).map(str::to_owned).unwrap_or(target);
        Asked {
            // HEAD is answered as GET, and loses its body later.
            method: if self.parts.method == Method::HEAD { Method::GET } else { self.parts.method.clone() },
            target,
            headers: self.parts.headers.clone(),
            body: self.body.cloned().unwrap_or_default(),
            status: self.operation.success,
            now: self.now,
        }
    }
}
