//! The router of the sandbox.

use axum::Router;

use crate::catalogue;
use crate::control;
use crate::links;
use crate::pipeline::{mount, unknown_provider};
use crate::providers::agentref;

/// The router: every provider below its prefix, the control surface below `/_mock`, the pages, links, and
/// what else AgentRef has. Each request brings the world that it is for.
pub(crate) fn router() -> Router {
    let providers = catalogue::providers().iter();
    providers
        .fold(Router::new(), |router, provider| router.merge(mount(provider)))
        .merge(control::router())
        .merge(links::router())
        .merge(agentref::router())
        .fallback(unknown_provider)
}
