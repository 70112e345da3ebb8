//! Webhook events: how a document declares them, and how a delivery is judged.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};
use trackside_contract::{Contract, Delivery, Level, Origin};

use crate::support::{components, load, named};

/// A document with one event, which comes as JSON or in the query.
fn document() -> Value {
    let mut document = components(&json!({
        "PaidEvent": {
            "type": "object",
            "required": ["id", "event", "total", "note", "labels", "state"],
            "properties": {
                "id": { "type": "string" },
                "event": { "type": "string", "enum": ["order.paid"] },
                "total": { "type": "integer", "minimum": 0 },
                "share": { "type": "number" },
                "gift": { "type": "boolean" },
                "note": { "type": "string", "nullable": true },
                "state": { "type": "string", "nullable": true, "enum": ["new", null] },
                "labels": { "type": "object", "additionalProperties": { "type": "string", "nullable": true } }
            },
            "x-validations": [{ "rule": "self.total < 1000", "message": "orders are small" }]
        }
    }));
    let query = |name: &str, kind: &str| json!({ "name": name, "in": "query", "schema": { "type": kind } });
    let mut labels = query("labels", "object");
    labels["style"] = json!("deepObject");
    document["x-webhooks"] = json!({ "order.paid": {
        "post": {
            "parameters": [
                { "name": "X-Id", "in": "header", "required": true, "schema": { "type": "string" } },
                { "name": "X-Time", "in": "header", "schema": { "type": "integer" } }
            ],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/PaidEvent" } } } },
            "x-validations": [
                { "rule": "request.headers['x-id'] == request.body.id", "message": "the header is the id" },
                { "rule": "!has(request.body.share) || request.body.share < 1.0", "message": "the share is one",
                  "provenance": { "source": "inferred", "reason": "its name" } }
            ]
        },
        "get": { "parameters": [
            query("id", "string"), query("event", "string"), query("total", "integer"), query("share", "number"),
            query("gift", "boolean"), query("note", "string"), query("state", "string"), labels
        ] }
    } });
    document
}

fn payload() -> Value {
    json!({ "id": "7", "event": "order.paid", "total": 12, "note": null, "state": "new", "labels": { "a": "b" } })
}

fn posted(headers: &[(&'static str, &'static str)], body: &str) -> Delivery {
    let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Delivery {
        method: Method::POST,
        target: "/hooks".to_owned(),
        headers: headers.collect(),
        body: body.to_owned().into(),
    }
}

const USUAL: [(&str, &str); 3] = [("content-type", "application/json; charset=utf-8"), ("x-id", "7"), ("x-time", "12")];

#[track_caller]
fn check(contract: &Contract, delivery: &Delivery, expected: &[(&str, &str)]) {
    let violations = contract.judge_delivery("order.paid", delivery, Origin::Sandbox);
    let expected: Vec<_> = expected.iter().map(|(rule, place)| ((*rule).to_owned(), (*place).to_owned())).collect();
    assert_eq!(named(&violations), expected, "{violations:#?}");
}

#[test]
fn events_are_listed() {
    let contract = load(&document());
    let events: Vec<_> = contract.webhooks().iter().map(|webhook| webhook.event.as_str()).collect();
    assert_eq!(events, ["order.paid"]);
    let webhook = contract.webhook("order.paid").expect("the event");
    assert_eq!(webhook.methods, [Method::POST, Method::GET]);
    assert!(contract.document().pointer(&webhook.pointer).is_some());
    assert!(contract.webhook("order.lost").is_none());
    assert!(load(&components(&json!({}))).webhooks().is_empty());
}

#[test]
fn a_delivery_is_judged_from_its_headers_to_its_rules() {
    let contract = load(&document());
    let body = payload().to_string();
    let with = |pointer: &str, value: Value| {
        let mut payload = payload();
        payload[pointer] = value;
        payload.to_string()
    };
    check(&contract, &posted(&USUAL, &body), &[]);
    check(&contract, &posted(&USUAL[..2], &body), &[]);
    check(&contract, &posted(&[USUAL[0]], &body), &[("header/missing", "header:x-id")]);
    check(&contract, &posted(&[USUAL[0], ("x-id", "8")], &body), &[("semantic", "")]);
    check(&contract, &posted(&[USUAL[0], USUAL[1], ("x-time", "now")], &body), &[("header/value", "header:x-time")]);
    check(&contract, &posted(&USUAL[1..], &body), &[("content-type", "header:content-type")]);
    check(&contract, &posted(&USUAL, ""), &[("body/not-json", "")]);
    check(&contract, &posted(&USUAL, "{"), &[("body/not-json", "")]);
    check(&contract, &posted(&USUAL, &with("total", json!("12"))), &[("body/type", "/total")]);
    check(&contract, &posted(&USUAL, &with("event", json!("order.lost"))), &[("body/enum", "/event")]);
    check(&contract, &posted(&USUAL, &with("more", json!(1))), &[("body/unknown-field", "/more")]);
    check(&contract, &posted(&USUAL, &with("total", json!(1000))), &[("semantic", "")]);
    check(&contract, &posted(&USUAL, &with("share", json!(1.5))), &[("semantic", "")]);
    check(&contract, &Delivery { method: Method::PUT, ..posted(&USUAL, &body) }, &[("operation/undeclared", "target")]);
}

#[test]
fn a_payload_alone_is_judged_without_its_headers() {
    let contract = load(&document());
    assert_eq!(contract.judge_payload("order.paid", &payload(), Origin::Sandbox), []);
    let mut broken = payload();
    broken["share"] = json!(2.0);
    let violations = contract.judge_payload("order.paid", &broken, Origin::Foreign);
    assert_eq!(named(&violations), [("semantic".to_owned(), String::new())]);
    assert_eq!((violations[0].level, violations[0].operation.as_deref()), (Level::Warning, Some("order.paid")));
    let mut deep = json!(1);
    for _ in 0..1000 {
        deep = json!([deep]);
    }
    let violations = contract.judge_payload("order.paid", &deep, Origin::Sandbox);
    assert_eq!(named(&violations), [("body/depth".to_owned(), String::new())]);
    let unknown = contract.judge_payload("order.lost", &payload(), Origin::Sandbox);
    assert_eq!(named(&unknown), [("contract".to_owned(), String::new())]);
}

#[test]
fn what_a_query_leaves_out_is_null() {
    let contract = load(&document());
    for (query, expected) in [
        ("id=7&event=order.paid&total=12&state=new&labels[a]=b", &[][..]),
        ("id=7&event=order.paid&total=12&labels%5Ba%5D=b&labels%5Bc%5D=d&share=0.5&gift=true&note=a+b", &[]),
        ("id=7&event=order.paid&total=12", &[]),
        ("event=order.paid&total=12", &[("body/required", "/id")]),
        ("id=7&event=order.paid&total=twelve", &[("body/type", "/total")]),
        ("id=7&event=order.paid&total=12&gift=maybe", &[("body/type", "/gift")]),
        ("id=7&event=order.paid&total=12&more=1", &[("body/unknown-field", "/more")]),
        ("id=7&event=order.paid&total=12&more[a]=1", &[("body/unknown-field", "/more[a]")]),
        ("id=7&event=order.paid&total=1000", &[("semantic", "")]),
        ("id=7&event=order.paid&total=12&labels=a&labels[a]=b", &[("body/type", "/labels")]),
        ("id=7&event=order.paid&total=12&labels[a]=b&labels=a", &[("body/type", "/labels")]),
        ("id=7&event=order.paid&total=12&labels[]=b&labels[=c", &[("body/unknown-field", "/labels[")]),
    ] {
        let headers = HeaderMap::from_iter([(HeaderName::from_static("x-id"), HeaderValue::from_static("7"))]);
        let target = format!("/hooks?{query}");
        let delivery = Delivery { method: Method::GET, target, headers, body: Vec::new().into() };
        let violations = contract.judge_delivery("order.paid", &delivery, Origin::Sandbox);
        let expected: Vec<_> = expected.iter().map(|(rule, at)| ((*rule).to_owned(), (*at).to_owned())).collect();
        assert_eq!(named(&violations), expected, "{query}\n{violations:#?}");
    }
}

#[test]
fn what_is_no_event_is_refused_or_named() {
    for (pointer, value, message) in [
        ("/x-webhooks", json!([]), "it is not an object"),
        ("/x-webhooks/order.paid", json!(1), "it is not an object"),
        ("/x-webhooks/order.paid/post/parameters/0", json!({ "in": "header" }), "it has no `name`"),
        ("/x-webhooks/order.paid/post/x-validations/0/rule", json!("response.status == 200"), "unknown name"),
        (
            "/x-webhooks/order.paid/post/requestBody/content/application~1json/schema/$ref",
            json!("#/components/schemas/None"),
            "points to nothing",
        ),
    ] {
        let mut document = document();
        *document.pointer_mut(pointer).expect("the place is there") = value;
        let error = Contract::from_value(&document).expect_err(pointer).to_string();
        assert!(error.contains(message), "{pointer}: {error}");
    }
    let mut document = document();
    document["x-webhooks"]["order.paid"]["post"] = json!({});
    let contract = load(&document);
    assert!(contract.webhooks().is_empty());
    assert_eq!(contract.unsupported()[0].pointer, "/x-webhooks/order.paid");
}
