//! An operation.

use serde_json::Value;

use super::kind::plain;
use super::parameter::Parameter;
use super::provenance::{Provenance, Rule, rules};
use super::response::{Example, Response, examples};
use super::scheme::{Scheme, alternatives};
use super::shape::{Describer, Shape};
use super::{anchor, entries, flag, list, repetition, text};
use crate::prose::Prose;

/// An operation of a provider.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The operation id.
    pub id: String,
    /// The resource that it belongs to, as its first tag names it; empty if it has no tag.
    pub tag: String,
    /// The documentation that it comes from, if that is published.
    pub documentation: Option<Documentation>,
    /// Its method, in upper case.
    pub method: String,
    /// Its path below the base URL, with parameters in braces.
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// What it does, in full.
    pub description: Prose,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
    /// Whether it is marked as idempotent: repeating the request changes nothing more.
    pub is_idempotent: bool,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
    /// The alternative ways to authenticate, each a list of schemes to use together; empty if it takes no credentials.
    pub security: Vec<Vec<Scheme>>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub body: Option<Body>,
    /// Its responses, by status.
    pub responses: Vec<Response>,
    /// Rules across fields: those of the operation, then those of its types.
    pub rules: Vec<Rule>,
    /// Its pagination: each property of `x-pagination` and its value.
    pub pagination: Vec<(String, String)>,
}

/// A page of the provider's own documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documentation {
    /// What it is, and when it was read.
    pub title: String,
    /// Its URL.
    pub url: String,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether it is required.
    pub is_required: bool,
    /// The name of the component that describes it; empty if it has none.
    pub component: String,
    /// Its shape.
    pub shape: Shape,
    /// Example bodies.
    pub examples: Vec<Example>,
}

/// The operations of a document.
pub(super) fn read(document: &Value, schemes: &[Scheme]) -> Vec<Operation> {
    const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let mut operations = Vec::new();
    for (path, item) in entries(document, "paths") {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                operations.push(one(document, path, method, operation, schemes));
            }
        }
    }
    operations
}

fn one(document: &Value, path: &str, method: &str, operation: &Value, schemes: &[Scheme]) -> Operation {
    let summary = text(operation, "summary");
    let description = Prose::read(&text(operation, "description")).without(&Prose::read(&format!("{summary}.")));
    let mut describer = Describer::new(document);
    let body = operation.get("requestBody").and_then(|body| self::body(body, &mut describer));
    let responses: Vec<_> = entries(operation, "responses")
        .map(|(status, response)| Response::new(document, status, response, &mut describer))
        .collect();
    let mut read = Operation {
        id: text(operation, "operationId"),
        tag: list(operation, "tags").first().and_then(Value::as_str).unwrap_or_default().to_owned(),
        documentation: operation.get("externalDocs").and_then(documentation),
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        summary,
        description,
        is_deprecated: flag(operation, "deprecated"),
        is_idempotent: flag(operation, "x-idempotent"),
        provenance: Provenance::of(operation),
        security: alternatives(document, operation, schemes),
        parameters: list(operation, "parameters").iter().map(|one| Parameter::new(document, one)).collect(),
        body,
        responses,
        rules: rules(operation, "").into_iter().chain(describer.rules).collect(),
        pagination: entries(operation, "x-pagination").map(|(key, value)| (key.clone(), plain(value))).collect(),
    };
    repetition::mark(&mut read);
    anchor::set(&mut read);
    read
}

/// Links of a document lead nowhere but to https.
fn documentation(documentation: &Value) -> Option<Documentation> {
    let url = text(documentation, "url");
    let title = text(documentation, "description");
    url.starts_with("https://").then(|| Documentation { title: title.trim_end_matches('.').to_owned(), url })
}

/// The name of the component that a schema refers to.
fn component(schema: &Value) -> String {
    let reference = text(schema, "$ref");
    reference.rsplit('/').next().unwrap_or_default().to_owned()
}

fn body<'d>(body: &'d Value, describer: &mut Describer<'d>) -> Option<Body> {
    let content = body.get("content")?.as_object()?.values().next()?;
    Some(Body {
        is_required: flag(body, "required"),
        component: component(content.get("schema")?),
        shape: describer.shape(content.get("schema")?),
        examples: examples(content),
    })
}
