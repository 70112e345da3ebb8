//! What is matched with what outside of schemas.

use serde_json::{Value, json};

use crate::documents::{changes, found, none, with_operation};

#[test]
fn renamed_path_parameters_are_one_change() {
    let document = |path: &str, name: &str| {
        json!({ "openapi": "3.0.0", "paths": { path: {
            "parameters": [{ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }],
            "get": { "responses": {} }
        } } })
    };
    let changes = changes(&document("/a/{id}/b", "id"), &document("/a/{key}/b", "key"));
    let shown: Vec<_> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["info path-parameter-renamed GET /a/{id}/b path parameter id: `id` → `key`"]);
}

/// Both are named alike but for their parameters, and both were there before.
#[test]
fn a_path_that_is_still_there_is_not_matched_with_another() {
    let operation = json!({ "get": { "responses": {} } });
    let old = json!({ "openapi": "3.0.0", "paths": { "/a/{x}": operation, "/a/{y}": operation } });
    let new = json!({ "openapi": "3.0.0", "paths": { "/a/{y}": operation } });
    assert_eq!(found(&old, &new), ["operation-removed operation"]);
    assert_eq!(changes(&old, &new)[0].operation.as_deref(), Some("GET /a/{x}"));
}

#[test]
fn the_order_of_everything_means_nothing() {
    let parameters = |reverse: bool| {
        let mut list = vec![json!({ "name": "a", "in": "query" }), json!({ "name": "b", "in": "header" })];
        if reverse {
            list.reverse();
        }
        with_operation(
            json!({ "parameters": list, "security": if reverse { json!([{ "a": [] }, { "b": ["x", "y"] }]) } else { json!([{ "b": ["y", "x"] }, { "a": [] }]) } }),
            none(),
        )
    };
    assert!(found(&parameters(false), &parameters(true)).is_empty());
}

#[test]
fn names_that_know_no_case_are_the_same_in_any() {
    let document = |header: &str, media_type: &str, status: &str| {
        let response = json!({ "description": "", "headers": { header: {} }, "content": { media_type: {} } });
        with_operation(
            json!({ "parameters": [{ "name": header, "in": "header" }], "responses": { status: response } }),
            none(),
        )
    };
    let old = document("X-Count", "application/json; charset=UTF-8", "4XX");
    assert!(found(&old, &document("x-count", "Application/JSON;charset=utf-8", "4xx")).is_empty());
}

#[test]
fn parameters_of_the_path_item_count_unless_the_operation_has_its_own() {
    let limit = |required: bool| json!([{ "name": "limit", "in": "query", "required": required }]);
    let document = |item: Value, own: Value| json!({ "openapi": "3.0.0", "paths": { "/a": { "parameters": item, "get": { "parameters": own, "responses": {} } } } });
    assert!(found(&document(limit(false), json!([])), &document(json!([]), limit(false))).is_empty());
    assert!(found(&document(limit(true), limit(false)), &document(json!([]), limit(false))).is_empty());
    let expected = ["request-parameter-became-required query parameter limit"];
    assert_eq!(found(&document(limit(false), json!([])), &document(limit(true), json!([]))), expected);
}

#[test]
fn credentials_are_compared_by_what_is_accepted() {
    let cases = [
        (json!([{ "a": [] }]), json!([]), vec!["security-dropped"]),
        (json!([{ "a": [] }]), json!([{ "a": [] }, {}]), vec!["security-dropped"]),
        (
            json!([{ "a": [] }, { "b": [] }]),
            json!([{ "a": [], "b": [] }]),
            vec!["security-scheme-required", "security-alternative-removed"],
        ),
        (
            json!([{ "a": ["x"] }]),
            json!([{ "a": ["y"] }]),
            vec!["security-scope-required", "security-scope-no-longer-required"],
        ),
        (
            json!([{ "a": [] }]),
            json!([{ "b": [] }]),
            vec!["security-alternative-added", "security-alternative-removed"],
        ),
        (json!([{}, { "a": [] }]), json!([{ "a": [] }]), vec!["security-introduced"]),
    ];
    for (old, new, expected) in cases {
        let document = |security: &Value| with_operation(json!({ "security": security }), none());
        let changes = changes(&document(&old), &document(&new));
        assert_eq!(changes.iter().map(|change| change.rule).collect::<Vec<_>>(), expected, "{old} → {new}");
    }
}

#[test]
fn security_and_servers_of_the_document_stand_in_for_those_of_operations() {
    let mut old = with_operation(none(), none());
    let mut new =
        with_operation(json!({ "security": [{ "key": [] }], "servers": [{ "url": "https://a.example" }] }), none());
    for document in [&mut old, &mut new] {
        document["security"] = json!([{ "key": [] }]);
        document["servers"] = json!([{ "url": "https://a.example" }]);
    }
    assert!(found(&old, &new).is_empty());
    new["security"] = json!([]);
    assert!(found(&old, &new).is_empty());
}

#[test]
fn renaming_a_security_scheme_is_no_change() {
    let document = |name: &str, words: &str| {
        let mut document = with_operation(json!({ "security": [{ name: [] }] }), none());
        document["components"]["securitySchemes"] =
            json!({ name: { "type": "http", "scheme": "bearer", "description": words } });
        document
    };
    assert!(found(&document("a", "A key."), &document("b", "A key.")).is_empty());
    let expected = ["documentation-changed security scheme a"];
    assert_eq!(found(&document("a", "A key."), &document("b", "The key.")), expected);
}

#[test]
fn a_scheme_that_only_one_document_declares_is_another_in_both_directions() {
    let declared = |is: bool| {
        let mut document = with_operation(json!({ "security": [{ "key": [] }] }), none());
        if is {
            document["components"]["securitySchemes"] = json!({ "key": { "type": "http", "scheme": "bearer" } });
        }
        document
    };
    let rules = ["security-alternative-added security", "security-alternative-removed security"];
    assert_eq!(found(&declared(true), &declared(false)), rules);
    assert_eq!(found(&declared(false), &declared(true)), rules);
    assert!(found(&declared(false), &declared(false)).is_empty(), "what neither declares matches by name");
}

#[test]
fn callbacks_that_lead_to_themselves_end() {
    let document = |status: &str| {
        json!({
            "openapi": "3.0.3",
            "paths": { "/a": { "get": { "operationId": "a", "responses": {}, "callbacks": { "again": { "$ref": "#/components/callbacks/Again" } } } } },
            "components": { "callbacks": { "Again": { "{$url}": { "post": {
                "responses": { status: { "description": "Seen." } },
                "callbacks": { "again": { "$ref": "#/components/callbacks/Again" } }
            } } } } }
        })
    };
    assert!(found(&document("200"), &document("200")).is_empty());
    assert_eq!(found(&document("200"), &document("204")), ["callback-changed callback again"]);
}

#[test]
fn remarks_are_told_once_and_changes_everywhere() {
    let document = |words: &str, kind: &str| {
        let body = json!({ "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } });
        let order = json!({ "description": words, "type": "object", "properties": { "id": { "type": kind } } });
        with_operation(json!({ "responses": { "200": body, "201": body } }), json!({ "Order": order }))
    };
    assert_eq!(
        found(&document("An order.", "string"), &document("The order.", "integer")),
        [
            "response-type-changed response 200 body /id",
            "documentation-changed response 200 body",
            "response-type-changed response 201 body /id"
        ]
    );
}
