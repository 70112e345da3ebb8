//! Each refusal, met by the smallest change to a document that is in order.

use serde_json::{Value, json};
use xtask::dialect::{Refusal, refusals};

fn document() -> Value {
    let documented = json!({ "source": "documented" });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "A", "version": "1" },
        "security": [{ "key": [] }],
        "paths": { "/a": { "get": {
            "operationId": "getA",
            "tags": ["A"],
            "summary": "A",
            "parameters": [{ "name": "list", "in": "query", "style": "form", "explode": true, "x-provenance": documented,
                             "schema": { "type": "array", "items": { "type": "string" } } }],
            "responses": {
                "200": { "description": "A.", "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/A" }, "examples": { "one": { "value": { "name": "a" } } }
                } } },
                "404": { "description": "None.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } } },
                "500": { "description": "Broken.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } } }
            }
        } } },
        "components": {
            "schemas": {
                "A": { "type": "object", "properties": {
                    "name": { "type": "string", "x-provenance": documented },
                    "state": { "type": "string", "enum": ["on", "off"], "x-provenance": documented }
                } },
                "Failure": { "type": "object", "properties": { "message": { "type": "string", "x-provenance": documented } } },
                "MadeEvent": { "type": "object", "properties": { "id": { "type": "string", "x-provenance": documented } } }
            },
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } }
        },
        "x-webhooks": { "a.made": { "post": {
            "summary": "An A was made",
            "parameters": [{ "name": "Signature", "in": "header", "x-provenance": documented, "schema": { "type": "string" } }],
            "requestBody": { "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/MadeEvent" }, "examples": { "one": { "value": { "id": "1" } } }
            } } }
        } } }
    })
}

const GET: &str = "/paths/~1a/get";
const NAME: &str = "/components/schemas/A/properties/name";

/// Puts a value at a pointer whose parent exists, or removes it.
fn changed(pointer: &str, value: Option<Value>) -> Value {
    let mut document = document();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let key = key.replace("~1", "/");
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{parent} does not exist"));
    match (parent, value) {
        (Value::Object(parent), Some(value)) => drop(parent.insert(key, value)),
        (Value::Object(parent), None) => drop(parent.shift_remove(&key).expect("something to remove")),
        (Value::Array(parent), Some(value)) => parent[key.parse::<usize>().expect("an index")] = value,
        (parent, _) => panic!("{parent} holds nothing"),
    }
    document
}

fn check(document: &Value, expected: &[Refusal]) {
    assert_eq!(refusals(document), expected);
}

fn operation() -> String {
    "GET /a".to_owned()
}

#[test]
fn a_document_in_order_is_accepted() {
    check(&document(), &[]);
}

#[test]
fn every_operation_has_an_id() {
    check(&changed(&format!("{GET}/operationId"), None), &[Refusal::MissingOperationId { operation: operation() }]);
}

#[test]
fn ids_are_given_once() {
    let mut document = document();
    let again = document.pointer(GET).expect("the operation").clone();
    document["paths"]["/b"] = json!({ "post": again });
    check(&document, &[Refusal::DuplicateOperationId { operation: "POST /b".to_owned(), id: "getA".to_owned() }]);
}

#[test]
fn every_operation_has_a_tag() {
    check(&changed(&format!("{GET}/tags"), Some(json!([]))), &[Refusal::MissingTag { operation: operation() }]);
}

#[test]
fn every_operation_has_a_summary() {
    check(&changed(&format!("{GET}/summary"), Some(json!(" "))), &[Refusal::MissingSummary { operation: operation() }]);
}

#[test]
fn every_success_has_an_example() {
    check(
        &changed(
            &format!("{GET}/responses/200/content/application~1json"),
            Some(json!({ "schema": { "$ref": "#/components/schemas/A" } })),
        ),
        &[Refusal::MissingSuccessExample { operation: operation(), status: "200".to_owned() }],
    );
}

#[test]
fn each_status_may_have_a_body_of_its_own() {
    let success = json!({ "description": "B.", "content": { "application/json": { "schema": { "type": "string" }, "example": "b" } } });
    check(&changed(&format!("{GET}/responses/201"), Some(success)), &[]);
    let failure = json!({ "description": "B.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } } });
    check(&changed(&format!("{GET}/responses/500"), Some(failure)), &[]);
}

#[test]
fn failures_are_all_typed_or_all_empty() {
    check(
        &changed(&format!("{GET}/responses/500"), Some(json!({ "description": "Broken." }))),
        &[Refusal::TypedAndEmptyErrors { operation: operation(), typed: "404".to_owned(), empty: "500".to_owned() }],
    );
}

#[test]
fn each_status_is_declared() {
    check(
        &changed(&format!("{GET}/responses/default"), Some(json!({ "description": "Whatever." }))),
        &[Refusal::DefaultResponse { operation: operation() }],
    );
}

#[test]
fn bodies_have_one_media_type_that_clients_read() {
    let both = json!({ "description": "A.", "content": {
        "application/json": { "schema": { "$ref": "#/components/schemas/A" }, "example": {} }, "text/plain": {}
    } });
    check(
        &changed(&format!("{GET}/responses/200"), Some(both)),
        &[Refusal::MediaTypes {
            place: "the 200 of GET /a".to_owned(),
            media_types: vec!["application/json".to_owned(), "text/plain".to_owned()],
        }],
    );
    let form = json!({ "content": { "multipart/form-data": { "schema": { "type": "object" } } } });
    check(
        &changed(&format!("{GET}/requestBody"), Some(form)),
        &[Refusal::MediaTypes {
            place: "the request of GET /a".to_owned(),
            media_types: vec!["multipart/form-data".to_owned()],
        }],
    );
    let form = json!({ "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object" } } } });
    check(&changed(&format!("{GET}/requestBody"), Some(form)), &[]);
    let script = json!({ "description": "A.", "content": { "text/javascript": { "schema": { "$ref": "#/components/schemas/A" }, "example": "" } } });
    check(&changed(&format!("{GET}/responses/200"), Some(script)), &[]);
}

#[test]
fn no_parameter_is_a_cookie() {
    check(
        &changed(&format!("{GET}/parameters/0/in"), Some(json!("cookie"))),
        &[Refusal::CookieParameter { operation: operation(), parameter: "list".to_owned() }],
    );
}

#[test]
fn lists_are_repeated_parameters() {
    check(
        &changed(&format!("{GET}/parameters/0/explode"), Some(json!(false))),
        &[Refusal::NotExploded { operation: operation(), parameter: "list".to_owned() }],
    );
}

#[test]
fn query_parameters_are_forms() {
    for style in ["deepObject", "spaceDelimited", "pipeDelimited"] {
        check(
            &changed(&format!("{GET}/parameters/0/style"), Some(json!(style))),
            &[Refusal::QueryStyle { operation: operation(), parameter: "list".to_owned(), style: style.to_owned() }],
        );
    }
}

#[test]
fn there_are_no_tuples() {
    let documented = json!({ "source": "documented" });
    for (key, value) in [
        ("items", json!([{ "type": "string" }, { "type": "integer" }])),
        ("prefixItems", json!([{ "type": "string" }])),
        ("additionalItems", json!(false)),
    ] {
        check(
            &changed(NAME, Some(json!({ "type": "array", key: value, "x-provenance": documented }))),
            &[Refusal::Tuple { pointer: NAME.to_owned() }],
        );
    }
}

#[test]
fn unions_are_never_null() {
    let pointer = "/components/schemas/A";
    let nothing = json!({ "nullable": true, "enum": [null] });
    for (schema, places) in [
        (json!({ "nullable": true, "oneOf": [{ "type": "string" }, { "type": "boolean" }] }), [pointer].as_slice()),
        (json!({ "type": "string", "nullable": true, "oneOf": [{ "type": "string" }] }), &[pointer]),
        (json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Failure" }] }), &[pointer]),
        (json!({ "oneOf": [{ "type": "string" }, nothing] }), &["/components/schemas/A/oneOf/1", pointer]),
    ] {
        let expected: Vec<_> =
            places.iter().map(|place| Refusal::NullableUnion { pointer: (*place).to_owned() }).collect();
        check(&changed(pointer, Some(schema)), &expected);
    }
}

#[test]
fn answers_have_no_defaults() {
    check(
        &changed(&format!("{NAME}/default"), Some(json!("a"))),
        &[Refusal::DefaultInAnswer { pointer: NAME.to_owned() }],
    );
    check(&changed(&format!("{GET}/parameters/0/schema/default"), Some(json!(["a"]))), &[]);
}

#[test]
fn enumerated_values_are_different_names() {
    for values in [["On", "on"], ["a-b", "a_b"]] {
        let pointer = "/components/schemas/A/properties/state";
        check(
            &changed(&format!("{pointer}/enum"), Some(json!(values))),
            &[Refusal::AlikeValues {
                pointer: pointer.to_owned(),
                first: values[0].to_owned(),
                second: values[1].to_owned(),
            }],
        );
    }
}

#[test]
fn properties_and_parameters_are_different_names() {
    let documented = json!({ "source": "documented" });
    let property = json!({ "type": "string", "x-provenance": documented });
    check(
        &changed("/components/schemas/A/properties", Some(json!({ "self": property, "Self": property }))),
        &[Refusal::AlikeNames {
            pointer: "/components/schemas/A".to_owned(),
            first: "self".to_owned(),
            second: "Self".to_owned(),
        }],
    );
    let parameter =
        |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string" }, "x-provenance": documented });
    check(
        &changed(&format!("{GET}/parameters"), Some(json!([parameter("status"), parameter("status[]")]))),
        &[Refusal::AlikeNames {
            pointer: format!("{GET}/parameters"),
            first: "status".to_owned(),
            second: "status[]".to_owned(),
        }],
    );
}

#[test]
fn components_have_no_names_that_generators_make_of_operations() {
    for (name, refused) in [
        ("GetABody", true),
        ("getAResponse", true),
        ("GetAData", true),
        ("GetABodies", false),
        ("GetA", false),
        ("ABody", false),
        ("GetÄBody", false),
    ] {
        let mut document = changed(&format!("/components/schemas/{name}"), Some(json!({ "type": "string" })));
        document["paths"]["/a"]["get"]["responses"]["404"]["content"]["application/json"]["schema"] =
            json!({ "$ref": format!("#/components/schemas/{name}") });
        let refusal = Refusal::NameOfGenerators { component: name.to_owned(), id: "getA".to_owned() };
        check(&document, if refused { std::slice::from_ref(&refusal) } else { &[] });
    }
}

#[test]
fn everything_says_where_it_comes_from() {
    check(&changed(&format!("{NAME}/x-provenance"), None), &[Refusal::MissingProvenance { pointer: NAME.to_owned() }]);
    check(
        &changed(&format!("{GET}/parameters/0/x-provenance"), None),
        &[Refusal::MissingProvenance { pointer: format!("{GET}/parameters/0") }],
    );
}

#[test]
fn every_component_is_used() {
    for pointer in ["/components/schemas/B", "/components/securitySchemes/other"] {
        check(
            &changed(pointer, Some(json!({ "type": "string" }))),
            &[Refusal::UnusedComponent { pointer: pointer.to_owned() }],
        );
    }
    let itself = json!({ "type": "array", "items": { "$ref": "#/components/schemas/B" } });
    let pointer = "/components/schemas/B";
    check(&changed(pointer, Some(itself)), &[Refusal::UnusedComponent { pointer: pointer.to_owned() }]);
}

#[test]
fn every_reference_leads_somewhere() {
    let schema = json!({ "allOf": [{ "$ref": "#/components/schemas/B" }], "x-provenance": { "source": "documented" } });
    check(
        &changed(NAME, Some(schema)),
        &[Refusal::DanglingReference {
            pointer: format!("{NAME}/allOf/0"),
            reference: "#/components/schemas/B".to_owned(),
        }],
    );
}

#[test]
fn all_refusals_come_at_once() {
    let mut document = changed(&format!("{GET}/summary"), None);
    document["components"]["schemas"]["B"] = json!({ "type": "string" });
    assert_eq!(refusals(&document).len(), 2);
}

const EVENT: &str = "/x-webhooks/a.made/post";

#[test]
fn every_event_has_a_summary_and_an_example() {
    let event = || "the event a.made".to_owned();
    check(&changed(&format!("{EVENT}/summary"), None), &[Refusal::MissingEventSummary { event: event() }]);
    let examples = format!("{EVENT}/requestBody/content/application~1json/examples");
    check(&changed(&examples, Some(json!({}))), &[Refusal::MissingEventExample { event: event() }]);
}

#[test]
fn what_an_event_sends_is_checked_as_what_a_response_sends() {
    check(
        &changed(&format!("{EVENT}/parameters/0"), Some(json!({ "name": "Signature", "in": "header" }))),
        &[Refusal::MissingProvenance { pointer: format!("{EVENT}/parameters/0") }],
    );
    let id = "/components/schemas/MadeEvent/properties/id";
    check(&changed(&format!("{id}/default"), Some(json!("1"))), &[Refusal::DefaultInAnswer { pointer: id.to_owned() }]);
    check(
        &changed(&format!("{EVENT}/requestBody/content/text~1plain"), Some(json!({}))),
        &[Refusal::MediaTypes {
            place: "the payload of the event a.made".to_owned(),
            media_types: vec!["application/json".to_owned(), "text/plain".to_owned()],
        }],
    );
    let schema = format!("{EVENT}/requestBody/content/application~1json/schema");
    check(
        &changed(&schema, Some(json!({ "$ref": "#/components/schemas/Gone" }))),
        &[
            Refusal::DanglingReference { pointer: schema, reference: "#/components/schemas/Gone".to_owned() },
            Refusal::UnusedComponent { pointer: "/components/schemas/MadeEvent".to_owned() },
        ],
    );
}
