//! Answers: statuses, content types, headers, bodies that are no bodies.

use http::Method;
use serde_json::{Value, json};
use trackside_contract::{Contract, Exchange, Level, Origin};

use crate::support::{answer, check_exchange, load, named, paths, with_header, with_status};

fn shop() -> Contract {
    let json = |schema: &str| json!({ "description": "", "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } });
    let mut success = json("Order");
    success["headers"] = json!({
        "X-Limit": { "required": true, "schema": { "type": "integer", "minimum": 1 } },
        "X-Note": { "schema": { "type": "string", "maxLength": 3 } },
        "Content-Type": { "required": true, "schema": { "type": "integer" } }
    });
    load(&paths(
        &json!({
            "/orders/{id}": {
                "get": { "operationId": "getOrder", "responses": { "200": success, "404": json("Failure"), "500": json("Failure"), "204": { "description": "" }, "304": { "description": "" } } },
                "delete": { "operationId": "deleteOrder", "responses": { "2XX": { "description": "" }, "default": json("Failure") } }
            },
            "/report": { "get": { "operationId": "getReport", "responses": {
                "200": { "description": "", "content": { "text/csv": {}, "application/json": {} } },
                "202": { "description": "", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Failure" } } } },
                "203": { "description": "", "content": { "text/*": {} } }
            } } }
        }),
        &json!({
            "Order": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } },
            "Failure": { "type": "object", "required": ["error"], "properties": { "error": { "type": "string" } } }
        }),
    ))
}

fn order() -> Exchange {
    with_header(answer("/orders/7", &json!({ "id": 7 })), "x-limit", "60")
}

fn with_body(mut exchange: Exchange, body: &'static [u8]) -> Exchange {
    exchange.response_body = bytes::Bytes::from_static(body);
    exchange
}

fn with_method(mut exchange: Exchange, method: Method) -> Exchange {
    exchange.method = method;
    exchange
}

fn failure(status: u16) -> Exchange {
    with_status(answer("/orders/7", &json!({ "error": "e" })), status)
}

#[test]
fn a_sound_answer_breaks_nothing() {
    let contract = shop();
    check_exchange(&contract, &order(), &[]);
    check_exchange(&contract, &with_header(order(), "content-type", "Application/JSON; charset=utf-8"), &[]);
    check_exchange(&contract, &failure(404), &[]);
}

#[test]
fn statuses_are_declared_or_belong_to_the_transport() {
    let contract = shop();
    check_exchange(&contract, &failure(418), &[("status/undeclared", "status")]);
    check_exchange(&contract, &with_status(order(), 201), &[("status/undeclared", "status")]);
    for status in [405, 413, 415, 431] {
        let failure = |status| with_header(failure(status), "allow", "GET");
        check_exchange(&contract, &failure(status), &[]);
        let wrong = with_body(failure(status), br#"{"message":"m"}"#);
        check_exchange(&contract, &wrong, &[("body/required", "/error"), ("body/unknown-field", "/message")]);
    }
    check_exchange(&contract, &with_method(failure(418), Method::DELETE), &[]);
    check_exchange(&contract, &with_body(with_method(failure(299), Method::DELETE), b""), &[]);
}

#[test]
fn content_types_are_compared_without_parameters() {
    let contract = shop();
    check_exchange(
        &contract,
        &with_header(order(), "content-type", "text/html"),
        &[("content-type", "header:content-type")],
    );
    check_exchange(&contract, &with_header(order(), "content-type", ""), &[("content-type", "header:content-type")]);
    check_exchange(
        &contract,
        &with_header(order(), "content-type", "application/problem+json"),
        &[("content-type", "header:content-type")],
    );
    let page = with_body(with_header(order(), "content-type", "text/html"), b"<html>");
    check_exchange(&contract, &page, &[("content-type", "header:content-type")]);

    let report = |content_type: &str, status: u16, body: &'static [u8]| {
        with_status(with_body(with_header(answer("/report", &Value::Null), "content-type", content_type), body), status)
    };
    check_exchange(&contract, &report("text/csv", 200, b"a;b"), &[]);
    check_exchange(&contract, &report("application/json", 200, b"[1]"), &[]);
    check_exchange(&contract, &report("application/json", 200, b"a;b"), &[("body/not-json", "")]);
    check_exchange(&contract, &report("application/problem+json", 202, br#"{"error":1}"#), &[("body/type", "/error")]);
    check_exchange(&contract, &report("text/plain", 203, b"x"), &[]);
    check_exchange(&contract, &report("image/png", 203, b"x"), &[("content-type", "header:content-type")]);
}

#[test]
fn bodies_that_are_not_json_are_told_apart() {
    let contract = shop();
    for (body, says) in [
        (&b""[..], "is empty, the contract says JSON"),
        (br#"{"id": 7"#, "is truncated"),
        (b"<html>", "is not JSON"),
        (b"{\"id\": 7} trailing", "is not JSON"),
        (b"{\"id\": \"\xff\"}", "is not JSON"),
    ] {
        let violations = contract.judge(&with_body(order(), body), Origin::Sandbox);
        assert_eq!(named(&violations), [("body/not-json".to_owned(), String::new())]);
        assert!(violations[0].message.contains(says), "{}", violations[0]);
    }
    let deep: Vec<u8> = [b"[".repeat(10_000), b"]".repeat(10_000)].concat();
    let exchange = Exchange { response_body: deep.into(), ..order() };
    check_exchange(&contract, &exchange, &[("body/depth", "")]);
}

#[test]
fn declared_headers_are_judged() {
    let contract = shop();
    check_exchange(&contract, &with_header(order(), "x-limit", ""), &[("header/missing", "header:x-limit")]);
    check_exchange(&contract, &with_header(order(), "x-limit", "many"), &[("header/value", "header:x-limit")]);
    check_exchange(&contract, &with_header(order(), "x-limit", "0"), &[("header/value", "header:x-limit")]);
    check_exchange(&contract, &with_header(order(), "x-note", "four"), &[("header/value", "header:x-note")]);
    check_exchange(&contract, &with_header(order(), "x-other", "anything"), &[]);
}

#[test]
fn some_answers_have_no_body_by_nature() {
    let contract = shop();
    let head = with_method(with_body(order(), b""), Method::HEAD);
    check_exchange(&contract, &head, &[]);
    check_exchange(&contract, &with_header(head.clone(), "content-type", ""), &[]);
    check_exchange(
        &contract,
        &with_header(head.clone(), "content-type", "text/html"),
        &[("content-type", "header:content-type")],
    );
    check_exchange(&contract, &with_header(head.clone(), "x-limit", ""), &[("header/missing", "header:x-limit")]);
    check_exchange(&contract, &with_body(head, b"{}"), &[("body/unexpected", "")]);
    for status in [204, 304] {
        check_exchange(&contract, &with_body(with_status(order(), status), b""), &[]);
        check_exchange(&contract, &with_status(order(), status), &[("body/unexpected", "")]);
    }
}

#[test]
fn requests_that_mean_no_operation_must_be_refused() {
    let contract = shop();
    let patch = |status| with_method(with_header(failure(status), "allow", "GET, DELETE"), Method::PATCH);
    check_exchange(&contract, &patch(405), &[]);
    check_exchange(&contract, &with_body(patch(405), b"no"), &[("body/not-json", "")]);
    check_exchange(&contract, &patch(200), &[("operation/undeclared", "target")]);
    check_exchange(&contract, &patch(404), &[("operation/undeclared", "target")]);
    let nowhere = |status| with_status(answer("/nowhere", &json!(1)), status);
    check_exchange(&contract, &nowhere(404), &[]);
    check_exchange(&contract, &nowhere(200), &[("operation/undeclared", "target")]);
    check_exchange(&contract, &with_method(failure(200), Method::OPTIONS), &[]);
}

/// The rules that an exchange with a foreign server breaks.
fn foreign(exchange: &Exchange) -> Vec<(&'static str, Level)> {
    let violations = shop().judge(exchange, Origin::Foreign);
    violations.iter().map(|violation| (violation.rule.id(), violation.level)).collect()
}

#[test]
fn an_unknown_method_is_refused_with_405_501_or_by_the_parser() {
    let unknown = Method::from_bytes(b"UNKNOWN").expect("a method");
    let html = |status, method: &Method| {
        let page = with_body(with_status(order(), status), b"<html>");
        with_method(with_header(with_header(page, "allow", "GET"), "content-type", "text/html"), method.clone())
    };
    for (status, method, expected) in [
        (405, &unknown, &[][..]),
        (501, &unknown, &[]),
        (400, &unknown, &[]),
        (405, &Method::PATCH, &[]),
        (501, &Method::PATCH, &[]),
        (400, &Method::PATCH, &[("operation/undeclared", Level::Error)]),
        (404, &unknown, &[("operation/undeclared", Level::Error)]),
        (500, &unknown, &[("operation/undeclared", Level::Error)]),
        (200, &unknown, &[("operation/undeclared", Level::Error)]),
    ] {
        assert_eq!(foreign(&html(status, method)), expected, "{status} {method}");
    }
}

#[test]
fn head_has_no_body_and_may_be_unknown_to_the_server() {
    let head = |status, body| with_method(with_body(with_status(order(), status), body), Method::HEAD);
    let html = |exchange| with_header(with_header(exchange, "content-type", "text/html"), "allow", "GET");
    assert_eq!(foreign(&head(200, b"")), []);
    assert_eq!(foreign(&head(200, b"{\"id\":7}")), [("body/unexpected", Level::Error)]);
    assert_eq!(foreign(&html(head(405, b""))), []);
    assert_eq!(foreign(&html(head(501, b""))), []);
    assert_eq!(foreign(&with_status(order(), 501)), [("status/undeclared", Level::Error)], "GET is known");
}

#[test]
fn a_405_says_which_methods_are_allowed() {
    let patch = with_method(failure(405), Method::PATCH);
    assert_eq!(foreign(&patch), [("method/allow", Level::Warning)]);
    check_exchange(&shop(), &patch, &[("method/allow", "header:allow")]);
    check_exchange(&shop(), &with_header(patch, "allow", "GET, DELETE"), &[]);
    assert_eq!(
        foreign(&with_method(failure(405), Method::HEAD)),
        [("body/unexpected", Level::Error), ("method/allow", Level::Warning)]
    );
    assert_eq!(foreign(&failure(405)), [("method/allow", Level::Warning)], "of a declared method");
}

#[test]
fn not_modified_needs_no_declaration_if_the_request_was_conditional() {
    let report = |name: Option<&'static str>| {
        let mut exchange = with_body(with_status(answer("/report", &Value::Null), 304), b"");
        exchange.request_headers.extend(name.map(|name| (http::HeaderName::from_static(name), "x".parse().unwrap())));
        exchange
    };
    assert_eq!(foreign(&report(Some("if-none-match"))), []);
    assert_eq!(foreign(&report(Some("if-modified-since"))), []);
    assert_eq!(foreign(&report(None)), [("status/undeclared", Level::Error)]);
    let post = with_method(report(Some("if-none-match")), Method::POST);
    assert_eq!(foreign(&post), [("operation/undeclared", Level::Error)]);
}

#[test]
fn a_field_that_the_document_refuses_is_an_error_anywhere() {
    let schemas = |additional: &Value| json!({ "Base": { "type": "object", "properties": { "id": {} }, "additionalProperties": additional } });
    for (schema, additional, expected) in [
        (json!({ "$ref": "#/components/schemas/Base" }), json!(false), Level::Error),
        (json!({ "allOf": [{ "$ref": "#/components/schemas/Base" }] }), json!(false), Level::Error),
        (json!({ "oneOf": [{ "$ref": "#/components/schemas/Base" }] }), json!(false), Level::Error),
        (json!({ "type": "object", "properties": { "id": {} } }), json!(false), Level::Warning),
    ] {
        let content = json!({ "application/json": { "schema": schema } });
        let get = json!({ "operationId": "get", "responses": { "200": { "description": "", "content": content } } });
        let contract = load(&paths(&json!({ "/a": { "get": get } }), &schemas(&additional)));
        let exchange = answer("/a", &json!({ "id": 1, "more": 2 }));
        let levels = |origin| -> Vec<_> {
            contract.judge(&exchange, origin).iter().map(|violation| (violation.rule.id(), violation.level)).collect()
        };
        assert_eq!(levels(Origin::Foreign), [("body/unknown-field", expected)], "{schema}");
        assert_eq!(levels(Origin::Sandbox), [("body/unknown-field", Level::Error)], "{schema}");
    }
}

#[test]
fn unknown_fields_of_a_foreign_server_are_a_warning() {
    let contract = shop();
    let exchange = with_header(answer("/orders/7", &json!({ "id": "7", "more": 1 })), "x-limit", "60");
    let levels = |origin| {
        let mut levels: Vec<_> =
            contract.judge(&exchange, origin).iter().map(|violation| (violation.rule.id(), violation.level)).collect();
        levels.sort();
        levels
    };
    assert_eq!(levels(Origin::Sandbox), [("body/type", Level::Error), ("body/unknown-field", Level::Error)]);
    assert_eq!(levels(Origin::Foreign), [("body/type", Level::Error), ("body/unknown-field", Level::Warning)]);
}

#[test]
fn a_field_that_is_only_inferred_may_be_missing_at_a_foreign_server() {
    let field = |source: &str| json!({ "type": "string", "x-provenance": { "source": source, "reason": "a test" } });
    let schema = json!({
        "type": "object", "required": ["shown", "guessed"],
        "properties": { "shown": field("example"), "guessed": field("inferred") }
    });
    let content = json!({ "application/json": { "schema": schema } });
    let operation =
        json!({ "operationId": "getStep", "responses": { "200": { "description": "", "content": content } } });
    let contract = load(&paths(&json!({ "/step": { "get": operation } }), &json!({})));
    let levels = |origin| {
        let violations = contract.judge(&answer("/step", &json!({})), origin);
        let mut levels: Vec<_> = violations.into_iter().map(|violation| (violation.pointer, violation.level)).collect();
        levels.sort();
        levels
    };
    let named = |guessed| [("/guessed".to_owned(), guessed), ("/shown".to_owned(), Level::Error)];
    assert_eq!(levels(Origin::Foreign), named(Level::Warning));
    assert_eq!(levels(Origin::Sandbox), named(Level::Error));
}

#[test]
fn a_violation_is_one_line() {
    let exchange = with_header(answer("/orders/7", &json!({ "id": 7, "a\nb": "c\nd" })), "x-limit", "60");
    let violations = shop().judge(&exchange, Origin::Foreign);
    assert_eq!(
        violations[0].to_string(),
        r#"warning body/unknown-field getOrder /a b: is "c\nd", the contract declares no such field (declared here: id)"#
    );
    let empty = shop().judge(&with_body(order(), b""), Origin::Sandbox);
    assert_eq!(empty[0].to_string(), "error body/not-json getOrder body: is empty, the contract says JSON");
}

#[test]
fn rules_have_ids_of_their_own() {
    let mut ids: Vec<_> = trackside_contract::Rule::ALL.iter().map(|rule| rule.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), trackside_contract::Rule::ALL.len());
    assert!(
        ids.iter().all(|id| id.chars().all(|character| character.is_ascii_lowercase() || "-/".contains(character)))
    );
}

#[test]
fn a_range_of_media_types_is_judged_by_what_the_response_says_it_is() {
    let order = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let text = json!({ "type": "object", "required": ["text"], "properties": { "text": { "type": "string" } } });
    let contract = |content: Value| {
        let responses = json!({ "200": { "description": "", "content": content } });
        load(&paths(
            &json!({ "/orders/{id}": { "get": { "operationId": "getOrder", "responses": responses } } }),
            &json!({}),
        ))
    };
    let sound = answer("/orders/7", &json!({ "id": 7 }));
    let broken = answer("/orders/7", &json!({ "id": "7" }));
    for range in ["*/*", "application/*"] {
        let contract = contract(json!({ range: { "schema": order } }));
        check_exchange(&contract, &sound, &[]);
        check_exchange(&contract, &broken, &[("body/type", "/id")]);
        check_exchange(&contract, &with_body(sound.clone(), b"{"), &[("body/not-json", "")]);
    }
    let any = contract(json!({ "*/*": { "schema": order } }));
    check_exchange(&any, &with_header(broken.clone(), "content-type", "text/html"), &[]);
    // What is declared for JSON itself counts, wherever it stands.
    let both = contract(json!({ "*/*": { "schema": text }, "application/json": { "schema": order } }));
    check_exchange(&both, &sound, &[]);
    check_exchange(&both, &broken, &[("body/type", "/id")]);
    let images = contract(json!({ "image/*": {} }));
    check_exchange(&images, &sound, &[("content-type", "header:content-type")]);
}
