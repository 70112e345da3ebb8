//! Documents, exchanges and what the judge says of them.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use trackside_contract::{Contract, Exchange, Origin, Violation};

/// A document with component schemas and no operation.
pub(crate) fn components(schemas: &Value) -> Value {
    json!({ "openapi": "3.0.3", "info": { "title": "Test", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
}

/// A document with paths and component schemas.
pub(crate) fn paths(paths: &Value, schemas: &Value) -> Value {
    let mut document = components(schemas);
    document["paths"] = paths.clone();
    document
}

/// A contract of one schema, called `Value`.
pub(crate) fn schema(schema: &Value) -> Contract {
    load(&components(&json!({ "Value": schema })))
}

/// The contract, which must load.
#[track_caller]
pub(crate) fn load(document: &Value) -> Contract {
    Contract::from_value(document).unwrap_or_else(|error| panic!("{error}"))
}

/// The rules and places of violations.
pub(crate) fn named(violations: &[Violation]) -> Vec<(String, String)> {
    violations.iter().map(|violation| (violation.rule.to_string(), violation.pointer.clone())).collect()
}

/// Checks that a value breaks exactly these rules at these places.
#[track_caller]
pub(crate) fn check(contract: &Contract, component: &str, value: &Value, expected: &[(&str, &str)]) {
    let violations = contract.judge_component(component, value);
    let expected: Vec<_> = expected.iter().map(|(rule, pointer)| ((*rule).to_owned(), (*pointer).to_owned())).collect();
    let lines: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(named(&violations), expected, "{value}\n{}", lines.join("\n"));
}

/// An answer of 200 in JSON to a GET.
pub(crate) fn answer(target: &str, body: &Value) -> Exchange {
    Exchange {
        method: Method::GET,
        target: target.to_owned(),
        request_headers: HeaderMap::new(),
        request_body: Bytes::new(),
        status: StatusCode::OK,
        response_headers: HeaderMap::from_iter([(
            http::header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )]),
        response_body: body.to_string().into(),
    }
}

/// The same exchange with another status.
pub(crate) fn with_status(mut exchange: Exchange, status: u16) -> Exchange {
    exchange.status = StatusCode::from_u16(status).expect("a status");
    exchange
}

/// The same exchange with a header of the answer; an empty value removes it.
pub(crate) fn with_header(mut exchange: Exchange, name: &'static str, value: &str) -> Exchange {
    let name = HeaderName::from_static(name);
    if value.is_empty() {
        exchange.response_headers.remove(name);
    } else {
        exchange.response_headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
    }
    exchange
}

/// Checks that an exchange breaks exactly these rules at these places.
#[track_caller]
pub(crate) fn check_exchange(contract: &Contract, exchange: &Exchange, expected: &[(&str, &str)]) {
    let violations = contract.judge(exchange, Origin::Sandbox);
    let expected: Vec<_> = expected.iter().map(|(rule, pointer)| ((*rule).to_owned(), (*pointer).to_owned())).collect();
    let lines: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(named(&violations), expected, "{exchange:?}\n{}", lines.join("\n"));
}
