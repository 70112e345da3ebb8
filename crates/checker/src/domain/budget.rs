//! How much is made for one schema at most.
//!
//! Schemas lead into each other, and each level multiplies the values of the next: without a limit a small document could ask for more
//! values than there is memory.

use serde_json::Value;

/// How many values are made for one purpose at most, parts of values counted as well.
const VALUES: usize = 20_000;

/// How many bytes of text weigh as much as a value.
const BYTES: usize = 64;

/// What is left to spend.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    /// The whole budget.
    pub(super) fn new() -> Self {
        Self(VALUES)
    }

    /// Spends a part of what is left; nothing when it does not suffice, and from then on nothing suffices.
    pub(super) fn spend(&mut self, weight: usize) -> Option<()> {
        let left = self.0.checked_sub(weight);
        self.0 = left.unwrap_or(0);
        left.map(|_| ())
    }

    /// Sets aside one of so many equal parts of what is left, or half of that: whoever puts the parts together needs something as well.
    pub(super) fn part(&mut self, parts: usize) -> Self {
        let part = self.0 / (2 * parts.max(1));
        self.0 -= part;
        Self(part)
    }

    /// Adds what has been left of another budget.
    pub(super) fn add(&mut self, rest: &Self) {
        self.0 += rest.0;
    }
}

/// How many values a value is made of.
pub(super) fn weight(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len() / BYTES,
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(fields) => fields.values().map(weight).sum(),
        _ => 0,
    }
}
