//! Corruptions that the checker does not catch, with reasons. If it learns to, move them to the catalogue.

use http::Method;
use serde_json::json;

use crate::caught::{found_behind, told};
use crate::corruption::{Corruption, Effect, Operation};
use crate::message::set;
use crate::operations::{AGENTREF_STATUS, FULLWHERE_LIST, WECANTRACK_LIST};

/// A corruption without findings, and why.
pub(crate) struct Escape {
    /// The corruption. It names no rule.
    pub(crate) corruption: Corruption,
    /// Why it is not caught.
    pub(crate) why: &'static str,
}

/// The corruptions that the checker does not catch.
pub(crate) fn escapes() -> Vec<Escape> {
    let mut escapes = of_listings();
    escapes.extend(of_answers());
    escapes
}

#[test]
fn what_is_said_to_escape_escapes() {
    for escape in escapes() {
        let name = escape.corruption.name;
        match found_behind(&escape.corruption) {
            Ok(found) => assert!(found.is_empty(), "{name} is seen, move it to the catalogue: {}", told(&found)),
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

fn of_listings() -> Vec<Escape> {
    vec![
        escape(
            "listing that is always empty",
            FULLWHERE_LIST,
            "a listing may be empty; the report notes that there was nothing to page through",
            Effect::Success(|_, body| {
                set(body, "/data", json!([]));
                set(body, "/total", 0);
            }),
        ),
        escape(
            "rows in another order",
            FULLWHERE_LIST,
            "no document declares an order",
            Effect::Success(|_, body| {
                if let Some(items) = body["data"].as_array_mut() {
                    items.reverse();
                }
            }),
        ),
        escape(
            "URL without a rule about it",
            WECANTRACK_LIST,
            "`path` is a string, and neither a link of `x-pagination` nor part of a rule",
            Effect::Success(|_, body| set(body, "/path", "https://elsewhere.example/")),
        ),
    ]
}

fn of_answers() -> Vec<Escape> {
    vec![
        escape(
            "wrong character set in the content type",
            AGENTREF_STATUS,
            "parameters of the content type are not judged; JSON has none",
            Effect::Answer(|_, answer| answer.set_header("content-type", "application/json; charset=utf-16")),
        ),
        escape(
            "HEAD with another value of a declared header",
            AGENTREF_STATUS,
            "content type and length are compared; what counts requests may differ from one to the next",
            Effect::Answer(|scene, answer| {
                if scene.request.method == Method::HEAD {
                    answer.set_header("x-ratelimit-limit", "700");
                }
            }),
        ),
    ]
}

fn escape(name: &'static str, operation: Operation, why: &'static str, effect: Effect) -> Escape {
    Escape { corruption: Corruption::new(name, operation, "none", "", effect), why }
}
