//! A loaded contract and what can be asked of it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use http::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::judge::{
    breaks_request_rule, delivery_questions, exchange_questions, judge_delivery, judge_exchange, judge_payload,
    judge_value, judge_written, value_questions,
};
use crate::load::{Document, Example, Unsupported, examples, join, operations, webhooks};
use crate::schema::{Builder, NodeId, Schemas};
use crate::semantic::Question;
use crate::{ContractError, Delivery, Exchange, Operation, Origin, Rule, Violation, Webhook};

/// An OpenAPI 3.0 document that exchanges can be judged by.
///
/// Loading reads every schema and compiles every rule. A schema is compiled once, when it is first used. A contract can
/// be shared between threads.
pub struct Contract {
    document: Value,
    schemas: Schemas,
    components: BTreeMap<String, NodeId>,
    operations: Vec<Operation>,
    webhooks: Vec<Webhook>,
    examples: Vec<Example>,
    unsupported: Vec<Unsupported>,
}

/// An example of a response body.
#[derive(Debug, Clone)]
pub struct ExampleRef<'c> {
    /// The id of the operation.
    pub operation: String,
    /// The status of the response.
    pub status: u16,
    /// The name of the example; `example` if it has none.
    pub name: &'c str,
    /// The body.
    pub value: &'c Value,
}

impl Contract {
    /// Loads a document.
    pub fn from_value(document: &Value) -> Result<Self, ContractError> {
        Self::new(document.clone())
    }

    /// Loads a document, which can be large, without a copy of it.
    pub fn new(document: Value) -> Result<Self, ContractError> {
        let opened = Document::open(&document)?;
        let mut builder = Builder::new(opened);
        let mut components = BTreeMap::new();
        let place = "/components/schemas";
        for name in opened.at(place).and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys) {
            components.insert(name.clone(), builder.place(join(place, name))?);
        }
        let operations = operations(opened, &mut builder)?;
        let webhooks = webhooks(opened, &mut builder)?;
        let examples = examples(opened, &operations)?;
        let (schemas, unsupported) = builder.finish()?;
        Ok(Self { document, schemas, components, operations, webhooks, examples, unsupported })
    }

    /// Loads a document from a JSON file.
    pub fn from_file(path: &Path) -> Result<Self, ContractError> {
        let bytes =
            std::fs::read(path).map_err(|source| ContractError::Unreadable { path: path.to_owned(), source })?;
        let document = serde_json::from_slice(&bytes)
            .map_err(|source| ContractError::NotJson { path: path.to_owned(), source })?;
        Self::from_value(&document)
    }

    /// The document.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The parts of the document that are not checked.
    pub fn unsupported(&self) -> &[Unsupported] {
        &self.unsupported
    }

    /// The operations, in document order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation with this id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// Finds the operation for a request. Returns it with the path parameters, percent-decoded. The path is relative to
    /// the server URL, and a query after it is ignored. A concrete path wins over a templated one. HEAD finds GET if
    /// the path declares no HEAD.
    pub fn find(&self, method: &Method, path: &str) -> Option<(&Operation, BTreeMap<String, String>)> {
        let path = path.split('?').next().unwrap_or_default();
        let of = |method: &Method| {
            self.matching(path)
                .filter(|(operation, _)| operation.method == *method)
                .min_by_key(|(operation, _)| operation.template.specificity())
        };
        of(method).or_else(|| if *method == Method::HEAD { of(&Method::GET) } else { None })
    }

    /// All violations in an exchange, in reading order: operation, status, headers, body, rules.
    pub fn judge(&self, exchange: &Exchange, origin: Origin) -> Vec<Violation> {
        judge_exchange(self, exchange, origin)
    }

    /// All violations of a value against the schema and rules of a component, with the levels of the sandbox.
    pub fn judge_component(&self, name: &str, value: &Value) -> Vec<Violation> {
        match self.components.get(name) {
            Some(schema) => {
                let violations = judge_value(&self.schemas, *schema, value).into_iter();
                violations.map(|violation| violation.within(None, Origin::Sandbox)).collect()
            }
            None => vec![Violation::new(Rule::Contract, "", format!("the contract has no component schema {name:?}"))],
        }
    }

    /// All violations of a value against the schema of a component as it is written: fields that it does not declare are
    /// allowed unless it says otherwise, and the rules across fields do not apply.
    pub fn judge_component_as_written(&self, name: &str, value: &Value) -> Vec<Violation> {
        match self.components.get(name) {
            Some(schema) => judge_written(&self.schemas, *schema, value),
            None => vec![Violation::new(Rule::Contract, "", format!("the contract has no component schema {name:?}"))],
        }
    }

    /// All violations of a value as the response body of an operation. The rules of the operation itself are not
    /// judged, since there is no request.
    pub fn judge_body(&self, operation: &str, status: u16, value: &Value) -> Vec<Violation> {
        let Some(declared) = self.operation(operation) else {
            return vec![Violation::new(Rule::Contract, "", format!("the contract has no operation {operation:?}"))];
        };
        let violations = match declared.response(status).map(|response| response.schema) {
            Some(Some(schema)) => judge_value(&self.schemas, schema, value),
            Some(None) => vec![Violation::new(
                Rule::BodyUnexpected,
                "",
                format!("is there, the contract declares no JSON body for status {status}"),
            )],
            None => vec![Violation::new(
                Rule::StatusUndeclared,
                "status",
                format!("is {status}, which the contract does not declare"),
            )],
        };
        violations.into_iter().map(|violation| violation.within(Some(operation), Origin::Sandbox)).collect()
    }

    /// The webhook events, in document order.
    pub fn webhooks(&self) -> &[Webhook] {
        &self.webhooks
    }

    /// The webhook event with this name.
    pub fn webhook(&self, event: &str) -> Option<&Webhook> {
        self.webhooks.iter().find(|webhook| webhook.event == event)
    }

    /// All violations of the payload of a webhook event: of its schema and of the rules that read no header. Each names
    /// the event as its operation.
    pub fn judge_payload(&self, event: &str, payload: &Value, origin: Origin) -> Vec<Violation> {
        self.judged(event, origin, |webhook| judge_payload(&self.schemas, webhook, payload))
    }

    /// All violations of a request that delivers a webhook event: method, headers, content type, payload and rules. Each
    /// names the event as its operation. The signature is not verified.
    pub fn judge_delivery(&self, event: &str, delivery: &Delivery, origin: Origin) -> Vec<Violation> {
        self.judged(event, origin, |webhook| judge_delivery(&self.schemas, webhook, delivery))
    }

    /// The rules that are evaluated for an exchange, each with the values of its variables: those of the operation, and
    /// those of the schemas of the response body. Other engines can be asked the same.
    pub fn questions(&self, exchange: &Exchange) -> Vec<Question> {
        match self.find(&exchange.method, &exchange.target) {
            Some((operation, path)) => exchange_questions(self, (operation, &path), exchange),
            None => Vec::new(),
        }
    }

    /// The rules that are evaluated for a value as the response body of an operation, but those of the operation itself.
    pub fn body_questions(&self, operation: &str, status: u16, value: &Value) -> Vec<Question> {
        let response = self.operation(operation).and_then(|operation| operation.response(status));
        let schema = response.and_then(|response| response.schema);
        schema.map(|schema| value_questions(&self.schemas, schema, value)).unwrap_or_default()
    }

    /// The rules that are evaluated for a request that delivers a webhook event, each with the values of its variables.
    pub fn delivery_questions(&self, event: &str, delivery: &Delivery) -> Vec<Question> {
        let webhook = self.webhook(event);
        webhook.map(|webhook| delivery_questions(&self.schemas, webhook, delivery)).unwrap_or_default()
    }

    /// The rules that are evaluated for a value of a component, each with the values of its variables.
    pub fn component_questions(&self, name: &str, value: &Value) -> Vec<Question> {
        let schema = self.components.get(name);
        schema.map(|schema| value_questions(&self.schemas, *schema, value)).unwrap_or_default()
    }

    fn judged(&self, event: &str, origin: Origin, judge: impl Fn(&Webhook) -> Vec<Violation>) -> Vec<Violation> {
        let Some(webhook) = self.webhook(event) else {
            return vec![Violation::new(Rule::Contract, "", format!("the contract has no event {event:?}"))];
        };
        judge(webhook).into_iter().map(|violation| violation.within(Some(event), origin)).collect()
    }

    /// The examples of response bodies, in document order. Examples of status ranges and of `default` are not included.
    pub fn examples(&self) -> impl Iterator<Item = ExampleRef<'_>> {
        self.examples.iter().map(|example| ExampleRef {
            operation: example.operation.clone(),
            status: example.status,
            name: &example.name,
            value: self.document.pointer(&example.pointer).unwrap_or(&Value::Null),
        })
    }

    /// The operations whose path matches, with any method.
    pub(crate) fn matching(&self, path: &str) -> impl Iterator<Item = (&Operation, BTreeMap<String, String>)> {
        self.operations
            .iter()
            .filter_map(move |operation| operation.template.matches(path).map(|parameters| (operation, parameters)))
    }

    /// Follows the references of a part of the document. Loading has checked that each can be resolved. A part that
    /// only refers to itself is returned unchanged.
    pub fn resolve<'c>(&'c self, part: &'c Value) -> &'c Value {
        let mut part = part;
        // No honest chain of references is longer.
        for _ in 0..32 {
            let Some(reference) = part.get("$ref").and_then(Value::as_str) else { break };
            let pointer = reference.strip_prefix('#').map(|pointer| percent_decode_str(pointer).decode_utf8_lossy());
            let Some(meant) = pointer.and_then(|pointer| self.document.pointer(&pointer)) else { break };
            part = meant;
        }
        part
    }

    /// Whether rules of the operation forbid every declared success of this request, for example because a range ends
    /// before it begins. Only rules that read the request and the status are considered, so no body is needed.
    pub fn forbids_success(&self, exchange: &Exchange) -> bool {
        let Some((operation, path)) = self.find(&exchange.method, &exchange.target) else { return false };
        let declared = operation.statuses.iter().filter_map(|status| StatusCode::from_u16(*status).ok());
        let mut successes: Vec<_> = declared.filter(StatusCode::is_success).collect();
        // A range, such as `2XX`, lists none.
        if successes.is_empty() {
            successes.push(StatusCode::OK);
        }
        successes.into_iter().all(|status| breaks_request_rule(operation, &path, exchange, status))
    }

    pub(crate) fn schemas(&self) -> &Schemas {
        &self.schemas
    }
}

impl fmt::Debug for Contract {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.operations.iter().map(|operation| &operation.id).collect();
        formatter
            .debug_struct("Contract")
            .field("operations", &ids)
            .field("components", &self.components.keys())
            .finish_non_exhaustive()
    }
}
