//! An operation.

use serde_json::Value;

use super::answer::{Answer, Illustration, illustrations};
use super::kind::plain;
use super::parameter::Parameter;
use super::provenance::{Provenance, Rule, rules};
use super::scheme::{Scheme, alternatives};
use super::shape::{Describer, Shape};
use super::{entries, flag, list, repetition, text};
use crate::prose::Prose;

/// An operation of a provider.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its id.
    pub id: String,
    /// Its method, in capitals.
    pub method: String,
    /// Its path below the base URL, with parameters in braces.
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// What it does, in full.
    pub description: Prose,
    /// Whether it should not be used any more.
    pub is_deprecated: bool,
    /// Whether the same request twice is the same as once, beyond what its method promises.
    pub is_idempotent: bool,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
    /// The schemes that belong together, each alternative for itself; none when it takes no credentials.
    pub security: Vec<Vec<Scheme>>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub body: Option<Body>,
    /// What it answers, by status.
    pub answers: Vec<Answer>,
    /// Facts across fields: the operation's first, then those of the types it shows.
    pub rules: Vec<Rule>,
    /// How it pages: what is told, and where it stands.
    pub pagination: Vec<(String, String)>,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether there must be one.
    pub is_required: bool,
    /// Its shape.
    pub shape: Shape,
    /// Bodies as they may be.
    pub examples: Vec<Illustration>,
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
    let answers: Vec<_> = entries(operation, "responses")
        .map(|(status, answer)| Answer::new(document, status, answer, &mut describer))
        .collect();
    let mut read = Operation {
        id: text(operation, "operationId"),
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
        answers,
        rules: rules(operation, "").into_iter().chain(describer.rules).collect(),
        pagination: entries(operation, "x-pagination").map(|(key, value)| (key.clone(), plain(value))).collect(),
    };
    repetition::mark(&mut read);
    read
}

fn body<'d>(body: &'d Value, describer: &mut Describer<'d>) -> Option<Body> {
    let content = body.get("content")?.as_object()?.values().next()?;
    Some(Body {
        is_required: flag(body, "required"),
        shape: describer.shape(content.get("schema")?),
        examples: illustrations(content),
    })
}
