//! References that may be null.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::is_null;

/// The `type` of each component, where it has one.
pub(super) struct Kinds(BTreeMap<String, Value>);

impl Kinds {
    pub(super) fn of(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let kinds = schemas.into_iter().flatten().filter_map(|(name, schema)| {
            Some((format!("#/components/schemas/{name}"), schema.get("type")?.clone()))
        });
        Self(kinds.collect())
    }
}

/// Writes an `anyOf` of something and null as that thing with `nullable: true`. A reference becomes
/// `{type, nullable: true, allOf: [{$ref}]}`, the form that Redocly, openapi-typescript and progenitor all read right. A reference to a union
/// has no type to repeat; the dialect refuses it.
pub(super) fn rewrite(schema: &mut Map<String, Value>, kinds: &Kinds) {
    let Some(Value::Array(members)) = schema.get("anyOf") else { return };
    let something = match members.as_slice() {
        [something, null] | [null, something] if is_null(null) && !is_null(something) => something.clone(),
        _ => return,
    };
    let Value::Object(mut something) = something else { return };
    schema.shift_remove("anyOf");
    if let Some(Value::String(reference)) = something.get("$ref") {
        if let Some(kind) = kinds.0.get(reference) {
            schema.insert("type".to_owned(), kind.clone());
        }
        schema.insert("nullable".to_owned(), true.into());
        schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        return;
    }
    // An enumeration must list null as well to let it pass.
    if let Some(Value::Array(values)) = something.get_mut("enum") {
        values.push(Value::Null);
    }
    for (key, value) in something {
        schema.entry(key).or_insert(value);
    }
    schema.insert("nullable".to_owned(), true.into());
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::super::applied;
    use super::{Kinds, rewrite};

    #[test]
    fn null_becomes_a_keyword() {
        let document = json!({ "components": { "schemas": {
            "Row": { "type": "object" }, "State": { "type": "string", "enum": ["a"] }, "Either": { "oneOf": [] }
        } } });
        let kinds = Kinds::of(&document);
        let null = json!({ "nullable": true, "enum": [null] });
        for (schema, expected) in [
            (
                json!({ "anyOf": [{ "$ref": "#/components/schemas/Row" }, null], "description": "A row." }),
                json!({ "description": "A row.", "type": "object", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Row" }] }),
            ),
            (
                json!({ "anyOf": [{ "$ref": "#/components/schemas/State" }, null] }),
                json!({ "type": "string", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/State" }] }),
            ),
            (
                json!({ "anyOf": [{ "$ref": "#/components/schemas/Either" }, null] }),
                json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Either" }] }),
            ),
            (
                json!({ "anyOf": [{ "type": "string", "enum": ["a"], "description": "inner" }, null], "description": "outer" }),
                json!({ "description": "outer", "type": "string", "enum": ["a", null], "nullable": true }),
            ),
            (json!({ "anyOf": [{ "type": "string" }, { "type": "array" }] }), json!({ "anyOf": [{ "type": "string" }, { "type": "array" }] })),
        ] {
            let rewritten = applied(schema, |schema: &mut Map<String, Value>| rewrite(schema, &kinds));
            assert_eq!(rewritten, expected);
        }
    }
}
