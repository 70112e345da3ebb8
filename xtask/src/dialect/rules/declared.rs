//! What the document says of a value that a rule reads.

use serde_json::{Map, Value};

/// The schemas that may apply to a value, and the types that they allow. Without any, nothing is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared<'d> {
    objects: Vec<&'d Map<String, Value>>,
    is_int: bool,
}

impl<'d> Declared<'d> {
    /// What this schema says, with those that it refers to and consists of.
    pub(super) fn of(document: &'d Value, schema: &'d Value) -> Self {
        let mut declared = Self::default();
        declared.add(document, schema, 0);
        declared
    }

    /// The same for the object of a schema.
    pub(super) fn of_object(document: &'d Value, schema: &'d Map<String, Value>) -> Self {
        let mut declared = Self::default();
        declared.add_object(document, schema, 0);
        declared
    }

    /// A whole number that does not come from JSON.
    pub(super) fn int() -> Self {
        Self { is_int: true, ..Self::default() }
    }

    pub(super) fn is_int(&self) -> bool {
        self.is_int
    }

    /// What both say.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.objects.extend(other.objects);
        self
    }

    /// A field of the value.
    pub(super) fn field(&self, document: &'d Value, name: &str) -> Self {
        let mut found = Self::default();
        for object in &self.objects {
            let declared = object.get("properties").and_then(|properties| properties.get(name));
            if let Some(schema) = declared.or_else(|| object.get("additionalProperties")) {
                found.add(document, schema, 0);
            }
        }
        found
    }

    /// The items of the value, which is a list.
    pub(super) fn items(&self, document: &'d Value) -> Self {
        let mut found = Self::default();
        self.objects.iter().filter_map(|object| object.get("items")).for_each(|items| found.add(document, items, 0));
        found
    }

    /// The values of the fields, whatever their names.
    pub(super) fn values(&self, document: &'d Value) -> Self {
        let mut found = Self::default();
        let schemas = self.objects.iter().filter_map(|object| object.get("additionalProperties"));
        schemas.for_each(|schema| found.add(document, schema, 0));
        found
    }

    /// Whether the value may be of this type.
    pub(super) fn allows(&self, wanted: &str) -> bool {
        self.objects.iter().any(|object| match object.get("type") {
            Some(Value::String(name)) => name == wanted,
            Some(Value::Array(names)) => names.iter().any(|name| name == wanted),
            _ => false,
        })
    }

    /// Whether the value is always of this type.
    pub(super) fn is_only(&self, wanted: &str) -> bool {
        const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "array", "object"];
        self.allows(wanted) && !TYPES.iter().any(|other| *other != wanted && self.allows(other))
    }

    /// Whether the value may be null.
    pub(super) fn is_nullable(&self) -> bool {
        self.allows("null") || self.objects.iter().any(|object| object.get("nullable") == Some(&Value::Bool(true)))
    }

    fn add(&mut self, document: &'d Value, schema: &'d Value, depth: usize) {
        if let Some(object) = resolve(document, schema).as_object() {
            self.add_object(document, object, depth);
        }
    }

    fn add_object(&mut self, document: &'d Value, object: &'d Map<String, Value>, depth: usize) {
        // No schema of ours consists of others over so many steps.
        if depth > 16 {
            return;
        }
        self.objects.push(object);
        let members = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|key| object.get(key)?.as_array()).flatten();
        members.for_each(|member| self.add(document, member, depth + 1));
    }
}

/// What a reference leads to, or the value itself.
pub(super) fn resolve<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let mut value = value;
    for _ in 0..16 {
        let Some(pointer) = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) else { break };
        let Some(target) = document.pointer(pointer) else { break };
        value = target;
    }
    value
}
