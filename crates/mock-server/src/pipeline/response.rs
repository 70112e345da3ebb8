//! Responses of operations.

use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use http::header::ALLOW;

use crate::catalogue::Operation;
use crate::request::{Problem, RequestId};
use crate::response::{header_value, typed, write_reason};
use crate::serve::{Manners, Refused};
use crate::store::Changes;

/// Marks the response of an operation that writes, and says what it changed: the journal always keeps it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wrote(pub(crate) Changes);

/// A success of the operation, or one of its documented failures, from a serialized body.
pub(super) fn bytes(operation: &Operation, status: StatusCode, body: Bytes) -> Response {
    let media = if status.is_success() { operation.response_media.as_str() } else { "application/json" };
    typed(status, body, media)
}

/// The provider's response to a problem, with the sandbox's own reason in `x-mock-reason`.
pub(super) fn refuse(operation: &Operation, problem: &Problem, request_id: RequestId) -> Response {
    refuse_with(operation, problem, request_id, &[])
}

/// Like [`refuse`], with these readings in force.
pub(super) fn refuse_with(
    operation: &Operation,
    problem: &Problem,
    request_id: RequestId,
    readings: &[&'static str],
) -> Response {
    refuse_as(&operation.manners, problem, Refused { request_id, operation: Some(operation), readings })
}

/// Like [`refuse`], for requests that belong to no operation.
pub(super) fn refuse_as(manners: &Manners, problem: &Problem, refused: Refused<'_>) -> Response {
    let (status, failure) = (manners.refuse)(problem, &refused);
    let mut response = typed(status, failure, "application/json");
    write_reason(response.headers_mut(), &problem.reason());
    // The journal explains the problem when somebody looks at the entry.
    response.extensions_mut().insert(problem.clone());
    if let Problem::MethodNotAllowed { allow, .. } = problem {
        response.headers_mut().insert(ALLOW, header_value(allow));
    }
    response
}
