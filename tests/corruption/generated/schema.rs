//! Reads the schemas of a document. It knows nothing of how the checker reads them.

use serde_json::{Map, Value};

/// How deep a value is walked.
pub(super) const DEPTH: usize = 8;

/// An operation of a document.
pub(super) fn declared<'d>(document: &'d Value, id: &str) -> Option<&'d Value> {
    let items = document["paths"].as_object()?.values().filter_map(Value::as_object);
    items.flat_map(|item| item.values()).find(|operation| operation["operationId"] == id)
}

/// A part of a document, behind its references.
pub(super) fn resolve<'d>(document: &'d Value, part: &'d Value) -> &'d Value {
    let mut part = part;
    while let Some(pointer) = part["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        part = document.pointer(pointer).expect("a reference leads somewhere");
    }
    part
}

/// The schema of the JSON body of a response.
pub(super) fn body_schema<'d>(document: &'d Value, operation: &str, status: u16) -> Option<&'d Value> {
    let response = declared(document, operation)?["responses"].get(status.to_string())?;
    resolve(document, response).pointer("/content/application~1json/schema")
}

/// A schema and the schemas that apply to a value beside it: the members of its `allOf`, and the one member of its
/// `oneOf` or `anyOf` that can be meant. `None` if several can be, or if there is a `not`.
pub(super) fn parts<'d>(document: &'d Value, schema: &'d Value, value: &Value) -> Option<Vec<&'d Value>> {
    let schema = resolve(document, schema);
    if schema.get("not").is_some() {
        return None;
    }
    let mut all = vec![schema];
    for member in schema["allOf"].as_array().into_iter().flatten() {
        all.extend(parts(document, member, value)?);
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(members) = schema[keyword].as_array() else { continue };
        let meant: Vec<_> = members.iter().filter(|member| can_be(document, member, value)).collect();
        let [meant] = meant[..] else { return None };
        all.extend(parts(document, meant, value)?);
    }
    Some(all)
}

/// The other members of a `oneOf`.
pub(super) fn others<'d>(document: &'d Value, schema: &'d Value, value: &Value) -> Vec<&'d Value> {
    let members = resolve(document, schema)["oneOf"].as_array().into_iter().flatten();
    members.filter(|member| !can_be(document, member, value)).collect()
}

/// Whether a value can be meant by a schema, by its type, its required fields and the values of its fields.
fn can_be(document: &Value, schema: &Value, value: &Value) -> bool {
    let schema = resolve(document, schema);
    let is_of_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    let has_required = names(schema).all(|name| value.get(name).is_some());
    let has_values = properties(schema).all(|(name, property)| {
        let allowed = resolve(document, property)["enum"].as_array();
        allowed.is_none_or(|allowed| value.get(name).is_none_or(|value| allowed.contains(value)))
    });
    let members = schema["allOf"].as_array().into_iter().flatten();
    is_of_type && has_required && has_values && members.into_iter().all(|member| can_be(document, member, value))
}

/// The required fields of a schema.
pub(super) fn names(schema: &Value) -> impl Iterator<Item = &str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The declared fields of a schema.
pub(super) fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flat_map(Map::iter)
}

/// The pointer to a field.
pub(super) fn inner(place: &str, name: &str) -> String {
    format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The first value of a keyword in the parts of a schema.
pub(super) fn keyword<'d>(parts: &[&'d Value], name: &str) -> Option<&'d Value> {
    parts.iter().find_map(|part| part.get(name))
}
