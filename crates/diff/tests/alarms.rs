//! What only looks like a break, and what does not look like one: each change in both directions, sent and received.

use serde_json::{Value, json};
use trackside_diff::Level;

use crate::documents::{answering, asking, changes, none, with_operation};

/// The highest level of the changes, if there are any.
fn worst(old: &Value, new: &Value) -> Option<Level> {
    changes(old, new).into_iter().map(|change| change.level).max()
}

/// Schemas that admit the same, however they are written: at most information, in any direction.
#[test]
fn the_same_values_break_nobody() {
    let rows = [
        (json!({ "type": "string" }), json!({ "type": "string", "pattern": ".*" })),
        (json!({ "type": "string" }), json!({ "type": "string", "pattern": "^.*$" })),
        (json!({ "type": "string" }), json!({ "type": "string", "pattern": "" })),
        (json!({ "type": "string", "pattern": "^(.*)$" }), json!({ "type": "string", "pattern": "[\\s\\S]*" })),
        (json!({ "enum": ["a", "b"] }), json!({ "type": "string", "enum": ["a", "b"] })),
        (json!({ "enum": [1, 2] }), json!({ "type": "number", "enum": [1, 2] })),
        (json!({ "enum": [1, 2.0] }), json!({ "type": "integer", "enum": [1, 2] })),
        (
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true }),
            json!({ "type": "integer", "minimum": 1 }),
        ),
        (
            json!({ "type": "integer", "maximum": 10, "exclusiveMaximum": true }),
            json!({ "type": "integer", "maximum": 9 }),
        ),
        (json!({ "type": "integer", "minimum": 0.5 }), json!({ "type": "integer", "minimum": 1 })),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
            json!({ "type": "integer", "minimum": 1, "maximum": 1000, "format": "int64" }),
        ),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 1000, "format": "int32" }),
            json!({ "type": "integer", "minimum": 1, "maximum": 1000, "format": "int64" }),
        ),
        (json!({ "type": "integer", "default": 20 }), json!({ "type": "integer", "default": 20.0 })),
    ];
    for (one, other) in rows {
        for (old, new) in [(&one, &other), (&other, &one)] {
            for document in [answering, asking] {
                let changes = changes(&document(old.clone(), none()), &document(new.clone(), none()));
                let harmless = changes.iter().all(|change| change.level == Level::Info);
                assert!(harmless, "{old} → {new}: {changes:?}");
            }
        }
    }
}

/// What resembles the rows above, and still breaks clients that send it in one direction, and those that read it in
/// the other one.
#[test]
fn almost_the_same_values_break_somebody() {
    let rows = [
        (json!({ "type": "string", "pattern": ".+" }), json!({ "type": "string" })),
        (json!({ "type": "string", "pattern": "^$" }), json!({ "type": "string", "pattern": ".*" })),
        (json!({ "type": "string", "pattern": "^[a]*$" }), json!({ "type": "string", "pattern": "" })),
        (json!({ "type": "string", "enum": ["a", 1] }), json!({ "enum": ["a", 1] })),
        (json!({ "type": "string", "x-extensible-enum": ["a"] }), json!({ "x-extensible-enum": ["a"] })),
        (
            json!({ "type": "number", "minimum": 1 }),
            json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true }),
        ),
        (
            json!({ "type": "integer", "minimum": 2 }),
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true }),
        ),
        (json!({ "type": "integer", "minimum": 1, "format": "int64" }), json!({ "type": "integer", "minimum": 1 })),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 3_000_000_000_u32, "format": "int32" }),
            json!({ "type": "integer", "minimum": 1, "maximum": 3_000_000_000_u32 }),
        ),
    ];
    for (tight, loose) in rows {
        let documents =
            |document: fn(Value, Value) -> Value| (document(tight.clone(), none()), document(loose.clone(), none()));
        let (tight_request, loose_request) = documents(asking);
        let (tight_response, loose_response) = documents(answering);
        assert_eq!(worst(&loose_request, &tight_request), Some(Level::Error), "request {loose} → {tight}");
        assert_eq!(worst(&tight_request, &loose_request), Some(Level::Info), "request {tight} → {loose}");
        assert_eq!(worst(&tight_response, &loose_response), Some(Level::Error), "response {tight} → {loose}");
        assert_eq!(worst(&loose_response, &tight_response), Some(Level::Info), "response {loose} → {tight}");
    }
}

/// A field that clients send in vain is as bad as a removed one.
#[test]
fn a_field_that_becomes_read_only_is_as_one_that_is_removed() {
    let object = |field: Value| json!({ "type": "object", "properties": { "id": field } });
    let (plain, read) = (object(json!({ "type": "string" })), object(json!({ "type": "string", "readOnly": true })));
    let written = object(json!({ "type": "string", "writeOnly": true }));
    let removed = json!({ "type": "object" });
    let level = |document: fn(Value, Value) -> Value, new: &Value| {
        worst(&document(plain.clone(), none()), &document(new.clone(), none()))
    };
    assert_eq!(level(asking, &read), Some(Level::Warning));
    assert_eq!(level(asking, &read), level(asking, &removed));
    assert_eq!(level(answering, &written), Some(Level::Warning));
    assert_eq!(level(answering, &written), level(answering, &removed));
}

#[test]
fn urls_for_tokens() {
    let document = |flow: Value| {
        let mut document = with_operation(json!({ "security": [{ "login": [] }] }), none());
        document["components"]["securitySchemes"] =
            json!({ "login": { "type": "oauth2", "flows": { "authorizationCode": flow } } });
        document
    };
    let plain = document(json!({ "authorizationUrl": "https://a.example", "scopes": {} }));
    for key in ["refreshUrl", "tokenUrl"] {
        let with = |url: &str| document(json!({ "authorizationUrl": "https://a.example", "scopes": {}, key: url }));
        assert_eq!(worst(&plain, &with("https://a.example/x")), Some(Level::Info), "{key} added");
        assert_eq!(worst(&with("https://a.example/x"), &plain), Some(Level::Error), "{key} removed");
        let changed = worst(&with("https://a.example/x"), &with("https://a.example/y"));
        assert_eq!(changed, Some(Level::Error), "{key} changed");
    }
}

#[test]
fn a_slash_at_the_end_of_a_server() {
    let document = |url: &str| {
        let mut document = with_operation(json!({}), none());
        document["servers"] = json!([{ "url": url }]);
        document
    };
    let cases = [
        ("https://a.example", "https://a.example/", Level::Info),
        ("https://a.example/v1", "https://a.example/v1/", Level::Info),
        ("https://a.example/v1", "https://a.example/v2/", Level::Error),
    ];
    for (one, other, level) in cases {
        assert_eq!(worst(&document(one), &document(other)), Some(level), "{one} → {other}");
        assert_eq!(worst(&document(other), &document(one)), Some(level), "{other} → {one}");
    }
    let mut both = document("https://a.example");
    both["servers"] = json!([{ "url": "https://a.example" }, { "url": "https://a.example/" }]);
    assert_eq!(worst(&both, &both), None);
}

/// A message with the same on both sides of its arrow says nothing.
#[test]
fn no_message_has_two_equal_sides() {
    let path = |name: &str| {
        json!({ "openapi": "3.0.0", "paths": { format!("/a/{{{name}}}"): {
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "get": { "responses": {} }
        } } })
    };
    let words = |end: &str| answering(json!({ "description": format!("{} {end}", "long ".repeat(40)) }), none());
    let example = |value: Value| answering(json!({ "example": value }), none());
    let pairs = [
        (path("id"), path("key")),
        (words("a"), words("b")),
        (words("a"), words("and b")),
        (example(json!(1)), example(json!(1.0))),
        (example(json!({ "a": "x".repeat(100) })), example(json!({ "a": "x".repeat(101) }))),
    ];
    for (old, new) in pairs {
        for change in changes(&old, &new) {
            let (before, after) = change.message.split_once(" → ").expect("it has an arrow");
            assert_ne!(before.trim_start_matches("`description`: "), after, "{change}");
        }
    }
}
