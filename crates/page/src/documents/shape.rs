//! A body: its fields one under the other, however they are nested.

use std::collections::HashSet;

use serde_json::Value;

use super::field::{Field, description, provenances};
use super::kind::kind;
use super::merged::{DEEPEST, Merged};
use super::provenance::{Provenance, Rule, rules};
use crate::prose::Prose;

/// The shape of a body.
#[derive(Debug, Clone)]
pub struct Shape {
    /// What the body is, in a few words.
    pub kind: String,
    /// The name of its type in typed clients; empty when it has none.
    pub type_name: String,
    /// Whether it has been described before on the same page, at the anchor of its name.
    pub is_above: bool,
    /// What it means.
    pub description: Prose,
    /// Where it comes from.
    pub provenances: Vec<Provenance>,
    /// Its fields, each followed by those within it.
    pub fields: Vec<Field>,
}

/// Describes bodies. A type that occurs again is not described again: that keeps pages short, and ends types that hold themselves.
pub(super) struct Describer<'d> {
    document: &'d Value,
    described: HashSet<&'d str>,
    /// The rules that stand on the types described so far.
    pub(super) rules: Vec<Rule>,
}

impl<'d> Describer<'d> {
    /// A describer of bodies in the document.
    pub(super) fn new(document: &'d Value) -> Self {
        Self { document, described: HashSet::new(), rules: Vec::new() }
    }

    /// The shape of a body of this schema.
    pub(super) fn shape(&mut self, schema: &'d Value) -> Shape {
        let merged = Merged::new(self.document, schema);
        let mut fields = Vec::new();
        let is_above = !self.within(&merged, 0, &mut fields);
        Shape {
            kind: kind(self.document, &merged),
            type_name: merged.name.unwrap_or_default().to_owned(),
            is_above,
            description: description(&merged),
            provenances: provenances(&merged),
            fields,
        }
    }

    /// Adds the fields within a value. Gives false when its type was described before.
    fn within(&mut self, schema: &Merged<'d>, depth: usize, fields: &mut Vec<Field>) -> bool {
        let has_inside = !schema.variants().is_empty() || schema.further().is_some() || schema.get("items").is_some();
        if depth > DEEPEST || !(has_inside || schema.properties().next().is_some()) {
            self.note_rules(schema);
            return true;
        }
        if schema.name.is_some_and(|name| !self.described.insert(name)) {
            return false;
        }
        self.note_rules(schema);
        for (name, property) in schema.properties() {
            let is_required = schema.requires(name);
            self.field(name, property, is_required, depth, fields);
        }
        for variant in schema.variants() {
            let merged = Merged::new(self.document, variant);
            let name = merged.name.unwrap_or("another shape").to_owned();
            fields.push(Field { is_variant: true, ..Field::new(self.document, &name, &merged, false, depth) });
            self.inside(&merged, depth + 1, fields);
        }
        if let Some(further) = schema.further() {
            self.field("any other name", further, false, depth, fields);
        }
        if let Some(items) = schema.get("items") {
            let items = Merged::new(self.document, items);
            self.inside(&items, depth, fields);
        }
        true
    }

    fn field(&mut self, name: &str, schema: &'d Value, is_required: bool, depth: usize, fields: &mut Vec<Field>) {
        let merged = Merged::new(self.document, schema);
        fields.push(Field::new(self.document, name, &merged, is_required, depth));
        self.inside(&merged, depth + 1, fields);
    }

    /// Adds what is within the last field, and notes there whether that was described before.
    fn inside(&mut self, schema: &Merged<'d>, depth: usize, fields: &mut Vec<Field>) {
        let place = fields.len().checked_sub(1);
        let is_new = self.within(schema, depth, fields);
        let is_described_here = fields.len() > place.map_or(0, |place| place + 1);
        if let (Some(field), Some(name)) = (place.and_then(|place| fields.get_mut(place)), schema.name) {
            // Of a list of a type, the type is what is described.
            name.clone_into(&mut field.type_name);
            field.is_above = !is_new;
            field.is_anchor = is_new && is_described_here;
        }
    }

    fn note_rules(&mut self, schema: &Merged<'d>) {
        let place = schema.name.unwrap_or_default();
        for layer in &schema.layers {
            for rule in rules(layer, place) {
                if !self.rules.contains(&rule) {
                    self.rules.push(rule);
                }
            }
        }
    }
}
