//! The one short way that every request walks, a step a file. It knows operations only through the catalogue, and is compiled once.

mod authentication;
mod body;
mod cors;
mod fallback;
mod faults;
pub(crate) mod log;
mod overriding;
mod preference;
mod rate_limit;
mod rehearsal;
mod repeats;
mod response;
mod routes;
mod walk;

pub(crate) use cors::cross_origin_layer;
pub(crate) use fallback::unknown_provider;
pub(crate) use rate_limit::Limiter;
pub(crate) use rehearsal::{OnlyAnswer, Rehearsal, Rehearsed, rehearse};
pub(crate) use response::{MOCK_NOW, MOCK_REASON, json, text};
pub(crate) use routes::mount;
