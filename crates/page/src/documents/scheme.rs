//! How callers prove who they are.

use serde_json::Value;

use super::{entries, list, text};
use crate::prose::Prose;

/// A way for callers to prove who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// Where the secret stands.
    pub place: Place,
    /// What the document says of it.
    pub description: Prose,
}

/// Where a secret stands in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the header of this name, after this word (`Bearer `, or nothing).
    Header(String, &'static str),
    /// In the query, under this name.
    Query(String),
}

impl Scheme {
    /// Where the secret stands, in words.
    pub fn written(&self) -> String {
        match &self.place {
            Place::Header(name, word) => format!("{name}: {word}…"),
            Place::Query(name) => format!("?{name}=…"),
        }
    }
}

/// The schemes of a document.
pub(super) fn read(document: &Value) -> Vec<Scheme> {
    let components = document.get("components").unwrap_or(&Value::Null);
    let scheme = |(name, scheme): (&String, &Value)| Scheme {
        name: name.clone(),
        place: match (text(scheme, "type").as_str(), text(scheme, "in").as_str()) {
            ("apiKey", "query") => Place::Query(text(scheme, "name")),
            ("apiKey", _) => Place::Header(text(scheme, "name"), ""),
            _ => Place::Header("Authorization".to_owned(), "Bearer "),
        },
        description: Prose::read(&text(scheme, "description")),
    };
    entries(components, "securitySchemes").map(scheme).collect()
}

/// The alternatives of an operation: the schemes that belong together, each alternative for itself. None when it takes no credentials.
pub(super) fn alternatives(document: &Value, operation: &Value, schemes: &[Scheme]) -> Vec<Vec<Scheme>> {
    let stated = if operation.get("security").is_some() { operation } else { document };
    let named = |name: &String| schemes.iter().find(|scheme| scheme.name == *name).cloned();
    let alternative = |alternative: &Value| {
        let names = alternative.as_object().into_iter().flat_map(serde_json::Map::keys);
        names.filter_map(named).collect::<Vec<_>>()
    };
    list(stated, "security").iter().map(alternative).filter(|alternative| !alternative.is_empty()).collect()
}
