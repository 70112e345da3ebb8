//! Changes that any part of a document can have: documentation, provenance, and unclassified ones.

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

/// A change that no rule covers.
pub(crate) static UNCLASSIFIED: Rule = Rule {
    id: "unclassified",
    level: Level::Error,
    direction: None,
    meaning: "no rule covers this change; read it and decide",
    mirror: Mirror::Rule("unclassified"),
    passing: Fixture::response(r#"{"type": "string", "maxLength": 4}"#, r#"{"type": "string", "maxLength": 5}"#),
    failing: Fixture::response(r#"{"x-made-up": 1}"#, r#"{"x-made-up": 2}"#),
    remark: false,
};

/// The rules of this file.
pub(crate) static RULES: [&Rule; 3] = [&DOCUMENTATION_CHANGED, &PROVENANCE_CHANGED, &UNCLASSIFIED];

/// The extension for provenance.
pub(crate) const PROVENANCE: &str = "x-provenance";
