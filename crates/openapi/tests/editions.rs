//! The published documents in both editions.

use serde_json::{Value, json};
use trackside_diff::compare;
use trackside_openapi::{raised, read};

/// The document, read as others read its 3.1 edition.
fn back(document: &Value) -> Value {
    let read = read(raised(document).to_string().as_bytes(), "a", &|_| Err("there are no files".to_owned()));
    let read = read.expect("a document");
    assert_eq!(read.notes, Vec::<String>::new());
    assert_eq!(read.version, "3.1.1");
    read.document
}

#[test]
fn both_editions_of_a_published_document_say_the_same() {
    for (name, text) in trackside_documents::all() {
        let document: Value = serde_json::from_str(text).expect("a document");
        let edition = raised(&document).to_string();
        assert!(!edition.contains("\"nullable\"") && !edition.contains("\"x-webhooks\""), "{name}");
        let changes = compare(&document, &back(&document)).expect("two documents");
        assert!(changes.is_empty(), "{name}: {changes:#?}");
    }
}

#[test]
fn schemas_of_3_0_become_those_of_3_1() {
    for (given, expected) in [
        (json!({ "type": "string", "nullable": true }), json!({ "type": ["string", "null"] })),
        (json!({ "type": "string", "nullable": false }), json!({ "type": "string" })),
        (json!({ "type": "string", "example": "a" }), json!({ "type": "string", "examples": ["a"] })),
        (json!({ "minimum": 1, "exclusiveMinimum": true }), json!({ "exclusiveMinimum": 1 })),
        (json!({ "maximum": 1, "exclusiveMaximum": false }), json!({ "maximum": 1 })),
        (
            json!({ "allOf": [{ "$ref": "#/components/schemas/B" }], "nullable": true, "description": "b" }),
            json!({ "anyOf": [{ "$ref": "#/components/schemas/B" }, { "type": "null" }], "description": "b" }),
        ),
        (
            json!({ "type": "string", "enum": ["a", null], "nullable": true }),
            json!({ "type": ["string", "null"], "enum": ["a", null] }),
        ),
        (
            json!({ "type": "string", "enum": ["a"], "nullable": true }),
            json!({ "anyOf": [{ "enum": ["a"], "type": "string" }, { "type": "null" }] }),
        ),
        // A property may be called like a keyword.
        (
            json!({ "properties": { "nullable": { "type": "boolean" } } }),
            json!({ "properties": { "nullable": { "type": "boolean" } } }),
        ),
    ] {
        let document = json!({ "openapi": "3.0.3", "paths": {}, "components": { "schemas": { "A": given } } });
        assert_eq!(raised(&document)["components"]["schemas"]["A"], expected, "{given}");
    }
}
