//! The router of the sandbox.

use std::sync::Arc;

use axum::Router;

use crate::catalogue;
use crate::control;
use crate::links;
use crate::pipeline::{mount, unknown_provider};
use crate::providers::agentref;
use crate::sandbox::Sandbox;

/// The router: every provider below its prefix, the control surface below `/_mock`, the pages, links, and
/// what else AgentRef has.
pub(crate) fn router(sandbox: &Arc<Sandbox>) -> Router {
    let providers = catalogue::providers().iter();
    providers
        .fold(Router::new(), |router, provider| router.merge(mount(provider, sandbox)))
        .merge(control::router(sandbox))
        .merge(links::router(sandbox))
        .merge(agentref::router(sandbox))
        .fallback(unknown_provider)
}
