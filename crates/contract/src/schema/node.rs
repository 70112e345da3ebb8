//! One schema of a document.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Provenance;
use crate::semantic::Validation;

/// The number of a node in its graph.
pub(crate) type NodeId = usize;

/// One schema, its references resolved to nodes.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// Where the schema stands in the document.
    pub(crate) pointer: String,
    /// Whether null is a value of it.
    pub(crate) nullable: bool,
    /// The declared type, as OpenAPI names it.
    pub(crate) kind: Option<String>,
    /// The assertions that JSON Schema writes as OpenAPI does, and those already rewritten.
    pub(crate) assertions: Map<String, Value>,
    /// The declared fields.
    pub(crate) properties: BTreeMap<String, NodeId>,
    /// The fields that an answer must have.
    pub(crate) required: Vec<String>,
    /// What is said of other fields.
    pub(crate) additional: Additional,
    /// The schema of the items.
    pub(crate) items: Option<NodeId>,
    /// The members of the `allOf`.
    pub(crate) all_of: Vec<NodeId>,
    /// The `oneOf`.
    pub(crate) one_of: Option<Union>,
    /// The `anyOf`.
    pub(crate) any_of: Option<Union>,
    /// The excluded schema.
    pub(crate) not: Option<NodeId>,
    /// Where the schema comes from.
    pub(crate) provenance: Option<Provenance>,
    /// The facts that hold for its values.
    pub(crate) validations: Vec<Validation>,
    /// Whether there are such facts here or in any schema that can be met from here.
    pub(crate) has_validations: bool,
}

/// What a schema says of fields that it does not declare.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Additional {
    /// Nothing.
    #[default]
    Undeclared,
    /// They may be there.
    Allowed,
    /// They may not be there.
    Refused,
    /// They may be there with values of a schema.
    Schema(NodeId),
}

/// Schemas of which a value keeps one, or at least one.
#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) variants: Vec<Variant>,
    /// The field whose value names the variant.
    pub(crate) discriminator: Option<String>,
    /// Whether the names are listed; otherwise they are those of the components.
    pub(crate) is_mapped: bool,
}

/// One schema of a union.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) node: NodeId,
    /// The component's name, or a number.
    pub(crate) name: String,
    /// The values of the discriminator that mean this variant.
    pub(crate) discriminated_by: Vec<String>,
}

impl Node {
    /// The schemas that apply to the very value that this one applies to.
    pub(crate) fn in_place(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.all_of
            .iter()
            .copied()
            .chain(self.unions().flat_map(|union| union.variants.iter().map(|variant| variant.node)))
            .chain(self.not)
    }

    /// The schemas that apply to fields and items.
    pub(crate) fn inside(&self) -> impl Iterator<Item = NodeId> + '_ {
        let additional = match self.additional {
            Additional::Schema(node) => Some(node),
            _ => None,
        };
        self.properties.values().copied().chain(self.items).chain(additional)
    }

    /// The unions.
    pub(crate) fn unions(&self) -> impl Iterator<Item = &Union> {
        self.one_of.iter().chain(&self.any_of)
    }
}
