//! Headers that are missing, wrong, or say something else than the rest of the answer.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};

use crate::corruption::{Corruption, Effect, Operation, Scene};
use crate::message::Answer;
use crate::operations::{AFFITOR_STATUS, AGENTREF_STATUS, FULLWHERE_LIST, PARTNERO_PROGRAM, WECANTRACK_LIST};

/// The corruptions of this subject.
pub(crate) fn corruptions() -> Vec<Corruption> {
    let mut corruptions = declared();
    corruptions.extend(content_types());
    corruptions.extend(of_head());
    corruptions
}

fn declared() -> Vec<Corruption> {
    vec![
        header("declared header missing", AGENTREF_STATUS, "header/missing", "x-ratelimit-remaining", |_, answer| {
            answer.headers.remove("x-ratelimit-remaining");
        }),
        header(
            "header missing from failures only",
            WECANTRACK_LIST,
            "header/missing",
            "x-ratelimit-limit",
            |_, answer| {
                if answer.status.is_client_error() {
                    answer.headers.remove("x-ratelimit-limit");
                }
            },
        ),
        header("429 without Retry-After", AGENTREF_STATUS, "header/missing", "retry-after", |_, answer| {
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                answer.headers.remove(RETRY_AFTER);
            }
        }),
        header(
            "declared header twice, the second time wrong",
            AGENTREF_STATUS,
            "header/value",
            "limit",
            |_, answer| {
                answer.headers.append("x-ratelimit-limit", HeaderValue::from_static("many"));
            },
        ),
        header("more requests left than the limit", AGENTREF_STATUS, "header/value", "more than", |_, answer| {
            answer.set_header("x-ratelimit-limit", "5");
            answer.set_header("x-ratelimit-remaining", "6");
        }),
        header("content type twice", FULLWHERE_LIST, "content-type", "is sent 2 times", |_, answer| {
            answer.headers.append(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        }),
        header("header that is not a number", AGENTREF_STATUS, "header/value", "x-ratelimit-remaining", |_, answer| {
            answer.set_header("x-ratelimit-remaining", "many");
        }),
        header("header with an empty value", WECANTRACK_LIST, "header/value", "x-ratelimit-limit", |_, answer| {
            answer.set_header("x-ratelimit-limit", "");
        }),
        header("header below its bounds", AGENTREF_STATUS, "header/value", "x-ratelimit-limit", |_, answer| {
            answer.set_header("x-ratelimit-limit", "-1");
        }),
        header("header with a fraction", WECANTRACK_LIST, "header/value", "x-ratelimit-remaining", |_, answer| {
            answer.set_header("x-ratelimit-remaining", "59.5");
        }),
        header(
            "date in a header that is declared as a number",
            AGENTREF_STATUS,
            "header/value",
            "x-ratelimit-reset",
            |_, answer| {
                answer.set_header("x-ratelimit-reset", "Mon, 08 Jun 2026 12:01:00 GMT");
            },
        ),
    ]
}

fn content_types() -> Vec<Corruption> {
    vec![
        header("another content type", AFFITOR_STATUS, "content-type", "text/html", |_, answer| {
            answer.set_header("content-type", "text/html; charset=utf-8");
        }),
        header("content type missing", FULLWHERE_LIST, "content-type", "is missing", |_, answer| {
            answer.headers.remove(CONTENT_TYPE);
        }),
        header("content type that cannot be read", AFFITOR_STATUS, "content-type", "json", |_, answer| {
            answer.set_header("content-type", "json");
        }),
        header(
            "content type of another JSON format",
            PARTNERO_PROGRAM,
            "content-type",
            "application/vnd.api+json",
            |_, answer| {
                answer.set_header("content-type", "application/vnd.api+json");
            },
        ),
        header("wrong content type of failures only", FULLWHERE_LIST, "content-type", "text/plain", |_, answer| {
            if answer.status.is_client_error() {
                answer.set_header("content-type", "text/plain");
            }
        }),
    ]
}

fn of_head() -> Vec<Corruption> {
    vec![
        header("HEAD with another status", AGENTREF_STATUS, "head/status", "404 for HEAD", |scene, answer| {
            if scene.request.method == Method::HEAD {
                answer.status = StatusCode::NOT_FOUND;
            }
        }),
        header("HEAD with another content type", AFFITOR_STATUS, "head/header", "content-type", |scene, answer| {
            if scene.request.method == Method::HEAD {
                answer.headers.remove(CONTENT_TYPE);
            }
        }),
        header("HEAD with another length", PARTNERO_PROGRAM, "head/header", "content-length", |scene, answer| {
            if scene.request.method == Method::HEAD {
                answer.headers.insert(CONTENT_LENGTH, http::HeaderValue::from_static("1"));
            }
        }),
        header("HEAD without a declared header", WECANTRACK_LIST, "header/missing", "by HEAD", |scene, answer| {
            if scene.request.method == Method::HEAD {
                answer.headers.remove("x-ratelimit-reset");
            }
        }),
    ]
}

fn header(
    name: &'static str,
    operation: Operation,
    rule: &'static str,
    says: &'static str,
    change: fn(&mut Scene<'_>, &mut Answer),
) -> Corruption {
    Corruption::new(name, operation, rule, says, Effect::Answer(change))
}
