//! Judges an exchange.

use std::collections::BTreeMap;

use http::header::ALLOW;
use http::{Method, StatusCode};
use serde_json::Value;

use super::facts::judge_operation;
use super::json::parse_json;
use super::request::request;
use super::response::{Expected, expected, has_declared_type, judge_headers, read_body, undeclared_status};
use super::value::judge_facts;
use super::write_only::judge_write_only;
use crate::operation::Response;
use crate::schema::excerpt;
use crate::{Contract, Exchange, Operation, Origin, Rule, Violation};

/// The methods of RFC 9110 and RFC 5789. Others are unknown to most servers.
const STANDARD: [Method; 9] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::CONNECT,
    Method::OPTIONS,
    Method::TRACE,
    Method::PATCH,
];

/// All violations in an exchange.
pub(crate) fn judge_exchange(contract: &Contract, exchange: &Exchange, origin: Origin) -> Vec<Violation> {
    let (operation, mut violations) = match contract.find(&exchange.method, &exchange.target) {
        Some((operation, path)) => (Some(operation), judge_response(contract, operation, &path, exchange, origin)),
        None => judge_unmatched(contract, exchange, origin),
    };
    if exchange.status == StatusCode::METHOD_NOT_ALLOWED && !exchange.response_headers.contains_key(ALLOW) {
        let message = "is missing, HTTP requires it in a response with status 405";
        violations.push(Violation::new(Rule::MethodAllow, "header:allow", message));
    }
    let id = operation.map(|operation| operation.id.as_str());
    violations.into_iter().map(|violation| violation.within(id, origin)).collect()
}

/// Whether this request with this response status breaks a rule of the operation, as far as can be told without a
/// response body.
pub(crate) fn breaks_request_rule(
    operation: &Operation,
    path: &BTreeMap<String, String>,
    exchange: &Exchange,
    status: StatusCode,
) -> bool {
    let request = request(exchange, operation, path);
    // A response to HEAD has no body, so rules about the body are skipped.
    let hoped = Exchange { method: Method::HEAD, status, ..exchange.clone() };
    judge_operation(&operation.validations, &hoped, &request, None, true)
        .iter()
        .any(|violation| violation.rule == Rule::Semantic)
}

fn judge_response(
    contract: &Contract,
    operation: &Operation,
    path: &BTreeMap<String, String>,
    exchange: &Exchange,
    origin: Origin,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    let response = match expected(operation, exchange) {
        Expected::Declared(response) => {
            judge_headers(contract.schemas(), response, exchange, &mut violations);
            Some(response)
        }
        Expected::Transport => transport_failure(contract, operation, exchange, origin),
        Expected::NotModified => return Vec::new(),
        Expected::Undeclared => return vec![undeclared_status(operation, exchange.status)],
    };
    let body = response.and_then(|response| judge_body(contract, response, exchange, &mut violations));
    if let (Some(response), Some(body)) = (response, &body) {
        violations.extend(judge_body_facts(contract, response, body, &violations));
    }
    if !operation.validations.is_empty() {
        let request = request(exchange, operation, path);
        let is_broken = !violations.is_empty();
        violations.extend(judge_operation(&operation.validations, exchange, &request, body.as_ref(), is_broken));
    }
    violations
}

/// Judges the body against its schema, and returns it if it could be read.
fn judge_body(
    contract: &Contract,
    response: &Response,
    exchange: &Exchange,
    violations: &mut Vec<Violation>,
) -> Option<Value> {
    let body = read_body(response, exchange, violations)?;
    if let Some(schema) = response.schema {
        violations.extend(contract.schemas().check(schema, &body));
        violations.extend(judge_write_only(contract.schemas(), schema, &body));
    }
    Some(body)
}

fn judge_body_facts(contract: &Contract, response: &Response, body: &Value, broken: &[Violation]) -> Vec<Violation> {
    response.schema.map(|schema| judge_facts(contract.schemas(), schema, body, broken)).unwrap_or_default()
}

/// The declared error response whose schema the body keeps, or the first one if it keeps none: a status of the HTTP
/// layer may have the shape of any of them.
fn closest_failure<'o>(contract: &Contract, operation: &'o Operation, exchange: &Exchange) -> Option<&'o Response> {
    let body: Option<Value> = parse_json(&exchange.response_body).ok();
    let keeps = |response: &&Response| match (&body, response.schema) {
        (Some(body), Some(schema)) => contract.schemas().check(schema, body).is_empty(),
        _ => false,
    };
    operation.failures().find(keeps).or_else(|| operation.failures().next())
}

/// The error response by which a status of the HTTP layer is judged. Where the document does not speak of the status, a
/// foreign server may send it in a form of its own: often a proxy or the framework responds.
fn transport_failure<'o>(
    contract: &Contract,
    operation: &'o Operation,
    exchange: &Exchange,
    origin: Origin,
) -> Option<&'o Response> {
    let response = closest_failure(contract, operation, exchange)?;
    (origin == Origin::Sandbox || has_declared_type(response, exchange)).then_some(response)
}

/// Judges a request that matches no operation. That is fine as long as the server refuses it as RFC 9110 says: with 405,
/// with 501, or with 404 if there is no such path. Some parsers of HTTP respond with 400 to a method that they do not
/// know.
fn judge_unmatched<'c>(
    contract: &'c Contract,
    exchange: &Exchange,
    origin: Origin,
) -> (Option<&'c Operation>, Vec<Violation>) {
    let path = exchange.target.split('?').next().unwrap_or_default();
    let siblings: Vec<_> = contract.matching(path).map(|(operation, _)| operation).collect();
    if exchange.method == Method::OPTIONS {
        // CORS preflights are not part of the contract.
        return (None, Vec::new());
    }
    let refused = match exchange.status {
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => true,
        StatusCode::NOT_FOUND => siblings.is_empty(),
        StatusCode::BAD_REQUEST => !STANDARD.contains(&exchange.method),
        _ => false,
    };
    match siblings.first() {
        Some(operation) if refused => {
            let mut violations = Vec::new();
            if let Some(response) = transport_failure(contract, operation, exchange, origin)
                && let Some(body) = judge_body(contract, response, exchange, &mut violations)
            {
                violations.extend(judge_body_facts(contract, response, &body, &violations));
            }
            (Some(operation), violations)
        }
        None if refused => (None, Vec::new()),
        _ => {
            let methods: Vec<_> = siblings.iter().map(|operation| operation.method.as_str()).collect();
            let known =
                if methods.is_empty() { "no such path".to_owned() } else { format!("only {}", methods.join(", ")) };
            let message = format!(
                "{} {} got {}, the contract declares {known}",
                exchange.method,
                excerpt(&Value::String(path.to_owned())),
                exchange.status.as_u16()
            );
            (None, vec![Violation::new(Rule::OperationUndeclared, "target", message)])
        }
    }
}
