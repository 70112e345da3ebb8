//! `POST /agentref/_sandbox/stripe`: where Stripe's events go that AgentRef would receive. The address is the sandbox's
//! own, because AgentRef registers its own at Stripe and publishes none; so it is not in the provider's contract. What
//! AgentRef does with which event is documented.

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::post;
use bytes::Bytes;
use garde::Validate as _;
use http::header::{ALLOW, HeaderName};
use http::{HeaderValue, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use serde::Deserialize;
use serde_json::json;
use trackside_schemas::stripe::StripeEvent;

use super::stripe;
use crate::request::Arrival;
use crate::response::{json, write_reason};
use crate::strictness;
use crate::stripe::signature;
use crate::writes::write;

/// Where events go.
const PATH: &str = "/agentref/_sandbox/stripe";

/// Who causes what the events report: provider and operation.
const RECEIVED: (&str, &str) = ("agentref", "stripe");

/// The header with the signature.
const SIGNATURE: HeaderName = HeaderName::from_static("stripe-signature");

/// The largest event that is read, in bytes. Stripe's are smaller.
const LARGEST: usize = 1 << 20;

/// As much of an event as every event has.
#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: String,
}

/// The route for events.
pub(super) fn router() -> Router {
    Router::new().route(PATH, post(receive).fallback(only_post))
}

async fn only_post() -> Response {
    let mut response = strictness::failure(StatusCode::METHOD_NOT_ALLOWED, "events are sent with POST");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

async fn receive(request: Request) -> Response {
    let arrival = Arrival::of(request.extensions()).clone();
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST).collect().await.map(http_body_util::Collected::to_bytes) else {
        let reason = format!("the event could not be read, or has more than {LARGEST} bytes");
        return strictness::failure(StatusCode::PAYLOAD_TOO_LARGE, &reason);
    };
    let Some(header) = parts.headers.get(SIGNATURE).and_then(|header| header.to_str().ok()) else {
        let reason = "the header Stripe-Signature is missing: sign events with whsec_sandbox, or say --stripe-secret";
        return strictness::failure(StatusCode::BAD_REQUEST, reason);
    };
    if let Err(reason) = signature::verify(header, &body, arrival.sandbox.stripe_secrets(), arrival.now) {
        return strictness::failure(StatusCode::BAD_REQUEST, reason);
    }
    let event = match read(&body) {
        Ok(Some(event)) => event,
        Ok(None) => return received(Some("AgentRef reads no events of this type")),
        Err(reason) => return strictness::failure(StatusCode::BAD_REQUEST, &reason),
    };
    write(&arrival, RECEIVED, |view| match stripe::received(view, &event) {
        Ok(events) => (received(None), events),
        Err(reason) => (received(Some(&reason)), Vec::new()),
    })
    .await
}

/// Reads an event. None if it is of a type that says nothing to AgentRef: objects of such events may lack an id.
fn read(body: &Bytes) -> Result<Option<StripeEvent>, String> {
    let unreadable = |error: serde_json::Error| format!("the body is not an event of Stripe: {error}");
    let Kind { kind } = serde_json::from_slice(body).map_err(unreadable)?;
    if !stripe::EVENTS.contains(&kind.as_str()) {
        return Ok(None);
    }
    let event: StripeEvent = serde_json::from_slice(body).map_err(unreadable)?;
    event.validate().map_err(|report| format!("the body is not an event of Stripe: {report}"))?;
    Ok(Some(event))
}

/// The acknowledgement, which Stripe does not read. The reason says why nothing was recorded.
fn received(reason: Option<&str>) -> Response {
    let mut response = json(StatusCode::OK, &json!({ "received": true }));
    if let Some(reason) = reason {
        write_reason(response.headers_mut(), &format!("no conversion: {reason}"));
    }
    response
}
