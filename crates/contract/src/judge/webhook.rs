//! Judges webhook events: the payload, and the request that delivers it.

use http::{HeaderMap, Method, header};
use serde_json::{Map, Value, json};

use super::explain::explain;
use super::json::parse_json;
use super::request::{headers, typed};
use super::response::judge_declared_headers;
use super::value::judge_value;
use crate::load::{essence, is_json};
use crate::schema::{Schemas, excerpt};
use crate::semantic::{Evaluation, Evaluator, Variable};
use crate::webhook::{Delivery, Webhook};
use crate::{Rule, Violation};

/// All violations of a payload: of its schema, the rules of the schema, and the rules of the event that read no header.
pub(crate) fn judge_payload(schemas: &Schemas, webhook: &Webhook, payload: &Value) -> Vec<Violation> {
    let mut violations = judge_value(schemas, webhook.payload, payload);
    let rules = judge_rules(webhook, None, payload, &violations);
    violations.extend(rules);
    violations
}

/// All violations of a request that delivers an event.
pub(crate) fn judge_delivery(schemas: &Schemas, webhook: &Webhook, delivery: &Delivery) -> Vec<Violation> {
    let mut violations = Vec::new();
    if !webhook.methods.contains(&delivery.method) {
        let declared: Vec<_> = webhook.methods.iter().map(Method::as_str).collect();
        let message = format!("is {}, the contract declares {}", delivery.method, declared.join(", "));
        return vec![Violation::new(Rule::OperationUndeclared, "target", message)];
    }
    judge_declared_headers(schemas, &webhook.headers, &delivery.headers, &mut violations);
    if let Some(payload) = payload(schemas, webhook, delivery, &mut violations) {
        violations.extend(judge_value(schemas, webhook.payload, &payload));
        let rules = judge_rules(webhook, Some(&delivery.headers), &payload, &violations);
        violations.extend(rules);
    }
    violations
}

/// The payload, if it can be read.
pub(super) fn payload(
    schemas: &Schemas,
    webhook: &Webhook,
    delivery: &Delivery,
    violations: &mut Vec<Violation>,
) -> Option<Value> {
    if delivery.method == Method::GET {
        Some(from_query(schemas, webhook, &delivery.target))
    } else {
        from_body(delivery, violations)
    }
}

/// The payload in a JSON body.
fn from_body(delivery: &Delivery, violations: &mut Vec<Violation>) -> Option<Value> {
    let content_type = delivery.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.map(|value| essence(&String::from_utf8_lossy(value.as_bytes())));
    if !content_type.as_deref().is_some_and(is_json) {
        let found =
            content_type.map_or_else(|| "is missing".to_owned(), |found| format!("is {}", excerpt(&json!(found))));
        let message = format!("{found}, the contract says application/json");
        violations.push(Violation::new(Rule::ContentType, "header:content-type", message));
    }
    match parse_json(&delivery.body) {
        Ok(payload) => Some(payload),
        Err(error) => {
            let message = if delivery.body.is_empty() {
                "is empty, the contract says JSON".to_owned()
            } else {
                format!("is not JSON ({error})")
            };
            violations.push(Violation::new(Rule::BodyNotJson, "", message));
            None
        }
    }
}

/// The payload in a query. Fields that are null are left out there, so those that may be null are null if they are
/// missing.
fn from_query(schemas: &Schemas, webhook: &Webhook, target: &str) -> Value {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let mut payload = Map::new();
    for (name, text) in form_urlencoded::parse(query.split('#').next().unwrap_or_default().as_bytes()) {
        let inner = name.split_once('[').and_then(|(object, rest)| Some((object, rest.strip_suffix(']')?)));
        let declared = |wanted: &str| webhook.query.iter().find(|field| field.name == wanted);
        match (declared(&name), inner) {
            (Some(field), _) if !field.is_object => {
                payload.insert(name.into_owned(), typed(&field.kind, &text));
            }
            (None, Some((object, field))) if declared(object).is_some_and(|field| field.is_object) => {
                // If the object was also sent as text, it stays that: its type is wrong.
                if let Value::Object(fields) = payload.entry(object.to_owned()).or_insert_with(|| json!({})) {
                    fields.insert(field.to_owned(), json!(text));
                }
            }
            _ => {
                payload.insert(name.into_owned(), json!(text));
            }
        }
    }
    let node = schemas.node(webhook.payload);
    for name in &node.required {
        if let Some(schema) = node.properties.get(name)
            && schemas.node(*schema).nullable
        {
            payload.entry(name.clone()).or_insert(Value::Null);
        }
    }
    for field in webhook.query.iter().filter(|field| field.is_object && node.required.contains(&field.name)) {
        // An object without fields leaves nothing in a query.
        payload.entry(field.name.clone()).or_insert_with(|| json!({}));
    }
    Value::Object(payload)
}

/// The violations of the rules of an event. Without headers, rules that read them are skipped. `broken` are the
/// violations so far: if there are some, a rule that cannot be evaluated is not reported.
fn judge_rules(
    webhook: &Webhook,
    received: Option<&HeaderMap>,
    payload: &Value,
    broken: &[Violation],
) -> Vec<Violation> {
    if webhook.validations.is_empty() || broken.iter().any(|violation| violation.rule == Rule::BodyDepth) {
        return Vec::new();
    }
    let request = json!({ "headers": received.map_or_else(|| json!({}), headers), "body": payload });
    let evaluator = Evaluator::new(vec![("request", Variable::Json(&request))]);
    let lookup = |path: &[String]| path.iter().skip(1).try_fold(&request, |value, name| value.get(name));
    let mut violations = Vec::new();
    for validation in &webhook.validations {
        if received.is_none() && validation.references.reads(&["request", "headers"]) {
            continue;
        }
        let (rule, message) = match evaluator.evaluate(&validation.compiled) {
            Evaluation::Holds => continue,
            Evaluation::Broken => (Rule::Semantic, explain(validation, "", lookup)),
            Evaluation::Failed(_) if !broken.is_empty() => continue,
            Evaluation::Failed(why) => (Rule::SemanticEvaluation, explain(validation, &why, lookup)),
        };
        violations.push(Violation::new(rule, "", message).with_provenance(validation.provenance.clone()));
    }
    violations
}
