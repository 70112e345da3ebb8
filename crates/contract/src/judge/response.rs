//! Judges the status, headers and body of a response.

use std::collections::BTreeSet;

use http::header::{CONTENT_TYPE, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use super::json::{Unread, read_json};
use super::request::typed;
use crate::load::{covers, essence, is_json, may_be_json};
use crate::operation::{DeclaredHeader, Response};
use crate::schema::{Schemas, excerpt};
use crate::{Exchange, Operation, Rule, Violation};

/// Statuses of the HTTP layer: any operation may return them, declared or not.
const TRANSPORT: [u16; 4] = [405, 413, 415, 431];

/// The declaration that a response is judged by.
pub(super) enum Expected<'o> {
    /// The response declared for the status.
    Declared(&'o Response),
    /// One of the operation's error responses, for a status of the HTTP layer.
    Transport,
    /// None: the client has the response already, and asked whether it has changed.
    NotModified,
    /// The status is not declared.
    Undeclared,
}

/// Finds the declaration for the status of an exchange.
pub(super) fn expected<'o>(operation: &'o Operation, exchange: &Exchange) -> Expected<'o> {
    let status = exchange.status;
    // HEAD finds GET, but a server need not know HEAD.
    let is_unknown_method = exchange.method != operation.method && status == StatusCode::NOT_IMPLEMENTED;
    match operation.response(status.as_u16()) {
        Some(response) => Expected::Declared(response),
        None if TRANSPORT.contains(&status.as_u16()) || is_unknown_method => Expected::Transport,
        None if status == StatusCode::NOT_MODIFIED && is_conditional(exchange) => Expected::NotModified,
        None => Expected::Undeclared,
    }
}

/// Whether a request only wants a response that has changed.
fn is_conditional(exchange: &Exchange) -> bool {
    [Method::GET, Method::HEAD].contains(&exchange.method)
        && [IF_NONE_MATCH, IF_MODIFIED_SINCE].iter().any(|name| exchange.request_headers.contains_key(name))
}

/// Whether a response has one of the declared media types.
pub(super) fn has_declared_type(response: &Response, exchange: &Exchange) -> bool {
    content_type(exchange).is_some_and(|found| response.media_types.iter().any(|declared| covers(declared, &found)))
}

/// The violation for an undeclared status.
pub(super) fn undeclared_status(operation: &Operation, status: StatusCode) -> Violation {
    let declared: Vec<_> = operation.statuses.iter().map(u16::to_string).collect();
    Violation::new(
        Rule::StatusUndeclared,
        "status",
        format!("is {}, the contract declares {}", status.as_u16(), declared.join(", ")),
    )
}

/// Whether HTTP allows the response no body.
pub(super) fn is_bodiless(exchange: &Exchange) -> bool {
    exchange.method == Method::HEAD
        || exchange.status.is_informational()
        || [204, 304].contains(&exchange.status.as_u16())
}

/// Judges the headers of a response.
pub(super) fn judge_headers(
    schemas: &Schemas,
    response: &Response,
    exchange: &Exchange,
    violations: &mut Vec<Violation>,
) {
    judge_declared_headers(schemas, &response.headers, &exchange.response_headers, violations);
}

/// Judges headers by their declarations.
pub(super) fn judge_declared_headers(
    schemas: &Schemas,
    declared: &[DeclaredHeader],
    headers: &HeaderMap,
    violations: &mut Vec<Violation>,
) {
    for declared in declared {
        match headers.get(&declared.name) {
            None if declared.required => {
                violations.push(Violation::new(
                    Rule::HeaderMissing,
                    format!("header:{}", declared.name),
                    "is missing, the contract requires it",
                ));
            }
            None => {}
            Some(_) => {
                // Where a header is sent twice, clients differ in which one they read.
                let values = headers.get_all(&declared.name).iter();
                let texts: BTreeSet<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
                for text in texts {
                    judge_header(schemas, declared, &text, violations);
                }
            }
        }
    }
    judge_rate_limit(declared, headers, violations);
}

/// The prefixes of the headers of a rate limit, in lower case.
const RATE_LIMITS: [&str; 3] = ["x-ratelimit", "ratelimit", "x-rate-limit"];

/// Reports a rate limit of which more is left than there is. Only declared headers are compared.
fn judge_rate_limit(declared: &[DeclaredHeader], headers: &HeaderMap, violations: &mut Vec<Violation>) {
    let number = |name: &str| {
        let is_declared = declared.iter().any(|declared| declared.name == name);
        headers.get(name).filter(|_| is_declared)?.to_str().ok()?.trim().parse::<u64>().ok()
    };
    for prefix in RATE_LIMITS {
        let name = format!("{prefix}-remaining");
        if let (Some(limit), Some(remaining)) = (number(&format!("{prefix}-limit")), number(&name))
            && remaining > limit
        {
            let message = format!("is {remaining}, more than {prefix}-limit, which is {limit}");
            violations.push(Violation::new(Rule::HeaderValue, format!("header:{name}"), message));
        }
    }
}

/// The JSON body of a response, if it can be judged. Problems with the content type and with the body as a whole are
/// added to `violations`.
pub(super) fn read_body(response: &Response, exchange: &Exchange, violations: &mut Vec<Violation>) -> Option<Value> {
    let body = &exchange.response_body;
    if is_bodiless(exchange) || response.media_types.is_empty() {
        if !body.is_empty() {
            let message = format!("has {} bytes, the contract declares no body", body.len());
            violations.push(Violation::new(Rule::BodyUnexpected, "", message));
        }
        if exchange.method == Method::HEAD && exchange.response_headers.contains_key(CONTENT_TYPE) {
            judge_content_type(response, exchange, violations);
        }
        return None;
    }
    let is_declared = judge_content_type(response, exchange, violations);
    let claims_json = content_type(exchange).is_some_and(|name| is_json(&name));
    let expects_json = response.media_types.iter().any(|name| may_be_json(name));
    if !expects_json || (is_declared && !claims_json) {
        return None;
    }
    match read_json(body) {
        Ok(read) => {
            let doubtful = read.doubtful.into_iter();
            violations.extend(doubtful.map(|(place, why)| Violation::new(Rule::BodyDoubtful, place, why)));
            Some(read.value)
        }
        // The violation about the content type is enough.
        Err(_) if !is_declared => None,
        Err(Unread::TooDeep) => {
            let message = "is JSON, but nested so deeply that it is not read, as most parsers would refuse it";
            violations.push(Violation::new(Rule::BodyDepth, "", message));
            None
        }
        Err(Unread::NotJson(error)) => {
            violations.push(Violation::new(Rule::BodyNotJson, "", not_json(body, &error)));
            None
        }
    }
}

fn judge_header(schemas: &Schemas, declared: &DeclaredHeader, text: &str, violations: &mut Vec<Violation>) {
    let Some(schema) = declared.schema else { return };
    let value = typed(&declared.kind, text);
    for violation in schemas.check(schema, &value) {
        let message = format!("{} ({})", violation.message, violation.rule);
        violations.push(
            Violation::new(Rule::HeaderValue, format!("header:{}", declared.name), message)
                .with_provenance(violation.provenance),
        );
    }
}

/// Reports an undeclared content type. Returns whether the content type is declared.
fn judge_content_type(response: &Response, exchange: &Exchange, violations: &mut Vec<Violation>) -> bool {
    let sent: Vec<_> = exchange.response_headers.get_all(CONTENT_TYPE).iter().map(HeaderValue::as_bytes).collect();
    if sent.len() > 1 {
        let shown: Vec<_> = sent.iter().map(|value| excerpt(&json!(String::from_utf8_lossy(value)))).collect();
        let message = format!("is sent {} times ({}), HTTP allows it once", sent.len(), shown.join(" and "));
        violations.push(Violation::new(Rule::ContentType, "header:content-type", message));
    }
    let is_declared = has_declared_type(response, exchange);
    if !is_declared && !response.media_types.is_empty() {
        let found = content_type(exchange)
            .map_or_else(|| "is missing".to_owned(), |found| format!("is {}", excerpt(&Value::String(found))));
        let message = format!("{found}, the contract says {}", response.media_types.join(" or "));
        violations.push(Violation::new(Rule::ContentType, "header:content-type", message));
    }
    is_declared
}

fn content_type(exchange: &Exchange) -> Option<String> {
    exchange.response_headers.get(CONTENT_TYPE).map(|value| essence(&String::from_utf8_lossy(value.as_bytes())))
}

fn not_json(body: &[u8], error: &serde_json::Error) -> String {
    if body.is_empty() {
        return "is empty, the contract says JSON".to_owned();
    }
    let start = String::from_utf8_lossy(&body[..body.len().min(400)]).into_owned();
    let what = if error.is_eof() { "is truncated" } else { "is not JSON" };
    format!("{what} ({error}): {}", excerpt(&Value::String(start)))
}
