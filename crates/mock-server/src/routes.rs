//! The router: every provider under its name, the control surface beside them.

use std::sync::Arc;

use axum::Router;

use crate::catalogue;
use crate::control;
use crate::pipeline::{mount, unknown_provider};
use crate::sandbox::Sandbox;

/// The router: every provider under its name, the control surface under `/_mock`.
pub(crate) fn router(sandbox: &Arc<Sandbox>) -> Router {
    let providers = catalogue::providers().iter();
    providers
        .fold(Router::new(), |router, provider| router.merge(mount(provider, sandbox)))
        .merge(control::router(sandbox))
        .fallback(unknown_provider)
}
