//! Unions: which variant is meant, and what is said of it.

use serde_json::{Value, json};
use trackside_contract::Contract;

use crate::support::{check, components, load, schema};

/// Variants that a nested field tells apart, and one that has fields of its own.
fn programs() -> Contract {
    let of = |kind: &str, extra: &str| {
        json!({
            "type": "object", "required": ["status", "data"],
            "properties": {
                "status": { "type": "integer", "enum": [1] },
                "data": {
                    "type": "object", "required": ["program", extra],
                    "properties": {
                        "program": { "allOf": [{ "$ref": format!("#/components/schemas/{kind}Program") }] },
                        extra: { "type": "integer" }
                    }
                }
            }
        })
    };
    let program = |kind: &str| json!({ "type": "object", "required": ["type"], "properties": { "type": { "type": "string", "enum": [kind] }, "name": { "type": "string" } } });
    let flat = json!({
        "type": "object", "required": ["status", "data"],
        "properties": {
            "status": { "type": "integer", "enum": [1] },
            "data": { "type": "object", "required": ["esp_type"], "properties": { "esp_type": { "type": "string" }, "name": { "type": "string" } } }
        }
    });
    load(&components(&json!({
        "Program": { "oneOf": [{ "$ref": "#/components/schemas/Affiliate" }, { "$ref": "#/components/schemas/Referral" }, { "$ref": "#/components/schemas/Newsletter" }] },
        "Affiliate": of("Affiliate", "partners"),
        "Referral": of("Referral", "friends"),
        "Newsletter": flat,
        "AffiliateProgram": program("Affiliate"),
        "ReferralProgram": program("Referral")
    })))
}

fn affiliate() -> Value {
    json!({ "status": 1, "data": { "program": { "type": "Affiliate", "name": "A" }, "partners": 3 } })
}

#[test]
fn the_pinned_value_chooses_the_variant() {
    let contract = programs();
    check(&contract, "Program", &affiliate(), &[]);
    check(&contract, "Program", &json!({ "status": 1, "data": { "esp_type": "custom" } }), &[]);
    for (pointer, change, rule, place) in [
        ("/data/partners", json!("3"), "body/type", "/data/partners"),
        ("/data/program/name", json!(1), "body/type", "/data/program/name"),
        ("/data/more", json!(1), "body/unknown-field", "/data/more"),
        ("/data/friends", json!(1), "body/unknown-field", "/data/friends"),
        ("/status", json!(2), "body/enum", "/status"),
    ] {
        let mut value = affiliate();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        value.pointer_mut(parent).expect("the place is there")[name] = change;
        check(&contract, "Program", &value, &[(rule, place)]);
    }
    let lost = json!({ "status": 1, "data": { "partners": 3 } });
    check(&contract, "Program", &lost, &[("body/required", "/data/program")]);
    let referral = json!({ "status": 1, "data": { "program": { "type": "Referral" } } });
    check(&contract, "Program", &referral, &[("body/required", "/data/friends")]);
}

#[test]
fn a_pinned_value_of_no_variant_is_named_with_the_known_ones() {
    let mut value = affiliate();
    value["data"]["program"]["type"] = json!("Afiliate");
    let violations = programs().judge_component("Program", &value);
    let lines: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            r#"error body/variant /data/program/type: is "Afiliate", the contract says "Affiliate" (Affiliate) or "Referral" (Referral)"#
        ]
    );
}

#[test]
fn without_pins_the_fields_choose() {
    let failures = schema(&json!({ "oneOf": [
        { "type": "object", "required": ["message"], "properties": { "message": { "type": "string" } }, "additionalProperties": false },
        { "type": "object", "required": ["message", "errors"], "properties": { "message": { "type": "string" }, "errors": { "type": "object" } }, "additionalProperties": false },
        { "type": "object", "required": ["error"], "properties": { "error": { "type": "string" } }, "additionalProperties": false }
    ] }));
    check(&failures, "Value", &json!({ "message": "m" }), &[]);
    check(&failures, "Value", &json!({ "message": "m", "errors": {} }), &[]);
    check(&failures, "Value", &json!({ "message": 1 }), &[("body/type", "/message")]);
    check(&failures, "Value", &json!({ "message": "m", "errors": [] }), &[("body/type", "/errors")]);
    check(&failures, "Value", &json!({ "error": null }), &[("body/type", "/error")]);
    check(&failures, "Value", &json!({ "error": "e", "more": 1 }), &[("body/unknown-field", "/more")]);
    check(&failures, "Value", &json!({}), &[("body/variant", "")]);
    check(&failures, "Value", &json!({ "code": 1 }), &[("body/variant", "")]);
}

#[test]
fn without_any_sign_the_variants_are_listed() {
    let contract = schema(&json!({ "oneOf": [
        { "type": "object", "required": ["kind", "a"], "properties": { "kind": { "enum": ["x"] }, "a": {} } },
        { "type": "object", "required": ["kind", "b"], "properties": { "kind": { "enum": ["y"] }, "b": {} } },
        { "type": "object", "required": ["c"], "properties": { "c": {} } },
        { "type": "array", "items": {} }
    ] }));
    let said = contract.judge_component("Value", &json!({})).iter().map(ToString::to_string).collect::<Vec<_>>();
    let expected = r#"error body/variant body: is {}, which matches none of the variants: the contract says variant 1 (kind is "x"), variant 2 (kind is "y"), variant 3 (has c) or variant 4 (array)"#;
    assert_eq!(said, [expected]);
    check(&contract, "Value", &json!("text"), &[("body/variant", "")]);
}

#[test]
fn the_type_chooses_among_types() {
    let contract = schema(
        &json!({ "oneOf": [{ "type": "string", "pattern": "^a" }, { "type": "integer", "minimum": 3 }, { "type": "array", "items": { "type": "string" } }] }),
    );
    check(&contract, "Value", &json!("b"), &[("body/pattern", "")]);
    check(&contract, "Value", &json!(1), &[("body/bounds", "")]);
    check(&contract, "Value", &json!(["a", 1]), &[("body/type", "/1")]);
    check(&contract, "Value", &json!(true), &[("body/variant", "")]);
}

#[test]
fn the_discriminator_chooses_first() {
    let shape = |field: &str| json!({ "type": "object", "required": ["kind", field], "properties": { "kind": { "type": "string" }, field: { "type": "integer" } } });
    let contract = load(&components(&json!({
        "Pet": {
            "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat" } }
        },
        "Cat": shape("lives"),
        "Dog": shape("bones")
    })));
    check(&contract, "Pet", &json!({ "kind": "cat", "lives": 9 }), &[]);
    check(
        &contract,
        "Pet",
        &json!({ "kind": "cat", "bones": "9" }),
        &[("body/unknown-field", "/bones"), ("body/required", "/lives")],
    );
    check(&contract, "Pet", &json!({ "kind": "Dog", "bones": "9" }), &[("body/type", "/bones")]);
    check(&contract, "Pet", &json!({ "kind": "cow", "bones": "9" }), &[("body/variant", "/kind")]);
}

#[test]
fn several_shapes_at_once_are_ambiguous() {
    let contract = schema(&json!({ "oneOf": [{ "type": "integer" }, { "type": "number" }] }));
    check(&contract, "Value", &json!(1.5), &[]);
    check(&contract, "Value", &json!(1), &[("body/ambiguous", "")]);
    let any = schema(&json!({ "anyOf": [{ "type": "integer" }, { "type": "number" }] }));
    check(&any, "Value", &json!(1), &[]);
    check(&any, "Value", &json!("1"), &[("body/variant", "")]);
}

#[test]
fn unions_inside_unions_are_followed() {
    let contract = schema(&json!({ "oneOf": [
        { "type": "string" },
        { "type": "object", "required": ["value"], "properties": { "value": { "nullable": true, "oneOf": [
            { "type": "object", "properties": { "kind": { "enum": ["a"] }, "size": { "type": "integer" } } },
            { "type": "object", "properties": { "kind": { "enum": ["b"] }, "size": { "type": "string" } } }
        ] } } }
    ] }));
    check(&contract, "Value", &json!({ "value": null }), &[]);
    check(&contract, "Value", &json!({ "value": { "kind": "a", "size": 1 } }), &[]);
    check(&contract, "Value", &json!({ "value": { "kind": "a", "size": "1" } }), &[("body/type", "/value/size")]);
    check(&contract, "Value", &json!({ "value": { "kind": "b", "size": 1 } }), &[("body/type", "/value/size")]);
}

#[test]
fn open_objects_of_any_of_may_match_at_once() {
    let one =
        |name: &str| json!({ "type": "object", "required": [name], "properties": { name: { "type": "integer" } } });
    let contract = schema(&json!({ "anyOf": [one("a"), one("b")] }));
    check(&contract, "Value", &json!({ "a": 1 }), &[]);
    check(&contract, "Value", &json!({ "a": 1, "b": 2 }), &[]);
    check(&contract, "Value", &json!({ "a": 1, "c": 2 }), &[("body/unknown-field", "/c")]);
    // What one variant says of its field does not hold for the other.
    check(&contract, "Value", &json!({ "a": 1, "b": "2" }), &[]);
    assert!(!contract.judge_component("Value", &json!({ "c": 1 })).is_empty());
}
