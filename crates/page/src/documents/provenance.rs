//! Provenance of the parts of a contract, and rules across fields.

use serde_json::Value;

use super::{list, text};
use crate::prose::{Span, spans};

/// Where a part of the contract comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// `documented`, `example` or `inferred`.
    pub source: String,
    /// Why it was inferred; empty if there is no reason to give.
    pub reason: String,
    /// Whether the operation's page gives the same reason elsewhere.
    pub occurrence: Occurrence,
}

/// Whether a reason is repeated on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence {
    /// The page gives it once.
    Only,
    /// It is repeated further down. The number identifies the reason.
    First(usize),
    /// It was given further up, with this number.
    Again(usize),
}

/// A rule across fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The type that it belongs to; empty if it belongs to the operation.
    pub type_name: String,
    /// The rule in words.
    pub message: String,
    /// The rule as a CEL expression.
    pub expression: String,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
}

impl Provenance {
    /// The `x-provenance` of a part of a document.
    pub(super) fn of(part: &Value) -> Option<Self> {
        part.get("x-provenance").and_then(Self::read)
    }

    fn read(value: &Value) -> Option<Self> {
        let source = value.get("source")?.as_str()?.to_owned();
        Some(Self { source, reason: text(value, "reason"), occurrence: Occurrence::Only })
    }

    /// The reason, split into text and code.
    pub(crate) fn reason_spans(&self) -> Vec<Span> {
        spans(&self.reason)
    }
}

/// The rules of a part of a document.
pub(super) fn rules(part: &Value, type_name: &str) -> Vec<Rule> {
    let rule = |rule: &Value| Rule {
        type_name: type_name.to_owned(),
        message: text(rule, "message"),
        expression: text(rule, "rule"),
        provenance: rule.get("provenance").and_then(Provenance::read),
    };
    list(part, "x-validations").iter().map(rule).collect()
}

/// Whether every part of a document is documented, so that none comes from an example or is inferred.
pub(super) fn is_all_documented(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.iter().all(|(key, value)| match key.as_str() {
            "x-provenance" | "provenance" => value.get("source").is_none_or(|source| source == "documented"),
            _ => is_all_documented(value),
        }),
        Value::Array(items) => items.iter().all(is_all_documented),
        _ => true,
    }
}
