//! Records what a route of the sandbox's own causes: partners' links, and what Stripe reports.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use trackside_world::{Event, View};

use crate::pipeline::Wrote;
use crate::request::Arrival;
use crate::store::{self, Origin};
use crate::strictness;

/// Decides at a known position of the log, and again if it has moved. Sends the response when the events are durable.
pub(crate) async fn write(
    arrival: &Arrival,
    (provider, operation): (&'static str, &'static str),
    decide: impl Fn(View<'_>) -> (Response, Vec<Event>),
) -> Response {
    let sandbox = &*arrival.sandbox;
    loop {
        let turn = sandbox.store().turn().await;
        let moment = sandbox.moment_at(arrival.now);
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
        if let Ok(pending) = appended {
            return match pending.durable().await {
                Ok(changes) => {
                    response.extensions_mut().insert(Wrote(changes));
                    response
                }
                Err(error) => strictness::failure(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
            };
        }
    }
}
