//! What 3.1 says, in the words of 3.0.

use serde_json::{Value, json};
use trackside_openapi::{Read, read};

fn lowered(document: &Value) -> Read {
    read(document.to_string().as_bytes(), "a", &|_| Err("there are no files".to_owned())).expect("a document")
}

/// A schema of the components, lowered, and what is noted.
fn schema(schema: &Value) -> (Value, Vec<String>) {
    let read = lowered(&json!({ "openapi": "3.1.0", "paths": {}, "components": { "schemas": { "A": schema } } }));
    (read.document["components"]["schemas"]["A"].clone(), read.notes)
}

#[test]
fn schemas_mean_the_same() {
    for (given, expected) in [
        (json!(true), json!({})),
        (json!(false), json!({ "not": {} })),
        (json!({ "type": ["string", "null"] }), json!({ "type": "string", "nullable": true })),
        (json!({ "type": "null" }), json!({ "nullable": true, "enum": [null] })),
        (json!({ "type": ["string"] }), json!({ "type": "string" })),
        (json!({ "type": ["integer", "number"] }), json!({ "type": "number" })),
        (
            json!({ "type": ["string", "integer", "null"] }),
            json!({ "nullable": true, "anyOf": [{ "type": "string" }, { "type": "integer" }] }),
        ),
        // Null is refused by the list of values, whatever the type says.
        (json!({ "type": ["string", "null"], "enum": ["a"] }), json!({ "type": "string", "enum": ["a"] })),
        (
            json!({ "type": ["string", "null"], "enum": ["a", null] }),
            json!({ "type": "string", "enum": ["a", null], "nullable": true }),
        ),
        (json!({ "const": "a" }), json!({ "enum": ["a"] })),
        (json!({ "const": "a", "enum": ["b"] }), json!({ "enum": ["b"], "allOf": [{ "not": {} }] })),
        (json!({ "const": null, "type": "string" }), json!({ "enum": [null], "type": "string" })),
        (json!({ "type": "null", "enum": ["a"] }), json!({ "enum": ["a"], "allOf": [{ "not": {} }] })),
        (
            json!({ "type": ["string", "null"], "maxLength": 3, "not": { "const": "a" } }),
            json!({
                "allOf": [{ "type": "string", "maxLength": 3, "nullable": true }], "not": { "enum": ["a"] }
            }),
        ),
        (
            json!({ "anyOf": [{ "type": "string" }, { "type": "null" }], "maxLength": 3 }),
            json!({ "maxLength": 3, "allOf": [{ "allOf": [{ "type": "string" }], "nullable": true }] }),
        ),
        (json!({ "exclusiveMinimum": 1 }), json!({ "minimum": 1, "exclusiveMinimum": true })),
        (json!({ "exclusiveMinimum": 1, "minimum": 2 }), json!({ "minimum": 2 })),
        (json!({ "exclusiveMaximum": 1, "maximum": 2 }), json!({ "maximum": 1, "exclusiveMaximum": true })),
        (json!({ "examples": [1, 2] }), json!({ "example": 1 })),
        (
            json!({ "$ref": "#/components/schemas/B", "description": "b" }),
            json!({ "allOf": [{ "$ref": "#/components/schemas/B" }], "description": "b" }),
        ),
        (
            json!({ "oneOf": [{ "$ref": "#/components/schemas/B" }, { "type": "null" }] }),
            json!({ "allOf": [{ "$ref": "#/components/schemas/B" }], "nullable": true }),
        ),
        (
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }, { "type": "null" }] }),
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }], "nullable": true }),
        ),
        (
            json!({ "properties": { "a": { "type": ["string", "null"] } }, "unevaluatedProperties": false }),
            json!({ "properties": { "a": { "type": "string", "nullable": true } }, "additionalProperties": false }),
        ),
        (json!({ "contentEncoding": "base64" }), json!({ "format": "byte" })),
        (json!({ "$comment": "c", "$id": "i" }), json!({})),
        // A property may be called like a keyword.
        (json!({ "properties": { "const": { "const": 1 } } }), json!({ "properties": { "const": { "enum": [1] } } })),
    ] {
        assert_eq!(schema(&given), (expected, Vec::new()), "{given}");
    }
}

#[test]
fn what_cannot_be_said_is_noted_and_refuses_nothing() {
    let (lowered, notes) = schema(&json!({ "if": { "type": "string" }, "then": { "minLength": 1 }, "type": "string" }));
    assert_eq!(lowered, json!({ "type": "string" }));
    assert_eq!(notes, ["#/components/schemas/A: `if`, `then` are not checked"]);
    let (lowered, notes) = schema(
        &json!({ "type": "object", "patternProperties": { "^x": { "type": "string" } }, "additionalProperties": false }),
    );
    assert_eq!(lowered, json!({ "type": "object", "additionalProperties": { "anyOf": [{ "type": "string" }] } }));
    assert_eq!(notes, ["#/components/schemas/A: `patternProperties` is checked without the names"]);
    let (lowered, notes) = schema(
        &json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false }),
    );
    let items = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] });
    assert_eq!(lowered, json!({ "type": "array", "maxItems": 2, "items": items }));
    assert_eq!(notes.len(), 1);
}

#[test]
fn every_schema_of_a_document_is_lowered() {
    let nullable = || json!({ "type": ["string", "null"] });
    let media = || json!({ "content": { "application/json": { "schema": nullable() } } });
    let item = json!({
        "parameters": [{ "name": "a", "in": "query", "schema": nullable() }],
        "post": {
            "parameters": [{ "name": "b", "in": "query", "content": media()["content"] }],
            "requestBody": media(),
            "responses": { "200": { "headers": { "X": { "schema": nullable() } }, "content": media()["content"] } },
            "callbacks": { "c": { "{$request.body#/url}": { "post": { "requestBody": media() } } } }
        }
    });
    let document = json!({
        "openapi": "3.1.1",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "paths": { "/a": item, "/b": { "$ref": "#/components/pathItems/B" } },
        "webhooks": { "thing.created": item },
        "components": {
            "pathItems": { "B": item },
            "schemas": { "A": nullable() },
            "parameters": { "P": { "name": "p", "in": "query", "schema": nullable() } },
            "headers": { "H": { "schema": nullable() } },
            "responses": { "R": media() },
            "requestBodies": { "Q": media() }
        }
    });
    let read = lowered(&document);
    let text = read.document.to_string();
    assert!(!text.contains("[\"string\",\"null\"]"), "{text}");
    assert_eq!(text.matches("\"nullable\":true").count(), 3 * 6 + 5, "{text}");
    assert_eq!(read.document["openapi"], "3.0.3");
    assert_eq!(read.version, "3.1.1");
    assert!(read.document["paths"]["/b"]["post"].is_object());
    assert!(read.document["x-webhooks"]["thing.created"].is_object());
}

#[test]
fn documents_of_3_0_stay_as_they_are() {
    let document = json!({ "openapi": "3.0.3", "paths": {}, "components": { "schemas": { "A": { "const": 1 } } } });
    assert_eq!(lowered(&document).document, document);
}
