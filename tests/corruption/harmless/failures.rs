//! Other refusals: of unknown methods, of HEAD, and in other words.

use http::{Method, StatusCode};
use serde_json::Value;

use super::Variation;
use crate::corruption::{Effect, Scene};
use crate::message::{Answer, Request, change};

/// The variations of this subject.
pub(super) fn variations() -> Vec<Variation> {
    let mut variations = unknown_methods();
    variations.extend(heads());
    variations.extend(words());
    variations
}

fn unknown_methods() -> Vec<Variation> {
    vec![
        unknown("unknown method met with 405 and no body", |_, answer| {
            refuse(answer, StatusCode::METHOD_NOT_ALLOWED, None, "");
            answer.set_header("allow", "GET, HEAD");
        }),
        unknown("unknown method met with 405 in HTML", |_, answer| {
            refuse(answer, StatusCode::METHOD_NOT_ALLOWED, Some("text/html"), "<h1>405 Not Allowed</h1>");
            answer.set_header("allow", "GET");
        }),
        unknown("unknown method met with 405 and an empty list of methods", |_, answer| {
            refuse(answer, StatusCode::METHOD_NOT_ALLOWED, None, "");
            answer.set_header("allow", "");
        }),
        unknown("unknown method met with 501", |_, answer| refuse(answer, StatusCode::NOT_IMPLEMENTED, None, "")),
        unknown("unknown method met with 501 in HTML", |_, answer| {
            refuse(answer, StatusCode::NOT_IMPLEMENTED, Some("text/html"), "<h1>501 Not Implemented</h1>");
        }),
        unknown("unknown method met with 400 by a parser", |_, answer| {
            refuse(answer, StatusCode::BAD_REQUEST, Some("text/plain"), "Bad Request");
        }),
        unknown("unknown method met with 400 and no body", |_, answer| {
            refuse(answer, StatusCode::BAD_REQUEST, None, "");
        }),
    ]
}

fn heads() -> Vec<Variation> {
    vec![
        head("HEAD refused with 405", |_, answer| {
            refuse(answer, StatusCode::METHOD_NOT_ALLOWED, None, "");
            answer.set_header("allow", "GET");
        }),
        head("HEAD refused with 501", |_, answer| refuse(answer, StatusCode::NOT_IMPLEMENTED, None, "")),
        head("HEAD without the length", |_, answer| _ = answer.headers.remove("content-length")),
        head("HEAD without the content type", |_, answer| _ = answer.headers.remove("content-type")).foreign(),
        head("HEAD with neither length nor content type", |_, answer| {
            answer.headers.remove("content-length");
            answer.headers.remove("content-type");
        })
        .foreign(),
        head("HEAD that tells of chunks", |_, answer| {
            answer.headers.remove("content-length");
            answer.set_header("transfer-encoding", "chunked");
        }),
    ]
}

fn words() -> Vec<Variation> {
    vec![
        message("failures in another language", |_, answer| {
            reword(answer, |_| "Das hat leider nicht geklappt.".to_owned());
        }),
        message("failures in a longer text", |_, answer| {
            reword(answer, |text| format!("{text} {}", "See the documentation. ".repeat(8).trim_end()));
        }),
        message("failures with letters beyond ASCII", |_, answer| {
            reword(answer, |text| format!("{text} – “see docs” 😀"));
        }),
    ]
}

/// A response to requests with a method that nobody knows.
fn unknown(name: &'static str, change: fn(&mut Scene<'_>, &mut Answer)) -> Variation {
    Variation::new(name, Effect::Answer(change)).only(is_unknown).foreign()
}

fn head(name: &'static str, change: fn(&mut Scene<'_>, &mut Answer)) -> Variation {
    Variation::new(name, Effect::Answer(change)).only(|request| request.method == Method::HEAD)
}

fn message(name: &'static str, change: fn(&mut Scene<'_>, &mut Answer)) -> Variation {
    Variation::new(name, Effect::Whole(change))
}

fn is_unknown(request: &Request) -> bool {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    !known.contains(&request.method)
}

/// Changes the messages of a failure.
fn reword(answer: &mut Answer, reword: fn(&str) -> String) {
    if answer.status.is_success() {
        return;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else { return };
    for place in ["/message", "/error/message"] {
        change(&mut body, place, |text| text.as_str().map_or_else(|| text.clone(), |text| Value::from(reword(text))));
    }
    answer.set_json(&body);
}

fn refuse(answer: &mut Answer, status: StatusCode, content_type: Option<&str>, body: &str) {
    answer.status = status;
    answer.body = body.as_bytes().to_vec();
    answer.headers.remove("content-type");
    if let Some(content_type) = content_type {
        answer.set_header("content-type", content_type);
    }
    answer.fit_length();
}
