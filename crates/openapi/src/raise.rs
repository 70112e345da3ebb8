//! A document of OpenAPI 3.0 as one of 3.1, which says the same.

use serde_json::{Map, Value, json};

use crate::walk;

/// The 3.1 edition of a 3.0 document: nullable types are types, examples are lists, and `x-webhooks` is `webhooks`.
#[must_use]
pub fn raised(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), json!("3.1.1"));
        walk::schemas(root, "x-webhooks", |schema, _, _| raise(schema), &mut Vec::new());
        let parts = std::mem::take(root);
        *root = parts
            .into_iter()
            .map(|(name, part)| (if name == "x-webhooks" { "webhooks".to_owned() } else { name }, part))
            .collect();
    }
    document
}

fn raise(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    for (keyword, part) in members.iter_mut() {
        match (keyword.as_str(), part) {
            ("properties", Value::Object(parts)) => parts.values_mut().for_each(raise),
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => parts.iter_mut().for_each(raise),
            ("items" | "additionalProperties" | "not", part) => raise(part),
            _ => {}
        }
    }
    if let Some(example) = members.remove("example") {
        members.insert("examples".to_owned(), json!([example]));
    }
    for (inclusive, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        match members.remove(exclusive) {
            Some(Value::Bool(true)) => {
                if let Some(bound) = members.remove(inclusive) {
                    members.insert(exclusive.to_owned(), bound);
                }
            }
            Some(Value::Bool(false)) | None => {}
            Some(other) => _ = members.insert(exclusive.to_owned(), other),
        }
    }
    if members.remove("nullable") == Some(json!(true)) {
        nullable(members);
    }
}

/// Null beside the type; beside everything else, if the type alone does not decide.
fn nullable(members: &mut Map<String, Value>) {
    const DECIDING: [&str; 5] = ["allOf", "anyOf", "oneOf", "not", "enum"];
    let is_plain = !DECIDING.iter().any(|keyword| match (*keyword, members.get(*keyword)) {
        // An enum that lists null allows it.
        ("enum", Some(Value::Array(values))) => !values.contains(&Value::Null),
        (_, part) => part.is_some(),
    });
    if let (true, Some(Value::String(name))) = (is_plain, members.get("type")) {
        let names = json!([name, "null"]);
        members.insert("type".to_owned(), names);
        return;
    }
    let mut other = Map::new();
    for keyword in DECIDING.into_iter().chain(["type"]) {
        if let Some(part) = members.remove(keyword) {
            other.insert(keyword.to_owned(), part);
        }
    }
    // A reference needs no list around it.
    let only =
        other.get("allOf").and_then(Value::as_array).filter(|parts| parts.len() == 1).map(|parts| parts[0].clone());
    let is_reference = only.as_ref().is_some_and(|part| part.get("$ref").is_some());
    let other = only.filter(|_| is_reference).unwrap_or(Value::Object(other));
    members.insert("anyOf".to_owned(), json!([other, { "type": "null" }]));
}
