//! A field as a row of a table.

use serde_json::Value;

use super::Provenance;
use super::kind::{kind, limits};
use super::merged::Merged;
use crate::prose::Prose;

/// A field of a body, a parameter or a header.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that the row shows or does not")]
pub struct Field {
    /// How deep it lies within the body; 0 at the top.
    pub depth: usize,
    /// Its name.
    pub name: String,
    /// Whether the row is no field but the heading of one of several shapes.
    pub is_variant: bool,
    /// What its value is, in a few words.
    pub kind: String,
    /// The name of its type in typed clients; empty when it has none.
    pub type_name: String,
    /// Whether the type's fields have been described before, at the anchor of its name.
    pub is_above: bool,
    /// Whether the type is described from here on, and so is where links to it lead.
    pub is_anchor: bool,
    /// Whether it is always there, or must be given.
    pub is_required: bool,
    /// Whether it may be null.
    pub is_nullable: bool,
    /// Whether it should not be used any more.
    pub is_deprecated: bool,
    /// What it means.
    pub description: Prose,
    /// Its bounds.
    pub limits: Vec<Limit>,
    /// Where it comes from: the field, then its type where that has more to say.
    pub provenances: Vec<Provenance>,
}

/// A bound of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// What it says: `at most`.
    pub words: &'static str,
    /// About what: `1000`.
    pub values: Vec<String>,
}

impl Field {
    /// The field of this name and schema.
    pub(super) fn new(document: &Value, name: &str, schema: &Merged<'_>, is_required: bool, depth: usize) -> Self {
        Self {
            depth,
            name: name.to_owned(),
            kind: kind(document, schema),
            type_name: schema.name.unwrap_or_default().to_owned(),
            is_required,
            is_nullable: schema.flag("nullable"),
            is_deprecated: schema.flag("deprecated"),
            description: description(schema),
            limits: limits(schema),
            provenances: provenances(schema),
            ..Self::default()
        }
    }
}

/// What a schema says itself, and what its type has to add: of the type's description, the paragraphs after the first.
pub(super) fn description(schema: &Merged<'_>) -> Prose {
    let said: Vec<_> = schema.layers.iter().filter_map(|layer| layer.get("description")?.as_str()).collect();
    let mut prose = said.first().map(|text| Prose::read(text)).unwrap_or_default();
    for more in said.iter().skip(1) {
        prose.blocks.extend(Prose::read(more).blocks.into_iter().skip(1));
    }
    prose
}

/// Where a schema comes from, and the reasons that its type gives beside its own.
pub(super) fn provenances(schema: &Merged<'_>) -> Vec<Provenance> {
    let mut found: Vec<Provenance> = Vec::new();
    for provenance in schema.layers.iter().filter_map(|layer| Provenance::of(layer)) {
        let has_more = !provenance.reason.is_empty() && found.iter().all(|one| one.reason != provenance.reason);
        if found.is_empty() || has_more {
            found.push(provenance);
        }
    }
    found
}
