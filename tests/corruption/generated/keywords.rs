//! Keywords that the published documents do not use, and values at which validators differ: each keyword with values
//! that keep it and values that break it, in OpenAPI 3.0 and 3.1.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use trackside_checker::Spec;
use trackside_contract::{Exchange, Level, Origin};

/// The editions of OpenAPI in which a schema means the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edition {
    Both,
    Old,
    New,
}

use Edition::{Both, New, Old};

/// A schema, values that keep it, and values that break it with rule and place.
type Row = (Edition, Value, Vec<Value>, Vec<(Value, &'static str, &'static str)>);

#[test]
fn keywords_take_what_they_allow_and_name_what_they_do_not() {
    let (mut kept, mut broken, mut wrong) = (0, 0, Vec::new());
    for (edition, version) in [(Old, "3.0.3"), (New, "3.1.0")] {
        let rows = rows().into_iter().filter(|(of, ..)| *of == Both || *of == edition);
        for (_, schema, good, bad) in rows {
            let spec = spec(version, &schema);
            for value in good {
                kept += 1;
                let found = judged(&spec, &value);
                if !found.is_empty() {
                    wrong.push(format!("{version} {schema}: {value} is fine, but: {found:?}"));
                }
            }
            for (value, rule, place) in bad {
                broken += 1;
                let found = judged(&spec, &value);
                if found != [(rule.to_owned(), place.to_owned())] {
                    wrong.push(format!("{version} {schema}: {value} breaks {rule} at {place:?}, but: {found:?}"));
                }
            }
        }
    }
    println!("{kept} values that keep a keyword, {broken} that break one");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn rows() -> Vec<Row> {
    let mut rows = numbers();
    rows.extend(texts());
    rows.extend(formats());
    rows.extend(lists());
    rows.extend(objects());
    rows.extend(compositions());
    rows
}

fn numbers() -> Vec<Row> {
    let bounds = |value: Value| (value, "body/bounds", "");
    vec![
        (
            Both,
            json!({ "type": "number", "multipleOf": 0.1 }),
            vec![json!(0.3), json!(0.7), json!(1), json!(-1e2)],
            vec![bounds(json!(0.25))],
        ),
        (
            Both,
            json!({ "type": "number", "multipleOf": 0.01 }),
            vec![json!(19.99), json!(4.35), json!(0)],
            vec![bounds(json!(19.995))],
        ),
        (
            Both,
            json!({ "type": "integer", "multipleOf": 10 }),
            vec![json!(0), json!(-20), json!(1_000_000)],
            vec![bounds(json!(5)), bounds(json!(-1))],
        ),
        (
            Old,
            json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true }),
            vec![json!(1e-9)],
            vec![bounds(json!(0)), bounds(json!(-0.5))],
        ),
        (
            New,
            json!({ "type": "number", "exclusiveMinimum": 0 }),
            vec![json!(1e-9)],
            vec![bounds(json!(0)), bounds(json!(-0.5))],
        ),
        (
            Old,
            json!({ "type": "integer", "maximum": 10, "exclusiveMaximum": true }),
            vec![json!(9)],
            vec![bounds(json!(10))],
        ),
        (New, json!({ "type": "integer", "exclusiveMaximum": 10 }), vec![json!(9)], vec![bounds(json!(10))]),
        (
            Old,
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": false }),
            vec![json!(0)],
            vec![bounds(json!(-1))],
        ),
        (
            Both,
            json!({ "type": "integer", "maximum": 9_007_199_254_740_993_i64 }),
            vec![json!(9_007_199_254_740_993_i64)],
            vec![bounds(json!(9_007_199_254_740_994_i64))],
        ),
        (
            Both,
            json!({ "type": "integer" }),
            vec![json!(1.0), json!(-0.0), json!(1e3)],
            vec![(json!(1.5), "body/type", ""), (json!("1"), "body/type", "")],
        ),
        (Both, json!({ "type": "number" }), vec![json!(1), json!(1.5)], vec![(json!(true), "body/type", "")]),
        (
            Both,
            json!({ "enum": [1, "1", true] }),
            vec![json!(1), json!("1"), json!(true), json!(1.0)],
            vec![(json!(2), "body/enum", ""), (json!("true"), "body/enum", ""), (json!(false), "body/enum", "")],
        ),
        (
            New,
            json!({ "const": { "a": [1] } }),
            vec![json!({ "a": [1] }), json!({ "a": [1.0] })],
            vec![(json!({ "a": [2] }), "body/enum", "")],
        ),
    ]
}

fn texts() -> Vec<Row> {
    let length = |text: &str| (json!(text), "body/length", "");
    let pattern = |text: &str| (json!(text), "body/pattern", "");
    vec![
        (
            Both,
            json!({ "type": "string", "minLength": 2 }),
            vec![json!("ab"), json!("😀😀")],
            vec![length("😀"), length("")],
        ),
        (
            Both,
            json!({ "type": "string", "maxLength": 2 }),
            vec![json!("😀😀"), json!("")],
            vec![length("abc"), length("e\u{301}e")],
        ),
        (Both, json!({ "type": "string", "pattern": "b.d" }), vec![json!("abcde"), json!("b😀d")], vec![pattern("bd")]),
        (
            Both,
            json!({ "type": "string", "pattern": "^\\d+$" }),
            vec![json!("42")],
            vec![pattern("٤٢"), pattern("4 2"), pattern("")],
        ),
        (Both, json!({ "type": "string", "pattern": "^\\w+$" }), vec![json!("a_1")], vec![pattern("é")]),
        (
            Both,
            json!({ "type": "string", "pattern": "^a$" }),
            vec![json!("a")],
            vec![pattern("a\n"), pattern("b\na"), pattern("A")],
        ),
        (
            Both,
            json!({ "type": "string", "pattern": "^\\s$" }),
            vec![json!(" "), json!("\u{a0}"), json!("\u{feff}")],
            vec![pattern("x")],
        ),
        (
            Both,
            json!({ "type": "string", "pattern": "^(?!draft-)[a-z-]+$" }),
            vec![json!("final-a")],
            vec![pattern("draft-a")],
        ),
        (Both, json!({ "type": "string", "pattern": "^[^/]+$" }), vec![json!("a\nb")], vec![pattern("a/b")]),
    ]
}

fn formats() -> Vec<Row> {
    let row = |format: &str, good: &[&str], bad: &[&'static str]| -> Row {
        let good = good.iter().map(|text| json!(text)).collect();
        let bad = bad.iter().map(|text| (json!(text), "body/format", "")).collect();
        (Both, json!({ "type": "string", "format": format }), good, bad)
    };
    vec![
        row(
            "date",
            &["2024-02-29", "0001-01-01", "9999-12-31"],
            &["2023-02-29", "2026-13-01", "2026-00-10", "20260608", "2026-6-8", "2026-06-08 "],
        ),
        row(
            "date-time",
            &[
                "2016-12-31T23:59:60Z",
                "2026-06-08T12:00:00.1234567890Z",
                "2026-06-08t12:00:00z",
                "2026-06-08T12:00:00+23:59",
            ],
            &[
                "2026-06-08T24:00:00Z",
                "2026-06-08T12:00:61Z",
                "2026-06-08T12:00Z",
                "2026-06-08T12:00:00+0200",
                "2026-06-08 12:00:00Z",
                "1780920000",
            ],
        ),
        row(
            "uuid",
            &["2EB8AA08-AA98-11EA-B4AA-73B441D16380"],
            &[
                "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
                "2eb8aa08aa9811eab4aa73b441d16380",
                "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
            ],
        ),
        row("email", &["a+b@shop.example", "o'brien@example.com"], &["a", "a@", "@b.example", "a b@c.example"]),
        row(
            "uri",
            &["https://shop.example/a?b#c", "urn:isbn:0451450523", "http://[::1]:80/"],
            &["/a", "shop.example", "https://a b", ""],
        ),
    ]
}

fn lists() -> Vec<Row> {
    let unique = |value: Value| (value, "body/unique", "");
    vec![
        (
            Both,
            json!({ "type": "array", "uniqueItems": true, "items": {} }),
            vec![
                json!([]),
                json!([1, 2]),
                json!([1, "1", true]),
                json!([0, false]),
                json!([{ "a": 1 }, { "a": 2 }]),
                json!([[1], [2]]),
            ],
            vec![
                unique(json!([1, 1])),
                unique(json!([1, 2, 1.0])),
                unique(json!([{ "a": 1, "b": 2 }, { "b": 2, "a": 1 }])),
                unique(json!([[1], [1]])),
                unique(json!([null, null])),
            ],
        ),
        (
            Both,
            json!({ "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "integer" } }),
            vec![json!([1]), json!([1, 1])],
            vec![
                (json!([]), "body/size", ""),
                (json!([1, 2, 3]), "body/size", ""),
                (json!([1, "2"]), "body/type", "/1"),
            ],
        ),
        (
            Both,
            json!({ "type": "array", "items": { "type": "array", "items": { "type": "boolean" } } }),
            vec![json!([[], [true]])],
            vec![(json!([[], [true, 0]]), "body/type", "/1/1")],
        ),
    ]
}

fn objects() -> Vec<Row> {
    let closed =
        json!({ "type": "object", "properties": { "a": { "type": "integer" } }, "additionalProperties": false });
    vec![
        (
            Both,
            json!({ "type": "object", "minProperties": 1, "maxProperties": 2, "additionalProperties": true }),
            vec![json!({ "a": 1 }), json!({ "a": 1, "b": null })],
            vec![(json!({}), "body/size", ""), (json!({ "a": 1, "b": 2, "c": 3 }), "body/size", "")],
        ),
        (
            Both,
            closed,
            vec![json!({}), json!({ "a": 1 })],
            vec![(json!({ "a": 1, "b": 2 }), "body/unknown-field", "/b")],
        ),
        (
            Both,
            json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
            vec![json!({}), json!({ "": 1, "a/b": 2, "__proto__": 3 })],
            vec![(json!({ "a/b~c": "x" }), "body/type", "/a~1b~0c"), (json!({ "": null }), "body/type", "/")],
        ),
        (
            Both,
            json!({ "type": "object", "required": ["a/b"], "properties": { "a/b": {}, "toString": { "type": "string" } } }),
            vec![json!({ "a/b": null }), json!({ "a/b": [1], "toString": "" })],
            vec![(json!({}), "body/required", "/a~1b"), (json!({ "a/b": 1, "toString": 1 }), "body/type", "/toString")],
        ),
        (
            Both,
            json!({ "type": "object", "properties": { "password": { "type": "string", "writeOnly": true }, "id": { "type": "integer", "readOnly": true } } }),
            vec![json!({ "id": 1 })],
            vec![(json!({ "password": "x" }), "body/write-only", "/password")],
        ),
        (
            Old,
            json!({ "type": "string", "nullable": true }),
            vec![json!(null), json!("")],
            vec![(json!(1), "body/type", "")],
        ),
        (New, json!({ "type": ["string", "null"] }), vec![json!(null), json!("")], vec![(json!(1), "body/type", "")]),
        (
            New,
            json!({ "type": ["string", "integer"] }),
            vec![json!("a"), json!(1)],
            vec![(json!(null), "body/variant", ""), (json!([]), "body/variant", "")],
        ),
        (Both, json!({}), vec![json!(null), json!([]), json!({ "a": 1 }), json!("")], vec![]),
    ]
}

fn compositions() -> Vec<Row> {
    let object = |name: &str, kind: &str| json!({ "type": "object", "required": [name], "properties": { name: { "type": kind } }, "additionalProperties": true });
    vec![
        (
            Both,
            json!({ "oneOf": [object("card", "string"), object("iban", "string")] }),
            vec![json!({ "card": "1" }), json!({ "iban": "2" })],
            vec![(json!({ "card": "1", "iban": "2" }), "body/ambiguous", ""), (json!([]), "body/variant", "")],
        ),
        (
            Both,
            json!({ "anyOf": [object("card", "string"), object("iban", "string")] }),
            vec![json!({ "card": "1" }), json!({ "card": "1", "iban": "2" })],
            vec![(json!(7), "body/variant", "")],
        ),
        (
            Both,
            json!({ "type": "object", "additionalProperties": true, "not": { "required": ["deleted"] } }),
            vec![json!({}), json!({ "a": 1 })],
            vec![(json!({ "deleted": true }), "body/excluded", "")],
        ),
        (
            Both,
            json!({ "allOf": [
                { "type": "object", "required": ["a"], "properties": { "a": { "type": "integer", "minimum": 0 } } },
                { "type": "object", "properties": { "a": { "maximum": 9 }, "b": { "type": "string" } } },
            ] }),
            vec![json!({ "a": 0 }), json!({ "a": 9, "b": "" })],
            vec![
                (json!({ "b": "" }), "body/required", "/a"),
                (json!({ "a": 10 }), "body/bounds", "/a"),
                (json!({ "a": -1 }), "body/bounds", "/a"),
                (json!({ "a": 1, "b": 2 }), "body/type", "/b"),
                (json!({ "a": 1, "c": 2 }), "body/unknown-field", "/c"),
            ],
        ),
        (
            Both,
            json!({
                "oneOf": [
                    { "type": "object", "required": ["kind", "meow"], "properties": { "kind": { "type": "string", "enum": ["cat"] }, "meow": { "type": "boolean" } } },
                    { "type": "object", "required": ["kind", "bark"], "properties": { "kind": { "type": "string", "enum": ["dog"] }, "bark": { "type": "boolean" } } },
                ],
            }),
            vec![json!({ "kind": "cat", "meow": true }), json!({ "kind": "dog", "bark": false })],
            vec![
                (json!({ "kind": "cat", "meow": "yes" }), "body/type", "/meow"),
                (json!({ "kind": "dog" }), "body/required", "/bark"),
                (json!({ "kind": "cat", "meow": true, "bark": true }), "body/unknown-field", "/bark"),
            ],
        ),
        (
            New,
            json!({ "type": "object", "allOf": [{ "properties": { "a": {} } }], "properties": { "b": {} }, "unevaluatedProperties": false }),
            vec![json!({ "a": 1, "b": 2 }), json!({})],
            vec![(json!({ "a": 1, "c": 3 }), "body/unknown-field", "/c")],
        ),
    ]
}

#[test]
fn a_forbidden_field_is_an_error_at_any_server() {
    let schema = json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": false });
    let found = exchange(&json!({ "a": 1, "b": 2 }));
    let found = spec("3.0.3", &schema).contract().judge(&found, Origin::Foreign);
    assert_eq!(found.iter().map(|violation| violation.level).collect::<Vec<_>>(), [Level::Error]);
}

fn spec(version: &str, schema: &Value) -> Spec {
    let document = json!({
        "openapi": version,
        "info": { "title": "Keywords", "version": "1" },
        "paths": { "/value": { "get": {
            "operationId": "getValue",
            "responses": { "200": { "description": "A value.", "content": { "application/json": { "schema": schema } } } },
        } } },
    });
    let text = document.to_string();
    let read = trackside_openapi::read(text.as_bytes(), "keywords.json", &|name| Err(format!("there is no {name}")));
    let read = read.unwrap_or_else(|error| panic!("{version} {schema}: {error}"));
    Spec::new(&read.document).unwrap_or_else(|error| panic!("{version} {schema}: {error}"))
}

fn judged(spec: &Spec, value: &Value) -> Vec<(String, String)> {
    let found = spec.contract().judge(&exchange(value), Origin::Foreign);
    found.into_iter().map(|violation| (violation.rule.id().to_owned(), violation.pointer)).collect()
}

fn exchange(value: &Value) -> Exchange {
    let content_type = HeaderValue::from_static("application/json");
    Exchange {
        method: Method::GET,
        target: "/value".to_owned(),
        request_headers: HeaderMap::new(),
        request_body: Bytes::new(),
        status: StatusCode::OK,
        response_headers: HeaderMap::from_iter([(CONTENT_TYPE, content_type)]),
        response_body: value.to_string().into(),
    }
}
