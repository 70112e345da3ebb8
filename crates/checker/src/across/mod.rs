//! What must hold across several answers: whatever the document declares of paging, links and repetition.

mod links;
mod pages;
mod repetition;
mod walk;

use http::header::CONTENT_TYPE;
use serde_json::Value;
use trackside_contract::Exchange;

pub(crate) use links::follow_links;
pub(crate) use pages::walk_pages;
pub(crate) use repetition::{ask_again, ask_for_head};

use crate::finding::Level;
use crate::run::Session;

/// How heavily a contradiction between two answers weighs.
///
/// The sandbox stands still between two requests of one instant; of any other server the data may have changed meanwhile.
fn weight(session: &Session<'_>) -> Level {
    if session.options.sandbox || session.options.strict { Level::Error } else { Level::Warning }
}

/// Whether two answers speak of the same instant; of servers that do not say, it is assumed.
fn is_same_instant(first: &Exchange, second: &Exchange) -> bool {
    let instant = |exchange: &Exchange| exchange.response_headers.get("x-mock-now").cloned();
    instant(first) == instant(second)
}

fn json(exchange: &Exchange) -> Option<Value> {
    serde_json::from_slice(&exchange.response_body).ok()
}

fn content_type(exchange: &Exchange) -> String {
    exchange
        .response_headers
        .get(CONTENT_TYPE)
        .map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
}
