//! `GET /`: where to go from here.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use crate::address::CallerAddress;
use crate::banner::write_banner;
use crate::pipeline::text;
use crate::sandbox::Sandbox;

/// Shows the banner again, with the address that the caller used.
pub(crate) async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(address): Extension<CallerAddress>,
) -> Response {
    let mut banner = Vec::new();
    match write_banner(&mut banner, &sandbox, &address.origin()) {
        Ok(()) => text(StatusCode::OK, String::from_utf8_lossy(&banner).into_owned()),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}
