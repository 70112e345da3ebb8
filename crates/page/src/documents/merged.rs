//! A schema merged with the schemas that it refers to.

use serde_json::{Map, Value};

/// The maximum depth of nesting. No document is deeper, and schemas that refer to themselves end here.
pub(super) const MAX_DEPTH: usize = 16;

/// A schema with its `$ref` followed and its `allOf` merged in.
#[derive(Debug, Clone)]
pub(super) struct Merged<'d> {
    /// The layers, the outermost first. The schema itself takes precedence over what it refers to.
    pub(super) layers: Vec<&'d Value>,
    /// The name of the component that it refers to.
    pub(super) name: Option<&'d str>,
}

impl<'d> Merged<'d> {
    /// Merges a schema of the document.
    pub(super) fn new(document: &'d Value, schema: &'d Value) -> Self {
        let mut merged = Self { layers: Vec::new(), name: None };
        merged.add(document, schema);
        merged
    }

    fn add(&mut self, document: &'d Value, schema: &'d Value) {
        // A schema that refers to itself would never end.
        if self.layers.len() > MAX_DEPTH || self.layers.iter().any(|layer| std::ptr::eq(*layer, schema)) {
            return;
        }
        self.layers.push(schema);
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            self.name = self.name.or_else(|| reference.rsplit('/').next());
            if let Some(target) = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer)) {
                self.add(document, target);
            }
        }
        for part in super::list(schema, "allOf") {
            self.add(document, part);
        }
    }

    /// The value of a key in the outermost layer that has it.
    pub(super) fn get(&self, key: &str) -> Option<&'d Value> {
        self.layers.iter().find_map(|layer| layer.get(key))
    }

    /// The text at a key; empty if there is none.
    pub(super) fn text(&self, key: &str) -> &'d str {
        self.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the key is true in any layer.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.layers.iter().any(|layer| super::flag(layer, key))
    }

    /// The properties of all layers.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'d String, &'d Value)> + use<'_, 'd> {
        self.layers.iter().filter_map(|layer| layer.get("properties")?.as_object()).flat_map(Map::iter)
    }

    /// Whether any layer requires the property.
    pub(super) fn requires(&self, property: &str) -> bool {
        self.layers.iter().any(|layer| super::list(layer, "required").iter().any(|name| name == property))
    }

    /// The alternatives of `oneOf` or `anyOf`.
    pub(super) fn variants(&self) -> &'d [Value] {
        let of = |key| self.layers.iter().map(|layer| super::list(layer, key)).find(|list| !list.is_empty());
        of("oneOf").or_else(|| of("anyOf")).unwrap_or_default()
    }

    /// The schema of additional properties, if there is one.
    pub(super) fn additional_properties(&self) -> Option<&'d Value> {
        self.get("additionalProperties").filter(|schema| schema.is_object())
    }
}
