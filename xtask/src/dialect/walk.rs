//! Finds operations, schemas and references in a document.

use serde_json::{Map, Value};

/// An operation, and where it is.
pub(super) struct Operation<'a> {
    /// Method and path, as people write them.
    pub(super) name: String,
    /// Where, as a JSON pointer.
    pub(super) pointer: String,
    /// The operation object.
    pub(super) value: &'a Value,
}

/// A schema, and where it is.
pub(super) struct Place<'a> {
    /// Where, as a JSON pointer.
    pub(super) pointer: String,
    /// The schema.
    pub(super) schema: &'a Map<String, Value>,
}

/// Every operation, in order.
pub(super) fn operations(document: &Value) -> Vec<Operation<'_>> {
    const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let mut operations = Vec::new();
    for (path, item) in entries(&document["paths"]) {
        for (method, value) in entries(item).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            operations.push(Operation {
                name: format!("{} {path}", method.to_ascii_uppercase()),
                pointer: format!("/paths/{}/{method}", escape(path)),
                value,
            });
        }
    }
    operations
}

/// Every request that delivers a webhook event, in order. Its name is that of the event.
pub(super) fn deliveries(document: &Value) -> Vec<Operation<'_>> {
    let mut deliveries = Vec::new();
    for (event, item) in entries(&document["x-webhooks"]) {
        for (method, value) in entries(item).filter(|(method, _)| !method.starts_with("x-")) {
            deliveries.push(Operation {
                name: format!("the event {event}"),
                pointer: format!("/x-webhooks/{}/{method}", escape(event)),
                value,
            });
        }
    }
    deliveries
}

/// The parameters of an operation.
pub(super) fn parameters<'a>(operation: &Operation<'a>) -> &'a [Value] {
    operation.value["parameters"].as_array().map_or(&[], Vec::as_slice)
}

/// The responses of an operation with their statuses.
pub(super) fn responses<'a>(operation: &Operation<'a>) -> impl Iterator<Item = (&'a String, &'a Value)> {
    entries(&operation.value["responses"]).filter(|(status, _)| !status.starts_with("x-"))
}

/// Every schema of the document with those inside it.
pub(super) fn schemas(document: &Value) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for (name, schema) in entries(&document["components"]["schemas"]) {
        collect(schema, format!("/components/schemas/{}", escape(name)), &mut places);
    }
    for operation in operations(document).into_iter().chain(deliveries(document)) {
        media_schemas(operation.value, &operation.pointer, &mut places);
    }
    for (name, header) in entries(&document["components"]["headers"]) {
        media_schemas(header, &format!("/components/headers/{}", escape(name)), &mut places);
    }
    places
}

/// The schemas under keys `schema`, outside of examples and extensions, with those inside them.
pub(super) fn media_schemas<'a>(value: &'a Value, pointer: &str, places: &mut Vec<Place<'a>>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let pointer = format!("{pointer}/{}", escape(key));
                match key.as_str() {
                    "schema" => collect(value, pointer, places),
                    "example" | "examples" => {}
                    key if key.starts_with("x-") => {}
                    _ => media_schemas(value, &pointer, places),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                media_schemas(item, &format!("{pointer}/{index}"), places);
            }
        }
        _ => {}
    }
}

/// A schema and those inside it.
pub(super) fn collect<'a>(schema: &'a Value, pointer: String, places: &mut Vec<Place<'a>>) {
    let Some(schema) = schema.as_object() else { return };
    for (key, value) in schema {
        let pointer = format!("{pointer}/{key}");
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                for (name, property) in properties {
                    collect(property, format!("{pointer}/{}", escape(name)), places);
                }
            }
            ("allOf" | "anyOf" | "oneOf" | "items", Value::Array(members)) => {
                for (index, member) in members.iter().enumerate() {
                    collect(member, format!("{pointer}/{index}"), places);
                }
            }
            ("items" | "additionalProperties" | "not", inner @ Value::Object(_)) => collect(inner, pointer, places),
            _ => {}
        }
    }
    places.push(Place { pointer, schema });
}

/// Every `$ref` in a value with its position, outside of examples and extensions.
pub(super) fn references<'a>(value: &'a Value, pointer: &str, found: &mut Vec<(String, &'a str)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("$ref", Value::String(reference)) => found.push((pointer.to_owned(), reference)),
                    ("example" | "examples" | "default" | "enum", _) if !is_name(pointer) => {}
                    (key, _) if key.starts_with("x-") && !is_name(pointer) => {}
                    _ => references(value, &format!("{pointer}/{}", escape(key)), found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                references(item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Whether the keys at this position are chosen names: of properties, components, headers.
fn is_name(pointer: &str) -> bool {
    ["/properties", "/headers", "/components/schemas", "/responses", "/links"].iter().any(|end| pointer.ends_with(end))
}

/// The entries of an object; empty for any other value.
pub(super) fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A key as a segment of a JSON pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
