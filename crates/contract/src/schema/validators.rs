//! Compiled schemas.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jsonschema::Validator;

use super::Form;
use super::convert::schema;
use super::node::{Node, NodeId};
use super::patterns::options;

/// A compiled schema, or why it cannot be compiled.
type Compiled = Arc<Result<Validator, String>>;

/// The compiled schemas of a graph. Each one is compiled when it is first used.
#[derive(Default)]
pub(super) struct Validators {
    compiled: RwLock<HashMap<(NodeId, Form), Compiled>>,
}

impl Validators {
    /// The validator of a node in a form, or why it cannot be compiled.
    pub(super) fn of(&self, nodes: &[Node], id: NodeId, form: Form) -> Compiled {
        let known = self.compiled.read().unwrap_or_else(PoisonError::into_inner).get(&(id, form)).cloned();
        known.unwrap_or_else(|| {
            let made = Arc::new(options().build(&schema(nodes, id, form)).map_err(|error| error.to_string()));
            let mut compiled = self.compiled.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(compiled.entry((id, form)).or_insert(made))
        })
    }
}
