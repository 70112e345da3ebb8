//! An exchange against the contract.

use std::collections::BTreeMap;

use cel::common::value::Val;
use http::{Method, StatusCode};
use serde_json::Value;

use super::answer::{Expected, expected, judge_headers, read_body, undeclared_status};
use super::facts::judge_operation;
use super::request::request;
use super::value::judge_facts;
use crate::operation::Response;
use crate::schema::excerpt;
use crate::semantic::to_cel;
use crate::{Contract, Exchange, Operation, Origin, Rule, Violation};

/// What an exchange breaks of the contract.
pub(crate) fn judge_exchange(contract: &Contract, exchange: &Exchange, origin: Origin) -> Vec<Violation> {
    let (operation, violations) = match contract.find(&exchange.method, &exchange.target) {
        Some((operation, path)) => (Some(operation), judge_answer(contract, operation, &path, exchange)),
        None => judge_stray(contract, exchange),
    };
    let id = operation.map(|operation| operation.id.as_str());
    violations.into_iter().map(|violation| violation.within(id, origin)).collect()
}

/// Whether a rule of the operation that reads no body breaks when the request of the exchange meets this status.
pub(crate) fn judge_hope(
    operation: &Operation,
    path: &BTreeMap<String, String>,
    exchange: &Exchange,
    status: StatusCode,
) -> bool {
    let request = request(exchange, operation, path);
    // An answer to HEAD has no body, and rules about the body say nothing of it.
    let hoped = Exchange { method: Method::HEAD, status, ..exchange.clone() };
    judge_operation(&operation.validations, &hoped, &request, None, true)
        .iter()
        .any(|violation| violation.rule == Rule::Semantic)
}

fn judge_answer(
    contract: &Contract,
    operation: &Operation,
    path: &BTreeMap<String, String>,
    exchange: &Exchange,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    let response = match expected(operation, exchange.status) {
        Expected::Declared(response) => {
            judge_headers(contract.schemas(), response, exchange, &mut violations);
            Some(response)
        }
        Expected::Transport(response) => response,
        Expected::Undeclared => return vec![undeclared_status(operation, exchange.status)],
    };
    let body = response.and_then(|response| judge_body(contract, response, exchange, &mut violations));
    let cel = body.as_ref().map(to_cel);
    if let (Some(response), Some(body), Some(cel)) = (response, &body, &cel) {
        violations.extend(judge_body_facts(contract, response, body, cel.as_ref(), &violations));
    }
    if !operation.validations.is_empty() {
        let request = request(exchange, operation, path);
        let is_broken = !violations.is_empty();
        violations.extend(judge_operation(
            &operation.validations,
            exchange,
            &request,
            body.as_ref().zip(cel),
            is_broken,
        ));
    }
    violations
}

/// Judges the body by its schema as far as it can be read, and gives what was read.
fn judge_body(
    contract: &Contract,
    response: &Response,
    exchange: &Exchange,
    violations: &mut Vec<Violation>,
) -> Option<Value> {
    let body = read_body(response, exchange, violations)?;
    if let Some(schema) = response.schema {
        violations.extend(contract.schemas().check(schema, &body));
    }
    Some(body)
}

fn judge_body_facts(
    contract: &Contract,
    response: &Response,
    body: &Value,
    cel: &dyn Val,
    broken: &[Violation],
) -> Vec<Violation> {
    response.schema.map(|schema| judge_facts(contract.schemas(), schema, body, cel, broken)).unwrap_or_default()
}

/// A request that means no operation is fine as long as the server refuses it; the failure then has the shape of the path's operations.
fn judge_stray<'c>(contract: &'c Contract, exchange: &Exchange) -> (Option<&'c Operation>, Vec<Violation>) {
    let path = exchange.target.split('?').next().unwrap_or_default();
    let siblings: Vec<_> = contract.matching(path).map(|(operation, _)| operation).collect();
    if exchange.method == Method::OPTIONS {
        // What browsers ask before a request from another origin is no part of the contract.
        return (None, Vec::new());
    }
    let refused = exchange.status == StatusCode::METHOD_NOT_ALLOWED
        || (siblings.is_empty() && exchange.status == StatusCode::NOT_FOUND);
    match siblings.first() {
        Some(operation) if refused => {
            let mut violations = Vec::new();
            if let Some(response) = operation.general_failure()
                && let Some(body) = judge_body(contract, response, exchange, &mut violations)
            {
                violations.extend(judge_body_facts(contract, response, &body, to_cel(&body).as_ref(), &violations));
            }
            (Some(operation), violations)
        }
        None if refused => (None, Vec::new()),
        _ => {
            let methods: Vec<_> = siblings.iter().map(|operation| operation.method.as_str()).collect();
            let known =
                if methods.is_empty() { "no such path".to_owned() } else { format!("{} there", methods.join(", ")) };
            let message = format!(
                "{} {} was answered {}, the contract knows {known}",
                exchange.method,
                excerpt(&Value::String(path.to_owned())),
                exchange.status.as_u16()
            );
            (None, vec![Violation::new(Rule::OperationUndeclared, "target", message)])
        }
    }
}
