//! Compiled schemas.

use std::sync::OnceLock;

use jsonschema::Validator;

use super::Form;
use super::convert::schema;
use super::node::{Node, NodeId};
use super::patterns::options;

/// The compiled schemas of a graph. Each one is compiled once, when it is first used.
pub(super) struct Validators {
    slots: Vec<[OnceLock<Result<Validator, String>>; 4]>,
}

impl Validators {
    /// An empty list for this number of nodes.
    pub(super) fn new(nodes: usize) -> Self {
        Self { slots: std::iter::repeat_with(Default::default).take(nodes).collect() }
    }

    /// The validator of a node in a form, or why it cannot be compiled.
    pub(super) fn of(&self, nodes: &[Node], id: NodeId, form: Form) -> Result<&Validator, &str> {
        let slot = &self.slots[id][form as usize];
        slot.get_or_init(|| options().build(&schema(nodes, id, form)).map_err(|error| error.to_string()))
            .as_ref()
            .map_err(String::as_str)
    }
}
