//! Injects the active faults: first into the request, last into the response.

use axum::response::Response;
use http::request::Parts;

use super::preference;
use super::rate_limit::Allowance;
use super::response::{refuse, write_reason};
use crate::catalogue::Operation;
use crate::faults::{Drawn, Faults, Injected, spoiled};
use crate::listener::Breaker;
use crate::request::{Problem, RequestId};

/// Draws the faults of a request, and waits for the drawn latency.
pub(super) async fn draw(faults: &Faults, operation: &Operation, request: RequestId) -> Option<Drawn> {
    let drawn = faults.draw(operation, request)?;
    if !drawn.latency.is_zero() {
        tokio::time::sleep(drawn.latency).await;
    }
    Some(drawn)
}

/// The failure to send instead of the response, if one was drawn.
pub(super) fn injected(operation: &Operation, drawn: &Drawn, request: RequestId) -> Option<Response> {
    match drawn.injected? {
        Injected::Failure(status) => preference::documented(operation, status),
        Injected::RateLimited => {
            let reason = "the fault says that every request is over the limit".to_owned();
            let problem = Problem::RateLimited { retry_after: Allowance::WINDOW_SECONDS, reason };
            Some(refuse(operation, &problem, request))
        }
    }
}

/// The allowance of the request; exhausted if the drawn fault says so.
pub(super) fn allowance(drawn: Option<&Drawn>, counted: Option<Allowance>) -> Option<Allowance> {
    match drawn.and_then(|drawn| drawn.injected) {
        Some(Injected::RateLimited | Injected::Failure(429)) => counted.map(Allowance::exhausted),
        _ => counted,
    }
}

/// Names the drawn faults in the headers, and applies those that change the response.
pub(super) async fn spoil(parts: &Parts, mut response: Response, drawn: Drawn) -> Response {
    for reason in drawn.reasons.iter().chain(&drawn.injected_reason) {
        write_reason(response.headers_mut(), reason);
    }
    if drawn.reset {
        if let Some(breaker) = parts.extensions.get::<Breaker>() {
            breaker.break_off();
        }
        return response;
    }
    if drawn.truncate || !drawn.slow_body.is_zero() {
        response = spoiled(&parts.method, response, drawn.truncate, drawn.slow_body).await;
    }
    response
}
