//! The control surface `/_mock`: shows what the sandbox contains, and controls it.

mod cause;
mod checkpoints;
mod clock;
mod event_names;
mod events;
mod export;
mod faults;
mod guard;
mod health;
mod journal;
mod operations;
mod overrides;
mod reset;
mod scenario;
mod sights;
mod specs;
mod webhooks;
mod world;
mod worlds;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use http::StatusCode;
use trackside_schemas::control::{Control, Failure};
use trackside_world::View;

use crate::catalogue;
use crate::credentials::Key;
use crate::page;
use crate::pipeline::mount;
use crate::request::Problem;
use crate::serve::{Imitation, Refused};

pub(crate) use self::cause::{
    basis_points, cause_of, currency, is_shown_as, kind_of_program, method_of_payout, owner_of_program, refusal,
};
pub(crate) use self::clock::show as clock;
pub(crate) use self::event_names::event_names;
pub(crate) use self::events::{kind_of_event, show as ledger_event};
pub(crate) use self::guard::admits;
pub(crate) use self::operations::{listed, operations_of};
pub(crate) use self::sights::first_call;
pub(crate) use self::webhooks::{caused_by, deliveries, delivery, receivers};
pub(crate) use self::world::{kind as word_for_kind, world};
pub(crate) use self::worlds::listed as worlds;

/// The routes of the control surface and of the pages.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/_mock/journal/stream", get(journal::stream))
        .route("/_mock/journal.har", get(journal::recording))
        .merge(mount(catalogue::control()))
        .merge(page::router())
        .layer(from_fn(guard::own_pages_only))
}

impl Imitation for Control {
    const PREFIX: &'static str = "_mock";

    fn keys(_: View<'_>) -> Vec<Key> {
        Vec::new()
    }

    fn failure(problem: &Problem, _: &Refused<'_>) -> (StatusCode, Failure) {
        let (status, error) = match problem {
            Problem::Unauthenticated(_) => (401, "unauthorized"),
            Problem::Forbidden(_) => (403, "forbidden"),
            Problem::NotFound { .. } | Problem::UnknownPath { .. } => (404, "not_found"),
            Problem::Invalid(_) => (422, "invalid"),
            Problem::MalformedBody(_) => (400, "malformed"),
            Problem::RateLimited { .. } => (429, "too_many_requests"),
            Problem::MethodNotAllowed { .. } => (405, "method_not_allowed"),
            Problem::BodyTooLarge(_) => (413, "body_too_large"),
            Problem::UnsupportedMediaType(_) => (415, "unsupported_media_type"),
            Problem::HeadersTooLarge(_) => (431, "headers_too_large"),
            Problem::IdempotencyKeyReused { .. } | Problem::Rejected { status: 409, .. } => (409, "conflict"),
            Problem::Rejected { status: 507, .. } => (507, "insufficient_storage"),
            Problem::Rejected { status, .. } => (*status, "rejected"),
            Problem::Internal(_) => (500, "internal"),
        };
        (StatusCode::from_u16(status).expect("a literal status"), Failure::new(error, problem.reason()))
    }
}
