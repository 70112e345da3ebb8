//! Puts overrides on a successful answer before its bytes are written.

use axum::extract::RawPathParams;
use axum::response::Response;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::request::Parts;
use http::{Method, StatusCode};
use serde::Serialize;

use super::response::{self, write_reason};
use crate::overrides::{Asked, Overrides, Presented, apply, contract};

/// What is known of an answer before its body is written.
pub(super) struct Answered<'r> {
    /// The name of the provider.
    pub(super) provider: &'static str,
    /// The operation id.
    pub(super) operation: &'static str,
    /// The status of a success.
    pub(super) status: StatusCode,
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

/// Writes the answer, with those overrides on it that the request meets.
pub(super) fn respond<T: Serialize>(overrides: &Overrides, answered: &Answered<'_>, success: &T) -> Response {
    let plain = || response::json(answered.status, success);
    if !overrides.any() {
        return plain();
    }
    let path: Vec<&str> = answered.path.into_iter().flatten().map(|(_, value)| value).collect();
    let presented = Presented {
        provider: answered.provider,
        operation: answered.operation,
        credential: answered.credential,
        path: &path,
        query: answered.parts.uri.query().unwrap_or_default(),
        body: answered.body.map_or(&[], |body| body),
    };
    let Some(matching) = overrides.matching(&presented) else { return plain() };
    let Ok(answer) = serde_json::to_value(success) else { return plain() };
    let (asked, contract) = (answered.asked(), contract(answered.provider));
    let overridden = apply(&matching, &answer, &|body| asked.judge(&contract, body));
    let mut response = overridden.answer.map_or_else(plain, |answer| response::json(answered.status, &answer));
    for reason in &overridden.reasons {
        write_reason(response.headers_mut(), reason);
    }
    response
}

impl Answered<'_> {
    fn asked(&self) -> Asked {
        let target = self.parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        // The contract's paths begin behind what stands for the provider.
        let prefix = format!("/{}", self.provider);
        let target = target.strip_prefix(&prefix).map(str::to_owned).unwrap_or(target);
        Asked {
            // HEAD is answered as GET, and loses its body later.
            method: if self.parts.method == Method::HEAD { Method::GET } else { self.parts.method.clone() },
            target,
            headers: self.parts.headers.clone(),
            body: self.body.cloned().unwrap_or_default(),
            status: self.status,
            now: self.now,
        }
    }
}
