//! The control surface `/_mock`: what is running and what there is to be found in it.

mod catalogue;
mod guard;
mod health;
mod home;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;

use crate::sandbox::Sandbox;

/// The routes of the control surface and of the home page.
pub(crate) fn router(sandbox: &Arc<Sandbox>) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/_mock/health", get(health::show))
        .route("/_mock/world", get(catalogue::show))
        .layer(from_fn(guard::own_pages_only))
        .with_state(Arc::clone(sandbox))
}
