//! A parameter, and its input in a form.

use serde_json::Value;

use super::Provenance;
use super::field::{Field, Limit};
use super::kind::plain;
use super::merged::Merged;
use super::{flag, text};
use crate::prose::Prose;

/// A parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name in the URL.
    pub name: String,
    /// `path` or `query`.
    pub location: String,
    /// Its type, description and constraints.
    pub field: Field,
    /// The document's example; empty if it has none.
    pub example: String,
    /// Its input in a form.
    pub input: Input,
    /// Whether its value is a number in typed clients.
    pub is_number: bool,
    /// Whether its value is a UUID.
    pub is_uuid: bool,
}

/// The input of a parameter in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A line of text.
    Text,
    /// A line of text with comma-separated values.
    Several,
    /// A choice of one value.
    Choice(Vec<String>),
    /// A choice of several values.
    Choices(Vec<String>),
}

impl Parameter {
    pub(super) fn new(document: &Value, parameter: &Value) -> Self {
        let name = text(parameter, "name");
        let schema = Merged::new(document, parameter.get("schema").unwrap_or(&Value::Null));
        let mut field = Field::new(document, &name, &schema, flag(parameter, "required"), 0);
        let own = Prose::read(&text(parameter, "description"));
        if !own.is_empty() {
            field.description.blocks.splice(..field.description.blocks.len().min(1), own.blocks);
        }
        if let Some(provenance) = Provenance::of(parameter) {
            field.provenances.retain(|other| !other.reason.is_empty() && other.reason != provenance.reason);
            field.provenances.insert(0, provenance);
        }
        field.is_deprecated |= flag(parameter, "deprecated");
        let example = parameter.get("example").or_else(|| schema.get("example"));
        let shown = |example: &Value| Limit { words: "example", values: vec![plain(example)], meaning: Vec::new() };
        field.limits.extend(parameter.get("example").map(shown));
        let is_number = matches!(schema.text("type"), "integer" | "number");
        let input = input(document, &schema);
        Self {
            location: text(parameter, "in"),
            name,
            field,
            example: example.map(plain).unwrap_or_default(),
            input,
            is_number,
            is_uuid: schema.text("format") == "uuid",
        }
    }

    /// Whether it can have several values.
    pub fn is_repeated(&self) -> bool {
        matches!(self.input, Input::Several | Input::Choices(_))
    }
}

fn input(document: &Value, schema: &Merged<'_>) -> Input {
    let values = |schema: &Merged<'_>| -> Option<Vec<String>> {
        Some(schema.get("enum")?.as_array()?.iter().map(plain).collect())
    };
    if schema.text("type") != "array" {
        return values(schema).map_or(Input::Text, Input::Choice);
    }
    let items = schema.get("items").map(|items| Merged::new(document, items));
    items.as_ref().and_then(values).map_or(Input::Several, Input::Choices)
}
