//! Whether a value keeps a schema, asked of the judge itself.

use serde_json::{Value, json};
use trackside_contract::Contract;

/// The name of the schema in its own small document.
const NAME: &str = "TracksideProbe";

/// Tells whether values keep one schema.
pub(super) struct Probe {
    contract: Contract,
}

impl Probe {
    /// A probe for a schema of a document; nothing when the schema cannot be judged by.
    pub(super) fn new(contract: &Contract, schema: &Value) -> Option<Self> {
        let schemas = contract.document().pointer("/components/schemas").cloned();
        let mut document = json!({
            "openapi": "3.0.3",
            "info": { "title": NAME, "version": "1" },
            "paths": {},
            "components": { "schemas": schemas.unwrap_or_else(|| json!({})) },
        });
        document["components"]["schemas"][NAME] = schema.clone();
        Contract::from_value(&document).ok().map(|contract| Self { contract })
    }

    /// Whether a value keeps the schema.
    pub(super) fn keeps(&self, value: &Value) -> bool {
        self.contract.judge_component(NAME, value).is_empty()
    }
}
