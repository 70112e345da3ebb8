//! Finds fields in responses that are for requests only.

use std::collections::HashSet;

use serde_json::Value;

use crate::load::join;
use crate::schema::{NodeId, Schemas};
use crate::{Rule, Violation};

/// A violation for each `writeOnly` field of a response body. Fields that are null hold nothing.
pub(super) fn judge_write_only(schemas: &Schemas, schema: NodeId, body: &Value) -> Vec<Violation> {
    let mut walk = Walk { schemas, seen: HashSet::new(), found: Vec::new() };
    if schemas.has_write_only() {
        walk.visit(schema, body, "");
    }
    walk.found
}

struct Walk<'w> {
    schemas: &'w Schemas,
    /// The schemas that were applied, by the place of the value.
    seen: HashSet<(NodeId, String)>,
    found: Vec<Violation>,
}

impl Walk<'_> {
    fn visit(&mut self, id: NodeId, value: &Value, pointer: &str) {
        if !self.seen.insert((id, pointer.to_owned())) {
            return;
        }
        let node = self.schemas.node(id);
        for member in node.all_of.iter().copied().chain(self.schemas.caused(id, value)) {
            self.visit(member, value, pointer);
        }
        for union in node.unions() {
            // A variant that does not match says nothing about the value.
            for variant in union.variants.iter().filter(|variant| self.schemas.accepts(variant.node, value)) {
                self.visit(variant.node, value, pointer);
            }
        }
        match value {
            Value::Object(fields) => {
                for (name, child) in fields {
                    let place = join(pointer, name);
                    let is_told = self.found.iter().any(|violation| violation.pointer == place);
                    if node.write_only.contains(name) && !child.is_null() && !is_told {
                        let message = "is in a response, but the contract declares it for requests only (`writeOnly`)";
                        self.found.push(Violation::new(Rule::BodyWriteOnly, &*place, message));
                    }
                    for schema in node.field(name) {
                        self.visit(schema, child, &place);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(schema) = node.item(index) {
                        self.visit(schema, item, &format!("{pointer}/{index}"));
                    }
                }
            }
            _ => {}
        }
    }
}
