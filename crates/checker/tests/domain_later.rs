//! Values of schemas with keywords of 3.1 for which 3.0 has no words.

use serde_json::{Value, json};
use trackside_checker::domain::{Domain, InvalidKind};
use trackside_contract::Contract;

/// The domain of a schema of a document of 3.1, as it is read.
fn domain(schema: &Value) -> (Contract, Domain) {
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": {},
        "components": { "schemas": { "A": schema } }
    });
    let read = trackside_openapi::read(document.to_string().as_bytes(), "a", &|path| Err(path.to_owned()));
    let contract = Contract::new(read.expect("a document").document).expect("a contract");
    let domain = Domain::of(&contract, &json!({ "$ref": "#/components/schemas/A" }), 1);
    (contract, domain)
}

#[test]
fn valid_values_satisfy_each_keyword_and_invalid_ones_break_it() {
    for (schema, is_met, missing) in [
        (
            json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }], "minItems": 2 }),
            (|value| value[0].is_string() && value[1].is_i64()) as fn(&Value) -> bool,
            Some((InvalidKind::WrongType, "item 2: wrong type: a text")),
        ),
        (
            json!({ "type": "array", "items": { "type": "integer" }, "contains": { "minimum": 100 }, "minContains": 2 }),
            |value| {
                value.as_array().is_some_and(|items| items.iter().filter(|item| item.as_i64() >= Some(100)).count() > 1)
            },
            Some((InvalidKind::Items, "too few that match")),
        ),
        (
            json!({ "type": "object", "properties": { "card": { "type": "string" }, "name": { "type": "integer" } },
                "required": ["card"], "dependentRequired": { "card": ["name"] } }),
            |value| value["name"].is_i64(),
            Some((InvalidKind::Missing, "missing field name beside card")),
        ),
        (
            json!({ "type": "object", "additionalProperties": { "type": "integer" }, "minProperties": 1,
                "propertyNames": { "pattern": "^[a-z]{3}$" } }),
            |value| value.as_object().is_some_and(|fields| fields.keys().all(|name| name.len() == 3)),
            None,
        ),
        (
            json!({ "type": "object", "required": ["kind"],
                "properties": { "kind": { "const": "gift" }, "note": { "type": "string" } },
                "if": { "properties": { "kind": { "const": "gift" } } },
                "then": { "required": ["note"], "properties": { "note": { "type": "string", "minLength": 3 } } } }),
            |value| value["note"].as_str().is_some_and(|note| note.len() >= 3),
            Some((InvalidKind::Length, "then: note: too short")),
        ),
        (
            json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } },
                "dependentSchemas": { "a": { "required": ["b"], "properties": { "b": { "type": "boolean" } } } } }),
            |value| value["b"].is_boolean(),
            Some((InvalidKind::Missing, "with a: missing field b")),
        ),
        (
            json!({ "type": "object", "patternProperties": { "^price_[a-z]{3}$": { "type": "number" } },
                "additionalProperties": false }),
            Value::is_object,
            Some((InvalidKind::WrongType, "wrong type: a text")),
        ),
    ] {
        let (contract, domain) = domain(&schema);
        let plain = domain.plain.unwrap_or_else(|| panic!("{schema} has a typical value"));
        for value in domain.boundaries.iter().map(|sample| &sample.value).chain([&plain]) {
            assert!(is_met(value) && contract.judge_component("A", value).is_empty(), "{schema} takes {value}");
        }
        for invalid in &domain.invalid {
            let violations = contract.judge_component_as_written("A", &invalid.value);
            assert!(!violations.is_empty(), "{schema} refuses {}", invalid.value);
        }
        if let Some((kind, name)) = missing {
            let found: Vec<_> = domain.invalid.iter().map(|invalid| (invalid.kind, invalid.name.as_str())).collect();
            let is_there = found.iter().any(|(known, text)| *known == kind && text.ends_with(name));
            assert!(is_there, "{schema} has no {kind:?} {name:?}: {found:?}");
        }
    }
}

#[test]
fn values_are_tried_for_fields_named_by_a_pattern() {
    let (_, domain) = domain(&json!({
        "type": "object", "patternProperties": { "^price_[a-z]{3}$": { "type": "number" } }, "additionalProperties": false
    }));
    let named = domain.boundaries.iter().find(|sample| sample.name == "a field named by a pattern");
    let fields = named.and_then(|sample| sample.value.as_object()).expect("such an object");
    assert!(fields.keys().all(|name| name.starts_with("price_")), "{fields:?}");
}

#[test]
fn the_same_seed_gives_the_same_values() {
    let schema = json!({ "type": "array", "items": { "type": "object", "dependentRequired": { "a": ["b"] } },
        "contains": { "required": ["a"] }, "maxContains": 2 });
    let names = |domain: &Domain| -> Vec<String> {
        domain.boundaries.iter().map(|sample| format!("{} {}", sample.name, sample.value)).collect()
    };
    assert_eq!(names(&domain(&schema).1), names(&domain(&schema).1));
}
