//! The members of a union, and the features by which they are matched.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::discriminator::Mapping;
use super::enumeration::only_value;
use super::fingerprint::{Fingerprints, LEVELS};
use super::overlap::{Overlap, overlap};
use super::types::stated;
use crate::error::DiffError;
use crate::shape::{ShapeId, Shapes};
use crate::value::{canonical, quoted};

/// A member of `oneOf` or `anyOf`.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) shape: ShapeId,
    /// The discriminator values that select it.
    pub(super) tags: BTreeSet<String>,
    /// The hash, which equal members share.
    pub(super) fingerprint: u64,
    /// The fields that can only have one value, with its canonical form.
    pub(super) pinned: BTreeMap<String, String>,
    pub(super) types: Vec<String>,
    pub(super) fields: BTreeSet<String>,
    /// The name of its component, which only decides between equal candidates.
    pub(super) component: Option<String>,
    /// The name in a place.
    pub(super) label: String,
}

impl Member {
    /// Whether a discriminator tells it from another member.
    pub(super) fn is_told_from(&self, other: &Self) -> bool {
        !self.tags.is_empty() && !other.tags.is_empty() && self.tags.is_disjoint(&other.tags)
    }

    /// What it has in common with another member.
    pub(super) fn overlap(&self, other: &Self, shapes: &mut Shapes<'_>) -> Result<Overlap, DiffError> {
        if self.is_told_from(other) { Ok(Overlap::None) } else { overlap(shapes, self.shape, other.shape) }
    }

    /// The name in a message.
    pub(super) fn title(&self) -> String {
        let types = if self.types.is_empty() { "any type".to_owned() } else { self.types.join(" and ") };
        let component = self.component.as_deref().map(|name| format!(", `{name}`")).unwrap_or_default();
        format!("the member {} ({types}{component})", quoted(&self.label))
    }
}

/// The members of a union, with the discriminator of the schema around it.
pub(super) fn members<'d>(
    shapes: &mut Shapes<'d>,
    fingerprints: &mut Fingerprints,
    schemas: &[&'d Value],
    mapping: Option<&Mapping<'d>>,
) -> Result<Vec<Member>, DiffError> {
    let mut members = Vec::with_capacity(schemas.len());
    for (index, schema) in schemas.iter().enumerate() {
        let shape = shapes.intern(&[schema])?;
        let mut member = member(shapes, fingerprints, shape, index)?;
        member.component = component_of(schema).map(str::to_owned);
        if let Some(mapping) = mapping {
            member.tags = mapping.tags(shapes.document.resolve(schema)?, member.component.as_deref());
        }
        if let Some(tag) = member.tags.first() {
            member.label.clone_from(tag);
        }
        members.push(member);
    }
    Ok(members)
}

/// A shape as a member of a union, without what only the union knows about it.
pub(super) fn member(
    shapes: &mut Shapes<'_>,
    fingerprints: &mut Fingerprints,
    shape: ShapeId,
    index: usize,
) -> Result<Member, DiffError> {
    let flat = shapes.flat(shape);
    let mut pinned = BTreeMap::new();
    let mut fields = BTreeSet::new();
    for (name, schemas) in flat.properties() {
        fields.insert(name.to_owned());
        let field = shapes.intern(&schemas)?;
        if let Some(value) = only_value(&shapes.flat(field)) {
            pinned.insert(name.to_owned(), canonical(value));
        }
    }
    let label = pinned.first_key_value().map(|(name, value)| format!("{name}={}", value.trim_matches('"')));
    Ok(Member {
        shape,
        tags: BTreeSet::new(),
        fingerprint: fingerprints.of(shapes, shape, LEVELS)?,
        pinned,
        types: stated(&flat).unwrap_or_default().into_iter().map(str::to_owned).collect(),
        fields,
        component: None,
        label: label.unwrap_or_else(|| index.to_string()),
    })
}

/// The name of the component that a schema refers to.
fn component_of(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}
