//! A schema with everything that applies to one value put together.

use serde_json::{Map, Value};
use trackside_contract::Contract;

/// How many schemas are put together at most.
const MEMBERS: usize = 64;

/// A schema with its references and `allOf` members put together.
pub(super) struct Shape<'s> {
    /// The parts that all apply, the schema itself first.
    parts: Vec<&'s Map<String, Value>>,
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
    Any,
}

impl<'s> Shape<'s> {
    /// Puts a schema together.
    pub(super) fn of(contract: &'s Contract, schema: &'s Value) -> Self {
        let mut parts: Vec<&Map<String, Value>> = Vec::new();
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            let Some(part) = contract.resolve(schema).as_object() else { continue };
            // A schema that is met twice says nothing new, and may lead in a circle.
            if parts.len() >= MEMBERS || parts.iter().any(|known| std::ptr::eq(*known, part)) {
                continue;
            }
            parts.push(part);
            open.extend(part.get("allOf").and_then(Value::as_array).into_iter().flatten().rev());
        }
        Self { parts }
    }

    /// What the schema describes.
    pub(super) fn kind(&self) -> Kind {
        match self.first("type").and_then(Value::as_str) {
            Some("string") => Kind::Text,
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("array") => Kind::Array,
            Some("object") => Kind::Object,
            _ if self.first("properties").is_some() => Kind::Object,
            _ if self.first("items").is_some() => Kind::Array,
            _ => match self.values().first() {
                Some(Value::String(_)) => Kind::Text,
                Some(Value::Number(_)) => Kind::Number,
                _ => Kind::Any,
            },
        }
    }

    /// A keyword of the first part that has it.
    pub(super) fn first(&self, keyword: &str) -> Option<&'s Value> {
        self.parts.iter().find_map(|part| part.get(keyword))
    }

    /// A number of the first part that has it.
    pub(super) fn number(&self, keyword: &str) -> Option<f64> {
        self.first(keyword).and_then(Value::as_f64)
    }

    /// A count of the first part that has it.
    pub(super) fn count(&self, keyword: &str) -> Option<usize> {
        self.first(keyword).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok())
    }

    /// The text of a keyword.
    pub(super) fn text(&self, keyword: &str) -> Option<&'s str> {
        self.first(keyword).and_then(Value::as_str)
    }

    /// Whether a keyword is there and true.
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.first(keyword) == Some(&Value::Bool(true))
    }

    /// Whether null is allowed.
    pub(super) fn is_nullable(&self) -> bool {
        self.is("nullable")
    }

    /// Whether further values may join the declared ones.
    pub(super) fn is_extensible(&self) -> bool {
        self.parts.iter().any(|part| part.get("x-extensible-enum").is_some_and(|value| *value != Value::Bool(false)))
    }

    /// The values of the enumeration.
    pub(super) fn values(&self) -> Vec<Value> {
        self.first("enum").and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// What the document shows.
    pub(super) fn example(&self) -> Option<Value> {
        self.first("example").or_else(|| self.first("default")).filter(|value| !value.is_null()).cloned()
    }

    /// The variants of the first union.
    pub(super) fn variants(&self) -> Vec<&'s Value> {
        let union = self.first("oneOf").or_else(|| self.first("anyOf"));
        union.and_then(Value::as_array).into_iter().flatten().collect()
    }

    /// The fields that may be sent, and whether each must be.
    pub(super) fn fields(&self) -> Vec<(&'s String, &'s Value, bool)> {
        let required: Vec<_> =
            self.parts.iter().filter_map(|part| part.get("required")?.as_array()).flatten().collect();
        let properties = self.parts.iter().filter_map(|part| part.get("properties")?.as_object()).flatten();
        properties
            .filter(|(_, field)| field.get("readOnly") != Some(&Value::Bool(true)))
            .map(|(name, field)| (name, field, required.iter().any(|required| *required == name)))
            .collect()
    }

    /// Whether fields that are not declared are refused.
    pub(super) fn is_closed(&self) -> bool {
        self.first("additionalProperties") == Some(&Value::Bool(false))
    }
}
