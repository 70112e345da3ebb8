//! How sure the contract is of its parts, and the rules across fields.

use serde_json::Value;

use super::{list, text};
use crate::prose::{Span, spans};

/// Where a part of the contract comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// `documented`, `example` or `inferred`.
    pub source: String,
    /// Why it was concluded; empty when there is nothing to say.
    pub reason: String,
    /// Whether the same reason is given elsewhere on the operation's page.
    pub place: Occurrence,
}

/// Where a reason stands among others that read the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence {
    /// It is given once.
    Only,
    /// It is given again further down; the number tells it from others.
    First(usize),
    /// It was given further up, under this number.
    Again(usize),
}

/// A fact across fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The type on which it stands; empty when it stands on the operation.
    pub place: String,
    /// What holds, in words.
    pub message: String,
    /// The same as an expression in CEL.
    pub expression: String,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
}

impl Provenance {
    /// What stands under `x-provenance` of a part of a document.
    pub(super) fn of(part: &Value) -> Option<Self> {
        part.get("x-provenance").and_then(Self::read)
    }

    fn read(value: &Value) -> Option<Self> {
        let source = value.get("source")?.as_str()?.to_owned();
        Some(Self { source, reason: text(value, "reason"), place: Occurrence::Only })
    }

    /// The reason, cut at its code.
    pub(crate) fn reason_spans(&self) -> Vec<Span> {
        spans(&self.reason)
    }
}

/// The rules that stand on a part of a document.
pub(super) fn rules(part: &Value, place: &str) -> Vec<Rule> {
    let rule = |rule: &Value| Rule {
        place: place.to_owned(),
        message: text(rule, "message"),
        expression: text(rule, "rule"),
        provenance: rule.get("provenance").and_then(Provenance::read),
    };
    list(part, "x-validations").iter().map(rule).collect()
}

/// Whether no part of a document is an example's or a conclusion.
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
