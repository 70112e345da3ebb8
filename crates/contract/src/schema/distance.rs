//! How far a value is from a schema, judged by its fields.

use serde_json::Value;

use super::Schemas;
use super::node::NodeId;

/// The depth to which fields are compared.
const DEPTH: usize = 4;

impl Schemas {
    /// The number of missing and unknown fields in a value and its nested objects; `None` if the value and the schema
    /// have no field in common.
    pub(super) fn distance(&self, id: NodeId, value: &Value) -> Option<usize> {
        let fields = value.as_object()?;
        let is_near = fields.keys().any(|name| self.outlines[id].known.contains(name));
        is_near.then(|| self.distance_within(id, value, DEPTH))
    }

    /// Whether the schema declares a field at the path.
    pub(super) fn declares(&self, id: NodeId, path: &[String]) -> bool {
        path.iter().try_fold(id, |id, name| self.property(id, name)).is_some()
    }

    fn distance_within(&self, id: NodeId, value: &Value, depth: usize) -> usize {
        let (Some(fields), Some(deeper)) = (value.as_object(), depth.checked_sub(1)) else { return 0 };
        let outline = &self.outlines[id];
        let missing = outline.required.iter().filter(|name| !fields.contains_key(*name)).count();
        let unknown = fields.keys().filter(|name| !outline.known.contains(*name)).count();
        let is_open = outline.open || outline.known.is_empty();
        let within = |(name, child): (&String, &Value)| {
            self.property(id, name).map_or(0, |id| self.distance_within(id, child, deeper))
        };
        missing + if is_open { 0 } else { unknown } + fields.iter().map(within).sum::<usize>()
    }

    /// The schema of a field, including those in members of a composition.
    fn property(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let node = &self.nodes[id];
        node.properties
            .get(name)
            .copied()
            .or_else(|| node.all_of.iter().find_map(|member| self.property(*member, name)))
    }
}
