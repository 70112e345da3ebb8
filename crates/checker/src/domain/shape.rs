//! A schema merged with everything that applies to the same value.

use std::collections::HashSet;

use serde_json::{Map, Number, Value, json};
use trackside_contract::Contract;

/// The most schemas that are merged.
const MEMBERS: usize = 64;

/// A schema merged with its references and `allOf` members.
pub(super) struct Shape<'s> {
    contract: &'s Contract,
    /// The merged parts, starting with the schema itself.
    parts: Vec<&'s Map<String, Value>>,
}

/// The type that a schema describes.
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
    /// Merges a schema.
    pub(super) fn of(contract: &'s Contract, schema: &'s Value) -> Self {
        let mut parts: Vec<&Map<String, Value>> = Vec::new();
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            let Some(part) = contract.resolve(schema).as_object() else { continue };
            // A repeated schema adds nothing, and may be part of a cycle.
            if parts.len() >= MEMBERS || parts.iter().any(|known| std::ptr::eq(*known, part)) {
                continue;
            }
            parts.push(part);
            open.extend(part.get("allOf").and_then(Value::as_array).into_iter().flatten().rev());
        }
        Self { contract, parts }
    }

    /// The merged parts, starting with the schema itself.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'s Map<String, Value>> + use<'_, 's> {
        self.parts.iter().copied()
    }

    /// The schema itself, if it or a merged part has rules across its fields, or conditions.
    pub(super) fn with_rules(&self) -> Option<&'s Map<String, Value>> {
        let has_rules = self.parts.iter().any(|part| part.contains_key("x-validations")) || self.has_later();
        self.parts.first().copied().filter(|_| has_rules)
    }

    /// The type that the schema describes.
    pub(super) fn kind(&self) -> Kind {
        match self.first("type").and_then(Value::as_str) {
            Some("string") => Kind::Text,
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("boolean") => Kind::Boolean,
            Some("array") => Kind::Array,
            Some("object") => Kind::Object,
            _ if self.first("properties").is_some() || self.first("additionalProperties").is_some() => Kind::Object,
            _ if self.first("items").is_some() => Kind::Array,
            _ if self.later_kind().is_some() => self.later_kind().unwrap_or(Kind::Any),
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

    /// The bounds of all parts, and whether each is exclusive.
    pub(super) fn bounds(&self, bound: &str, exclusive: &str) -> impl Iterator<Item = (&'s Number, bool)> {
        self.parts.iter().filter_map(move |part| {
            Some((part.get(bound)?.as_number()?, part.get(exclusive) == Some(&Value::Bool(true))))
        })
    }

    /// The strictest lower limit of a count.
    pub(super) fn least(&self, keyword: &str) -> Option<usize> {
        self.counts(keyword).max()
    }

    /// The strictest upper limit of a count.
    pub(super) fn most(&self, keyword: &str) -> Option<usize> {
        self.counts(keyword).min()
    }

    /// The text of a keyword.
    pub(super) fn text(&self, keyword: &str) -> Option<&'s str> {
        self.first(keyword).and_then(Value::as_str)
    }

    /// All constraints on a text, as a schema without references.
    pub(super) fn text_schema(&self) -> Value {
        let keywords = ["pattern", "format", "minLength", "maxLength"];
        let of_part = |part: &&Map<String, Value>| {
            let said = keywords.iter().filter_map(|keyword| Some(((*keyword).to_owned(), part.get(*keyword)?.clone())));
            Value::Object(said.collect())
        };
        json!({ "type": "string", "allOf": self.parts.iter().map(of_part).collect::<Vec<_>>() })
    }

    /// Whether a part sets the keyword to true.
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.parts.iter().any(|part| part.get(keyword) == Some(&Value::Bool(true)))
    }

    /// Whether null is allowed.
    pub(super) fn is_nullable(&self) -> bool {
        self.is("nullable")
    }

    /// Whether other values than the declared ones are allowed.
    pub(super) fn is_extensible(&self) -> bool {
        self.parts.iter().any(|part| part.get("x-extensible-enum").is_some_and(|value| *value != Value::Bool(false)))
    }

    /// The values of the enum, or the known ones of an open enum.
    pub(super) fn values(&self) -> Vec<Value> {
        let listed = |keyword| self.parts.iter().find_map(|part| part.get(keyword)?.as_array());
        listed("enum").or_else(|| listed("x-extensible-enum")).cloned().unwrap_or_default()
    }

    /// The example in the document.
    pub(super) fn example(&self) -> Option<Value> {
        let listed = self.parts.iter().find_map(|part| part.get("examples")?.as_array()?.first());
        self.first("example").or(listed).or_else(|| self.first("default")).filter(|value| !value.is_null()).cloned()
    }

    /// The variants of the first union.
    pub(super) fn variants(&self) -> Vec<&'s Value> {
        let union = self.first("oneOf").or_else(|| self.first("anyOf"));
        union.and_then(Value::as_array).into_iter().flatten().collect()
    }

    /// Whether the schema has fields of its own, apart from its variants.
    pub(super) fn has_fields(&self) -> bool {
        self.first("properties").is_some()
    }

    /// The fields that can be sent, and whether each is required.
    pub(super) fn fields(&self) -> Vec<(&'s String, &'s Value, bool)> {
        let required = self.required();
        let mut seen = HashSet::new();
        let properties = self.parts.iter().filter_map(|part| part.get("properties")?.as_object()).flatten();
        properties
            .filter(|(name, _)| seen.insert(*name))
            .filter(|(_, field)| self.contract.resolve(field).get("readOnly") != Some(&Value::Bool(true)))
            .map(|(name, field)| (name, field, required.contains(name.as_str())))
            .collect()
    }

    /// The names of required fields that no part declares.
    pub(super) fn required_but_undeclared(&self) -> Vec<&'s str> {
        let is_declared = |name: &&str| {
            self.parts.iter().any(|part| part.get("properties").is_some_and(|fields| fields.get(*name).is_some()))
        };
        let mut names: Vec<_> = self.required().into_iter().filter(|name| !is_declared(name)).collect();
        names.sort_unstable();
        names
    }

    /// The schema of undeclared fields, if there is one.
    pub(super) fn free_fields(&self) -> Option<&'s Value> {
        self.first("additionalProperties").filter(|schema| schema.is_object())
    }

    fn required(&self) -> HashSet<&'s str> {
        let lists = self.parts.iter().filter_map(|part| part.get("required")?.as_array());
        lists.flatten().filter_map(Value::as_str).collect()
    }

    fn counts(&self, keyword: &str) -> impl Iterator<Item = usize> {
        self.parts.iter().filter_map(move |part| part.get(keyword)?.as_u64()).filter_map(|count| count.try_into().ok())
    }
}
