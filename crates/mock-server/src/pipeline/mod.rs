//! The steps of every request, one file each. They know operations only through the catalogue, and are compiled once.

mod authentication;
mod body;
mod cors;
mod documented;
mod dry_run;
mod fallback;
mod faults;
mod idempotency;
mod inner_call;
pub(crate) mod log;
mod overriding;
mod preference;
mod rate_limit;
mod readings;
mod response;
mod response_cache;
mod routes;
mod unknown_fields;
mod walk;
mod warnings;

pub(crate) use body::inflated;
pub(crate) use cors::cross_origin_layer;
pub(crate) use dry_run::{DryRun, DryRunResult, OnlyResponse, dry_run};
pub(crate) use fallback::unknown_provider;
pub(crate) use inner_call::{InnerCall, uri_of};
pub(crate) use rate_limit::Limiter;
pub(crate) use response::Wrote;
pub(crate) use routes::mount;
