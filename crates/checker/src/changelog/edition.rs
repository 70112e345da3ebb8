//! What a changelog says about a version of a document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::code;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A version of a document.
#[derive(Debug, Clone, Default)]
pub struct Edition {
    /// The title of the API.
    pub title: String,
    /// The version that it gives itself.
    pub version: String,
    /// Name and summary of each operation, by its id, or by method and path if it has none.
    pub operations: BTreeMap<String, (String, String)>,
}

impl Edition {
    /// Reads a document. What is not there is empty.
    pub fn of(document: &Value) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let info = document.get("info");
        let mut edition = Self {
            title: text(info.and_then(|info| info.get("title"))),
            version: text(info.and_then(|info| info.get("version"))),
            operations: BTreeMap::new(),
        };
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            for method in METHODS {
                let Some(operation) = item.get(method) else { continue };
                let call = format!("{} {path}", method.to_uppercase());
                let name = code(&call);
                let (id, name) = match operation.get("operationId").and_then(Value::as_str) {
                    Some(id) => (id.to_owned(), format!("{name} ({})", code(id))),
                    None => (call, name),
                };
                edition.operations.insert(id, (name, text(operation.get("summary"))));
            }
        }
        edition
    }

    /// An operation for the reader: `` `GET /orders` (`listOrders`) ``.
    pub(super) fn name(&self, id: &str) -> Option<&str> {
        self.operations.get(id).map(|(name, _)| name.as_str())
    }
}
