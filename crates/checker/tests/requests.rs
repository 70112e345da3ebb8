//! Requests in recordings: what is wrong with them is the client's.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use trackside_checker::har::{Recorded, Recording};
use trackside_checker::report::Report;
use trackside_checker::{Level, Options, Spec, check_recording};
use trackside_contract::Exchange;

use crate::fake::{document, response};

fn orders() -> Value {
    let order = json!({ "type": "object", "required": ["sku"], "properties": {
        "sku": { "type": "string", "minLength": 2 }, "count": { "type": "integer", "minimum": 1 }
    } });
    let body = json!({ "schema": order });
    let failure = response(&json!({ "type": "object" }));
    document(&json!({
        "/orders": {
            "get": {
                "operationId": "list", "responses": { "200": response(&json!({ "type": "object" })), "400": failure },
                "parameters": [
                    { "name": "limit", "in": "query", "required": true, "schema": { "type": "integer", "maximum": 50 } },
                    { "name": "ids", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "integer" } } },
                    { "name": "X-Tenant", "in": "header", "schema": { "type": "string", "enum": ["a", "b"] } }
                ]
            },
            "post": {
                "operationId": "send", "responses": { "200": response(&json!({ "type": "object" })), "400": failure },
                "requestBody": { "required": true, "content": {
                    "application/json": body, "application/x-www-form-urlencoded": body
                } }
            }
        }
    }))
}

/// The report about a request: method, target, headers and body, and the status of its response.
fn report(method: Method, target: &str, headers: &[(&'static str, &'static str)], body: &str, status: u16) -> Report {
    let mut request_headers = HeaderMap::new();
    for (name, value) in headers {
        request_headers.append(*name, value.parse().expect("a header"));
    }
    let mut response_headers = HeaderMap::new();
    response_headers.insert("content-type", "application/json".parse().expect("a header"));
    let exchange = Exchange {
        method,
        target: target.to_owned(),
        request_headers,
        request_body: Bytes::copy_from_slice(body.as_bytes()),
        status: StatusCode::from_u16(status).expect("a status"),
        response_headers,
        response_body: "{}".into(),
    };
    let base_url = "http://shop.example".parse().expect("a URL");
    let exchanges = vec![Recorded { index: 0, base_url, started: None, exchange }];
    let spec = Spec::new(&orders()).expect("a document");
    let recording = Recording { exchanges, ..Recording::default() };
    check_recording(&spec, &recording, &Options::default(), "a recording").expect("a report")
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const FORM: &[(&str, &str)] = &[("content-type", "application/x-www-form-urlencoded")];

/// The rules that are broken by a wrong request.
pub(crate) fn broken() -> BTreeSet<String> {
    let report = report(Method::GET, "/orders", &[], "", 200);
    report.findings.iter().map(|finding| finding.rule.to_string()).collect()
}

#[test]
fn what_a_request_breaks_is_named() {
    for (method, target, headers, body, expected) in [
        (Method::GET, "/orders?limit=5&ids=1,2&other=x", &[("x-tenant", "a")][..], "", &[][..]),
        (Method::GET, "/orders", &[], "", &["query parameter limit"]),
        (Method::GET, "/orders?limit=51", &[], "", &["query parameter limit"]),
        (Method::GET, "/orders?limit=many&ids=1,x", &[], "", &["query parameter limit", "query parameter ids"]),
        (Method::GET, "/orders?limit=5", &[("x-tenant", "c")], "", &["header parameter X-Tenant"]),
        (Method::POST, "/orders", JSON, r#"{"sku":"ab","count":1,"more":true}"#, &[]),
        (Method::POST, "/orders", JSON, r#"{"sku":"a","count":0}"#, &["body/count", "body/sku"]),
        (Method::POST, "/orders", JSON, r#"{"sku":"ab""#, &["body"]),
        (Method::POST, "/orders", JSON, "", &["body"]),
        (Method::POST, "/orders", &[("content-length", "20")], "", &[]),
        (Method::POST, "/orders", &[("content-type", "text/plain")], "sku", &["header:content-type"]),
        (Method::POST, "/orders", &[], "sku", &["header:content-type"]),
        (Method::POST, "/orders", FORM, "sku=ab&count=2", &[]),
        (Method::POST, "/orders", FORM, "sku=ab&count=two", &["body/count"]),
    ] {
        for (status, level) in [(200, Level::Warning), (400, Level::Info)] {
            let report = report(method.clone(), target, headers, body, status);
            let places: Vec<_> = report.findings.iter().map(|finding| finding.place.as_str()).collect();
            assert_eq!(places, expected, "{method} {target} {body}");
            assert!(report.findings.iter().all(|finding| finding.level == level && finding.rule == "request/invalid"));
            assert_eq!(report.exit_code(), 0, "the server is not at fault");
        }
    }
}
