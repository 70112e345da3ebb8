//! The declared fields of a schema, and which of them were seen.

use std::collections::BTreeMap;

use serde_json::Value;
use trackside_contract::Contract;

/// The depth to which fields are listed, since schemas can be recursive.
const DEPTH: usize = 8;

/// The most fields that are listed.
const FIELDS: usize = 5_000;

/// The fields of a body by their place, with `*` for any item and any name.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    fields: BTreeMap<String, Field>,
}

/// A declared field.
#[derive(Debug, Default)]
struct Field {
    is_seen: bool,
    /// The declared enum values, and whether each was seen.
    values: Vec<(Value, bool)>,
    /// Whether undeclared names are allowed below.
    is_open: bool,
    is_object: bool,
}

/// Lists the fields of a schema.
pub(super) fn inventory(contract: &Contract, schema: &Value) -> Inventory {
    let mut inventory = Inventory::default();
    inventory.add(contract, schema, "", 0);
    inventory
}

impl Inventory {
    /// The fields, named after their body, and whether each was seen.
    pub(super) fn field_names(&self, body: &str) -> impl Iterator<Item = (String, bool)> {
        let named = self.fields.iter().filter(|(place, _)| !place.is_empty());
        named.map(move |(place, field)| (format!("{body} {place}"), field.is_seen))
    }

    /// The enum values, named after their body and field, and whether each was seen.
    pub(super) fn value_names(&self, body: &str) -> impl Iterator<Item = (String, bool)> {
        self.fields.iter().flat_map(move |(place, field)| {
            let values = field.values.iter();
            values.map(move |(value, is_seen)| (format!("{body} {place} = {value}"), *is_seen))
        })
    }

    /// Marks what a body contains. The places of undeclared fields are added to `undeclared`.
    pub(super) fn see(&mut self, value: &Value, undeclared: &mut Vec<String>) {
        self.visit(value, String::new(), undeclared);
    }

    fn visit(&mut self, value: &Value, place: String, undeclared: &mut Vec<String>) {
        let Some(field) = self.fields.get_mut(&place) else {
            undeclared.push(place);
            return;
        };
        field.is_seen = true;
        if let Some((_, is_seen)) = field.values.iter_mut().find(|(known, _)| known == value) {
            *is_seen = true;
        }
        // Where the document says nothing, anything is allowed.
        let is_silent = field.is_open || !field.is_object;
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let own = format!("{place}/{name}");
                    if self.fields.contains_key(&own) {
                        self.visit(value, own, undeclared);
                    } else if self.fields.contains_key(&format!("{place}/*")) {
                        self.visit(value, format!("{place}/*"), undeclared);
                    } else if !is_silent {
                        undeclared.push(own);
                    }
                }
            }
            Value::Array(items) if self.fields.contains_key(&format!("{place}/*")) => {
                for item in items {
                    self.visit(item, format!("{place}/*"), undeclared);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, contract: &Contract, schema: &Value, place: &str, depth: usize) {
        if depth > DEPTH || self.fields.len() >= FIELDS {
            if let Some((parent, _)) = place.rsplit_once('/') {
                self.fields.entry(parent.to_owned()).or_default().is_open = true;
            }
            return;
        }
        let schema = contract.resolve(schema);
        let field = self.fields.entry(place.to_owned()).or_default();
        for value in schema.get("enum").and_then(Value::as_array).into_iter().flatten() {
            if !value.is_null() && !field.values.iter().any(|(known, _)| known == value) {
                field.values.push((value.clone(), false));
            }
        }
        for list in ["allOf", "oneOf", "anyOf"] {
            for member in schema.get(list).and_then(Value::as_array).into_iter().flatten() {
                self.add(contract, member, place, depth + 1);
            }
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            self.fields.entry(place.to_owned()).or_default().is_object = true;
            for (name, property) in properties {
                self.add(contract, property, &format!("{place}/{name}"), depth + 1);
            }
        }
        match schema.get("additionalProperties") {
            Some(additional @ Value::Object(_)) => self.add(contract, additional, &format!("{place}/*"), depth + 1),
            Some(Value::Bool(true)) => self.fields.entry(place.to_owned()).or_default().is_open = true,
            _ => {}
        }
        if let Some(items) = schema.get("items") {
            self.add(contract, items, &format!("{place}/*"), depth + 1);
        }
    }
}
