//! The transforms of schemas before they are published, one file each.

mod integer_formats;
mod nullable_references;
mod paragraphs;
mod plain_enums;
mod provenance;
mod unions;
mod whole_numbers;

use serde_json::{Map, Value};

use super::edition::Edition;

/// Applies every transform of the edition to every schema of the document.
pub(super) fn apply(document: &mut Value, edition: Edition) {
    for local in [paragraphs::join, plain_enums::fold, integer_formats::rename, whole_numbers::write_whole] {
        each_root(document, &mut |schema| each_schema(schema, &local));
    }
    let kinds = nullable_references::Kinds::of(document);
    each_root(document, &mut |schema| each_schema(schema, &|schema| nullable_references::rewrite(schema, &kinds)));
    if edition.has_nullable_components() {
        nullable_references::let_null_through(document);
    }
    each_root(document, &mut |schema| each_schema(schema, &unions::make_exclusive));
    each_root(document, &mut provenance::stamp);
}

/// Whether a schema allows only null, as schemars writes the second half of an `Option`.
pub(super) fn is_null(schema: &Value) -> bool {
    let Some(schema) = schema.as_object() else { return false };
    let only_null = schema.get("enum").is_none_or(|values| *values == serde_json::json!([null]));
    schema.get("nullable") == Some(&Value::Bool(true))
        && only_null
        && schema.keys().all(|key| key == "nullable" || key == "enum")
}

/// Whether a schema allows null besides something else, as schemars writes an `Option`.
pub(super) fn allows_null(schema: &Value) -> bool {
    let members = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    schema.get("nullable") == Some(&Value::Bool(true)) || members.into_iter().any(is_null)
}

/// Every schema that is not inside another: components, parameters, bodies, headers.
fn each_root(document: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    let Some(document) = document.as_object_mut() else { return };
    for (key, part) in document.iter_mut() {
        match (key.as_str(), part) {
            ("paths" | "x-webhooks", Value::Object(paths)) => {
                paths.values_mut().for_each(|path| each_media_schema(path, visit));
            }
            ("components", Value::Object(components)) => {
                for (kind, components) in components.iter_mut() {
                    let Value::Object(components) = components else { continue };
                    for component in components.values_mut() {
                        if kind == "schemas" { visit(component) } else { each_media_schema(component, visit) }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Every value under a key `schema`, outside of examples and extensions.
fn each_media_schema(value: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match key.as_str() {
                    "schema" => visit(value),
                    "example" | "examples" => {}
                    key if key.starts_with("x-") => {}
                    _ => each_media_schema(value, visit),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_media_schema(item, visit)),
        _ => {}
    }
}

/// Visits a schema and those inside it, the inner ones first.
fn each_schema(schema: &mut Value, visit: &dyn Fn(&mut Map<String, Value>)) {
    let Some(schema) = schema.as_object_mut() else { return };
    each_inner(schema, &mut |inner| each_schema(inner, visit));
    visit(schema);
}

/// Visits the schemas directly inside a schema.
fn each_inner(schema: &mut Map<String, Value>, visit: &mut dyn FnMut(&mut Value)) {
    for (key, value) in schema.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(&mut *visit),
            ("allOf" | "anyOf" | "oneOf" | "items", Value::Array(members)) => members.iter_mut().for_each(&mut *visit),
            ("items" | "additionalProperties" | "not", inner @ Value::Object(_)) => visit(inner),
            _ => {}
        }
    }
}

/// Applies a transform to a schema and those inside it.
#[cfg(test)]
fn applied(mut schema: Value, transform: impl Fn(&mut Map<String, Value>)) -> Value {
    each_schema(&mut schema, &transform);
    schema
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{each_root, is_null};

    #[test]
    fn every_schema_is_found_and_nothing_else() {
        let mut document = json!({
            "paths": { "/a": { "get": {
                "parameters": [{ "schema": { "type": "string" } }],
                "requestBody": { "content": { "application/json": { "schema": { "type": "string" }, "example": { "schema": { "type": "no" } } } } },
                "responses": { "200": {
                    "headers": { "A": { "schema": { "type": "string" } } },
                    "content": { "application/json": { "schema": { "type": "string" }, "examples": { "a": { "value": { "schema": { "type": "no" } } } } } }
                } },
                "x-a": { "schema": { "type": "no" } }
            } } },
            "components": { "schemas": { "schema": { "type": "string" } }, "headers": { "A": { "schema": { "type": "string" } } } }
        });
        let mut found = 0;
        each_root(&mut document, &mut |schema| {
            assert_eq!(schema["type"], "string");
            found += 1;
        });
        assert_eq!(found, 6);
    }

    #[test]
    fn null_is_recognised() {
        for (schema, expected) in [
            (json!({ "nullable": true, "enum": [null] }), true),
            (json!({ "enum": [null], "nullable": true }), true),
            (json!({ "nullable": true }), true),
            (json!({ "nullable": true, "type": "string" }), false),
            (json!({ "nullable": true, "enum": ["a", null] }), false),
            (json!({ "enum": ["a"] }), false),
        ] {
            assert_eq!(is_null(&schema), expected, "{schema}");
        }
    }
}
