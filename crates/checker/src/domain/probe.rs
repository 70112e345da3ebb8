//! Checks generated values with the contract's own validator.

use std::collections::BTreeSet;

use serde_json::Value;
use trackside_contract::{Contract, Rule};

use super::reachable::{NAME, document};

/// Checks values against one schema.
pub(crate) struct Probe(Contract);

impl Probe {
    /// A probe for a schema; `None` if the schema cannot be used.
    pub(crate) fn new(contract: &Contract, schema: &Value) -> Option<Self> {
        Contract::new(document(contract, schema)?).ok().map(Self)
    }

    /// Whether a value matches the schema and its rules, and has no undeclared fields.
    pub(super) fn keeps(&self, value: &Value) -> bool {
        self.0.judge_component(NAME, value).is_empty()
    }

    /// At how many places a value is certainly invalid.
    pub(crate) fn broken_places(&self, value: &Value) -> usize {
        let violations = self.0.judge_component_as_written(NAME, value);
        let places: BTreeSet<_> = violations.iter().map(|violation| violation.pointer.as_str()).collect();
        places.len()
    }

    /// How many constraints a value breaks.
    pub(super) fn broken_constraints(&self, value: &Value) -> usize {
        self.0.judge_component_as_written(NAME, value).len()
    }

    /// Whether a value is certainly invalid.
    pub(crate) fn breaks(&self, value: &Value) -> bool {
        self.0.judge_component_as_written(NAME, value).iter().any(|violation| is_sure(violation.rule))
    }

    /// What a value certainly breaks: the places and messages.
    pub(crate) fn broken(&self, value: &Value) -> Vec<(String, String)> {
        let violations = self.0.judge_component_as_written(NAME, value).into_iter();
        let sure = violations.filter(|violation| is_sure(violation.rule));
        sure.map(|violation| (violation.pointer, violation.message)).collect()
    }
}

/// Few servers refuse a value that cannot be judged, or that matches several variants.
fn is_sure(rule: Rule) -> bool {
    !matches!(rule, Rule::BodyAmbiguous | Rule::BodyDepth | Rule::Contract)
}
