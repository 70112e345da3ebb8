//! Records what a route of the sandbox's own causes: partners' links, and what Stripe reports.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use trackside_world::{Event, View};

use crate::pipeline::Wrote;
use crate::request::Arrival;
use crate::store::{self, Origin, StoreError};
use crate::strictness;

/// Decides at a known position of the log, and again if it has moved. Sends the response when the events are durable.
pub(crate) async fn write(
    arrival: &Arrival,
    (provider, operation): (&'static str, &'static str),
    decide: impl Fn(View<'_>) -> (Response, Vec<Event>),
) -> Response {
    let sandbox = &*arrival.sandbox;
    loop {
        let turn = match sandbox.store().turn().await {
            Ok(turn) => turn,
            Err(error) => return unrecorded(&error),
        };
        let moment = sandbox.moment_at(sandbox.clock().now());
        let (position, now) = (moment.position(), moment.view().now());
        let (mut response, events) = decide(moment.view());
        drop(moment);
        if events.is_empty() {
            return response;
        }
        let events: Vec<_> = events.into_iter().map(|event| store::Event::Happened(Box::new(event))).collect();
        let request_id = arrival.id.to_string().into();
        let origin = Arc::new(Origin { provider: provider.into(), operation: operation.into(), request_id });
        let appended = sandbox.store().append(position, &events, &origin, now);
        drop(turn);
        let Ok(pending) = appended else { continue };
        match pending.durable().await {
            Ok(changes) => {
                sandbox.changed(&events);
                response.extensions_mut().insert(Wrote(changes));
                return response;
            }
            // The shared log did not take it.
            Err(StoreError::Undecided) => {}
            Err(error) => return unrecorded(&error),
        }
    }
}

/// The response to a request whose events could not be recorded.
pub(crate) fn unrecorded(error: &StoreError) -> Response {
    let is_temporary = error.is_of_the_database();
    let status = if is_temporary { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
    strictness::failure(status, &error.to_string())
}
