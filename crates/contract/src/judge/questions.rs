//! The rules of a contract, each with the variables with which it is evaluated.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::facts::{applies, response_time};
use super::request::{headers, request};
use super::response::read_body;
use super::value::{DEPTH, each_rule, is_deeper};
use super::webhook::payload;
use crate::schema::{NodeId, Schemas};
use crate::semantic::{Question, Validation};
use crate::{Contract, Delivery, Exchange, Operation, Webhook};

/// The rules of a value's schema, and of the schemas of its parts.
pub(crate) fn value_questions(schemas: &Schemas, schema: NodeId, value: &Value) -> Vec<Question> {
    let mut questions = Vec::new();
    if !schemas.node(schema).has_validations || is_deeper(value, DEPTH) {
        return questions;
    }
    each_rule(schemas, schema, value, &mut |validations, value, _| {
        let variables = Map::from_iter([("self".to_owned(), value.clone())]);
        questions.extend(validations.iter().map(|validation| question(validation, &variables, None)));
    });
    questions
}

/// The rules of the operation and of the response body.
pub(crate) fn exchange_questions(
    contract: &Contract,
    (operation, path): (&Operation, &BTreeMap<String, String>),
    exchange: &Exchange,
) -> Vec<Question> {
    let response = operation.response(exchange.status.as_u16());
    let body = response.and_then(|response| read_body(response, exchange, &mut Vec::new()));
    let mut questions = Vec::new();
    if let (Some(schema), Some(body)) = (response.and_then(|response| response.schema), &body) {
        questions.extend(value_questions(contract.schemas(), schema, body));
    }
    let response = json!({
        "status": exchange.status.as_u16(), "headers": headers(&exchange.response_headers), "body": body
    });
    let request = request(exchange, operation, path);
    let variables = Map::from_iter([("request".to_owned(), request), ("response".to_owned(), response)]);
    let now = response_time(&exchange.response_headers).map(|timestamp| timestamp.to_rfc3339());
    let applying = operation.validations.iter().filter(|validation| applies(validation, exchange));
    questions.extend(applying.map(|validation| question(validation, &variables, now.as_ref())));
    questions
}

/// The rules of an event and of its payload.
pub(crate) fn delivery_questions(schemas: &Schemas, webhook: &Webhook, delivery: &Delivery) -> Vec<Question> {
    let Some(payload) = payload(schemas, webhook, delivery, &mut Vec::new()) else { return Vec::new() };
    let mut questions = value_questions(schemas, webhook.payload, &payload);
    let request = json!({ "headers": headers(&delivery.headers), "body": payload });
    let variables = Map::from_iter([("request".to_owned(), request)]);
    questions.extend(webhook.validations.iter().map(|validation| question(validation, &variables, None)));
    questions
}

/// A question with the variables that the rule uses.
fn question(validation: &Validation, variables: &Map<String, Value>, now: Option<&String>) -> Question {
    let uses = |name: &str| validation.references.variables.contains(name);
    let variables = variables.iter().filter(|(name, _)| uses(name));
    Question {
        rule: validation.rule.clone(),
        place: validation.place.clone(),
        variables: variables.map(|(name, value)| (name.clone(), value.clone())).collect(),
        now: now.filter(|_| uses("now")).cloned(),
    }
}
