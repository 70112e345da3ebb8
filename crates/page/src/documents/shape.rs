//! The shape of a body: its fields as a flat list, however they are nested.

use std::collections::HashSet;

use serde_json::Value;

use super::field::{Field, description, provenances};
use super::kind::kind;
use super::merged::{MAX_DEPTH, Merged};
use super::provenance::{Provenance, Rule, rules};
use crate::prose::Prose;

/// The shape of a body.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The kind of body, such as `object`.
    pub kind: String,
    /// The name of its type in typed clients; empty if it has none.
    pub type_name: String,
    /// Whether it is described further up on the page, at the anchor with the type's name.
    pub is_above: bool,
    /// What it means.
    pub description: Prose,
    /// Where it comes from.
    pub provenances: Vec<Provenance>,
    /// Its fields, each followed by its own fields.
    pub fields: Vec<Field>,
}

/// Describes bodies. Each type is described only once, which keeps pages short and stops at types that contain
/// themselves.
pub(super) struct Describer<'d> {
    document: &'d Value,
    described: HashSet<&'d str>,
    /// The rules of the types described so far.
    pub(super) rules: Vec<Rule>,
}

impl<'d> Describer<'d> {
    /// Creates a describer for bodies of the document.
    pub(super) fn new(document: &'d Value) -> Self {
        Self { document, described: HashSet::new(), rules: Vec::new() }
    }

    /// The shape of a body with this schema.
    pub(super) fn shape(&mut self, schema: &'d Value) -> Shape {
        let merged = Merged::new(self.document, schema);
        let mut fields = Vec::new();
        let is_above = !self.add_fields(&merged, 0, &mut fields);
        Shape {
            kind: kind(self.document, &merged),
            type_name: merged.name.unwrap_or_default().to_owned(),
            is_above,
            description: description(&merged),
            provenances: provenances(&merged),
            fields,
        }
    }

    /// Adds the fields of a value. Returns false if its type was described before.
    fn add_fields(&mut self, schema: &Merged<'d>, depth: usize, fields: &mut Vec<Field>) -> bool {
        let has_fields =
            !schema.variants().is_empty() || schema.additional_properties().is_some() || schema.get("items").is_some();
        if depth > MAX_DEPTH || !(has_fields || schema.properties().next().is_some()) {
            self.add_rules(schema);
            return true;
        }
        if schema.name.is_some_and(|name| !self.described.insert(name)) {
            return false;
        }
        self.add_rules(schema);
        for (name, property) in schema.properties() {
            let is_required = schema.requires(name);
            self.add_field(name, property, is_required, depth, fields);
        }
        for variant in schema.variants() {
            let merged = Merged::new(self.document, variant);
            let name = merged.name.unwrap_or("unnamed").to_owned();
            fields.push(Field { is_variant: true, ..Field::new(self.document, &name, &merged, false, depth) });
            self.add_inner(&merged, depth + 1, fields);
        }
        if let Some(additional) = schema.additional_properties() {
            self.add_field("any other name", additional, false, depth, fields);
        }
        if let Some(items) = schema.get("items") {
            let items = Merged::new(self.document, items);
            self.add_inner(&items, depth, fields);
        }
        true
    }

    fn add_field(&mut self, name: &str, schema: &'d Value, is_required: bool, depth: usize, fields: &mut Vec<Field>) {
        let merged = Merged::new(self.document, schema);
        fields.push(Field::new(self.document, name, &merged, is_required, depth));
        self.add_inner(&merged, depth + 1, fields);
    }

    /// Adds the fields of the last field, and marks it if its type was described before.
    fn add_inner(&mut self, schema: &Merged<'d>, depth: usize, fields: &mut Vec<Field>) {
        let index = fields.len().checked_sub(1);
        let is_new = self.add_fields(schema, depth, fields);
        let is_described_here = fields.len() > index.map_or(0, |index| index + 1);
        if let (Some(field), Some(name)) = (index.and_then(|index| fields.get_mut(index)), schema.name) {
            // For a list, the type of its items is described.
            name.clone_into(&mut field.type_name);
            field.is_above = !is_new;
            field.is_anchor = is_new && is_described_here;
        }
    }

    fn add_rules(&mut self, schema: &Merged<'d>) {
        let type_name = schema.name.unwrap_or_default();
        for layer in &schema.layers {
            for rule in rules(layer, type_name) {
                if !self.rules.contains(&rule) {
                    self.rules.push(rule);
                }
            }
        }
    }
}
