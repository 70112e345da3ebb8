//! The published documents, parsed for display.

mod anchor;
mod field;
mod group;
mod kind;
mod merged;
mod operation;
mod parameter;
mod pattern;
mod provenance;
mod repetition;
mod response;
mod scheme;
mod shape;

use serde_json::Value;
use thiserror::Error;

pub use self::field::{Field, Limit};
pub use self::group::Group;
pub use self::operation::{Body, Documentation, Operation};
pub use self::parameter::{Input, Parameter};
pub use self::provenance::{Occurrence, Provenance, Rule};
pub use self::response::{Example, Link, Response};
pub use self::scheme::{Location, Scheme};
pub use self::shape::Shape;
use crate::prose::Prose;

/// The published documents, in the order in which pages list them.
#[derive(Debug, Clone)]
pub struct Documents {
    documents: Vec<Document>,
}

/// A document before it is parsed.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t> {
    /// Its name on pages and in the control surface, such as `wecantrack`.
    pub name: &'t str,
    /// The first segment of its paths in the sandbox, such as `wecantrack` or `_mock`.
    pub prefix: &'t str,
    /// The OpenAPI document as JSON.
    pub text: &'t str,
}

/// A published document.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its name on pages and in the control surface.
    pub name: String,
    /// The first segment of its paths in the sandbox.
    pub prefix: String,
    /// The provider's name, as the provider spells it.
    pub title: String,
    /// What the provider is, and how the document was made.
    pub description: Prose,
    /// The URL of the provider's own documentation.
    pub documentation: Option<String>,
    /// The provider's real base URL.
    pub server: String,
    /// Its operations, in the document's order.
    pub operations: Vec<Operation>,
    /// Its operations by resource.
    pub groups: Vec<Group>,
    /// How callers authenticate.
    pub schemes: Vec<Scheme>,
    /// Whether every part of it is documented: saying so at each part would be noise.
    pub is_all_documented: bool,
}

/// Why a document cannot be shown.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// It is not valid JSON.
    #[error("the document {name} is not valid JSON: {error}; generate the documents again with `cargo xtask codegen`")]
    InvalidJson {
        /// The document's name.
        name: String,
        /// The error of the JSON parser.
        error: serde_json::Error,
    },
}

impl Documents {
    /// Parses the documents. Missing parts stay empty.
    ///
    /// Returns an error only if a document is not valid JSON.
    pub fn read(sources: &[Source<'_>]) -> Result<Self, DocumentError> {
        let read = |source: &Source<'_>| match serde_json::from_str::<Value>(source.text) {
            Ok(value) => Ok(Document::new(source, &value)),
            Err(error) => Err(DocumentError::InvalidJson { name: source.name.to_owned(), error }),
        };
        Ok(Self { documents: sources.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// The documents, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter()
    }

    /// The document with this name.
    pub fn get(&self, name: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.name == name)
    }

    /// The operation with this id in the document with this name.
    pub fn operation(&self, name: &str, id: &str) -> Option<(&Document, &Operation)> {
        let document = self.get(name)?;
        document.operations.iter().find(|operation| operation.id == id).map(|operation| (document, operation))
    }
}

impl Document {
    fn new(source: &Source<'_>, value: &Value) -> Self {
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let schemes = scheme::read(value);
        let operations = operation::read(value, &schemes);
        Self {
            name: source.name.to_owned(),
            prefix: source.prefix.to_owned(),
            title: text("/info/title"),
            description: Prose::read(&text("/info/description")),
            documentation: Some(text("/externalDocs/url")).filter(|url| url.starts_with("https://")),
            server: text("/servers/0/url"),
            groups: group::groups(value, &operations),
            operations,
            schemes,
            is_all_documented: provenance::is_all_documented(value),
        }
    }
}

/// The text at a key; empty if there is none.
fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Whether the value at a key is true.
fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// The array at a key; empty if there is none.
fn list<'d>(value: &'d Value, key: &str) -> &'d [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The entries of the object at a key; empty if there is none.
fn entries<'d>(value: &'d Value, key: &str) -> impl Iterator<Item = (&'d String, &'d Value)> + use<'d> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}
