//! What cannot be read is an error and never "no changes".

use serde_json::{Value, json};
use trackside_diff::{DiffError, Which, compare};

use crate::documents::{answering, none};

#[test]
fn what_is_no_document_is_refused() {
    let good = answering(json!({}), none());
    let cases = [
        (json!([]), "it is not an object"),
        (json!({}), "it has no `openapi`"),
        (json!({ "openapi": "3.1.0", "paths": {} }), "it has `openapi: 3.1.0`"),
        (json!({ "openapi": 3, "paths": {} }), "it has `openapi: 3`"),
        (json!({ "swagger": "2.0", "paths": {} }), "it has no `openapi`"),
        (json!({ "openapi": "3.0.3" }), "its `paths` is missing or not an object"),
        (json!({ "openapi": "3.0.3", "paths": [] }), "its `paths` is missing or not an object"),
    ];
    for (bad, reason) in cases {
        let error = |which| Err(DiffError::NotOpenApi { which, reason: reason.to_owned() });
        assert_eq!(compare(&bad, &good), error(Which::Old), "{bad}");
        assert_eq!(compare(&good, &bad), error(Which::New), "{bad}");
    }
}

#[test]
fn a_reference_that_cannot_be_followed_is_named_by_place() {
    let good = answering(json!({ "type": "string" }), none());
    let place = "/paths/~1orders/get/responses/200/content/application~1json/schema";
    let cases = [
        ("#/components/schemas/Gone", "points to nothing"),
        ("other.json#/Order", "points outside the document"),
        ("#/paths/~1orders/get/responses/200/content/application~1json/schema", "refers to itself"),
        ("#/%ff", "is not UTF-8"),
    ];
    for (reference, reason) in cases {
        let bad = answering(json!({ "$ref": reference }), none());
        let expected = DiffError::Reference {
            which: Which::New,
            place: place.to_owned(),
            reference: reference.to_owned(),
            reason,
        };
        assert_eq!(compare(&good, &bad), Err(expected), "{reference}");
    }
}

#[test]
fn every_kind_of_reference_is_followed() {
    let cases = [
        json!({ "paths": { "/a": { "$ref": "#/gone" } } }),
        json!({ "paths": { "/a": { "get": { "parameters": [{ "$ref": "#/gone" }] } } } }),
        json!({ "paths": { "/a": { "get": { "requestBody": { "$ref": "#/gone" } } } } }),
        json!({ "paths": { "/a": { "get": { "responses": { "200": { "$ref": "#/gone" } } } } } }),
        json!({ "paths": { "/a": { "get": { "responses": { "200": { "headers": { "b": { "$ref": "#/gone" } } } } } } } }),
        json!({ "paths": { "/a": { "get": { "responses": { "200": { "links": { "b": { "$ref": "#/gone" } } } } } } } }),
        json!({ "paths": { "/a": { "get": { "callbacks": { "b": { "$ref": "#/gone" } } } } } }),
        json!({ "paths": {}, "components": { "securitySchemes": { "key": { "$ref": "#/gone" } } } }),
    ];
    for mut document in cases {
        document["openapi"] = json!("3.0.3");
        let error = compare(&document, &document).expect_err("the reference points to nothing");
        assert!(matches!(error, DiffError::Reference { which: Which::Old, .. }), "{document}: {error}");
    }
}

#[test]
fn messages_say_what_why_and_how_to_mend_it() {
    let error = compare(&Value::Null, &Value::Null).expect_err("null is not a document");
    assert_eq!(
        error.to_string(),
        "the old document is not an OpenAPI 3.0 document: it is not an object; expected a JSON object with `openapi: 3.0.x` and `paths`"
    );
}
