//! Keywords of 3.1 for which 3.0 has no words, under the names that they have in documents read as 3.0.

use serde_json::{Value, json};
use trackside_contract::Contract;

use crate::support::{components, load, schema};

/// Checks the lines of all violations, without the operation.
#[track_caller]
fn check_lines(contract: &Contract, value: &Value, expected: &[&str]) {
    let lines: Vec<_> = contract.judge_component("Value", value).iter().map(ToString::to_string).collect();
    assert_eq!(lines, expected, "{value}");
}

#[test]
fn conditions_are_judged_by_their_consequence() {
    let contract = schema(&json!({
        "type": "object",
        "properties": { "kind": { "type": "string" }, "note": { "type": "string" }, "place": { "type": "object" } },
        "x-3.1-if": { "required": ["kind"], "properties": { "kind": { "enum": ["gift"] } } },
        "x-3.1-then": { "required": ["note"], "properties": { "note": { "minLength": 2 }, "wrap": {} } },
        "x-3.1-else": { "properties": { "note": { "enum": ["none"] } } }
    }));
    for (value, expected) in [
        (json!({ "kind": "gift", "note": "for you", "wrap": 1 }), &[][..]),
        (json!({ "kind": "gift" }), &["error body/required /note: is missing, the contract requires it"]),
        (
            json!({ "kind": "gift", "note": "a" }),
            &["error body/length /note: is \"a\" (1 characters), the contract says at least 2"],
        ),
        (json!({ "kind": "sale", "note": "none" }), &[]),
        (json!({ "note": "a" }), &["error body/enum /note: is \"a\", the contract says \"none\""]),
    ] {
        check_lines(&contract, &value, expected);
    }
}

#[test]
fn conditions_are_judged_as_they_are_written() {
    // An undeclared field does not change what a condition means.
    let contract = schema(&json!({
        "type": "object",
        "properties": { "buyer": { "type": "object", "additionalProperties": true }, "vat": { "type": "string" } },
        "x-3.1-if": { "properties": { "buyer": { "type": "object", "required": ["company"], "properties": { "company": {} } } } },
        "x-3.1-then": { "required": ["vat"] }
    }));
    check_lines(&contract, &json!({ "buyer": { "name": "Ada" } }), &[]);
    let missing = "error body/required /vat: is missing, the contract requires it";
    check_lines(&contract, &json!({ "buyer": { "company": "A", "name": "Ada" } }), &[missing]);
}

#[test]
fn items_are_judged_by_their_place_and_counted() {
    let pair = schema(&json!({
        "type": "array", "x-3.1-prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": { "type": "boolean" }
    }));
    for (value, expected) in [
        (json!(["a", 1, true, false]), &[][..]),
        (json!(["a"]), &[]),
        (
            json!([1, "a", 2]),
            &[
                "error body/type /0: is 1 (integer), the contract says string",
                "error body/type /1: is \"a\" (string), the contract says integer",
                "error body/type /2: is 2 (integer), the contract says boolean",
            ],
        ),
    ] {
        check_lines(&pair, &value, expected);
    }
    let counted = schema(&json!({
        "type": "array", "items": {}, "x-3.1-contains": { "type": "object", "required": ["main"], "properties": { "main": {} } },
        "x-3.1-minContains": 1, "x-3.1-maxContains": 2
    }));
    let main = || json!({ "main": true, "more": 1 });
    let place = "/components/schemas/Value/contains";
    for (value, expected) in [
        (json!([1, main()]), None),
        (
            json!([1]),
            Some(format!("error body/size body: has 0 items that match {place}, the contract says at least 1")),
        ),
        (
            json!([main(), main(), 1, main()]),
            Some(format!("error body/size body: has 3 items that match {place}, the contract says at most 2")),
        ),
    ] {
        let expected: Vec<_> = expected.iter().map(String::as_str).collect();
        check_lines(&counted, &value, &expected);
    }
}

#[test]
fn fields_are_judged_by_their_names() {
    let contract = schema(&json!({
        "type": "object",
        "properties": { "id": { "type": "integer" } },
        "additionalProperties": false,
        "x-3.1-patternProperties": { "^price_": { "type": "number" } },
        "x-3.1-propertyNames": { "maxLength": 9, "not": { "enum": ["price_x"] } },
        "x-3.1-dependentRequired": { "price_eur": ["id", "id"] },
        "x-3.1-dependentSchemas": { "price_usd": { "required": ["price_eur"] } }
    }));
    for (value, expected) in [
        (json!({ "id": 1, "price_eur": 2.5 }), &[][..]),
        (
            json!({ "id": 1, "price_eur": "2.5" }),
            &["error body/type /price_eur: is \"2.5\" (string), the contract says number"],
        ),
        (json!({ "price_eur": 2 }), &["error body/required /id: is missing, the contract requires it"]),
        (json!({ "price_usd": 2 }), &["error body/required /price_eur: is missing, the contract requires it"]),
        (
            json!({ "price_euro": 1 }),
            &[
                "error body/length /price_euro: has a name that is \"price_euro\" (10 characters), the contract says at most 9",
            ],
        ),
        (
            json!({ "price_x": 1 }),
            &["error body/excluded /price_x: has a name that is \"price_x\", which the contract excludes"],
        ),
        (
            json!({ "cost": 1 }),
            &["error body/unknown-field /cost: is 1, the contract declares no such field (declared here: id)"],
        ),
    ] {
        check_lines(&contract, &value, expected);
    }
}

#[test]
fn what_no_part_knows_is_refused() {
    let contract = load(&components(&json!({
        "Value": {
            "allOf": [{ "$ref": "#/components/schemas/Base" }],
            "oneOf": [
                { "required": ["card"], "properties": { "card": { "type": "string" } } },
                { "required": ["iban"], "properties": { "iban": { "type": "string" } } }
            ],
            "x-3.1-unevaluatedProperties": false
        },
        "Base": { "type": "object", "properties": { "id": { "type": "integer" } } }
    })));
    check_lines(&contract, &json!({ "id": 1, "card": "a" }), &[]);
    // A field of a variant that the value does not match is not known.
    let unknown = "error body/unknown-field /pin: is 2, the contract declares no such field";
    check_lines(&contract, &json!({ "id": 1, "iban": "a", "pin": 2 }), &[unknown]);
    let list = schema(&json!({
        "type": "array", "x-3.1-contains": { "type": "integer" }, "x-3.1-unevaluatedItems": { "type": "boolean" }
    }));
    check_lines(&list, &json!([1, true]), &[]);
    check_lines(
        &list,
        &json!([1, "a"]),
        &["error body/size body: has items that the contract does not declare: \"a\""],
    );
}

#[test]
fn null_is_judged_by_conditions_only_where_they_are_outside_of_it() {
    let contract = schema(&json!({
        "x-3.1-if": { "enum": [null], "nullable": true }, "x-3.1-then": { "not": {} },
        "allOf": [{ "type": "object", "nullable": true, "additionalProperties": true }]
    }));
    check_lines(&contract, &json!({}), &[]);
    check_lines(&contract, &Value::Null, &["error body/excluded body: is null, which the contract excludes"]);
}

#[test]
fn what_cannot_be_read_is_noted_and_refuses_nothing() {
    for (schema, notes, accepted) in [
        (
            json!({ "type": "object", "additionalProperties": false, "x-3.1-patternProperties": { "[": { "type": "string" } } }),
            "`patternProperties` has the pattern `[`, which cannot be read and is not checked",
            json!({ "a": 1 }),
        ),
        (json!({ "x-3.1-prefixItems": 1 }), "`prefixItems` has an invalid value and is not checked", json!([1])),
        (
            json!({ "x-3.1-contains": {}, "x-3.1-minContains": -1 }),
            "`minContains` has an invalid value and is not checked",
            json!([1]),
        ),
        (
            json!({ "x-3.1-if": {}, "x-3.1-then": { "maxLength": -1 } }),
            "`maxLength` has an invalid value and is not checked",
            json!("a"),
        ),
        (
            json!({ "x-3.1-dependentRequired": { "a": [1] } }),
            "`dependentRequired` has an invalid value and is not checked",
            json!({ "a": 1 }),
        ),
    ] {
        let contract = self::schema(&schema);
        let unsupported: Vec<_> = contract.unsupported().iter().collect();
        assert_eq!(unsupported.iter().map(|part| part.message.as_str()).collect::<Vec<_>>(), [notes], "{schema}");
        assert!(!unsupported[0].pointer.contains("x-3.1-"), "{}", unsupported[0].pointer);
        check_lines(&contract, &accepted, &[]);
    }
}

#[test]
fn rules_and_request_only_fields_are_found_behind_such_keywords() {
    let part = json!({
        "type": "object",
        "properties": { "total": { "type": "integer" }, "pin": { "type": "string", "writeOnly": true } },
        "x-validations": [{ "rule": "self.total > 0", "message": "the total is positive",
            "provenance": { "source": "inferred", "reason": "a test" } }]
    });
    let contract = load(&components(&json!({ "Part": part, "Value": {
        "x-3.1-if": { "type": "object", "additionalProperties": true },
        "x-3.1-then": { "x-3.1-patternProperties": { "^p": { "$ref": "#/components/schemas/Part" } } },
        "x-3.1-prefixItems": [{ "$ref": "#/components/schemas/Part" }]
    } })));
    let rules = |value: &Value| -> Vec<String> {
        let violations = contract.judge_component("Value", value);
        violations.iter().map(|violation| format!("{} {}", violation.rule, violation.pointer)).collect()
    };
    assert_eq!(rules(&json!({ "p1": { "total": 0 }, "q": { "total": 0 } })), ["semantic /p1"]);
    assert_eq!(rules(&json!([{ "total": 0 }, { "total": 0 }])), ["semantic /0"]);
}

#[test]
fn definitions_inside_of_a_schema_are_used_and_not_noted() {
    let contract = schema(&json!({
        "type": "object", "$defs": { "Id": { "type": "integer" } },
        "properties": { "id": { "$ref": "#/components/schemas/Value/$defs/Id" } }
    }));
    assert_eq!(contract.unsupported(), []);
    check_lines(
        &contract,
        &json!({ "id": "a" }),
        &["error body/type /id: is \"a\" (string), the contract says integer"],
    );
}
