//! Documents that refer to themselves.

use std::fmt::Write as _;

use serde_json::{Value, json};
use trackside_page::documents::{Documents, Source};
use trackside_page::pages;

use crate::fixtures::{catalogue, site};

#[test]
fn recursive_documents_are_rendered() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut layers = json!({ "type": "string" });
    for _ in 0..60 {
        layers = json!({ "type": "object", "properties": { "deeper": layers } });
    }
    for (name, schemas) in [
        ("itself", json!({ "A": reference("A") })),
        ("each other", json!({ "A": reference("B"), "B": reference("A") })),
        ("a list of itself", json!({ "A": { "type": "array", "items": reference("A") } })),
        ("a field of itself", json!({ "A": { "type": "object", "properties": { "a": reference("A") } } })),
        ("a union with itself", json!({ "A": { "oneOf": [reference("A"), { "type": "string" }] } })),
        ("composed of itself", json!({ "A": { "allOf": [reference("A"), reference("A")] } })),
        ("a map of itself", json!({ "A": { "type": "object", "additionalProperties": reference("A") } })),
        ("many layers", json!({ "A": layers })),
        ("nothing", json!({})),
    ] {
        let html = page(&json!({
            "paths": { "/p": { "get": { "operationId": "o", "responses": { "200": {
                "content": { "application/json": { "schema": reference("A") } }
            } } } } },
            "components": { "schemas": schemas }
        }));
        assert!((1_000..60_000).contains(&html.len()), "{name}: {} bytes", html.len());
    }
}

#[test]
fn recursive_unions_are_rendered() {
    let all: Vec<_> = (0..40).map(|place| json!({ "$ref": format!("#/components/schemas/S{place}") })).collect();
    let one = |place: usize| (format!("S{place}"), json!({ "oneOf": all, "allOf": [] }));
    let schemas: serde_json::Map<String, Value> = (0..40).map(one).collect();
    let html = page(&json!({
        "paths": { "/p": { "get": { "operationId": "o", "responses": { "200": {
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/S0" } } }
        } } } } },
        "components": { "schemas": schemas }
    }));
    assert!(html.len() < 2_000_000, "{} bytes", html.len());
}

#[test]
fn incomplete_documents_are_rendered() {
    let deep = {
        let mut text = String::new();
        for _ in 0..100_000 {
            let _ = write!(text, "[");
        }
        text
    };
    assert!(Documents::read(&[Source { name: "x", prefix: "x", text: &deep }]).is_err());
    for text in
        ["{}", "[]", "null", "1", r#"{"paths":1}"#, r#"{"paths":{"/p":{"get":1}}}"#, r#"{"paths":{"/p":{"get":{}}}}"#]
    {
        let documents = Documents::read(&[Source { name: "x", prefix: "x", text }]).expect("it is JSON");
        assert!(pages::provider(&site(), &documents, "x").is_some(), "{text}");
        assert!(pages::reference(&site(), &documents).contains("/reference/x"), "{text}");
    }
}

fn page(document: &Value) -> String {
    let text = document.to_string();
    let documents = Documents::read(&[Source { name: "x", prefix: "x", text: &text }]).expect("it is JSON");
    pages::operation(&site(), &documents, catalogue(), &[], ("x", "o"), &[]).expect("it has a page")
}
