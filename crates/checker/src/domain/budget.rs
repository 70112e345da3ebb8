//! Limits how many values are generated for a schema.
//!
//! Schemas refer to each other, and each level multiplies the values of the next: without a limit, a small document
//! could need more values than fit in memory.

use serde_json::Value;

/// The most values that are generated for one purpose, including parts of values.
const VALUES: usize = 20_000;

/// How many bytes of text count as one value.
const BYTES: usize = 64;

/// The rest of a budget.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    /// A full budget.
    pub(super) fn new() -> Self {
        Self(VALUES)
    }

    /// Spends a part of the budget. Returns `None` if it is not enough; the budget is then empty.
    pub(super) fn spend(&mut self, weight: usize) -> Option<()> {
        let left = self.0.checked_sub(weight);
        self.0 = left.unwrap_or(0);
        left.map(|_| ())
    }

    /// Splits off half of an equal part. The other half is left for assembling the parts.
    pub(super) fn part(&mut self, parts: usize) -> Self {
        let part = self.0 / (2 * parts.max(1));
        self.0 -= part;
        Self(part)
    }

    /// Adds the rest of another budget.
    pub(super) fn add(&mut self, rest: &Self) {
        self.0 += rest.0;
    }
}

/// The number of values that a value consists of.
pub(super) fn weight(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len() / BYTES,
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields.values().map(weight).sum(),
        _ => 0,
    }
}
