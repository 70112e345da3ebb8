//! Injects the active faults: first into the request, last into the response.

use std::time::Duration;

use axum::response::Response;
use http::header::RETRY_AFTER;
use http::request::Parts;
use http::{HeaderValue, StatusCode};

use super::documented::{self, Requested};
use super::rate_limit::whole_seconds;
use super::response::refuse;
use crate::catalogue::Operation;
use crate::faults::{Drawn, Faulted, Faults, Injected, InjectedFailure, gateway_failure, spoiled};
use crate::listener::Breaker;
use crate::request::{Problem, present};
use crate::response::{MOCK_REASON, write_reason};
use crate::sandbox::Sandbox;

/// Draws the faults of a request, and waits for the drawn latency. `in_place` says that the caller chose the response.
///
/// Replicas that share a log count together how often a fault has struck. Without the log, each counts on its own.
pub(super) async fn draw(
    sandbox: &Sandbox,
    operation: &Operation,
    request: Requested<'_>,
    in_place: bool,
) -> Option<Drawn> {
    let counts = sandbox.store().shared().is_some() && sandbox.faults().any_counted();
    let turn = if counts { sandbox.store().turn().await.ok() } else { None };
    let drawn = draw_now(sandbox.faults(), operation, request, in_place);
    if let Some(turn) = turn {
        // If it is not recorded, the fault strikes once more elsewhere.
        _ = sandbox.conclude(turn).durable().await;
    }
    let drawn = drawn?;
    if !drawn.latency.is_zero() {
        tokio::time::sleep(drawn.latency).await;
    }
    Some(drawn)
}

fn draw_now(faults: &Faults, operation: &Operation, request: Requested<'_>, in_place: bool) -> Option<Drawn> {
    let Requested { parts, id } = request;
    let presents = |wanted: &str| {
        let places = operation.security.iter().filter_map(|alternative| alternative.first());
        places
            .filter_map(|place| present(*place, operation.manners.bare_token, &parts.headers, &parts.uri))
            .any(|given| given == wanted)
    };
    faults.draw(operation, &Faulted { id, presents: &presents, in_place })
}

/// The failure to send instead of the response. Its reason is written by [`spoil`].
pub(super) fn injected(operation: &Operation, injected: &Injected, request: Requested<'_>) -> Option<Response> {
    match &injected.failure {
        InjectedFailure::Documented(status) => documented::failure(operation, *status, request),
        InjectedFailure::Gateway(status, body) => Some(gateway_failure(StatusCode::from_u16(*status).ok()?, body)),
        InjectedFailure::RateLimited => {
            let retry_after = injected.retry_after.map_or(60, whole_seconds);
            let problem = Problem::RateLimited { retry_after, reason: injected.reason.clone() };
            let mut response = refuse(operation, &problem, request.id);
            response.headers_mut().remove(MOCK_REASON);
            Some(response)
        }
    }
}

/// Says how long the client is to wait.
pub(super) fn write_retry_after(response: &mut Response, wait: Duration) {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(whole_seconds(wait)));
}

/// Names the drawn faults in the headers, and applies those that change the response.
pub(super) async fn spoil(parts: &Parts, mut response: Response, drawn: Drawn) -> Response {
    for reason in drawn.reasons.iter().chain(drawn.injected.as_ref().map(|injected| &injected.reason)) {
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
