//! What only looks like a break, and what does not look like one: each change in both directions, sent and received.

#![expect(clippy::needless_pass_by_value, reason = "the parts of a document are written where they are passed")]

use serde_json::{Value, json};
use trackside_diff::Level;

use crate::documents::{answering, asking, changes, found, none, with_operation};

/// The highest level of the changes, if there are any.
fn worst(old: &Value, new: &Value) -> Option<Level> {
    changes(old, new).into_iter().map(|change| change.level).max()
}

/// Schemas that admit the same, however they are written: at most information, in any direction.
#[test]
fn the_same_values_break_nobody() {
    let rows = [
        (json!({ "type": "string" }), json!({ "type": "string", "pattern": ".*" })),
        (json!({ "type": "string" }), json!({ "type": "string", "pattern": "^.*$" })),
        (json!({ "type": "string" }), json!({ "type": "string", "pattern": "" })),
        (json!({ "type": "string", "pattern": "^(.*)$" }), json!({ "type": "string", "pattern": "[\\s\\S]*" })),
        (json!({ "enum": ["a", "b"] }), json!({ "type": "string", "enum": ["a", "b"] })),
        (json!({ "enum": [1, 2] }), json!({ "type": "number", "enum": [1, 2] })),
        (json!({ "enum": [1, 2.0] }), json!({ "type": "integer", "enum": [1, 2] })),
        (
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true }),
            json!({ "type": "integer", "minimum": 1 }),
        ),
        (
            json!({ "type": "integer", "maximum": 10, "exclusiveMaximum": true }),
            json!({ "type": "integer", "maximum": 9 }),
        ),
        (json!({ "type": "integer", "minimum": 0.5 }), json!({ "type": "integer", "minimum": 1 })),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
            json!({ "type": "integer", "minimum": 1, "maximum": 1000, "format": "int64" }),
        ),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 1000, "format": "int32" }),
            json!({ "type": "integer", "minimum": 1, "maximum": 1000, "format": "int64" }),
        ),
        (json!({ "type": "integer", "default": 20 }), json!({ "type": "integer", "default": 20.0 })),
        // What is nullable and does not list null means null, too.
        (
            json!({ "type": "string", "nullable": true, "enum": ["a"] }),
            json!({ "type": "string", "nullable": true, "enum": ["a", null] }),
        ),
        (
            json!({ "type": "string", "nullable": true, "allOf": [{ "type": "string", "enum": ["a"] }] }),
            json!({ "type": "string", "nullable": true, "allOf": [{ "type": "string", "nullable": true, "enum": ["a", null] }] }),
        ),
        // Words about undeclared fields do not restrict them.
        (
            json!({ "type": "object", "additionalProperties": true }),
            json!({ "type": "object", "additionalProperties": { "title": "Anything", "description": "Any field." } }),
        ),
        (
            json!({ "type": "object" }),
            json!({ "type": "object", "additionalProperties": { "description": "Any field." } }),
        ),
    ];
    for (one, other) in rows {
        for (old, new) in [(&one, &other), (&other, &one)] {
            for document in [answering, asking] {
                let changes = changes(&document(old.clone(), none()), &document(new.clone(), none()));
                let harmless = changes.iter().all(|change| change.level == Level::Info);
                assert!(harmless, "{old} → {new}: {changes:?}");
            }
        }
    }
}

/// There is no null in a query, so it does not matter whether a parameter may be null.
#[test]
fn a_parameter_in_a_query_is_never_null() {
    let asking = |schema: Value| {
        with_operation(json!({ "parameters": [{ "name": "order", "in": "query", "schema": schema }] }), none())
    };
    let (nullable, plain) = (json!({ "type": "string", "nullable": true }), json!({ "type": "string" }));
    assert_eq!(found(&asking(nullable.clone()), &asking(plain.clone())), [] as [&str; 0]);
    assert_eq!(found(&asking(plain.clone()), &asking(nullable.clone())), [] as [&str; 0]);
    let sent = |schema: Value| crate::documents::asking(schema, none());
    assert_eq!(worst(&sent(nullable), &sent(plain)), Some(Level::Error));
}

/// What resembles the rows above, and still breaks clients that send it in one direction, and those that read it in
/// the other one.
#[test]
fn almost_the_same_values_break_somebody() {
    let rows = [
        (json!({ "type": "string", "pattern": ".+" }), json!({ "type": "string" })),
        (json!({ "type": "string", "pattern": "^$" }), json!({ "type": "string", "pattern": ".*" })),
        (json!({ "type": "string", "pattern": "^[a]*$" }), json!({ "type": "string", "pattern": "" })),
        (json!({ "type": "string", "enum": ["a", 1] }), json!({ "enum": ["a", 1] })),
        (json!({ "type": "string", "x-extensible-enum": ["a"] }), json!({ "x-extensible-enum": ["a"] })),
        (
            json!({ "type": "number", "minimum": 1 }),
            json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true }),
        ),
        (
            json!({ "type": "integer", "minimum": 2 }),
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true }),
        ),
        (json!({ "type": "integer", "minimum": 1, "format": "int64" }), json!({ "type": "integer", "minimum": 1 })),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 3_000_000_000_u32, "format": "int32" }),
            json!({ "type": "integer", "minimum": 1, "maximum": 3_000_000_000_u32 }),
        ),
    ];
    for (tight, loose) in rows {
        let documents =
            |document: fn(Value, Value) -> Value| (document(tight.clone(), none()), document(loose.clone(), none()));
        let (tight_request, loose_request) = documents(asking);
        let (tight_response, loose_response) = documents(answering);
        assert_eq!(worst(&loose_request, &tight_request), Some(Level::Error), "request {loose} → {tight}");
        assert_eq!(worst(&tight_request, &loose_request), Some(Level::Info), "request {tight} → {loose}");
        assert_eq!(worst(&tight_response, &loose_response), Some(Level::Error), "response {tight} → {loose}");
        assert_eq!(worst(&loose_response, &tight_response), Some(Level::Info), "response {loose} → {tight}");
    }
}

/// A field that clients send in vain is as bad as a removed one.
#[test]
fn a_field_that_becomes_read_only_is_as_one_that_is_removed() {
    let object = |field: Value| json!({ "type": "object", "properties": { "id": field } });
    let (plain, read) = (object(json!({ "type": "string" })), object(json!({ "type": "string", "readOnly": true })));
    let written = object(json!({ "type": "string", "writeOnly": true }));
    let removed = json!({ "type": "object" });
    let level = |document: fn(Value, Value) -> Value, new: &Value| {
        worst(&document(plain.clone(), none()), &document(new.clone(), none()))
    };
    assert_eq!(level(asking, &read), Some(Level::Warning));
    assert_eq!(level(asking, &read), level(asking, &removed));
    assert_eq!(level(answering, &written), Some(Level::Warning));
    assert_eq!(level(answering, &written), level(answering, &removed));
}

#[test]
fn urls_for_tokens() {
    let document = |flow: Value| {
        let mut document = with_operation(json!({ "security": [{ "login": [] }] }), none());
        document["components"]["securitySchemes"] =
            json!({ "login": { "type": "oauth2", "flows": { "authorizationCode": flow } } });
        document
    };
    let plain = document(json!({ "authorizationUrl": "https://a.example", "scopes": {} }));
    for key in ["refreshUrl", "tokenUrl"] {
        let with = |url: &str| document(json!({ "authorizationUrl": "https://a.example", "scopes": {}, key: url }));
        assert_eq!(worst(&plain, &with("https://a.example/x")), Some(Level::Info), "{key} added");
        assert_eq!(worst(&with("https://a.example/x"), &plain), Some(Level::Error), "{key} removed");
        let changed = worst(&with("https://a.example/x"), &with("https://a.example/y"));
        assert_eq!(changed, Some(Level::Error), "{key} changed");
    }
}

#[test]
fn a_slash_at_the_end_of_a_server() {
    let document = |url: &str| {
        let mut document = with_operation(json!({}), none());
        document["servers"] = json!([{ "url": url }]);
        document
    };
    let cases = [
        ("https://a.example", "https://a.example/", Level::Info),
        ("https://a.example/v1", "https://a.example/v1/", Level::Info),
        ("https://a.example/v1", "https://a.example/v2/", Level::Error),
    ];
    for (one, other, level) in cases {
        assert_eq!(worst(&document(one), &document(other)), Some(level), "{one} → {other}");
        assert_eq!(worst(&document(other), &document(one)), Some(level), "{other} → {one}");
    }
    let mut both = document("https://a.example");
    both["servers"] = json!([{ "url": "https://a.example" }, { "url": "https://a.example/" }]);
    assert_eq!(worst(&both, &both), None);
}

/// A message with the same on both sides of its arrow says nothing.
#[test]
fn no_message_has_two_equal_sides() {
    let path = |name: &str| {
        json!({ "openapi": "3.0.0", "paths": { format!("/a/{{{name}}}"): {
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "get": { "responses": {} }
        } } })
    };
    let words = |end: &str| answering(json!({ "description": format!("{} {end}", "long ".repeat(40)) }), none());
    let example = |value: Value| answering(json!({ "example": value }), none());
    let pairs = [
        (path("id"), path("key")),
        (words("a"), words("b")),
        (words("a"), words("and b")),
        (example(json!(1)), example(json!(1.0))),
        (example(json!({ "a": "x".repeat(100) })), example(json!({ "a": "x".repeat(101) }))),
    ];
    for (old, new) in pairs {
        for change in changes(&old, &new) {
            let (before, after) = change.message.split_once(" → ").expect("it has an arrow");
            assert_ne!(before.trim_start_matches("`description`: "), after, "{change}");
        }
    }
}

/// A document with a parameter.
fn parameter(location: &str, parameter: Value) -> Value {
    let mut whole = json!({ "name": "a", "in": location });
    whole.as_object_mut().expect("an object").extend(parameter.as_object().expect("an object").clone());
    with_operation(json!({ "parameters": [whole] }), none())
}

/// A document with a header of its response.
fn header(header: Value) -> Value {
    with_operation(json!({ "responses": { "200": { "description": "", "headers": { "a": header } } } }), none())
}

/// A document with a body of a media type: sent, and received.
fn bodies(media_type: &str, value: Value) -> [Value; 2] {
    let content = json!({ media_type: value });
    [
        with_operation(json!({ "requestBody": { "content": content } }), none()),
        with_operation(json!({ "responses": { "200": { "description": "", "content": content } } }), none()),
    ]
}

#[test]
fn text_that_reads_as_a_number() {
    use Level::{Error, Info};
    let number = json!({ "schema": { "type": "integer" } });
    let text = json!({ "schema": { "type": "string" } });
    for location in ["query", "header", "path", "cookie"] {
        let (number, text) = (parameter(location, number.clone()), parameter(location, text.clone()));
        assert_eq!(worst(&number, &text), Some(Info), "{location}");
        assert_eq!(worst(&text, &number), Some(Error), "{location}");
        let pattern = parameter(location, json!({ "schema": { "type": "string", "pattern": "^a" } }));
        assert_eq!(worst(&number, &pattern), Some(Error), "{location}");
        let length = parameter(location, json!({ "schema": { "type": "string", "minLength": 2 } }));
        assert_eq!(worst(&number, &length), Some(Error), "{location}");
    }
    assert_eq!(worst(&header(number.clone()), &header(text.clone())), Some(Error));
    assert_eq!(worst(&header(text.clone()), &header(number.clone())), Some(Info));
    let within = |schema: &Value| json!({ "schema": { "type": "object", "properties": { "a": schema["schema"] } } });
    let [form, _] = bodies("application/x-www-form-urlencoded", within(&number));
    let [other, _] = bodies("application/x-www-form-urlencoded", within(&text));
    assert_eq!((worst(&form, &other), worst(&other, &form)), (Some(Info), Some(Error)));
    for [before, after] in [[&number, &text], [&text, &number]] {
        let ([sent, received], [sent_after, received_after]) =
            (bodies("application/json", within(before)), bodies("application/json", within(after)));
        assert_eq!(worst(&sent, &sent_after), Some(Error));
        assert_eq!(worst(&received, &received_after), Some(Error));
    }
    // Lists and objects of a query are text as well.
    let list = |kind: &str| parameter("query", json!({ "schema": { "type": "array", "items": { "type": kind } } }));
    assert_eq!(
        (worst(&list("number"), &list("string")), worst(&list("string"), &list("number"))),
        (Some(Info), Some(Error))
    );
}

#[test]
fn a_single_value_is_a_list_of_one() {
    use Level::{Error, Info, Warning};
    let one = |kind: &str| json!({ "schema": { "type": kind } });
    let list = |kind: &str| json!({ "schema": { "type": "array", "items": { "type": kind } } });
    let with = |mut value: Value, key: &str, what: Value| {
        value[key] = what;
        value
    };
    let few = json!({ "schema": { "type": "array", "items": { "type": "string" }, "minItems": 1 } });
    let many = json!({ "schema": { "type": "array", "items": { "type": "string" }, "minItems": 2 } });
    let commas = with(list("string"), "explode", json!(false));
    let rows = [
        ("query", one("string"), list("string"), Info),
        ("query", one("integer"), list("integer"), Info),
        ("query", one("integer"), list("string"), Info),
        ("query", one("string"), few, Info),
        ("query", one("string"), commas, Warning),
        ("query", one("integer"), with(list("integer"), "explode", json!(false)), Info),
        ("query", one("string"), many, Error),
        ("query", one("string"), list("integer"), Error),
        ("query", one("string"), with(list("string"), "style", json!("pipeDelimited")), Error),
        ("query", one("object"), list("object"), Error),
        ("header", one("string"), list("string"), Error),
        ("path", one("string"), list("string"), Error),
    ];
    for (location, old, new, level) in rows {
        let (old, new) = (parameter(location, old), parameter(location, new));
        assert_eq!(worst(&old, &new), Some(level), "{old} → {new}");
        assert_eq!(worst(&new, &old), Some(Error), "{new} → {old}");
        assert_eq!(worst(&new, &new), None);
    }
    let ([sent, received], [sent_list, received_list]) =
        (bodies("application/json", one("string")), bodies("application/json", list("string")));
    assert_eq!((worst(&sent, &sent_list), worst(&received, &received_list)), (Some(Error), Some(Error)));
    assert_eq!(worst(&header(one("string")), &header(list("string"))), Some(Error));
}

#[test]
fn a_flag_for_lists_means_nothing_for_single_values() {
    let value = |kind: &str, explode: bool| json!({ "schema": { "type": kind }, "explode": explode });
    for (kind, level) in
        [("string", Level::Info), ("integer", Level::Info), ("array", Level::Error), ("object", Level::Error)]
    {
        for (before, after) in [(true, false), (false, true)] {
            for location in ["query", "path", "header"] {
                let documents = [before, after].map(|explode| parameter(location, value(kind, explode)));
                assert_eq!(worst(&documents[0], &documents[1]), Some(level), "{location} {kind}");
            }
            let documents = [before, after].map(|explode| header(value(kind, explode)));
            assert_eq!(worst(&documents[0], &documents[1]), Some(level), "{kind}");
        }
    }
    let untyped = |explode: bool| parameter("query", json!({ "schema": {}, "explode": explode }));
    assert_eq!(worst(&untyped(true), &untyped(false)), Some(Level::Error), "it may be a list");
    let encoded =
        |explode: bool| parameter("query", json!({ "content": { "application/json": {} }, "explode": explode }));
    assert_eq!(worst(&encoded(true), &encoded(false)), Some(Level::Info));
}

#[test]
fn media_types_that_are_the_same_or_wider() {
    use Level::{Error, Info, Warning};
    let document = |name: &str, kind: &str| bodies(name, json!({ "schema": { "type": kind } }));
    let rows = [
        ("application/json", "application/json; charset=utf-8", [None; 4]),
        ("application/json", "application/json;charset=\"UTF-8\"", [None; 4]),
        ("application/json", "application/*", [Some(Info), Some(Error), Some(Warning), Some(Info)]),
        ("application/json", "*/*", [Some(Info), Some(Error), Some(Warning), Some(Info)]),
        ("application/*", "*/*", [Some(Info), Some(Error), Some(Warning), Some(Info)]),
        ("application/json", "application/json; charset=latin1", [Some(Error); 4]),
        ("application/json", "text/*", [Some(Error); 4]),
    ];
    for (one, other, levels) in rows {
        let ([sent, received], [sent_other, received_other]) = (document(one, "string"), document(other, "string"));
        let found = [
            worst(&sent, &sent_other),
            worst(&sent_other, &sent),
            worst(&received, &received_other),
            worst(&received_other, &received),
        ];
        assert_eq!(found, levels, "{one} → {other}");
        // What is within them is compared all the same.
        let ([sent, received], [sent_other, received_other]) = (document(one, "string"), document(other, "integer"));
        for (old, new) in [(sent, sent_other), (received, received_other)] {
            assert_eq!(worst(&old, &new), Some(Error), "{one} → {other}");
            assert_eq!(worst(&new, &old), Some(Error), "{other} → {one}");
        }
    }
    // Both spellings in one document are two media types.
    let both = |kind: &str| {
        let content = json!({
            "application/json": { "schema": {} }, "application/json; charset=utf-8": { "schema": { "type": kind } }
        });
        with_operation(json!({ "requestBody": { "content": content } }), none())
    };
    assert_eq!(worst(&both("string"), &both("integer")), Some(Error));
}

#[test]
fn hints_for_xml_mean_nothing_in_json() {
    let schema = |name: &str| json!({ "schema": { "type": "string", "xml": { "name": name } } });
    let rows = [
        ("application/json", Level::Info),
        ("multipart/form-data", Level::Info),
        ("application/xml", Level::Error),
        ("application/soap+xml; charset=utf-8", Level::Error),
        ("application/*", Level::Error),
    ];
    for (name, level) in rows {
        for (old, new) in bodies(name, schema("a")).iter().zip(&bodies(name, schema("b"))) {
            assert_eq!(worst(old, new), Some(level), "{name}");
        }
        for (old, new) in bodies(name, json!({ "schema": { "type": "string" } })).iter().zip(&bodies(name, schema("b")))
        {
            assert_eq!((worst(old, new), worst(new, old)), (Some(level), Some(level)), "{name}");
        }
    }
}

#[test]
fn the_encoding_of_a_new_field_belongs_to_the_field() {
    use Level::{Error, Info, Warning};
    let document = |fields: &[&str], encoding: Value| {
        let fields: serde_json::Map<_, _> =
            fields.iter().map(|name| ((*name).to_owned(), json!({ "type": "object" }))).collect();
        let schema = json!({ "type": "object", "properties": fields });
        bodies("application/x-www-form-urlencoded", json!({ "schema": schema, "encoding": encoding }))[0].clone()
    };
    let deep = || json!({ "style": "deepObject", "explode": true });
    let plain = document(&["a"], json!({}));
    let added = document(&["a", "b"], json!({ "b": deep() }));
    assert_eq!((worst(&plain, &added), worst(&added, &plain)), (Some(Info), Some(Warning)));
    let encoded = document(&["a"], json!({ "a": deep() }));
    assert_eq!((worst(&plain, &encoded), worst(&encoded, &plain)), (Some(Error), Some(Error)));
    let usual = document(&["a"], json!({ "a": { "style": "form", "explode": true } }));
    assert_eq!((worst(&plain, &usual), worst(&usual, &plain)), (None, None));
}

/// Old and new statuses with the types of their bodies, and the levels of the changes forth and back.
type Row<'r> = (&'r [(&'r str, &'r str)], &'r [(&'r str, &'r str)], Level, Level);

#[test]
fn a_status_is_compared_with_what_stood_for_it() {
    use Level::{Error, Info, Warning};
    let document = |responses: &[(&str, &str)]| {
        let responses: serde_json::Map<_, _> = responses
            .iter()
            .map(|(status, kind)| {
                let content = json!({ "application/json": { "schema": { "type": kind } } });
                ((*status).to_owned(), json!({ "description": "", "content": content }))
            })
            .collect();
        with_operation(json!({ "responses": responses }), none())
    };
    let rows: [Row<'_>; 13] = [
        (&[("default", "string")], &[("default", "string"), ("404", "string")], Info, Info),
        (&[("default", "string")], &[("default", "string"), ("404", "integer")], Error, Error),
        (&[("default", "string")], &[("default", "string"), ("4XX", "integer")], Error, Error),
        (&[("4XX", "string")], &[("4XX", "string"), ("404", "string")], Info, Info),
        (&[("4XX", "string")], &[("4XX", "string"), ("404", "integer")], Error, Error),
        (&[("4XX", "string")], &[("4XX", "string"), ("500", "integer")], Info, Warning),
        (&[("4XX", "string")], &[("404", "string")], Info, Info),
        (&[("4XX", "string")], &[("404", "integer")], Error, Error),
        (&[("2XX", "string")], &[("200", "string")], Info, Warning),
        (&[("2XX", "string")], &[("200", "string"), ("201", "integer")], Error, Error),
        (&[("2XX", "string")], &[("400", "string")], Error, Warning),
        // `default` is about failures here.
        (
            &[("200", "string"), ("default", "object")],
            &[("200", "string"), ("201", "string"), ("default", "object")],
            Warning,
            Error,
        ),
        (&[("default", "string")], &[("200", "integer")], Error, Error),
    ];
    for (old, new, forth, back) in rows {
        let (before, after) = (document(old), document(new));
        assert_eq!(worst(&before, &after), Some(forth), "{old:?} → {new:?}");
        assert_eq!(worst(&after, &before), Some(back), "{new:?} → {old:?}");
        assert_eq!((worst(&before, &before), worst(&after, &after)), (None, None));
    }
    let (before, after) = (document(&[("4XX", "string")]), document(&[("4XX", "string"), ("404", "integer")]));
    assert_eq!(
        found(&before, &after),
        ["response-status-set-apart response 404", "response-type-changed response 404 body"]
    );
}

/// Undeclared fields had one type, and one of them is declared with another.
#[test]
fn a_declared_field_has_the_values_of_undeclared_ones() {
    use Level::{Error, Info, Warning};
    let map = |fields: Value, others: Value| json!({ "type": "object", "properties": fields, "additionalProperties": others });
    let rows = [
        (json!({ "type": "integer" }), json!({ "type": "string" }), [Error; 4]),
        (json!({ "type": "integer" }), json!({ "type": "integer" }), [Info, Warning, Info, Warning]),
        (json!({ "type": "number" }), json!({ "type": "integer" }), [Error, Warning, Info, Error]),
        (json!({ "type": "integer" }), json!({ "type": "number" }), [Info, Error, Error, Warning]),
        (json!(true), json!({ "type": "integer" }), [Info, Warning, Info, Warning]),
    ];
    for (others, field, levels) in rows {
        let (plain, declared) = (map(json!({}), others.clone()), map(json!({ "n": field }), others.clone()));
        let level = |document: fn(Value, Value) -> Value, old: &Value, new: &Value| {
            worst(&document(old.clone(), none()), &document(new.clone(), none())).expect("it is a change")
        };
        let found = [
            level(asking, &plain, &declared),
            level(asking, &declared, &plain),
            level(answering, &plain, &declared),
            level(answering, &declared, &plain),
        ];
        assert_eq!(found, levels, "{others} and {field}");
    }
    let required = json!({ "type": "object", "required": ["n"], "additionalProperties": { "type": "integer" } });
    let declared = json!({ "type": "object", "required": ["n"], "properties": { "n": { "type": "string" } }, "additionalProperties": { "type": "integer" } });
    let expected = ["request-type-changed request body /n"];
    assert_eq!(found(&asking(required.clone(), none()), &asking(declared, none())), expected);
    let other = json!({ "type": "object", "required": ["n"], "additionalProperties": { "type": "string" } });
    let expected = ["request-type-changed request body /{key}"];
    assert_eq!(found(&asking(required, none()), &asking(other, none())), expected);
}
