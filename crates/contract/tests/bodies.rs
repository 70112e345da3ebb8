//! Bodies against schemas: one corruption at a time.

use serde_json::{Value, json};
use trackside_contract::{Contract, Source};

use crate::support::{check, components, load, schema};

/// A schema with one field for each kind of assertion.
fn order() -> Contract {
    load(&components(&json!({
        "Order": {
            "type": "object",
            "required": ["id", "status", "total", "buyer", "lines", "paid"],
            "properties": {
                "id": { "type": "string", "format": "uuid", "example": 7 },
                "status": { "type": "string", "enum": ["open", "closed"], "x-provenance": { "source": "inferred", "reason": "seen" } },
                "total": { "type": "number", "minimum": 0, "exclusiveMaximum": true, "maximum": 1000, "multipleOf": 0.5 },
                "count": { "type": "integer", "minimum": 1, "exclusiveMinimum": false, "maximum": 9 },
                "small": { "type": "integer", "format": "int32" },
                "large": { "type": "integer", "format": "int64" },
                "reference": { "type": "string", "pattern": "^[A-Z]{3}$", "minLength": 3, "maxLength": 5 },
                "note": { "type": "string", "minLength": 1, "maxLength": 4 },
                "paid": { "type": "boolean" },
                "at": { "type": "string", "format": "date-time" },
                "day": { "type": "string", "format": "date" },
                "link": { "type": "string", "format": "uri" },
                "mail": { "type": "string", "format": "email" },
                "buyer": { "$ref": "#/components/schemas/Buyer", "description": "A sibling that counts for nothing." },
                "agent": { "type": "object", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Buyer" }] },
                "reason": { "type": "string", "nullable": true },
                "kind": { "type": "string", "nullable": true, "enum": ["a", "b"] },
                "lines": { "type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true, "items": { "$ref": "#/components/schemas/Line" } },
                "tags": { "type": "object", "additionalProperties": { "type": "string" }, "minProperties": 1, "maxProperties": 2 },
                "free": { "type": "object" },
                "parent": { "$ref": "#/components/schemas/Order" }
            }
        },
        "Buyer": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" }, "secret": { "type": "string", "writeOnly": true } } },
        "Line": {
            "allOf": [
                { "type": "object", "required": ["sku"], "properties": { "sku": { "type": "string" } } },
                { "$ref": "#/components/schemas/Priced" }
            ],
            "properties": { "gift": { "type": "boolean" } }
        },
        "Priced": { "type": "object", "required": ["price"], "properties": { "price": { "type": "integer" } } }
    })))
}

fn sound() -> Value {
    json!({
        "id": "0b0e9b6e-3f34-4e0e-9d3c-3a8b9c5f2a11", "status": "open", "total": 12.5, "count": 3, "small": 7, "large": 7, "reference": "ABC", "note": "ok", "paid": true,
        "at": "2026-06-08T12:00:00Z", "day": "2026-06-08", "link": "https://shop.example/x", "mail": "a@shop.example", "buyer": { "name": "B" },
        "agent": { "name": "A" }, "reason": "r", "kind": "a", "lines": [{ "sku": "s", "price": 1, "gift": true }], "tags": { "k": "v" }, "free": { "any": [1] }
    })
}

/// The sound order with one place changed; null as the change removes the field.
fn changed(pointer: &str, change: Option<Value>) -> Value {
    let mut value = sound();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = value.pointer_mut(parent).expect("the place is there");
    match (parent, change) {
        (Value::Object(fields), Some(change)) => {
            fields.insert(name.to_owned(), change);
        }
        (Value::Object(fields), None) => {
            fields.shift_remove(name).expect("the field is there");
        }
        (Value::Array(items), Some(change)) => items[name.parse::<usize>().expect("an index")] = change,
        _ => panic!("{pointer} cannot be changed"),
    }
    value
}

#[test]
fn sound_values_break_nothing() {
    let contract = order();
    check(&contract, "Order", &sound(), &[]);
    for (pointer, change) in [
        ("/agent", Some(json!(null))),
        ("/reason", Some(json!(null))),
        ("/kind", Some(json!(null))),
        ("/agent", None),
        ("/total", Some(json!(0))),
        ("/total", Some(json!(999.5))),
        ("/count", Some(json!(1))),
        ("/small", Some(json!(i32::MIN))),
        ("/large", Some(json!(i64::MAX))),
        ("/note", Some(json!("äöüß"))),
        ("/at", Some(json!("2026-06-08T12:00:00.123+02:00"))),
        ("/free", Some(json!({}))),
        ("/parent", Some(sound())),
        ("/tags", Some(json!({ "any name": "v" }))),
    ] {
        check(&contract, "Order", &changed(pointer, change), &[]);
    }
}

#[test]
fn each_corruption_is_found_by_its_rule_and_place() {
    let contract = order();
    let line = json!({ "sku": "s", "price": 1 });
    for (pointer, change, rule, place) in [
        ("/id", None, "body/required", "/id"),
        ("/buyer", None, "body/required", "/buyer"),
        ("/buyer/name", None, "body/required", "/buyer/name"),
        ("/agent/name", None, "body/required", "/agent/name"),
        ("/lines/0/sku", None, "body/required", "/lines/0/sku"),
        ("/lines/0/price", None, "body/required", "/lines/0/price"),
        ("/id", Some(json!(null)), "body/type", "/id"),
        ("/id", Some(json!(7)), "body/type", "/id"),
        ("/total", Some(json!("12.50")), "body/type", "/total"),
        ("/count", Some(json!(1.5)), "body/type", "/count"),
        ("/count", Some(json!("1")), "body/type", "/count"),
        ("/paid", Some(json!("true")), "body/type", "/paid"),
        ("/buyer", Some(json!([])), "body/type", "/buyer"),
        ("/buyer", Some(json!(null)), "body/type", "/buyer"),
        ("/agent", Some(json!("A")), "body/type", "/agent"),
        ("/agent/name", Some(json!(1)), "body/type", "/agent/name"),
        ("/reason", Some(json!(1)), "body/type", "/reason"),
        ("/lines", Some(json!({})), "body/type", "/lines"),
        ("/lines/0/price", Some(json!("1")), "body/type", "/lines/0/price"),
        ("/tags/k", Some(json!(1)), "body/type", "/tags/k"),
        ("/free", Some(json!(1)), "body/type", "/free"),
        ("/more", Some(json!(1)), "body/unknown-field", "/more"),
        ("/a~1b", Some(json!(1)), "body/unknown-field", "/a~01b"),
        ("/buyer/more", Some(json!(1)), "body/unknown-field", "/buyer/more"),
        ("/agent/more", Some(json!(1)), "body/unknown-field", "/agent/more"),
        ("/lines/0/more", Some(json!(1)), "body/unknown-field", "/lines/0/more"),
        ("/status", Some(json!("Open")), "body/enum", "/status"),
        ("/kind", Some(json!("c")), "body/enum", "/kind"),
        ("/id", Some(json!("7")), "body/format", "/id"),
        ("/at", Some(json!("2026-06-08 12:00:00")), "body/format", "/at"),
        ("/day", Some(json!("2026-02-30")), "body/format", "/day"),
        ("/link", Some(json!("shop")), "body/format", "/link"),
        ("/mail", Some(json!("a")), "body/format", "/mail"),
        ("/small", Some(json!(i64::from(i32::MAX) + 1)), "body/format", "/small"),
        ("/large", Some(json!(u64::MAX)), "body/format", "/large"),
        ("/reference", Some(json!("abc")), "body/pattern", "/reference"),
        ("/total", Some(json!(-0.5)), "body/bounds", "/total"),
        ("/total", Some(json!(1000)), "body/bounds", "/total"),
        ("/total", Some(json!(0.3)), "body/bounds", "/total"),
        ("/count", Some(json!(0)), "body/bounds", "/count"),
        ("/count", Some(json!(10)), "body/bounds", "/count"),
        ("/note", Some(json!("")), "body/length", "/note"),
        ("/note", Some(json!("12345")), "body/length", "/note"),
        ("/lines", Some(json!([])), "body/size", "/lines"),
        ("/lines", Some(json!([1, 2, 3, 4].map(|price| json!({ "sku": "s", "price": price })))), "body/size", "/lines"),
        ("/lines", Some(json!([line, line])), "body/unique", "/lines"),
        ("/tags", Some(json!({})), "body/size", "/tags"),
        ("/tags", Some(json!({ "a": "", "b": "", "c": "" })), "body/size", "/tags"),
    ] {
        check(&contract, "Order", &changed(pointer, change), &[(rule, place)]);
    }
}

#[test]
fn several_corruptions_are_all_found() {
    let mut value = changed("/total", Some(json!("1")));
    value["parent"] = changed("/lines/0", Some(json!({ "sku": 1, "more": 2 })));
    check(
        &order(),
        "Order",
        &value,
        &[
            ("body/unknown-field", "/parent/lines/0/more"),
            ("body/required", "/parent/lines/0/price"),
            ("body/type", "/parent/lines/0/sku"),
            ("body/type", "/total"),
        ],
    );
}

#[test]
fn messages_say_what_was_there_and_what_the_contract_says() {
    let contract = order();
    for (pointer, change, expected) in [
        ("/total", Some(json!("1")), r#"error body/type /total: is "1" (string), the contract says number"#),
        ("/reason", Some(json!(1)), "error body/type /reason: is 1 (integer), the contract says string or null"),
        ("/buyer", Some(json!(null)), "error body/type /buyer: is null, the contract says object"),
        ("/status", Some(json!("x")), r#"error body/enum /status: is "x", the contract says "open" or "closed""#),
        ("/paid", None, "error body/required /paid: is missing, the contract requires it"),
        ("/day", Some(json!("x")), r#"error body/format /day: is "x", the contract says format date"#),
        (
            "/small",
            Some(json!(3_000_000_000_u32)),
            "error body/format /small: is 3000000000, the contract says at most 2147483647",
        ),
        ("/count", Some(json!(0)), "error body/bounds /count: is 0, the contract says at least 1"),
        (
            "/note",
            Some(json!("12345")),
            r#"error body/length /note: is "12345" (5 characters), the contract says at most 4"#,
        ),
        ("/lines", Some(json!([])), "error body/size /lines: has 0 items, the contract says at least 1"),
        (
            "/buyer/more",
            Some(json!([1])),
            "error body/unknown-field /buyer/more: is [1], the contract declares no such field (declared here: name, secret)",
        ),
        (
            "/reference",
            Some(json!("a\nb")),
            r#"error body/pattern /reference: is "a\nb", the contract says a match of ^[A-Z]{3}$"#,
        ),
    ] {
        let violations = contract.judge_component("Order", &changed(pointer, change));
        assert_eq!(violations.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    }
}

#[test]
fn long_values_are_cut_in_messages() {
    let violations = order().judge_component("Order", &changed("/status", Some(json!("x".repeat(1_000_000)))));
    assert!(violations[0].message.chars().count() < 160, "{}", violations[0].message);
}

#[test]
fn a_violation_names_the_provenance_of_its_field() {
    let violations = order().judge_component("Order", &changed("/status", Some(json!(1))));
    let provenance = violations[0].provenance.as_ref().expect("the field has a provenance");
    assert_eq!((provenance.source, provenance.reason.as_deref()), (Source::Inferred, Some("seen")));
}

#[test]
fn null_passes_where_it_may_and_only_there() {
    let named = json!({ "type": "object", "properties": { "name": { "type": "string" } } });
    for (wrapped, expected) in [
        (json!({ "type": "string", "nullable": true }), true),
        (json!({ "type": "string" }), false),
        (json!({ "type": "string", "enum": ["a"], "nullable": true }), true),
        (json!({ "type": "integer", "format": "int32", "nullable": true }), true),
        (json!({ "type": "array", "items": { "type": "string" }, "nullable": true }), true),
        (json!({ "type": "object", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Named" }] }), true),
        (json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Named" }] }), true),
        (json!({ "allOf": [{ "$ref": "#/components/schemas/Named" }] }), false),
        (json!({ "nullable": true, "oneOf": [{ "$ref": "#/components/schemas/Named" }, { "type": "string" }] }), true),
        (json!({ "oneOf": [{ "$ref": "#/components/schemas/Named" }, { "type": "string", "nullable": true }] }), true),
        (json!({ "$ref": "#/components/schemas/Maybe" }), true),
        (
            json!({ "allOf": [{ "$ref": "#/components/schemas/Maybe" }, { "$ref": "#/components/schemas/Named" }] }),
            false,
        ),
        (json!({}), true),
    ] {
        let maybe = json!({ "type": "object", "nullable": true, "properties": {} });
        let contract = load(&components(&json!({ "Value": wrapped, "Named": named, "Maybe": maybe })));
        assert_eq!(contract.judge_component("Value", &Value::Null).is_empty(), expected, "{wrapped}");
    }
}

#[test]
fn unknown_fields_are_refused_where_fields_are_declared() {
    let a = json!({ "type": "object", "properties": { "a": {} } });
    let b = json!({ "type": "object", "properties": { "b": {} } });
    for (schema_value, value, expected) in [
        (json!({ "type": "object" }), json!({ "x": 1 }), None),
        (json!({ "type": "object", "properties": {} }), json!({ "x": 1 }), None),
        (a.clone(), json!({ "a": 1, "x": 1 }), Some("/x")),
        (json!({ "properties": { "a": {} }, "additionalProperties": true }), json!({ "x": 1 }), None),
        (json!({ "properties": { "a": {} }, "additionalProperties": {} }), json!({ "x": 1 }), None),
        (json!({ "properties": { "a": {} }, "additionalProperties": false }), json!({ "x": 1 }), Some("/x")),
        (json!({ "allOf": [a, b] }), json!({ "a": 1, "b": 1 }), None),
        (json!({ "allOf": [a, b] }), json!({ "a": 1, "b": 1, "x": 1 }), Some("/x")),
        (json!({ "allOf": [a, { "description": "Nothing." }] }), json!({ "a": 1, "x": 1 }), Some("/x")),
        (json!({ "allOf": [a, { "type": "object", "additionalProperties": true }] }), json!({ "a": 1, "x": 1 }), None),
        (json!({ "allOf": [a], "properties": { "c": {} } }), json!({ "a": 1, "c": 1 }), None),
        (json!({ "allOf": [a], "properties": { "c": {} } }), json!({ "x": 1 }), Some("/x")),
        (json!({ "allOf": [{ "allOf": [a] }] }), json!({ "a": 1, "x": 1 }), Some("/x")),
        (json!({ "allOf": [a], "oneOf": [b] }), json!({ "a": 1, "b": 1 }), None),
        (json!({ "allOf": [a], "oneOf": [b] }), json!({ "a": 1, "b": 1, "x": 1 }), Some("/x")),
        (
            json!({ "properties": { "a": {} }, "oneOf": [{ "required": ["a"] }, { "required": ["b"] }] }),
            json!({ "a": 1 }),
            None,
        ),
        (json!({ "anyOf": [a, b] }), json!({ "a": 1, "x": 1 }), Some("/x")),
        (
            json!({ "not": { "properties": { "a": { "type": "integer" } }, "required": ["a"] } }),
            json!({ "x": 1 }),
            None,
        ),
    ] {
        let found = schema(&schema_value).judge_component("Value", &value);
        let found: Vec<_> = found.iter().map(|violation| (violation.rule.id(), violation.pointer.as_str())).collect();
        let expected: Vec<_> = expected.into_iter().map(|pointer| ("body/unknown-field", pointer)).collect();
        assert_eq!(found, expected, "{schema_value} and {value}");
    }
}

#[test]
fn a_broken_member_of_a_composition_does_not_make_its_fields_unknown() {
    let value = changed("/lines/0/price", Some(json!("1")));
    check(&order(), "Order", &value, &[("body/type", "/lines/0/price")]);
}

#[test]
fn excluded_shapes_are_refused() {
    let contract = schema(&json!({ "type": "string", "not": { "enum": ["x"] } }));
    check(&contract, "Value", &json!("y"), &[]);
    check(&contract, "Value", &json!("x"), &[("body/excluded", "")]);
}

#[test]
fn what_may_only_be_written_is_not_required_of_answers() {
    let contract = schema(&json!({
        "type": "object", "required": ["id", "password"],
        "properties": { "id": { "type": "integer" }, "password": { "type": "string", "writeOnly": true } }
    }));
    check(&contract, "Value", &json!({ "id": 1 }), &[]);
    check(&contract, "Value", &json!({}), &[("body/required", "/id")]);
}

#[test]
fn too_deep_values_are_not_followed() {
    let deep = (0..200).fold(json!(1), |value, _| json!([value]));
    check(&schema(&json!({})), "Value", &deep, &[("body/depth", "")]);
}

#[test]
fn an_unknown_component_is_the_contracts_fault() {
    check(&schema(&json!({})), "Other", &json!(1), &[("contract", "")]);
}
