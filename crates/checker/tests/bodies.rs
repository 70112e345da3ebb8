//! Bodies that are sent: what is called valid is valid, and what is called invalid is not.

use serde_json::{Value, json};
use trackside_checker::{Options, Spec, plan_check};

use crate::fake::document;

/// The names and bodies of the cases for a body with this schema.
fn planned(schema: &Value, is_required: bool) -> Vec<(String, Option<Value>)> {
    let body = json!({ "required": is_required, "content": { "application/json": { "schema": schema } } });
    let responses = json!({ "200": { "description": "" }, "400": { "description": "" } });
    let spec = Spec::new(&document(&json!({ "/a": { "put": {
        "operationId": "putA", "requestBody": body, "responses": responses
    } } })))
    .expect("a document");
    let options = Options { writes: true, ..Options::default() };
    let cases = plan_check(&spec, &"http://localhost:1".parse().expect("a URL"), &options).expect("a plan").cases;
    let body = |curl: &str| {
        let (_, rest) = curl.split_once("--data-raw '")?;
        serde_json::from_str(rest.strip_suffix('\'')?.replace(r"'\''", "'").as_str()).ok()
    };
    cases.into_iter().map(|case| (case.name, body(&case.curl))).collect()
}

#[test]
fn a_part_may_require_what_another_one_declares() {
    let schema = json!({
        "allOf": [{ "type": "object", "properties": { "settings": { "type": "string" } } }], "required": ["settings"]
    });
    let cases = planned(&schema, true);
    let (_, plain) = cases.iter().find(|(name, _)| name == "plain").expect("a plain case");
    assert!(plain.as_ref().is_some_and(|body| body["settings"].is_string()), "{plain:?}");
    assert!(cases.iter().any(|(name, body)| name == "body field settings: missing" && *body == Some(json!({}))));
}

#[test]
fn without_a_type_a_list_is_no_wrong_body() {
    let fields = json!({ "a": { "type": "string" } });
    for (schema, expected) in [
        (json!({ "properties": fields }), false),
        (json!({ "properties": fields, "type": "object" }), true),
        (json!({ "allOf": [{ "type": "object", "properties": fields }] }), true),
    ] {
        let cases = planned(&schema, false);
        let has_list = cases.iter().any(|(name, _)| name == "body: wrong type: a list");
        assert_eq!(has_list, expected, "{schema}: {cases:?}");
    }
}
