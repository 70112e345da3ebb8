//! A schema as a node of a graph.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::later::{Later, Rest};
use crate::Provenance;
use crate::semantic::Validation;

/// The index of a node in its graph.
pub(crate) type NodeId = usize;

/// A schema whose references are resolved to nodes.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// The place of the schema in the document.
    pub(crate) pointer: String,
    /// Whether null is allowed.
    pub(crate) nullable: bool,
    /// The declared type, with its name in OpenAPI.
    pub(crate) kind: Option<String>,
    /// The assertions, as written in JSON Schema.
    pub(crate) assertions: Map<String, Value>,
    /// The declared fields.
    pub(crate) properties: BTreeMap<String, NodeId>,
    /// The fields that only requests have.
    pub(crate) write_only: Vec<String>,
    /// The fields that a response must have.
    pub(crate) required: Vec<String>,
    /// How undeclared fields are handled.
    pub(crate) additional: Additional,
    /// The schema of the items.
    pub(crate) items: Option<NodeId>,
    /// The members of `allOf`.
    pub(crate) all_of: Vec<NodeId>,
    /// The `oneOf`.
    pub(crate) one_of: Option<Union>,
    /// The `anyOf`.
    pub(crate) any_of: Option<Union>,
    /// The schema in `not`.
    pub(crate) not: Option<NodeId>,
    /// What it says with keywords that 3.0 does not have.
    pub(crate) later: Option<Box<Later>>,
    /// The provenance of the schema.
    pub(crate) provenance: Option<Provenance>,
    /// The rules for its values.
    pub(crate) validations: Vec<Validation>,
    /// Whether there are rules here or in any schema that can be reached from here.
    pub(crate) has_validations: bool,
}

/// How a schema handles undeclared fields.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Additional {
    /// It does not say.
    #[default]
    Undeclared,
    /// They are allowed.
    Allowed,
    /// They are refused.
    Refused,
    /// They are allowed if their values match a schema.
    Schema(NodeId),
}

/// Alternative schemas: a value matches exactly one, or at least one.
#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) variants: Vec<Variant>,
    /// The field whose value names the variant.
    pub(crate) discriminator: Option<String>,
    /// Whether the document maps names to variants; otherwise they are the names of components.
    pub(crate) is_mapped: bool,
}

/// One schema of a union.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) node: NodeId,
    /// The name of the component, or a number.
    pub(crate) name: String,
    /// The values of the discriminator that mean this variant.
    pub(crate) discriminated_by: Vec<String>,
}

impl Node {
    /// The schemas that apply to the same value as this one.
    pub(crate) fn in_place(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.all_of
            .iter()
            .copied()
            .chain(self.unions().flat_map(|union| union.variants.iter().map(|variant| variant.node)))
            .chain(self.not)
            .chain(self.later.iter().flat_map(|later| later.in_place()))
    }

    /// The schemas that apply to fields and items.
    pub(crate) fn inside(&self) -> impl Iterator<Item = NodeId> + '_ {
        let additional = match self.additional {
            Additional::Schema(node) => Some(node),
            _ => None,
        };
        let later = self.later.iter().flat_map(|later| later.inside());
        self.properties.values().copied().chain(self.items).chain(additional).chain(later)
    }

    /// Whether it says itself that there may be fields with other names.
    pub(crate) fn is_open(&self) -> bool {
        let of_rest = || matches!(self.rest_of_fields(), Some(Rest::Schema(_)));
        let by_pattern = || self.later.as_ref().is_some_and(|later| !later.patterns.is_empty());
        matches!(self.additional, Additional::Allowed | Additional::Schema(_)) || of_rest() || by_pattern()
    }

    /// The schema of an item.
    pub(crate) fn item(&self, index: usize) -> Option<NodeId> {
        self.later.as_ref().and_then(|later| later.prefix.get(index)).copied().or(self.items)
    }

    /// The schemas of a field: of its own, of the patterns that its name matches, or else of undeclared fields.
    pub(crate) fn field(&self, name: &str) -> Vec<NodeId> {
        let patterns = self.later.iter().flat_map(|later| later.of_field(name));
        let mut found: Vec<_> = self.properties.get(name).copied().into_iter().chain(patterns).collect();
        if let (true, Additional::Schema(schema)) = (found.is_empty(), self.additional) {
            found.push(schema);
        }
        found
    }

    /// What is said with keywords about fields that no other part of the schema knows.
    pub(crate) fn rest_of_fields(&self) -> Option<Rest> {
        self.later.as_ref().and_then(|later| later.rest_of_fields)
    }

    /// The unions.
    pub(crate) fn unions(&self) -> impl Iterator<Item = &Union> {
        self.one_of.iter().chain(&self.any_of)
    }
}
