//! Security schemes.

use serde_json::Value;

use super::{entries, list, text};
use crate::prose::Prose;

/// A security scheme: one way to authenticate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// Where the secret is sent.
    pub location: Location,
    /// Its description in the document.
    pub description: Prose,
}

/// Where a secret is sent in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In the header with this name, after this prefix (`Bearer ` or nothing).
    Header(String, &'static str),
    /// In the query, under this name.
    Query(String),
}

impl Scheme {
    /// The location in short form, such as `Authorization: Bearer …`.
    pub fn written(&self) -> String {
        match &self.location {
            Location::Header(name, prefix) => format!("{name}: {prefix}…"),
            Location::Query(name) => format!("?{name}=…"),
        }
    }
}

/// The schemes of a document.
pub(super) fn read(document: &Value) -> Vec<Scheme> {
    let components = document.get("components").unwrap_or(&Value::Null);
    let scheme = |(name, scheme): (&String, &Value)| Scheme {
        name: name.clone(),
        location: match (text(scheme, "type").as_str(), text(scheme, "in").as_str()) {
            ("apiKey", "query") => Location::Query(text(scheme, "name")),
            ("apiKey", _) => Location::Header(text(scheme, "name"), ""),
            _ => Location::Header("Authorization".to_owned(), "Bearer "),
        },
        description: Prose::read(&text(scheme, "description")),
    };
    entries(components, "securitySchemes").map(scheme).collect()
}

/// The alternatives of an operation, each a list of schemes to use together. Empty if the operation takes no
/// credentials.
pub(super) fn alternatives(document: &Value, operation: &Value, schemes: &[Scheme]) -> Vec<Vec<Scheme>> {
    let stated = if operation.get("security").is_some() { operation } else { document };
    let named = |name: &String| schemes.iter().find(|scheme| scheme.name == *name).cloned();
    let alternative = |alternative: &Value| {
        let names = alternative.as_object().into_iter().flat_map(serde_json::Map::keys);
        names.filter_map(named).collect::<Vec<_>>()
    };
    list(stated, "security").iter().map(alternative).filter(|alternative| !alternative.is_empty()).collect()
}
