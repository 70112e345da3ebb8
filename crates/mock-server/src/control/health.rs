//! `GET /_mock/health`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;

use crate::pipeline::json;
use crate::sandbox::Sandbox;

/// What is running.
#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    seed: u64,
    orders: u32,
    now: DateTime<Utc>,
    clock: &'static str,
}

/// Says that the server runs, and what with.
pub(crate) async fn show(State(sandbox): State<Arc<Sandbox>>) -> Response {
    let settings = sandbox.world().settings();
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        seed: settings.seed,
        orders: settings.orders,
        now: sandbox.clock().now(),
        clock: if sandbox.clock().is_pinned() { "pinned" } else { "ticking" },
    };
    json(StatusCode::OK, &health)
}
