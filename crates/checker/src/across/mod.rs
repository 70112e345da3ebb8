//! Checks that compare several responses: pagination, links and repeated requests.

mod chain;
mod cursor;
mod echo;
mod filters;
mod idempotency;
mod links;
mod open;
mod pages;
mod repetition;
mod rules;
mod walk;

use http::header::CONTENT_TYPE;
use serde_json::Value;
use trackside_contract::{Exchange, parse_json};

pub(crate) use chain::{ChainScript, delete_created, walk_chains};
pub(crate) use echo::judge_echo;
pub(crate) use filters::try_filters;
pub(crate) use idempotency::repeat_with_key;
pub(crate) use links::follow_links;
pub(crate) use pages::walk_pages;
pub(crate) use repetition::{compare_head, repeat_request};
pub(crate) use rules::RULES;

/// Whether two responses were given at the same time, according to the server. If the server does not say, they are
/// assumed to be.
fn is_same_instant(first: &Exchange, second: &Exchange) -> bool {
    let instant = |exchange: &Exchange| exchange.response_headers.get("x-mock-now").cloned();
    instant(first) == instant(second)
}

fn json(exchange: &Exchange) -> Option<Value> {
    parse_json(&exchange.response_body).ok()
}

fn content_type(exchange: &Exchange) -> String {
    exchange
        .response_headers
        .get(CONTENT_TYPE)
        .map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
}
