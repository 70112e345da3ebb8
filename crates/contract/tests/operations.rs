//! Rules of operations: request, response and the instant of the answer.

use http::{HeaderName, HeaderValue, Method};
use serde_json::{Value, json};
use trackside_contract::{Contract, Exchange, Level, Origin};

use crate::support::{answer, check_exchange, load, paths, with_header, with_status};

/// An operation with one rule.
fn with_rule(rule: &str) -> Contract {
    let parameter = |name: &str, location: &str, schema: Value| json!({ "name": name, "in": location, "required": location == "path", "schema": schema });
    load(&paths(
        &json!({ "/programs/{id}/{name}": { "post": {
            "operationId": "ask",
            "parameters": [
                parameter("id", "path", json!({ "type": "integer" })),
                parameter("name", "path", json!({ "type": "string" })),
                parameter("limit", "query", json!({ "$ref": "#/components/schemas/Limit" })),
                parameter("rate", "query", json!({ "type": "number" })),
                parameter("flag", "query", json!({ "type": "boolean" })),
                parameter("status[]", "query", json!({ "type": "array", "items": { "type": "string" } })),
                parameter("ids", "query", json!({ "type": "array", "items": { "type": "integer" } })),
                json!({ "name": "joined", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "integer" } } }),
                parameter("since", "query", json!({ "type": "string", "format": "date" }))
            ],
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": {} } } }, "204": { "description": "" } },
            "x-validations": [{ "rule": rule, "message": "the rule holds", "provenance": { "source": "inferred", "reason": "a test" } }]
        } } }),
        &json!({ "Limit": { "type": "integer" } }),
    ))
}

fn ask(query: &str, body: &Value) -> Exchange {
    Exchange { method: Method::POST, ..answer(&format!("/programs/7/a%20b{query}"), body) }
}

#[track_caller]
fn holds(rule: &str, exchange: &Exchange) {
    check_exchange(&with_rule(rule), exchange, &[]);
}

#[track_caller]
fn breaks(rule: &str, exchange: &Exchange) {
    check_exchange(&with_rule(rule), exchange, &[("semantic", "")]);
}

#[test]
fn parameters_have_their_declared_types() {
    for (rule, query) in [
        ("request.path.id == 7 && type(request.path.id) == int", ""),
        ("request.path.name == 'a b'", ""),
        ("request.query.limit == 10 && type(request.query.limit) == int", "?limit=10"),
        ("request.query.limit == 'ten'", "?limit=ten"),
        ("type(request.query.rate) == double && request.query.rate == 2.5", "?rate=2.5"),
        // As in JSON, a whole number is an int however it is written.
        ("type(request.query.rate) == int && double(request.query.rate) * 0.5 == 1.0", "?rate=2"),
        ("type(request.query.rate) == int && request.query.rate + 1 == 3", "?rate=2.0"),
        ("request.query.flag", "?flag=true"),
        ("request.query.flag == 'yes'", "?flag=yes"),
        ("request.query['status[]'] == ['a', 'b']", "?status[]=a&status%5B%5D=b"),
        ("request.query.ids == [1, 2, 'x']", "?ids=1&ids=2&ids=x"),
        ("request.query.joined == [1, 2]", "?joined=1,2"),
        ("request.query.since == '2026-06-08'", "?since=2026-06-08"),
        ("request.query.other == 'a b'", "?other=a+b"),
        ("request.query.limit == 2", "?limit=1&limit=2"),
        ("!('limit' in request.query) && !has(request.query.limit) && size(request.query) == 0", ""),
        ("has(request.query.limit) ? request.query.limit == 3 : false", "?limit=3"),
        ("'status[]' in request.query", "?status[]=a"),
    ] {
        holds(rule, &ask(query, &json!(1)));
    }
}

#[test]
fn request_and_response_are_seen() {
    let mut exchange = with_header(ask("", &json!({ "rows": [{ "at": "2026-06-08 12:00:00" }] })), "x-limit", "60");
    exchange.request_headers.insert(HeaderName::from_static("x-trace"), HeaderValue::from_static("t"));
    exchange.request_headers.append(HeaderName::from_static("x-trace"), HeaderValue::from_static("u"));
    exchange.request_body = r#"{"a": [1]}"#.into();
    for rule in [
        "response.status == 200 && type(response.status) == int",
        "response.headers['x-limit'] == '60' && response.headers['content-type'] == 'application/json'",
        "!('x-other' in response.headers)",
        "response.body.rows.all(row, datetime(row.at) <= timestamp('2026-06-08T12:00:00Z'))",
        "request.headers['x-trace'] == 't, u'",
        "request.body.a[0] == 1",
    ] {
        holds(rule, &exchange);
    }
    for body in ["", "no json"] {
        holds("request.body == null", &Exchange { request_body: body.into(), ..exchange.clone() });
    }
}

#[test]
fn a_broken_rule_says_what_was_there() {
    let exchange = ask("?limit=2", &json!({ "rows": [1, 2, 3] }));
    let contract = with_rule("size(response.body.rows) <= request.query.limit");
    let violations = contract.judge(&exchange, Origin::Sandbox);
    let expected = "error semantic ask body: the rule holds; found: response.body.rows = [1,2,3], request.query.limit = 2 [size(response.body.rows) <= request.query.limit]";
    assert_eq!(violations.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    assert_eq!(contract.judge(&exchange, Origin::Foreign)[0].level, Level::Warning, "an inferred rule is a guess");
    assert_eq!(violations[0].provenance.as_ref().and_then(|provenance| provenance.reason.as_deref()), Some("a test"));
}

#[test]
fn now_is_the_instant_of_the_answer() {
    let at = |name, value| with_header(ask("", &json!(1)), name, value);
    let noon = "now == timestamp('2026-06-08T12:00:00Z')";
    holds(noon, &at("x-mock-now", "2026-06-08T14:00:00+02:00"));
    holds(noon, &at("date", "Mon, 08 Jun 2026 12:00:00 GMT"));
    holds(noon, &with_header(at("date", "Tue, 09 Jun 2026 12:00:00 GMT"), "x-mock-now", "2026-06-08T12:00:00Z"));
    holds(noon, &with_header(at("date", "Mon, 08 Jun 2026 12:00:00 GMT"), "x-mock-now", "noon"));
    breaks(noon, &at("date", "Mon, 08 Jun 2026 12:00:01 GMT"));
    holds(noon, &ask("", &json!(1)));
    holds(noon, &at("date", "today"));
}

#[test]
fn a_rule_that_cannot_be_computed_is_reported_unless_the_answer_says_why() {
    let contract = with_rule("response.body.rows[0] == 1");
    check_exchange(&contract, &ask("", &json!({})), &[("semantic/evaluation", "")]);
    check_exchange(&contract, &ask("", &json!({ "rows": [] })), &[("semantic/evaluation", "")]);
    check_exchange(&contract, &Exchange { response_body: "{".into(), ..ask("", &json!({})) }, &[("body/not-json", "")]);
    check_exchange(&with_rule("response.status"), &ask("", &json!({})), &[("semantic/evaluation", "")]);
    let said = contract.judge(&ask("", &json!({})), Origin::Sandbox)[0].to_string();
    assert!(said.contains("cannot be evaluated: No such key: rows"), "{said}");
}

#[test]
fn answers_without_a_body_skip_the_rules_that_read_it() {
    let empty = Exchange { response_body: "".into(), ..with_status(ask("", &json!(1)), 204) };
    holds("response.body.rows.size() == 1", &empty);
    breaks("response.status == 200", &empty);
}

#[test]
fn examples_that_were_asked_for_skip_the_rules_that_read_the_request() {
    let rule = "response.body == request.query.limit";
    let response = ask("?limit=2", &json!(1));
    breaks(rule, &response);
    for applied in ["code=200", "example=empty", "delay=5, code=200"] {
        let example = with_header(response.clone(), "preference-applied", applied);
        holds(rule, &example);
        breaks("response.body == 2", &example);
    }
    breaks(rule, &with_header(response, "preference-applied", "delay=5"));
}

#[test]
fn rules_hold_for_every_declared_status() {
    breaks("response.status != 200 || response.body == 2", &ask("", &json!(1)));
    let undeclared = with_status(ask("", &json!(1)), 500);
    check_exchange(&with_rule("response.status == 200"), &undeclared, &[("status/undeclared", "status")]);
    check_exchange(&with_rule("response.status == 200"), &with_status(ask("", &json!(1)), 413), &[("semantic", "")]);
}
