//! Checks generated values with the contract's own validator.

use serde_json::Value;
use trackside_contract::{Contract, Rule};

use super::reachable::{NAME, Reading, document};

/// Checks values against one schema.
pub(crate) struct Probe {
    strict: Contract,
    lenient: Contract,
}

impl Probe {
    /// A probe for a schema; `None` if the schema cannot be used.
    pub(crate) fn new(contract: &Contract, schema: &Value) -> Option<Self> {
        let read = |reading| Contract::from_value(&document(contract, schema, reading)?).ok();
        Some(Self { strict: read(Reading::Strict)?, lenient: read(Reading::Lenient)? })
    }

    /// Whether a value matches the schema and its rules, and has no undeclared fields.
    pub(super) fn keeps(&self, value: &Value) -> bool {
        self.strict.judge_component(NAME, value).is_empty()
    }

    /// Whether a value is certainly invalid.
    pub(crate) fn breaks(&self, value: &Value) -> bool {
        // Few servers refuse a value that cannot be judged, or that matches several variants.
        let is_sure = |rule| !matches!(rule, Rule::BodyAmbiguous | Rule::BodyDepth | Rule::Contract);
        self.lenient.judge_component(NAME, value).iter().any(|violation| is_sure(violation.rule))
    }
}
