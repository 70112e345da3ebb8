//! The receiver of docs/webhooks.md, as its readers paste it.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use trackside_client::webhooks::{agentref, partnero};

/// The secrets of both providers.
#[derive(Clone)]
pub struct Secrets {
    pub agentref: String,
    pub partnero: String,
}

pub fn receiver(secrets: Secrets) -> Router {
    Router::new().route("/agentref", post(of_agentref)).route("/partnero", post(of_partnero)).with_state(secrets)
}

async fn of_agentref(State(secrets): State<Secrets>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match agentref::verify(&[&secrets.agentref], &headers, &body) {
        Ok(event) => {
            println!("{event:?}");
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}

async fn of_partnero(State(secrets): State<Secrets>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match partnero::verify(&[&secrets.partnero], &headers, &body) {
        Ok(event) => {
            println!("{event:?}");
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}
