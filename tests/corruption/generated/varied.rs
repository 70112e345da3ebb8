//! Varies the values of a response within what every keyword of the document allows.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::fitting::{Size, sample, scalars};
use super::schema::{DEPTH, inner, keyword, names, others, parts, properties, resolve};
use crate::message::{add, remove, set};

/// The most items of a list that is made longer.
const ITEMS: u64 = 100;

/// A body that keeps the schema as well as the one that was sent.
#[derive(Debug, Clone)]
pub(super) struct Varied {
    /// The keyword, and how it was varied.
    pub(super) kind: &'static str,
    /// The place in the body.
    pub(super) place: String,
    /// The body.
    pub(super) body: Value,
    /// The names of the fields that have changed, with all above and below them.
    pub(super) touched: BTreeSet<String>,
}

/// All variations of a body.
pub(super) fn variations(document: &Value, schema: &Value, body: &Value) -> Vec<Varied> {
    let mut walk = Walk { document, body, found: Vec::new() };
    walk.value(schema, body, "", 0);
    walk.found
}

struct Walk<'w> {
    document: &'w Value,
    body: &'w Value,
    found: Vec<Varied>,
}

impl<'w> Walk<'w> {
    /// Another value at a place.
    fn put(&mut self, kind: &'static str, place: &str, value: Value) {
        let mut body = self.body.clone();
        set(&mut body, place, value);
        self.varied(kind, place, body);
    }

    fn varied(&mut self, kind: &'static str, place: &str, body: Value) {
        if body == *self.body {
            return;
        }
        let mut touched: BTreeSet<_> =
            place.split('/').map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
        for body in [self.body, &body] {
            collect(body.pointer(place).unwrap_or(&Value::Null), &mut touched);
        }
        self.found.push(Varied { kind, place: place.to_owned(), body, touched });
    }

    fn value(&mut self, schema: &'w Value, value: &Value, place: &str, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for (kind, size) in [("whole value: the smallest", Size::Smallest), ("whole value: the largest", Size::Largest)]
        {
            if (value.is_object() || value.is_array())
                && let Some(made) = sample(self.document, schema, size, 0)
            {
                self.put(kind, place, made);
            }
        }
        for other in others(self.document, schema, value) {
            for size in [Size::Smallest, Size::Largest] {
                if let Some(made) = sample(self.document, other, size, 0) {
                    self.put("oneOf: another variant", place, made);
                }
            }
        }
        let Some(parts) = parts(self.document, schema, value) else { return };
        for (kind, made) in scalars(&parts, value) {
            self.put(kind, place, made);
        }
        match value {
            Value::Null => self.present(schema, place),
            Value::Object(fields) => self.object(&parts, fields, place, depth),
            Value::Array(items) => {
                self.list(&parts, items, place);
                if let (Some(schema), Some(first)) = (keyword(&parts, "items"), items.first()) {
                    self.value(schema, first, &format!("{place}/0"), depth + 1);
                }
            }
            _ => {}
        }
    }

    /// A value where null was sent.
    fn present(&mut self, schema: &'w Value, place: &str) {
        for size in [Size::Smallest, Size::Largest] {
            if let Some(made) = sample(self.document, schema, size, 0) {
                self.put("nullable: a value instead of null", place, made);
            }
        }
    }

    fn list(&mut self, parts: &[&'w Value], items: &[Value], place: &str) {
        let length = |name| keyword(parts, name).and_then(Value::as_u64);
        let least = usize::try_from(length("minItems").unwrap_or(0)).unwrap_or_default();
        if items.len() > least {
            self.put("minItems: as few items as allowed", place, json!(items[..least]));
            self.put("items: the last one missing", place, json!(items[..items.len() - 1]));
        }
        if items.len() > 1 {
            let mut turned = items.to_vec();
            turned.reverse();
            self.put("items: in the opposite order", place, json!(turned));
        }
        let is_unique = keyword(parts, "uniqueItems").is_some_and(|unique| *unique == true);
        let most = length("maxItems").map_or(ITEMS, |most| most.min(1000));
        if let Some(first) = items.first().filter(|_| !is_unique) {
            let count = usize::try_from(most).unwrap_or_default();
            let many: Vec<_> = items.iter().chain(std::iter::repeat(first)).take(count).collect();
            self.put("maxItems: as many items as allowed", place, json!(many));
        }
        if let Some(schema) = keyword(parts, "items").filter(|_| items.is_empty() && most > 0)
            && let Some(made) = sample(self.document, schema, Size::Largest, 0)
        {
            self.put("items: one in an empty list", place, json!([made]));
        }
    }

    fn object(&mut self, parts: &[&'w Value], fields: &Map<String, Value>, place: &str, depth: usize) {
        let is_required = |name: &str| parts.iter().any(|part| names(part).any(|required| required == name));
        let length = |name| keyword(parts, name).and_then(Value::as_u64);
        let can_shrink = fields.len() as u64 > length("minProperties").unwrap_or(0);
        let can_grow = length("maxProperties").is_none_or(|most| (fields.len() as u64) < most);
        let declared: Vec<_> = parts.iter().flat_map(|part| properties(part)).collect();
        for (name, schema) in &declared {
            let inner = inner(place, name);
            if let Some(value) = fields.get(*name) {
                if !is_required(name) && can_shrink {
                    let mut body = self.body.clone();
                    remove(&mut body, &inner);
                    self.varied("optional field: left out", &inner, body);
                }
                self.value(schema, value, &inner, depth + 1);
            } else if can_grow {
                self.added(schema, place, name, "optional field: added");
            }
        }
        let Some(additional) = keyword(parts, "additionalProperties").filter(|more| **more != false) else { return };
        // Each member of an `allOf` has a say in what else there may be.
        if parts.iter().any(|part| part.get("additionalProperties").is_some_and(|more| *more == false)) {
            return;
        }
        let additional = resolve(self.document, additional);
        for name in ["somethingNew", "a/b~c", "schlüssel 東京", "$ref", "__proto__", "", "0"] {
            if can_grow && !declared.iter().any(|(known, _)| *known == name) {
                self.added(additional, place, name, "additionalProperties: one more field");
            }
        }
        let has_extra = fields.keys().any(|name| declared.iter().all(|(known, _)| known != &name));
        if has_extra && length("minProperties").unwrap_or(0) == 0 {
            let kept: Map<_, _> = fields
                .iter()
                .filter(|(name, _)| declared.iter().any(|(known, _)| known == name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            self.put("additionalProperties: none", place, Value::Object(kept));
        }
        let undeclared = fields.iter().find(|(name, _)| declared.iter().all(|(known, _)| known != name));
        if let (Some((name, value)), true) = (undeclared, additional.is_object()) {
            self.value(additional, value, &inner(place, name), depth + 1);
        }
    }

    fn added(&mut self, schema: &'w Value, place: &str, name: &str, kind: &'static str) {
        for size in [Size::Smallest, Size::Largest] {
            let made = if *schema == json!(true) || schema.as_object().is_some_and(Map::is_empty) {
                Some(json!({ "any": ["thing", size == Size::Largest] }))
            } else {
                sample(self.document, schema, size, 0)
            };
            if let Some(made) = made {
                let mut body = self.body.clone();
                add(&mut body, place, name, made);
                self.varied(kind, &inner(place, name), body);
            }
        }
    }
}

/// The names of all fields of a value.
fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                names.insert(name.clone());
                collect(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}
