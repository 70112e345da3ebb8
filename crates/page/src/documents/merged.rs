//! A schema together with what it refers to and what it is composed of.

use serde_json::{Map, Value};

/// Deeper nesting than any document has; what refers to itself ends here.
pub(super) const DEEPEST: usize = 16;

/// A schema, its `$ref` followed and its `allOf` laid beneath it.
#[derive(Debug, Clone)]
pub(super) struct Merged<'d> {
    /// The layers, the outermost first: what it says itself goes before what it refers to.
    pub(super) layers: Vec<&'d Value>,
    /// The name of the component that it refers to.
    pub(super) name: Option<&'d str>,
}

impl<'d> Merged<'d> {
    /// Follows the schema within the document.
    pub(super) fn new(document: &'d Value, schema: &'d Value) -> Self {
        let mut merged = Self { layers: Vec::new(), name: None };
        merged.add(document, schema);
        merged
    }

    fn add(&mut self, document: &'d Value, schema: &'d Value) {
        // What refers to itself would go round for ever.
        if self.layers.len() > DEEPEST || self.layers.iter().any(|layer| std::ptr::eq(*layer, schema)) {
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

    /// What the outermost layer that has the key says.
    pub(super) fn get(&self, key: &str) -> Option<&'d Value> {
        self.layers.iter().find_map(|layer| layer.get(key))
    }

    /// The text at the key, empty when there is none.
    pub(super) fn text(&self, key: &str) -> &'d str {
        self.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether a layer says yes.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.layers.iter().any(|layer| super::flag(layer, key))
    }

    /// The properties of all layers.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'d String, &'d Value)> + use<'_, 'd> {
        self.layers.iter().filter_map(|layer| layer.get("properties")?.as_object()).flat_map(Map::iter)
    }

    /// Whether a layer requires the property.
    pub(super) fn requires(&self, property: &str) -> bool {
        self.layers.iter().any(|layer| super::list(layer, "required").iter().any(|name| name == property))
    }

    /// The shapes of which it has one.
    pub(super) fn variants(&self) -> &'d [Value] {
        let of = |key| self.layers.iter().map(|layer| super::list(layer, key)).find(|list| !list.is_empty());
        of("oneOf").or_else(|| of("anyOf")).unwrap_or_default()
    }

    /// The schema of other properties, when they are described.
    pub(super) fn further(&self) -> Option<&'d Value> {
        self.get("additionalProperties").filter(|schema| schema.is_object())
    }
}
