//! What no rule knows is reported, wherever it is. Vendor extensions only inform.

use serde_json::{Value, json};

use crate::documents::found;

/// A document with every kind of object.
fn everything() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "servers": [{ "url": "https://{region}.a.example", "variables": { "region": { "default": "eu" } } }],
        "security": [{ "key": [] }, { "login": ["read"] }],
        "paths": { "/orders/{id}": {
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "post": {
                "operationId": "sendOrder",
                "parameters": [{ "name": "filter", "in": "query", "content": { "application/json": { "schema": {} } } }],
                "requestBody": { "content": { "multipart/form-data": {
                    "schema": { "type": "object", "properties": { "logo": { "type": "string" } } },
                    "encoding": { "logo": { "contentType": "image/png", "headers": { "x-size": { "schema": {} } } } }
                } } },
                "responses": { "200": {
                    "description": "The order.",
                    "headers": { "x-count": { "schema": { "type": "integer" } } },
                    "links": { "self": { "operationId": "sendOrder" } },
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } }
                } },
                "x-validations": [{ "rule": "response.status == 200", "message": "it always works" }],
                "callbacks": { "paid": { "{$request.body#/url}": { "post": { "responses": { "204": { "description": "Seen." } } } } } }
            }
        } },
        "components": {
            "securitySchemes": {
                "key": { "type": "apiKey", "in": "header", "name": "x-key" },
                "login": { "type": "oauth2", "flows": { "implicit": { "authorizationUrl": "https://a.example", "scopes": {} } } }
            },
            "schemas": { "Order": {
                "type": "object",
                "properties": { "lines": { "type": "array", "items": { "oneOf": [{ "type": "string" }, { "type": "object" }] } } },
                "additionalProperties": { "not": { "type": "string" } },
                "discriminator": { "propertyName": "kind" },
                "x-validations": [{ "rule": "self.a == 1", "message": "a is one" }]
            } }
        }
    })
}

/// Each row: where a made-up keyword is put, and the place that names it.
const OPERATION: &str = "/paths/~1orders~1{id}/post";
const PLACES: [(&str, &str, &str); 33] = [
    ("", "", "document"),
    ("", "/info", "info"),
    ("", "/components", "components"),
    ("", "/servers/0", "server https://{region}.a.example"),
    ("", "/servers/0/variables/region", "server https://{region}.a.example variable region"),
    ("", "/paths", "paths"),
    ("", "/paths/~1orders~1{id}", "path /orders/{id}"),
    ("", "/paths/~1orders~1{id}/parameters/0", "path parameter id"),
    ("", "/paths/~1orders~1{id}/parameters/0/schema", "path parameter id"),
    (OPERATION, "", "operation"),
    (OPERATION, "/parameters/0", "query parameter filter"),
    (OPERATION, "/parameters/0/content/application~1json", "query parameter filter"),
    (OPERATION, "/parameters/0/content/application~1json/schema", "query parameter filter"),
    (OPERATION, "/requestBody", "request body"),
    (OPERATION, "/requestBody/content/multipart~1form-data", "request body (multipart/form-data)"),
    (
        OPERATION,
        "/requestBody/content/multipart~1form-data/encoding/logo",
        "request body (multipart/form-data) encoding of logo",
    ),
    (
        OPERATION,
        "/requestBody/content/multipart~1form-data/schema/properties/logo",
        "request body (multipart/form-data) /logo",
    ),
    (
        OPERATION,
        "/requestBody/content/multipart~1form-data/encoding/logo/headers/x-size/schema",
        "request body (multipart/form-data) encoding of logo header x-size",
    ),
    (OPERATION, "/responses", "responses"),
    (OPERATION, "/responses/200", "response 200"),
    (OPERATION, "/responses/200/headers/x-count", "response 200 header x-count"),
    (OPERATION, "/responses/200/links/self", "response 200 link self"),
    (OPERATION, "/responses/200/content/application~1json", "response 200 body"),
    (OPERATION, "/x-validations/0", "operation"),
    ("/components/schemas/Order", "", "response 200 body"),
    ("/components/schemas/Order", "/properties/lines", "response 200 body /lines"),
    ("/components/schemas/Order", "/properties/lines/items", "response 200 body /lines/*"),
    ("/components/schemas/Order", "/properties/lines/items/oneOf/1", "response 200 body /lines/*/oneOf(1)"),
    ("/components/schemas/Order", "/additionalProperties", "response 200 body /{key}"),
    ("/components/schemas/Order", "/discriminator", "response 200 body"),
    ("/components/schemas/Order", "/x-validations/0", "response 200 body"),
    ("/components/securitySchemes", "/key", "security scheme key"),
    ("/components/securitySchemes", "/login/flows/implicit", "security scheme login flow implicit"),
];

/// The places where names are free, so that a made-up one is a name, or where names are judged one by one.
const NAMES: [&str; 2] = ["/components", "/responses"];

/// The rules across fields are an extension of ours: what is in them is judged.
const JUDGED: &str = "/x-validations/0";

#[test]
fn a_made_up_keyword_is_unclassified_everywhere() {
    for (before, after, place) in PLACES.iter().filter(|(_, after, _)| !NAMES.contains(after)) {
        assert_told(&format!("{before}{after}"), "madeUp", &format!("unclassified {place}"));
    }
}

#[test]
fn a_vendor_extension_informs_everywhere() {
    for (before, after, place) in PLACES {
        let rule = if after.ends_with(JUDGED) { "unclassified" } else { "extension-changed" };
        assert_told(&format!("{before}{after}"), "x-made-up", &format!("{rule} {place}"));
    }
    let extension = trackside_diff::rules().iter().find(|rule| rule.id == "extension-changed");
    assert_eq!(extension.expect("the rule is declared").level, trackside_diff::Level::Info);
}

/// A keyword that is added, removed or changed at a pointer is told like this.
#[track_caller]
fn assert_told(pointer: &str, keyword: &str, told: &str) {
    let old = everything();
    let mut new = old.clone();
    new.pointer_mut(pointer).expect("the place is there")[keyword] = json!({ "a": 1 });
    let expected = [told.to_owned()];
    assert_eq!(found(&old, &new), expected, "{keyword} added at {pointer}");
    assert_eq!(found(&new, &old), expected, "{keyword} removed at {pointer}");
    let mut other = new.clone();
    other.pointer_mut(pointer).expect("the place is there")[keyword] = json!({ "a": 2 });
    assert_eq!(found(&new, &other), expected, "{keyword} changed at {pointer}");
    assert!(found(&new, &new).is_empty(), "{keyword} the same at {pointer}");
}

/// Behind what is told as one change, a made-up keyword is that change, and an extension informs.
#[test]
fn a_made_up_keyword_counts_where_changes_are_told_as_one() {
    let cases = [
        ("/components/schemas/Order/additionalProperties/not", "response-not-changed", "response 200 body /{key}"),
        ("/paths/~1orders~1{id}/post/callbacks/paid/{$request.body#~1url}/post", "callback-changed", "callback paid"),
        (
            "/paths/~1orders~1{id}/post/requestBody/content/multipart~1form-data/encoding/logo/headers/x-size",
            "encoding-changed",
            "request body (multipart/form-data) encoding of logo header x-size",
        ),
    ];
    let old = everything();
    for (pointer, rule, place) in cases {
        let extension = if rule == "encoding-changed" { "extension-changed" } else { "documentation-changed" };
        for (keyword, rule) in [("madeUp", rule), ("x-made-up", extension)] {
            let mut new = old.clone();
            new.pointer_mut(pointer).expect("the place is there")[keyword] = json!(1);
            assert_eq!(found(&old, &new), [format!("{rule} {place}")], "{keyword} at {pointer}");
        }
    }
}

/// A known keyword with a value that OpenAPI does not know there.
#[test]
fn a_value_that_no_rule_can_read_is_unclassified() {
    let cases = [
        ("/components/schemas/Order/type", json!(["object", "null"])),
        ("/components/schemas/Order/type", json!("record")),
        ("/components/schemas/Order/nullable", json!("yes")),
        ("/components/schemas/Order/exclusiveMinimum", json!(3)),
        ("/components/schemas/Order/maxLength", json!("3")),
        ("/components/schemas/Order/enum", json!("a")),
        ("/components/schemas/Order/required", json!(true)),
        ("/components/schemas/Order/properties/lines", json!(false)),
        ("/components/schemas/Order/discriminator", json!("kind")),
        ("/components/schemas/Order/oneOf", json!({})),
        ("/components/schemas/Order/allOf", json!({})),
        ("/components/schemas/Order/const", json!(1)),
        ("/components/schemas/Order/x-validations", json!([{ "message": "no rule" }])),
        ("/paths/~1orders~1{id}/post/deprecated", json!("yes")),
        ("/paths/~1orders~1{id}/post/security", json!({})),
        ("/paths/~1orders~1{id}/post/parameters", json!({})),
        ("/paths/~1orders~1{id}/post/responses", json!([])),
        ("/paths/~1orders~1{id}/post/responses/200", json!("fine")),
        ("/paths/~1orders~1{id}/post", json!("fine")),
        ("/paths/~1orders~1{id}", json!("fine")),
        ("/servers", json!({})),
        ("/info", json!("Shop")),
    ];
    let old = everything();
    for (pointer, value) in cases {
        let mut new = old.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a last step");
        let key = key.replace("~1", "/");
        new.pointer_mut(parent).expect("the place is there")[key] = value.clone();
        let found = found(&old, &new);
        assert!(found.iter().any(|found| found.starts_with("unclassified ")), "{pointer} {value}: {found:?}");
    }
}
