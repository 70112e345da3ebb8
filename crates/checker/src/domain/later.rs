//! Values for the keywords of OpenAPI 3.1 for which 3.0 has no words, such as `x-3.1-contains`.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::generator::Generator;
use super::shape::{Kind, Shape};
use super::{Invalid, InvalidKind, OFFERED, Sample, broken, named, pattern};

/// The name of a field that no keyword restricts.
pub(super) const ANY_NAME: &str = "anyName";

impl<'s> Shape<'s> {
    /// Whether a part has such a keyword.
    pub(super) fn has_later(&self) -> bool {
        self.parts().any(|part| part.keys().any(|keyword| keyword.starts_with("x-3.1-")))
    }

    /// The type that such keywords are about, if they are about one.
    pub(super) fn later_kind(&self) -> Option<Kind> {
        let is_about = |keywords: &[&str]| keywords.iter().any(|keyword| self.first(keyword).is_some());
        let of_lists = ["x-3.1-prefixItems", "x-3.1-contains", "x-3.1-unevaluatedItems"];
        let of_objects = [
            "x-3.1-patternProperties",
            "x-3.1-propertyNames",
            "x-3.1-dependentRequired",
            "x-3.1-dependentSchemas",
            "x-3.1-unevaluatedProperties",
        ];
        match () {
            () if is_about(&of_lists) => Some(Kind::Array),
            () if is_about(&of_objects) => Some(Kind::Object),
            () => None,
        }
    }

    /// The schemas that apply if something else holds, each with a name.
    fn consequences(&self) -> Vec<(String, &'s Value)> {
        let mut found = Vec::new();
        for part in self.parts() {
            for keyword in ["then", "else"] {
                found.extend(part.get(&format!("x-3.1-{keyword}")).map(|schema| (keyword.to_owned(), schema)));
            }
            let dependent = part.get("x-3.1-dependentSchemas").and_then(Value::as_object);
            found.extend(dependent.into_iter().flatten().map(|(name, schema)| (format!("with {name}"), schema)));
        }
        found
    }

    /// The schema of an item.
    pub(super) fn item(&self, index: usize) -> Option<&'s Value> {
        let prefix = self.parts().find_map(|part| part.get("x-3.1-prefixItems")?.get(index));
        prefix.or_else(|| self.first("items"))
    }

    /// How many items have schemas of their own.
    fn prefix(&self) -> usize {
        self.first("x-3.1-prefixItems").and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// What some of the items must be, and how many of them.
    fn contained(&self) -> Option<(&'s Value, usize)> {
        let schema = self.first("x-3.1-contains")?;
        Some((schema, self.least("x-3.1-minContains").unwrap_or(1)))
    }

    /// The fewest items that a list can have.
    pub(super) fn fewest_items(&self) -> usize {
        let contained = self.contained().map_or(0, |(_, least)| least);
        self.least("minItems").unwrap_or(0).max(contained)
    }

    /// Which fields each field requires.
    fn dependent_required(&self) -> Vec<(&'s str, Vec<&'s str>)> {
        let parts = self.parts().filter_map(|part| part.get("x-3.1-dependentRequired")?.as_object()).flatten();
        parts
            .map(|(name, fields)| {
                (name.as_str(), fields.as_array().into_iter().flatten().filter_map(Value::as_str).collect())
            })
            .collect()
    }
}

impl Generator<'_> {
    /// A value that satisfies the keywords as well, made from one that may not.
    pub(super) fn mended(&mut self, shape: &Shape<'_>, value: Value, depth: usize) -> Value {
        let probe = if shape.has_later() { self.probe(shape) } else { None };
        let Some(probe) = probe.filter(|probe| !probe.keeps(&value)) else { return value };
        for (_, schema) in shape.consequences().into_iter().take(OFFERED) {
            let joined = self.plain(schema, depth + 1).map(|other| joined(value.clone(), other));
            if let Some(joined) = joined.filter(|joined| probe.keeps(joined)) {
                return joined;
            }
        }
        value
    }

    /// Valid values for the consequences of a condition, combined with a typical value.
    pub(super) fn consequence_boundaries(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Sample> {
        let consequences = shape.consequences();
        let count = consequences.len();
        let mut found = Vec::new();
        for (index, (name, schema)) in consequences.into_iter().enumerate().take(OFFERED) {
            let own = if shape.kind() == Kind::Object { self.typical_object(shape, depth) } else { None };
            let boundaries = self.with_part(count - index, |maker| maker.boundaries(schema, depth + 1));
            for sample in boundaries {
                let value = joined(own.clone().unwrap_or(Value::Null), sample.value);
                found.push(named(format!("{name}, {}", sample.name), value));
            }
        }
        found
    }

    /// Values that break a consequence of a condition.
    pub(super) fn invalid_consequences(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Invalid> {
        let consequences = shape.consequences();
        let count = consequences.len();
        let mut found = Vec::new();
        for (index, (name, schema)) in consequences.into_iter().enumerate().take(OFFERED) {
            let own = if shape.kind() == Kind::Object { self.typical_object(shape, depth) } else { None };
            let invalid = self.with_part(count - index, |maker| maker.invalid(schema, depth + 1));
            found.extend(invalid.into_iter().map(|invalid| {
                let value = joined(own.clone().unwrap_or(Value::Null), invalid.value);
                broken(invalid.kind, format!("{name}: {}", invalid.name), value)
            }));
        }
        found
    }

    /// Puts items that match `contains` where no item has a schema of its own, from the end.
    pub(super) fn fill_contained(&mut self, shape: &Shape<'_>, list: &mut [Value], depth: usize) {
        let Some((schema, least)) = shape.contained() else { return };
        let both = self.both(shape.first("items"), schema);
        let from = shape.prefix().max(list.len().saturating_sub(least));
        for place in list.iter_mut().skip(from) {
            if let Some(value) = self.plain(&both, depth + 1) {
                *place = value;
            }
        }
    }

    /// Lists with too few or too many items that match `contains`, and with items that are invalid at their places.
    pub(super) fn invalid_items(&mut self, shape: &Shape<'_>, depth: usize) -> Vec<Invalid> {
        let mut found = Vec::new();
        let (first, fewest) = (shape.prefix(), shape.fewest_items());
        if let Some(whole) = self.array(shape, first.max(fewest), depth).filter(|_| first > 0) {
            for index in 0..first.min(OFFERED) {
                let Some(schema) = shape.item(index) else { continue };
                for invalid in self.with_part(first - index, |maker| maker.invalid(schema, depth + 1)) {
                    let mut list = whole.clone();
                    list[index] = invalid.value;
                    found.push(broken(invalid.kind, format!("item {}: {}", index + 1, invalid.name), list));
                }
            }
        }
        if let Some((schema, least)) = shape.contained() {
            let other = self.invalid(schema, depth + 1).into_iter().take(1).map(|invalid| invalid.value);
            found.extend(
                other.map(|value| broken(InvalidKind::Items, "too few that match", json!(vec![value; least.max(1)]))),
            );
            let most = shape.most("x-3.1-maxContains").filter(|most| *most < OFFERED);
            let both = self.both(shape.first("items"), schema);
            let item = most.and_then(|_| self.plain(&both, depth + 1));
            found.extend(most.zip(item).map(|(most, item)| {
                broken(InvalidKind::Items, "too many that match", json!(vec![item; most.max(least) + 1]))
            }));
        }
        found
    }

    /// The name of a field that a schema does not name.
    pub(super) fn free_name(&mut self, shape: &Shape<'_>) -> String {
        let schema = shape.first("x-3.1-propertyNames");
        let text = schema.and_then(|schema| {
            let typed = self.both(Some(schema), &json!({ "type": "string" }));
            self.plain(&typed, 0)
        });
        text.as_ref().and_then(Value::as_str).unwrap_or(ANY_NAME).to_owned()
    }

    /// The fields whose names match a pattern: a name and the schema of each.
    pub(super) fn pattern_fields<'s>(&mut self, shape: &Shape<'s>) -> Vec<(String, &'s Value)> {
        let patterns = shape.first("x-3.1-patternProperties").and_then(Value::as_object);
        let patterns = patterns.into_iter().flatten().take(OFFERED);
        patterns.filter_map(|(text, schema)| Some((pattern::text(text, &(1..=3), &mut self.random)?, schema))).collect()
    }

    /// Adds the fields that others require.
    pub(super) fn add_dependent(
        &mut self,
        shape: &Shape<'_>,
        fields: &mut Map<String, Value>,
        depth: usize,
    ) -> Option<()> {
        let links = shape.dependent_required();
        let declared = shape.fields();
        loop {
            let wanted = links.iter().filter(|(name, _)| fields.contains_key(*name)).flat_map(|(_, wanted)| wanted);
            let Some(wanted) = wanted.copied().find(|wanted| !fields.contains_key(*wanted)) else { return Some(()) };
            let schema = declared.iter().find(|(name, _, _)| *name == wanted).map(|(_, schema, _)| *schema);
            let value = match schema.or_else(|| shape.free_fields()) {
                Some(schema) => self.plain(schema, depth + 1)?,
                None => json!("text"),
            };
            fields.insert(wanted.to_owned(), value);
        }
    }

    /// Objects in which a field is missing that another one requires.
    pub(super) fn invalid_dependents(&mut self, shape: &Shape<'_>, least: &Value, depth: usize) -> Vec<Invalid> {
        let mut found = Vec::new();
        for (name, wanted) in shape.dependent_required().into_iter().take(OFFERED) {
            let declared = shape.fields().into_iter().find(|(known, _, _)| *known == name).map(|(_, schema, _)| schema);
            let value = match declared {
                Some(schema) => self.plain(schema, depth + 1),
                None => Some(json!("text")),
            };
            let Some(mut fields) = value.zip(least.as_object().cloned()).map(|(value, mut fields)| {
                fields.insert(name.to_owned(), value);
                fields
            }) else {
                continue;
            };
            if self.add_dependent(shape, &mut fields, depth).is_none() {
                continue;
            }
            for wanted in wanted {
                let mut without = fields.clone();
                without.shift_remove(wanted);
                let name = format!("missing field {wanted} beside {name}");
                found.push(broken(InvalidKind::Missing, name, Value::Object(without)));
            }
        }
        found
    }

    /// A schema of what matches two schemas. It is kept, because probes are known by the places of schemas in memory.
    fn both(&mut self, one: Option<&Value>, other: &Value) -> Rc<Value> {
        let members: Vec<_> = one.into_iter().chain([other]).collect();
        let both = Rc::new(json!({ "allOf": members }));
        self.made.push(Rc::clone(&both));
        both
    }
}

/// A value with the fields of another one; the other one, if they are no objects.
fn joined(own: Value, other: Value) -> Value {
    match (own, other) {
        (Value::Object(mut own), Value::Object(other)) => {
            own.extend(other);
            Value::Object(own)
        }
        (_, other) => other,
    }
}
