//! The rules of an operation, which relate a response to its request.

use chrono::{DateTime, FixedOffset};
use http::HeaderMap;
use serde_json::{Value, json};

use super::explain::explain;
use super::request::headers;
use super::response::is_bodiless;
use crate::semantic::{Evaluation, Evaluator, Validation, Variable};
use crate::{Exchange, Rule, Violation};

/// The header in which a server with an adjustable clock sends its current time.
const CLOCK_HEADER: &str = "x-mock-now";

/// The header in which a server says which preferences of the request it followed (RFC 7240).
const APPLIED_HEADER: &str = "preference-applied";

/// Judges the rules of an operation. `is_broken` says whether the response already breaks the contract in another way;
/// a rule that cannot be evaluated is then not reported.
pub(super) fn judge_operation<'v>(
    validations: &[Validation],
    exchange: &Exchange,
    request: &'v Value,
    body: Option<&'v Value>,
    broken: bool,
) -> Vec<Violation> {
    let timestamp = response_time(&exchange.response_headers);
    let head = json!({ "status": exchange.status.as_u16(), "headers": headers(&exchange.response_headers) });
    let response = Variable::Record(vec![
        ("status", Variable::Int(exchange.status.as_u16().into())),
        ("headers", Variable::Json(&head["headers"])),
        ("body", body.map_or(Variable::Nothing, Variable::Json)),
    ]);
    let now = timestamp.map_or(Variable::Nothing, Variable::Time);
    let evaluator = Evaluator::new(vec![("request", Variable::Json(request)), ("response", response), ("now", now)]);
    let shown_now = timestamp.map(|timestamp| json!(timestamp.to_rfc3339()));
    let lookup = |path: &[String]| place(path, request, &head, body, shown_now.as_ref());

    let mut violations = Vec::new();
    for validation in validations.iter().filter(|validation| applies(validation, exchange)) {
        let (rule, message) = match evaluator.evaluate(&validation.compiled) {
            Evaluation::Holds => continue,
            Evaluation::Broken => (Rule::Semantic, explain(validation, "", lookup)),
            Evaluation::Failed(_) if broken => continue,
            Evaluation::Failed(why) => (Rule::SemanticEvaluation, explain(validation, &why, lookup)),
        };
        violations.push(Violation::new(rule, "", message).with_provenance(validation.provenance.clone()));
    }
    violations
}

/// Whether the rule is evaluated for this exchange: what it needs is there.
pub(super) fn applies(validation: &Validation, exchange: &Exchange) -> bool {
    let needs_clock = validation.references.variables.contains("now");
    let needs_body = validation.references.reads(&["response", "body"]);
    let needs_request = validation.references.variables.contains("request");
    !((needs_clock && response_time(&exchange.response_headers).is_none())
        || (needs_body && is_bodiless(exchange))
        || (needs_request && is_example(&exchange.response_headers)))
}

/// Whether the response is an example that the request asked for with `Prefer`: it does not answer the rest of the request.
fn is_example(headers: &HeaderMap) -> bool {
    let applied = headers.get_all(APPLIED_HEADER).iter().filter_map(|value| value.to_str().ok());
    let mut applied = applied.flat_map(|applied| applied.split(',')).map(str::trim);
    applied.any(|preference| preference.starts_with("code=") || preference.starts_with("example="))
}

/// The time of the response, according to its headers.
pub(super) fn response_time(headers: &HeaderMap) -> Option<DateTime<FixedOffset>> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let moved = text(CLOCK_HEADER).and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    moved.or_else(|| text("date").and_then(|text| DateTime::parse_from_rfc2822(text).ok()))
}

/// The value at a place that an expression reads.
fn place<'v>(
    path: &[String],
    request: &'v Value,
    head: &'v Value,
    body: Option<&'v Value>,
    now: Option<&'v Value>,
) -> Option<&'v Value> {
    let (root, rest) = match path {
        [root] if root == "now" => return now,
        [root, rest @ ..] if root == "request" => (request, rest),
        [root, second, rest @ ..] if root == "response" && second == "body" => (body?, rest),
        [root, rest @ ..] if root == "response" => (head, rest),
        _ => return None,
    };
    rest.iter().try_fold(root, |value, name| value.get(name))
}
