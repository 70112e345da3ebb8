//! The same change of a schema means the opposite in a request and in a response.

use serde_json::{Value, json};
use trackside_diff::Level;

use crate::documents::{answering, asking, changes, found, none};

/// Each row: a schema that admits less, one that admits more.
#[test]
fn narrowing_requests_and_widening_responses_breaks() {
    let rows = [
        (json!({ "type": "string" }), json!({})),
        (json!({ "type": "integer" }), json!({ "type": "number" })),
        (json!({ "type": "string" }), json!({ "type": "string", "nullable": true })),
        (json!({ "type": "string", "format": "date" }), json!({ "type": "string" })),
        (json!({ "type": "integer", "format": "int32" }), json!({ "type": "integer", "format": "int64" })),
        (json!({ "type": "string", "enum": ["a"] }), json!({ "type": "string", "enum": ["a", "b"] })),
        (json!({ "type": "string", "enum": ["a"] }), json!({ "type": "string" })),
        (json!({ "type": "string", "enum": ["a"] }), json!({ "type": "string", "x-extensible-enum": ["a"] })),
        (json!({ "minimum": 1 }), json!({ "minimum": 0.5 })),
        (json!({ "minimum": 1, "exclusiveMinimum": true }), json!({ "minimum": 1 })),
        (json!({ "maximum": 9_007_199_254_740_992_i64 }), json!({ "maximum": 9_007_199_254_740_993_i64 })),
        (json!({ "multipleOf": 0.5 }), json!({ "multipleOf": 0.25 })),
        (json!({ "maxLength": 4 }), json!({ "maxLength": 5 })),
        (json!({ "minLength": 1 }), json!({})),
        (json!({ "maxItems": 4 }), json!({})),
        (json!({ "minProperties": 2 }), json!({ "minProperties": 1 })),
        (json!({ "uniqueItems": true }), json!({})),
        (json!({ "pattern": "^a" }), json!({})),
        (json!({ "allOf": [{ "pattern": "^a" }, { "pattern": "b$" }] }), json!({ "pattern": "^a" })),
        (json!({ "additionalProperties": false }), json!({})),
        (json!({ "additionalProperties": { "type": "string" } }), json!({})),
        (
            json!({ "additionalProperties": { "type": "integer" } }),
            json!({ "additionalProperties": { "type": "number" } }),
        ),
        (json!({ "items": { "type": "integer" } }), json!({ "items": { "type": "number" } })),
        (json!({ "oneOf": [{ "type": "string" }] }), json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] })),
        (json!({ "type": "string" }), json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] })),
        (json!({ "type": "string" }), json!({ "anyOf": [{ "type": "object" }, { "type": "string" }] })),
        (json!({ "not": { "type": "string" } }), json!({})),
        (json!({ "properties": { "a": {} }, "required": ["a"] }), json!({ "properties": { "a": {} } })),
        (json!({ "required": ["a"] }), json!({ "properties": { "a": {} } })),
    ];
    for (tight, loose) in rows {
        assert_eq!(levels(asking, &loose, &tight), [Level::Error], "request {loose} → {tight}");
        assert_eq!(levels(asking, &tight, &loose), [Level::Info], "request {tight} → {loose}");
        assert_eq!(levels(answering, &tight, &loose), [Level::Error], "response {tight} → {loose}");
        assert_eq!(levels(answering, &loose, &tight), [Level::Info], "response {loose} → {tight}");
    }
}

#[test]
fn one_component_has_the_direction_from_where_it_is_reached() {
    let document = |required: &[&str]| {
        let order = json!({ "type": "object", "required": required, "properties": { "id": { "type": "string" } } });
        let body = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } });
        let operation = json!({ "requestBody": { "content": body }, "responses": { "200": { "content": body } } });
        crate::documents::with_operation(operation, json!({ "Order": order }))
    };
    assert_eq!(
        found(&document(&[]), &document(&["id"])),
        [
            "request-property-became-required request body /id",
            "response-property-became-required response 200 body /id"
        ]
    );
}

#[test]
fn open_enumerations_may_grow() {
    let open = [
        |values: &[&str]| json!({ "type": "string", "enum": values, "x-extensible-enum": true }),
        |values: &[&str]| json!({ "type": "string", "x-extensible-enum": values }),
    ];
    for old in open {
        for new in open {
            let (old, new) = (answering(old(&["a"]), none()), answering(new(&["a", "b"]), none()));
            assert_eq!(found(&old, &new), ["response-open-enum-value-added response 200 body"]);
        }
    }
}

#[test]
fn fields_that_do_not_travel_this_way_do_not_count() {
    let object = |keyword: &str, kind: &str, required: bool| {
        let required: &[&str] = if required { &["id"] } else { &[] };
        json!({ "type": "object", "required": required, "properties": { "id": { "type": kind, keyword: true } } })
    };
    let nothing = json!({ "type": "object" });
    let cases = [
        (
            nothing.clone(),
            object("readOnly", "string", true),
            vec!["request-read-only-property-changed"],
            vec!["response-required-property-added"],
        ),
        (
            object("readOnly", "string", false),
            object("readOnly", "string", true),
            vec![],
            vec!["response-property-became-required"],
        ),
        (
            object("readOnly", "string", false),
            object("readOnly", "integer", false),
            vec!["request-read-only-property-changed"],
            vec!["response-type-changed"],
        ),
        (
            nothing,
            object("writeOnly", "string", false),
            vec!["request-property-added"],
            vec!["response-write-only-property-changed"],
        ),
        (
            object("writeOnly", "string", false),
            object("writeOnly", "integer", false),
            vec!["request-type-changed"],
            vec!["response-write-only-property-changed"],
        ),
    ];
    for (old, new, request, response) in cases {
        assert_eq!(rules(asking, &old, &new), request, "request {old} → {new}");
        assert_eq!(rules(answering, &old, &new), response, "response {old} → {new}");
    }
}

type Document = fn(Value, Value) -> Value;

fn levels(document: Document, old: &Value, new: &Value) -> Vec<Level> {
    let changes = changes(&document(old.clone(), none()), &document(new.clone(), none()));
    changes.into_iter().map(|change| change.level).collect()
}

fn rules(document: Document, old: &Value, new: &Value) -> Vec<&'static str> {
    let changes = changes(&document(old.clone(), none()), &document(new.clone(), none()));
    changes.into_iter().map(|change| change.rule).collect()
}
