//! JSON that parsers read differently, headers that contradict each other, and fields that only requests have.

use http::HeaderValue;
use serde_json::json;
use trackside_contract::{Contract, Level, Origin};

use crate::support::{answer, check_exchange, load, paths};

fn contract() -> Contract {
    let content = |schema: &str| json!({ "application/json": { "schema": { "$ref": schema } } });
    let whole = json!({ "schema": { "type": "integer" } });
    load(&paths(
        &json!({ "/order": { "get": {
            "operationId": "getOrder",
            "responses": { "200": {
                "description": "", "content": content("#/components/schemas/Order"),
                "headers": { "X-RateLimit-Limit": whole, "X-RateLimit-Remaining": whole, "X-Other-Remaining": whole }
            } }
        } } }),
        &json!({
            "Order": { "type": "object", "properties": {
                "id": { "type": "integer" }, "total": { "type": "number", "maximum": 100 }, "name": { "type": "string" },
                "buyer": { "allOf": [{ "$ref": "#/components/schemas/Buyer" }] },
                "others": { "type": "array", "items": { "$ref": "#/components/schemas/Buyer" } },
                "any": {}
            } },
            "Buyer": { "type": "object", "properties": {
                "name": { "type": "string" }, "secret": { "$ref": "#/components/schemas/Secret" },
                "pin": { "type": "string", "writeOnly": true, "nullable": true }
            } },
            "Secret": { "type": "string", "writeOnly": true }
        }),
    ))
}

#[test]
fn what_is_json_is_not_called_something_else() {
    let deep = format!(r#"{{"any":{}{}}}"#, "[".repeat(300), "]".repeat(300));
    for (body, expected) in [
        (r#"{"id":7}"#, &[][..]),
        (r#"{"id":"x","id":7}"#, &[("body/doubtful", "/id")]),
        (r#"{"id":7,"id":"x"}"#, &[("body/doubtful", "/id"), ("body/type", "/id")]),
        (r#"{"any":{"a":1,"a":2}}"#, &[("body/doubtful", "/any/a")]),
        (r#"{"any":1e400}"#, &[("body/doubtful", "/any")]),
        (r#"{"total":1e400}"#, &[("body/doubtful", "/total"), ("body/bounds", "/total")]),
        (r#"{"name":"\ud83d"}"#, &[("body/doubtful", "/name")]),
        (deep.as_str(), &[("body/depth", "")]),
        (r#"{"id":7,}"#, &[("body/not-json", "")]),
    ] {
        let mut exchange = answer("/order", &json!({}));
        exchange.response_body = body.to_owned().into();
        check_exchange(&contract(), &exchange, expected);
    }
}

#[test]
fn doubtful_json_is_a_warning_at_other_servers() {
    let mut exchange = answer("/order", &json!({}));
    exchange.response_body = r#"{"id":1,"id":2}"#.into();
    let levels: Vec<_> = contract().judge(&exchange, Origin::Foreign).iter().map(|violation| violation.level).collect();
    assert_eq!(levels, [Level::Warning]);
}

#[test]
fn headers_are_judged_together() {
    for (headers, expected) in [
        (&[("x-ratelimit-limit", "5"), ("x-ratelimit-remaining", "5")][..], &[][..]),
        (
            &[("x-ratelimit-limit", "5"), ("x-ratelimit-remaining", "6")],
            &[("header/value", "header:x-ratelimit-remaining")],
        ),
        (&[("x-other-limit", "5"), ("x-other-remaining", "6")], &[]),
        (&[("x-ratelimit-limit", "5"), ("x-ratelimit-limit", "5")], &[]),
        (&[("x-ratelimit-limit", "5"), ("x-ratelimit-limit", "many")], &[("header/value", "header:x-ratelimit-limit")]),
        (&[("content-type", "application/json")], &[("content-type", "header:content-type")]),
        (&[("content-type", "text/html")], &[("content-type", "header:content-type")]),
    ] {
        let mut exchange = answer("/order", &json!({ "id": 7 }));
        for (name, value) in headers {
            exchange.response_headers.append(*name, HeaderValue::from_static(value));
        }
        check_exchange(&contract(), &exchange, expected);
    }
}

#[test]
fn fields_of_requests_alone_are_found_in_responses() {
    for (body, expected) in [
        (json!({ "buyer": { "name": "a" }, "others": [] }), &[][..]),
        (json!({ "buyer": { "pin": null } }), &[]),
        (json!({ "buyer": { "pin": "1" } }), &[("body/write-only", "/buyer/pin")]),
        (json!({ "others": [{}, { "secret": "s" }] }), &[("body/write-only", "/others/1/secret")]),
    ] {
        check_exchange(&contract(), &answer("/order", &body), expected);
    }
}
