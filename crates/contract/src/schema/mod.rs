//! Schemas: the graph of nodes, compositions, conversion to JSON Schema, and checking of values.

mod builder;
mod check;
mod composition;
mod convert;
mod distance;
mod effort;
mod excerpt;
mod keywords;
mod later;
mod message;
mod node;
mod outline;
mod patterns;
mod validators;
mod variant;

use std::collections::HashMap;

use serde_json::Value;

pub(crate) use builder::Builder;
pub(crate) use excerpt::excerpt;
pub use keywords::CHECKED_FORMATS;
pub(crate) use node::{Node, NodeId, Union};

use outline::{Outline, Pins};
use validators::Validators;

/// The schemas of a document, ready to check values.
pub(crate) struct Schemas {
    nodes: Vec<Node>,
    outlines: Vec<Outline>,
    /// The pinned values of schemas that are variants of a union.
    pins: HashMap<NodeId, Pins>,
    /// The schemas for which the work of checking can get out of hand.
    explosive: Vec<bool>,
    validators: Validators,
    has_write_only: bool,
}

/// How a schema is applied to a value. `Bare` forms are for values that are not null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// With null if it allows null; undeclared fields are refused.
    Closed,
    /// The same for a value that is not null.
    ClosedBare,
    /// As a member of a composition: other members may declare further fields.
    Open,
    /// The same for a value that is not null.
    OpenBare,
    /// As it is written: undeclared fields are allowed, also further inside. So it is where a schema decides about
    /// something else, as in `not` and `if`.
    Written,
    /// The same for a value that is not null.
    WrittenBare,
}

impl Schemas {
    /// The node with an id.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// Whether any schema has fields that only requests have.
    pub(crate) fn has_write_only(&self) -> bool {
        self.has_write_only
    }

    /// Whether the value matches the schema, applied as a member of a composition.
    pub(crate) fn accepts(&self, id: NodeId, value: &Value) -> bool {
        self.is_valid(id, Form::Open, value)
    }

    /// The schemas that apply to the value because of something else that holds for it: the consequences of `if`, and
    /// those that depend on a field.
    pub(crate) fn caused(&self, id: NodeId, value: &Value) -> Vec<NodeId> {
        let Some(later) = &self.nodes[id].later else { return Vec::new() };
        let mut caused = Vec::new();
        if let Some((condition, consequences)) = &later.condition {
            let keyword = if self.is_valid(*condition, Form::Written, value) { "then" } else { "else" };
            caused.extend(consequences.iter().filter(|(known, _)| *known == keyword).map(|(_, id)| *id));
        }
        let dependent = later.dependent_schemas.iter();
        caused.extend(dependent.filter(|(name, _)| value.get(name).is_some()).map(|(_, id)| *id));
        caused
    }

    fn is_valid(&self, id: NodeId, form: Form, value: &Value) -> bool {
        self.validators.of(&self.nodes, id, form).as_ref().as_ref().is_ok_and(|validator| validator.is_valid(value))
    }
}
