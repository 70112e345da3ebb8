//! Changes that any part of a document can have: documentation, provenance, vendor extensions, and unclassified ones.

use crate::change::Level;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Mirror, Rule};

/// A description, summary, title, tag, example or the like has changed.
pub(crate) static DOCUMENTATION_CHANGED: Rule = Rule::symmetric(
    ("documentation-changed", "only the documentation has changed"),
    Level::Info,
    None,
    Fixture::new(Frame::Operation, r#"{"summary": "One order"}"#, r#"{"summary": "An order"}"#),
    Fixture::new(Frame::Operation, r#"{"operationId": "getOrder"}"#, r#"{"operationId": "readOrder"}"#),
)
.remark();

/// The provenance has changed.
pub(crate) static PROVENANCE_CHANGED: Rule = Rule::symmetric(
    ("provenance-changed", "the contract is the same, but its provenance has changed"),
    Level::Info,
    None,
    Fixture::response(
        r#"{"x-provenance": {"source": "inferred", "reason": "an example shows it"}}"#,
        r#"{"x-provenance": {"source": "documented"}}"#,
    ),
    Fixture::response(r#"{"description": "A total."}"#, r#"{"description": "The total."}"#),
)
.remark();

/// A vendor extension without rules has changed. OpenAPI gives it no meaning, so it breaks no client by itself.
pub(crate) static EXTENSION_CHANGED: Rule = Rule::symmetric(
    ("extension-changed", "a vendor extension has changed; it only matters to tools that read it"),
    Level::Info,
    None,
    Fixture::response(r#"{"x-made-up": 1}"#, r#"{"x-made-up": 2}"#),
    Fixture::response(r#"{"type": "string", "maxLength": 4}"#, r#"{"type": "string", "maxLength": 5}"#),
)
.remark();

/// The rule for a change of a key that no other rule covers.
pub(crate) fn of_unknown(key: &str) -> &'static Rule {
    if key.starts_with("x-") { &EXTENSION_CHANGED } else { &UNCLASSIFIED }
}

/// A change that no rule covers.
pub(crate) static UNCLASSIFIED: Rule = Rule {
    id: "unclassified",
    level: Level::Error,
    direction: None,
    meaning: "no rule covers this change; read it and decide",
    mirror: Mirror::Rule("unclassified"),
    needs_policy: false,
    passing: Fixture::response(r#"{"type": "string", "maxLength": 4}"#, r#"{"type": "string", "maxLength": 5}"#),
    failing: Fixture::response(r#"{"madeUp": 1}"#, r#"{"madeUp": 2}"#),
    remark: false,
};

/// The rules of this file.
pub(crate) static RULES: [&Rule; 4] = [&DOCUMENTATION_CHANGED, &PROVENANCE_CHANGED, &EXTENSION_CHANGED, &UNCLASSIFIED];

/// The extension for provenance.
pub(crate) const PROVENANCE: &str = "x-provenance";
