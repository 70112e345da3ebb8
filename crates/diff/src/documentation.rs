//! Words, provenance, and what nobody knows: the changes that any part of a document may have.

use crate::change::Level;
use crate::fixture::{Fixture, Frame};
use crate::rule::{Mirror, Rule};

/// A description, summary, title, tag, example or the like changed.
pub(crate) static DOCUMENTATION_CHANGED: Rule = Rule::symmetric(
    ("documentation-changed", "nothing works differently; what people read about it does"),
    Level::Info,
    None,
    Fixture::new(Frame::Operation, r#"{"summary": "One order"}"#, r#"{"summary": "An order"}"#),
    Fixture::new(Frame::Operation, r#"{"operationId": "getOrder"}"#, r#"{"operationId": "readOrder"}"#),
)
.remark();

/// Where a fact comes from changed.
pub(crate) static PROVENANCE_CHANGED: Rule = Rule::symmetric(
    ("provenance-changed", "the same is promised; how sure one may be of it has changed"),
    Level::Info,
    None,
    Fixture::response(
        r#"{"x-provenance": {"source": "inferred", "reason": "an example shows it"}}"#,
        r#"{"x-provenance": {"source": "documented"}}"#,
    ),
    Fixture::response(r#"{"description": "A total."}"#, r#"{"description": "The total."}"#),
)
.remark();

/// A change that no rule knows.
pub(crate) static UNCLASSIFIED: Rule = Rule {
    id: "unclassified",
    level: Level::Error,
    direction: None,
    meaning: "no rule knows this change; read it and decide",
    mirror: Mirror::Rule("unclassified"),
    passing: Fixture::response(r#"{"type": "string", "maxLength": 4}"#, r#"{"type": "string", "maxLength": 5}"#),
    failing: Fixture::response(r#"{"x-made-up": 1}"#, r#"{"x-made-up": 2}"#),
    remark: false,
};

/// The rules of this file.
pub(crate) static RULES: [&Rule; 3] = [&DOCUMENTATION_CHANGED, &PROVENANCE_CHANGED, &UNCLASSIFIED];

/// The extension that says where a fact comes from.
pub(crate) const PROVENANCE: &str = "x-provenance";
