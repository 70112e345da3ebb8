//! Which operation a request means, and what is told of operations and examples.

use http::Method;
use serde_json::json;
use trackside_contract::{Contract, Location, ParameterType};

use crate::support::{load, paths};

fn contract() -> Contract {
    let responses = json!({ "200": { "description": "" } });
    let text = json!({ "type": "string" });
    load(&paths(
        &json!({
            "/programs/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }, { "name": "x", "in": "query", "schema": text }],
                "get": {
                    "operationId": "getProgram", "summary": "One program", "tags": ["Programs"], "deprecated": true,
                    "parameters": [
                        { "name": "x", "in": "query", "required": true, "schema": { "type": "array", "items": { "allOf": [{ "$ref": "#/components/schemas/Number" }] } } },
                        { "name": "X-Trace", "in": "header", "schema": text }
                    ],
                    "responses": { "404": { "description": "" }, "200": { "description": "" }, "5XX": { "description": "" }, "default": { "description": "" } }
                },
                "post": { "responses": responses }
            },
            "/programs/mine": { "get": { "operationId": "getMine", "responses": responses } },
            "/programs/{id}/status": { "get": { "operationId": "getStatus", "responses": responses }, "head": { "operationId": "headStatus", "responses": responses } },
            "/programs/{a}/{b}": { "get": { "operationId": "getAny", "responses": responses } },
            "x-note": 1
        }),
        &json!({ "Number": { "type": "number" } }),
    ))
}

#[test]
fn requests_mean_the_most_concrete_operation() {
    let contract = contract();
    for (method, path, expected) in [
        (Method::GET, "/programs/7", Some(("getProgram", "id=7"))),
        (Method::GET, "/programs/7?x=1", Some(("getProgram", "id=7"))),
        (Method::GET, "/programs/a%2Fb%20c", Some(("getProgram", "id=a/b c"))),
        (Method::GET, "/programs/mine", Some(("getMine", ""))),
        (Method::POST, "/programs/mine", Some(("POST /programs/{id}", "id=mine"))),
        (Method::GET, "/programs/7/status", Some(("getStatus", "id=7"))),
        (Method::HEAD, "/programs/7/status", Some(("headStatus", "id=7"))),
        (Method::HEAD, "/programs/7", Some(("getProgram", "id=7"))),
        (Method::GET, "/programs/7/other", Some(("getAny", "a=7&b=other"))),
        (Method::PUT, "/programs/7", None),
        (Method::GET, "/programs/", None),
        (Method::GET, "/programs/7/", None),
        (Method::GET, "programs/7", None),
        (Method::GET, "", None),
    ] {
        let found = contract.find(&method, path).map(|(operation, parameters)| {
            let parameters: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            (operation.id.clone(), parameters.join("&"))
        });
        assert_eq!(
            found.as_ref().map(|(id, parameters)| (id.as_str(), parameters.as_str())),
            expected,
            "{method} {path}"
        );
    }
}

#[test]
fn operations_tell_what_they_declare() {
    let contract = contract();
    let operation = contract.operation("getProgram").expect("the operation is there");
    assert_eq!(
        (operation.method.clone(), operation.path.as_str(), operation.pointer.as_str()),
        (Method::GET, "/programs/{id}", "/paths/~1programs~1{id}/get")
    );
    assert_eq!(
        (operation.summary.as_deref(), operation.tags.as_slice(), operation.deprecated),
        (Some("One program"), &["Programs".to_owned()][..], true)
    );
    assert_eq!(operation.statuses, [200, 404]);
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|parameter| (parameter.name.as_str(), parameter.location, parameter.required, parameter.kind.clone()))
        .collect();
    let list = ParameterType::Array(Box::new(ParameterType::Number));
    let expected = [
        ("id", Location::Path, true, ParameterType::Integer),
        ("x", Location::Query, true, list),
        ("X-Trace", Location::Header, false, ParameterType::String),
    ];
    assert_eq!(parameters, expected);
    assert!(contract.operation("other").is_none());
    assert_eq!(contract.operations().len(), 6);
}

#[test]
fn examples_are_listed_and_judged() {
    let schema = json!({ "type": "integer", "x-validations": [{ "rule": "self > 0", "message": "positive" }] });
    let mut document = paths(
        &json!({ "/a": { "get": { "operationId": "getA", "responses": {
            "200": { "description": "", "content": { "application/json": { "schema": schema, "examples": {
                "good": { "value": 1 }, "bad": { "$ref": "#/components/examples/Bad" }, "elsewhere": { "externalValue": "https://x.example/" }
            } } } },
            "404": { "description": "", "content": { "application/json": { "schema": schema, "example": "x" }, "text/plain": { "example": "y" } } },
            "default": { "description": "", "content": { "application/json": { "schema": schema, "example": "z" } } }
        } } } }),
        &json!({}),
    );
    document["components"]["examples"] = json!({ "Bad": { "value": -1 } });
    let contract = load(&document);
    let judged: Vec<_> = contract
        .examples()
        .map(|example| {
            let violations = contract.judge_body(&example.operation, example.status, example.value);
            (
                example.operation,
                example.status,
                example.name.to_owned(),
                violations
                    .first()
                    .map(|violation| violation.to_string().split(':').next().unwrap_or_default().to_owned()),
            )
        })
        .collect();
    let expected = [
        (200, "good", None),
        (200, "bad", Some("error semantic getA body")),
        (404, "example", Some("error body/type getA body")),
    ];
    let expected =
        expected.map(|(status, name, line)| ("getA".to_owned(), status, name.to_owned(), line.map(str::to_owned)));
    assert_eq!(judged, expected);
}

#[test]
fn a_body_of_nothing_declared_is_told_apart() {
    let contract = contract();
    let rules = |operation: &str, status: u16| {
        contract
            .judge_body(operation, status, &json!(1))
            .iter()
            .map(|violation| violation.rule.id())
            .collect::<Vec<_>>()
    };
    assert_eq!(rules("other", 200), ["contract"]);
    assert_eq!(rules("getMine", 200), ["body/unexpected"]);
    assert_eq!(rules("getMine", 404), ["status/undeclared"]);
    assert_eq!(rules("getProgram", 418), ["body/unexpected"], "the default response has no body");
}
