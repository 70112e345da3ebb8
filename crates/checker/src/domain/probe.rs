//! Whether a value keeps a schema, asked of the judge itself.

use serde_json::Value;
use trackside_contract::{Contract, Rule};

use super::reachable::{NAME, Reading, document};

/// Tells whether values keep one schema.
pub(super) struct Probe {
    strict: Contract,
    lenient: Contract,
}

impl Probe {
    /// A probe for a schema of a document; nothing when the schema cannot be judged by.
    pub(super) fn new(contract: &Contract, schema: &Value) -> Option<Self> {
        let read = |reading| Contract::from_value(&document(contract, schema, reading)?).ok();
        Some(Self { strict: read(Reading::Strict)?, lenient: read(Reading::Lenient)? })
    }

    /// Whether a value keeps the schema and its rules, and has no field that is not declared.
    pub(super) fn keeps(&self, value: &Value) -> bool {
        self.strict.judge_component(NAME, value).is_empty()
    }

    /// Whether a value breaks what the schema itself says, for sure.
    pub(super) fn breaks(&self, value: &Value) -> bool {
        // A value that cannot be judged, or that more than one variant takes, is refused by few servers.
        let is_sure = |rule| !matches!(rule, Rule::BodyAmbiguous | Rule::BodyDepth | Rule::Contract);
        self.lenient.judge_component(NAME, value).iter().any(|violation| is_sure(violation.rule))
    }
}
