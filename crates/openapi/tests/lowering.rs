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
        // It describes what is in a text, and validators do not look into it.
        (json!({ "contentMediaType": "application/json", "contentSchema": { "type": "object" } }), json!({})),
        // A property may be called like a keyword.
        (json!({ "properties": { "const": { "const": 1 } } }), json!({ "properties": { "const": { "enum": [1] } } })),
    ] {
        assert_eq!(schema(&given), (expected, Vec::new()), "{given}");
    }
}

#[test]
fn keywords_without_words_in_3_0_are_kept_under_names_of_their_own() {
    let all = || json!([{ "$ref": "#/components/schemas/B" }]);
    for (given, expected) in [
        (
            json!({ "type": "string", "if": { "const": "a" }, "then": { "minLength": 1 } }),
            json!({ "type": "string", "x-3.1-if": { "enum": ["a"] }, "x-3.1-then": { "minLength": 1 } }),
        ),
        // Alone, these mean nothing.
        (json!({ "then": { "minLength": 1 }, "minContains": 2 }), json!({})),
        (json!({ "if": { "minLength": 1 } }), json!({})),
        (
            json!({ "contains": true, "minContains": 2, "unevaluatedItems": false }),
            json!({ "x-3.1-contains": {}, "x-3.1-minContains": 2, "x-3.1-unevaluatedItems": false }),
        ),
        (
            json!({ "patternProperties": { "^if$": { "type": ["string", "null"] } }, "additionalProperties": false }),
            json!({
                "x-3.1-patternProperties": { "^if$": { "type": "string", "nullable": true } },
                "additionalProperties": false
            }),
        ),
        (
            json!({ "propertyNames": { "const": "a" }, "dependentRequired": { "a": ["b"] } }),
            json!({ "x-3.1-propertyNames": { "enum": ["a"] }, "x-3.1-dependentRequired": { "a": ["b"] } }),
        ),
        (
            json!({ "prefixItems": [{ "type": "string" }, false], "items": false, "maxItems": 3 }),
            json!({ "x-3.1-prefixItems": [{ "type": "string" }, { "not": {} }], "items": {}, "maxItems": 2 }),
        ),
        (
            json!({ "prefixItems": [true], "unevaluatedItems": { "const": 1 } }),
            json!({ "x-3.1-prefixItems": [{}], "items": { "enum": [1] } }),
        ),
        // Every item is known.
        (json!({ "items": true, "unevaluatedItems": false }), json!({ "items": {} })),
        (
            json!({ "$ref": "#/components/schemas/B", "unevaluatedProperties": false }),
            json!({ "allOf": all(), "x-3.1-unevaluatedProperties": false }),
        ),
        (
            json!({ "allOf": all(), "unevaluatedProperties": true }),
            json!({ "allOf": all(), "additionalProperties": true }),
        ),
        // The condition concerns null, too; what is known of the fields must stay inside of what asks for the others.
        (
            json!({
                "type": ["object", "null"], "properties": { "a": true }, "if": { "type": "null" }, "then": false,
                "unevaluatedProperties": false
            }),
            json!({
                "x-3.1-if": { "nullable": true, "enum": [null] }, "x-3.1-then": { "not": {} },
                "x-3.1-unevaluatedProperties": false,
                "allOf": [{ "type": "object", "nullable": true, "properties": { "a": {} } }]
            }),
        ),
    ] {
        assert_eq!(schema(&given), (expected, Vec::new()), "{given}");
    }
}

#[test]
fn references_into_such_keywords_are_followed() {
    let document = |reference: &str| {
        json!({ "openapi": "3.1.0", "paths": {}, "components": { "schemas": {
            "A": { "prefixItems": [{ "patternProperties": { "^x": { "const": 1 } } }] },
            "B": { "properties": { "if": { "contains": { "const": 2 } } } },
            "C": { "$ref": reference }
        } } })
    };
    for (reference, expected) in [
        ("#/components/schemas/A/prefixItems/0", "#/components/schemas/A/x-3.1-prefixItems/0"),
        (
            "#/components/schemas/A/prefixItems/0/patternProperties/%5Ex",
            "#/components/schemas/A/x-3.1-prefixItems/0/x-3.1-patternProperties/%5Ex",
        ),
        ("#/components/schemas/B/properties/if", "#/components/schemas/B/properties/if"),
        ("#/components/schemas/B/properties/if/contains", "#/components/schemas/B/properties/if/x-3.1-contains"),
        // What leads nowhere is for others to refuse.
        ("#/components/schemas/B/contains", "#/components/schemas/B/contains"),
    ] {
        let read = lowered(&document(reference));
        assert_eq!(read.document["components"]["schemas"]["C"], json!({ "$ref": expected }), "{reference}");
    }
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

#[test]
fn an_operation_without_responses_accepts_any() {
    let item = || json!({ "get": { "operationId": "a" }, "post": { "responses": {} }, "summary": "A" });
    let read = lowered(&json!({ "openapi": "3.1.0", "paths": { "/a": item() } }));
    assert!(read.document["paths"]["/a"]["get"]["responses"]["default"]["content"]["*/*"].is_object());
    assert_eq!(read.document["paths"]["/a"]["post"]["responses"], json!({}));
    assert_eq!(read.notes, ["#/paths/~1a/get: declares no responses, so any response is accepted"]);
    // In 3.0 it is a mistake, which is for others to name.
    let read = lowered(&json!({ "openapi": "3.0.3", "paths": { "/a": item() } }));
    assert_eq!(read.document["paths"]["/a"], item());
}
