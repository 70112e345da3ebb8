//! A working call of an endpoint.

use serde::Serialize;
use serde_json::{Map, Value};
use trackside_schemas::Endpoint;

use crate::catalogue::Operation;
use crate::credentials::Key;
use crate::sandbox::Sandbox;

/// A call of an endpoint that works in the current world.
#[derive(Debug)]
pub(crate) struct Sample<E: Endpoint> {
    path: E::Path,
    query: E::Query,
    body: E::Body,
    credential: Option<Vec<String>>,
}

/// A call with its types erased.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SampleCall {
    /// The values in the path, by parameter.
    pub(crate) path: Map<String, Value>,
    /// The query, in order; a list is a repeated parameter.
    pub(crate) query: Vec<(String, String)>,
    /// The body, if the operation has one.
    pub(crate) body: Option<Value>,
    /// The secrets to send; by default those of the provider's first working credential.
    pub(crate) credential: Option<Vec<String>>,
}

impl<E: Endpoint> Sample<E> {
    /// A call with the provider's first working credential.
    pub(crate) fn new(path: E::Path, query: E::Query, body: E::Body) -> Self {
        Self { path, query, body, credential: None }
    }

    /// The same call with another credential.
    pub(crate) fn with_credential(self, secrets: Vec<String>) -> Self {
        Self { credential: Some(secrets), ..self }
    }

    /// The call without its types.
    pub(crate) fn erased(self) -> SampleCall {
        let has_body = !trackside_schemas::declare::Nothing::is::<E::Body>();
        SampleCall {
            path: fields(&self.path),
            query: query_of(&self.query),
            body: has_body.then(|| serde_json::to_value(&self.body).expect("a body is plain data")),
            credential: self.credential,
        }
    }
}

impl SampleCall {
    /// The secrets to send: those of the call, or of the provider's first working credential that may call the operation.
    pub(crate) fn secrets(&self, sandbox: &Sandbox, operation: &Operation) -> Vec<String> {
        let may_call = |key: &&Key| key.works() && (key.kind.is_none() || key.found().forbids(operation).is_none());
        let usual = || sandbox.keys().of(operation.provider).find(may_call).map(|key| key.secrets.clone());
        self.credential.clone().or_else(usual).unwrap_or_default()
    }

    /// The path with its values in place of the parameters in braces.
    pub(crate) fn path(&self, template: &str) -> String {
        self.path.iter().fold(template.to_owned(), |path, (name, value)| {
            let escaped: String = form_urlencoded::byte_serialize(text(value).as_bytes()).collect();
            path.replace(&format!("{{{name}}}"), &escaped.replace('+', "%20"))
        })
    }

    /// The query of a URL, with its question mark; empty without parameters.
    pub(crate) fn query_text(&self) -> String {
        if self.query.is_empty() {
            return String::new();
        }
        let mut query = form_urlencoded::Serializer::for_suffix(String::from("?"), 1);
        // These characters are allowed in a query, and easier to read unescaped.
        query.extend_pairs(&self.query).finish().replace("%3A", ":").replace("%2F", "/").replace("%2C", ",")
    }
}

/// The parameters of a query in order; a list is a repeated parameter.
pub(super) fn query_of(query: &impl Serialize) -> Vec<(String, String)> {
    fields(query).into_iter().flat_map(|(name, value)| texts(&name, value)).collect()
}

/// The fields that are not null: a path or query cannot express null.
fn fields(parameters: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(parameters).expect("parameters are plain data") {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

fn texts(name: &str, value: Value) -> Vec<(String, String)> {
    match value {
        Value::Array(items) => items.iter().map(|item| (name.to_owned(), text(item))).collect(),
        single => vec![(name.to_owned(), text(&single))],
    }
}

/// A value as a URL contains it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
