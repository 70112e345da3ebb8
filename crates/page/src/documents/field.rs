//! A field of a body, a parameter or a header, as a row of the page.

use serde_json::Value;

use super::Provenance;
use super::kind::{kind, limits};
use super::merged::Merged;
use crate::prose::{Prose, Span};

/// A field of a body, a parameter or a header.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact about the field")]
pub struct Field {
    /// The place on the page that links lead to, unique on it.
    pub anchor: String,
    /// Its depth within the body; 0 at the top.
    pub depth: usize,
    /// Its name.
    pub name: String,
    /// Whether the row is the heading of a variant instead of a field.
    pub is_variant: bool,
    /// The kind of its value, such as `list of object`.
    pub kind: String,
    /// The name of its type in typed clients; empty if it has none.
    pub type_name: String,
    /// Whether the fields of its type are described further up, at the anchor with the type's name.
    pub is_above: bool,
    /// Whether the type is described here, so that links to the type lead to this row.
    pub is_anchor: bool,
    /// Whether it is always present, or must be sent.
    pub is_required: bool,
    /// Whether it may be null.
    pub is_nullable: bool,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
    /// What it means.
    pub description: Prose,
    /// The constraints of its value.
    pub limits: Vec<Limit>,
    /// Where it comes from: the provenance of the field, then that of its type if it gives another reason.
    pub provenances: Vec<Provenance>,
}

/// A constraint of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Its name, such as `maximum`.
    pub words: &'static str,
    /// Its values, such as `1000`.
    pub values: Vec<String>,
    /// What its only value means, if that is long and folded away.
    pub meaning: Vec<Span>,
}

impl Field {
    /// The field with this name and schema.
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
            limits: limits(document, schema),
            provenances: provenances(schema),
            ..Self::default()
        }
    }
}

/// The description of a schema, followed by that of its type without the first paragraph.
pub(super) fn description(schema: &Merged<'_>) -> Prose {
    let texts: Vec<_> = schema.layers.iter().filter_map(|layer| layer.get("description")?.as_str()).collect();
    let mut prose = texts.first().map(|text| Prose::read(text)).unwrap_or_default();
    for more in texts.iter().skip(1) {
        prose.blocks.extend(Prose::read(more).blocks.into_iter().skip(1));
    }
    prose
}

/// The provenance of a schema, followed by that of its type if it gives another reason.
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
