//! Documents that load, and those that are refused.

use std::path::Path;

use serde_json::{Value, json};
use trackside_contract::{Contract, ContractError};

use crate::support::{check, components, load, paths, schema};

#[track_caller]
fn refused(document: &Value, expected: &str) {
    let error = Contract::from_value(document).expect_err("the document is refused");
    assert!(error.to_string().contains(expected), "{error} does not say {expected:?}");
}

fn with(pointer: &str, value: Value) -> Value {
    let mut document = paths(
        &json!({ "/a": { "get": { "operationId": "getA", "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "type": "string" } } } } } } } }),
        &json!({ "A": { "type": "string" } }),
    );
    *document.pointer_mut(pointer).expect("the place is there") = value;
    document
}

#[test]
fn what_is_no_openapi_3_0_document_is_refused() {
    for (document, expected) in [
        (json!(null), "it is not a JSON object"),
        (json!([]), "it is not a JSON object"),
        (json!({}), "it has no `openapi`"),
        (json!({ "openapi": 3, "paths": {} }), "its `openapi` is not a string"),
        (json!({ "swagger": "2.0", "paths": {} }), "swagger"),
        (json!({ "openapi": "3.1.0", "paths": {} }), "`openapi: 3.1.0`"),
        (json!({ "openapi": "3.00", "paths": {} }), "`openapi: 3.00`"),
        (json!({ "openapi": "3.0.3" }), "it has no `paths`"),
        (json!({ "openapi": "3.0.3", "paths": [] }), "its `paths` is not an object"),
    ] {
        refused(&document, expected);
    }
    load(&json!({ "openapi": "3.0.0", "paths": {} }));
}

#[test]
fn references_must_lead_somewhere() {
    for (reference, expected) in [
        ("#/components/schemas/Missing", "points to nothing"),
        ("other.json#/A", "points outside the document"),
        ("https://schemas.example/a.json", "points outside the document"),
        ("#/components/schemas/B", "refers to itself"),
        ("#/%FF", "is not UTF-8"),
    ] {
        let document = components(
            &json!({ "A": { "type": "object", "properties": { "a": { "$ref": reference } } }, "B": { "$ref": "#/components/schemas/B" } }),
        );
        refused(&document, expected);
    }
    let unused = json!({ "description": "", "content": { "application/json": { "schema": { "$ref": "#/nowhere" } } } });
    let mut document = components(&json!({}));
    document["components"]["responses"] = json!({ "Unused": unused });
    refused(&document, "/components/responses/Unused/content/application~1json/schema points to nothing");
}

#[test]
fn references_are_followed_anywhere_in_the_document() {
    let contract = load(&components(&json!({
        "A": { "$ref": "#/components/schemas/B/properties/a~1b" },
        "B": { "type": "object", "properties": { "a/b": { "type": "integer" }, "$ref": { "type": "string" }, "example": { "$ref": "#/components/schemas/C%20D" } } },
        "C D": { "type": "boolean", "example": { "$ref": "#/only/data" } }
    })));
    check(&contract, "A", &json!("x"), &[("body/type", "")]);
    check(&contract, "B", &json!({ "a/b": 1, "$ref": "text", "example": true }), &[]);
    check(&contract, "B", &json!({ "a/b": "1", "example": 1 }), &[("body/type", "/a~1b"), ("body/type", "/example")]);
}

#[test]
fn circles_end_at_fields_and_items_only() {
    let tree = json!({ "Tree": { "type": "object", "required": ["children"], "properties": { "children": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } } } } });
    let contract = load(&components(&tree));
    check(
        &contract,
        "Tree",
        &json!({ "children": [{ "children": [] }, { "children": [1] }] }),
        &[("body/type", "/children/1/children/0")],
    );
    for keyword in ["allOf", "oneOf", "anyOf"] {
        refused(
            &components(
                &json!({ "A": { keyword: [{ "$ref": "#/components/schemas/B" }] }, "B": { keyword: [{ "$ref": "#/components/schemas/A" }] } }),
            ),
            "refers to itself",
        );
    }
    refused(&components(&json!({ "A": { "not": { "$ref": "#/components/schemas/A" } } })), "refers to itself");
}

#[test]
fn explosions_of_schemas_are_refused() {
    let doubling = |index: usize| {
        (
            format!("S{index}"),
            json!({ "allOf": [{ "$ref": format!("#/components/schemas/S{}", index + 1) }, { "$ref": format!("#/components/schemas/S{}", index + 1) }] }),
        )
    };
    let mut schemas: serde_json::Map<String, Value> = (0..40).map(doubling).collect();
    schemas.insert("S40".to_owned(), json!({ "type": "string" }));
    refused(&components(&Value::Object(schemas)), "combines too many schemas");

    let chain = |index: usize| {
        (format!("S{index}"), json!({ "allOf": [{ "$ref": format!("#/components/schemas/S{}", index + 1) }] }))
    };
    let mut schemas: serde_json::Map<String, Value> = (0..1000).map(chain).collect();
    schemas.insert("S1000".to_owned(), json!({ "type": "string" }));
    refused(&components(&Value::Object(schemas)), "levels");
}

#[test]
fn long_chains_of_fields_are_followed() {
    let chain = |index: usize| {
        (
            format!("S{index}"),
            json!({ "type": "object", "properties": { "next": { "$ref": format!("#/components/schemas/S{}", index + 1) } } }),
        )
    };
    let mut schemas: serde_json::Map<String, Value> = (0..5000).map(chain).collect();
    schemas.insert("S5000".to_owned(), json!({ "type": "string" }));
    let contract = load(&components(&Value::Object(schemas)));
    check(&contract, "S0", &json!({ "next": { "next": { "next": 1 } } }), &[("body/type", "/next/next/next")]);
    check(&contract, "S4999", &json!({ "next": 1 }), &[("body/type", "/next")]);
}

#[test]
fn malformed_parts_are_named_with_their_place() {
    for (pointer, value, expected) in [
        ("/paths/~1a", json!(1), "invalid path at /paths/~1a"),
        ("/paths/~1a/get", json!("x"), "invalid operation at /paths/~1a/get"),
        ("/paths/~1a/get/responses", json!([]), "invalid responses at /paths/~1a/get/responses"),
        ("/paths/~1a/get/responses", json!({ "2000": {} }), "invalid response at /paths/~1a/get/responses/2000"),
        ("/paths/~1a/get/responses", json!({ "ok": {} }), "write `200`, `4XX` or `default`"),
        ("/paths/~1a/get/responses/200", json!(null), "invalid response at /paths/~1a/get/responses/200"),
        ("/paths", json!({ "a": { "get": { "responses": {} } } }), "it does not start with `/`"),
        ("/paths/~1a", json!({ "parameters": [{ "in": "query" }], "get": { "responses": {} } }), "it has no `name`"),
        (
            "/paths/~1a",
            json!({ "parameters": [{ "name": "a", "in": "body" }], "get": { "responses": {} } }),
            "must be path, query, header or cookie",
        ),
        (
            "/components/schemas/A",
            json!({ "x-validations": {} }),
            "invalid list of rules at /components/schemas/A/x-validations",
        ),
        ("/components/schemas/A", json!({ "x-validations": [{ "message": "m" }] }), "it has no `rule`"),
    ] {
        refused(&with(pointer, value), expected);
    }
}

#[test]
fn an_operation_id_is_given_once() {
    let operation = json!({ "operationId": "same", "responses": { "200": { "description": "" } } });
    refused(
        &paths(&json!({ "/a": { "get": operation }, "/b": { "get": operation } }), &json!({})),
        "/paths/~1a/get and /paths/~1b/get have the same operation id",
    );
}

#[test]
fn rules_that_do_not_compile_are_refused_with_their_place() {
    for (rule, expected) in [
        ("self.a ==", "the rule \"self.a ==\" at /components/schemas/A/x-validations/0 does not compile"),
        ("", "does not compile"),
        ("request.body == null", "it uses the unknown name \"request\"; available here: self"),
        ("slef.a == 1", "it uses the unknown name \"slef\""),
        ("self.all(x, x > y)", "it uses the unknown name \"y\""),
        ("self.matches('a')", "it calls \"matches\""),
        ("date(self) > 1", "it calls \"date\""),
    ] {
        refused(
            &with("/components/schemas/A", json!({ "x-validations": [{ "rule": rule, "message": "m" }] })),
            expected,
        );
    }
    refused(
        &with("/paths/~1a/get", json!({ "responses": {}, "x-validations": [{ "rule": "self == 1" }] })),
        "available here: request, response, now",
    );
}

#[test]
fn what_is_not_checked_is_listed() {
    let contract = schema(&json!({
        "type": ["string", "null"], "const": 1, "pattern": "[", "minLength": -1, "minimum": "1", "format": 7, "allOf": 7, "x-mine": 1, "title": "t", "enum": [],
        "properties": { "a": true }
    }));
    let mut listed: Vec<_> = contract
        .unsupported()
        .iter()
        .map(|part| part.pointer.rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    listed.sort();
    assert_eq!(listed, ["a", "allOf", "const", "enum", "format", "minLength", "minimum", "pattern", "type"]);
    check(&contract, "Value", &json!(12), &[]);
    assert_eq!(schema(&json!({ "type": "string", "maxLength": 3, "deprecated": true })).unsupported(), []);
    let twice = schema(&json!({ "type": "object", "required": ["a", "b", "a"] }));
    let notes: Vec<_> = twice.unsupported().iter().map(ToString::to_string).collect();
    assert!(notes.len() == 1 && notes[0].ends_with("/required: \"a\" is listed twice, which counts once"), "{notes:?}");
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(matches!(Contract::from_file(&folder.join("no such file.json")), Err(ContractError::Unreadable { .. })));
    assert!(matches!(Contract::from_file(folder), Err(ContractError::Unreadable { .. })));
    let not_json = Contract::from_file(&folder.join("Cargo.toml")).expect_err("TOML is not JSON");
    assert!(not_json.to_string().contains("write the document as JSON"), "{not_json}");
}

#[test]
fn a_contract_is_shared_between_threads() {
    let contract = schema(&json!({ "type": "integer" }));
    std::thread::scope(|scope| {
        let judged: Vec<_> =
            (0..4).map(|_| scope.spawn(|| contract.judge_component("Value", &json!("x")).len())).collect();
        assert!(judged.into_iter().all(|judged| judged.join().is_ok_and(|count| count == 1)));
    });
}
