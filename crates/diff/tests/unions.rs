//! Which member of a union is which.

use serde_json::{Value, json};

use crate::documents::{answering, found, none};

fn variant(kind: &str, fields: &[&str]) -> Value {
    let mut properties = json!({ "kind": { "type": "string", "enum": [kind] } });
    for field in fields {
        properties[*field] = json!({ "type": "string" });
    }
    json!({ "type": "object", "properties": properties })
}

#[test]
fn members_are_told_by_what_they_are() {
    let cases = [
        // By the value of a field, though the fields are like those of the other one.
        (
            json!({ "oneOf": [variant("a", &["x", "y"]), variant("b", &["z"])] }),
            json!({ "oneOf": [variant("b", &["x", "y", "z"]), variant("a", &["x", "y"])] }),
            vec![
                "response-property-added response 200 body /oneOf(kind=b)/x",
                "response-property-added response 200 body /oneOf(kind=b)/y",
            ],
        ),
        // By likeness.
        (
            json!({ "anyOf": [{ "type": "object", "properties": { "a": {}, "b": {} } }, { "type": "string" }] }),
            json!({ "anyOf": [{ "type": "string" }, { "type": "object", "properties": { "a": {}, "b": {}, "c": {} } }] }),
            vec!["response-property-added response 200 body /anyOf(0)/c"],
        ),
        // Nothing in common.
        (
            json!({ "oneOf": [{ "type": "string" }, { "type": "object", "properties": { "a": {} } }] }),
            json!({ "oneOf": [{ "type": "string" }, { "type": "object", "properties": { "b": {} } }] }),
            vec!["response-one-of-member-removed response 200 body", "response-one-of-member-added response 200 body"],
        ),
        // A plain schema becomes one of two.
        (
            variant("a", &["x"]),
            json!({ "oneOf": [variant("b", &[]), variant("a", &["x"])] }),
            vec!["response-one-of-member-added response 200 body"],
        ),
        (
            json!({ "oneOf": [variant("b", &[]), variant("a", &["x"])] }),
            variant("a", &["x", "y"]),
            vec![
                "response-one-of-member-removed response 200 body",
                "response-property-added response 200 body /oneOf(kind=a)/y",
            ],
        ),
    ];
    for (old, new, expected) in cases {
        assert_eq!(found(&answering(old.clone(), none()), &answering(new.clone(), none())), expected, "{old} → {new}");
    }
}

/// Without a mapping the name of a component is what stands on the wire, so that renaming it is a change.
#[test]
fn names_that_a_discriminator_sends_are_part_of_the_contract() {
    let document = |name: &str| {
        let member = json!({ "$ref": format!("#/components/schemas/{name}") });
        let union = json!({ "oneOf": [member], "discriminator": { "propertyName": "kind" } });
        answering(union, json!({ name: { "type": "object", "properties": { "kind": { "type": "string" } } } }))
    };
    let expected = [
        "response-discriminator-value-removed response 200 body",
        "response-discriminator-value-added response 200 body",
    ];
    assert_eq!(found(&document("Cat"), &document("Kitten")), expected);
}

#[test]
fn with_a_mapping_the_names_of_components_mean_nothing() {
    let document = |name: &str| {
        let reference = format!("#/components/schemas/{name}");
        let union = json!({ "oneOf": [{ "$ref": reference }], "discriminator": { "propertyName": "kind", "mapping": { "cat": reference } } });
        answering(union, json!({ name: { "type": "object" } }))
    };
    assert!(found(&document("Cat"), &document("Kitten")).is_empty());
}

#[test]
fn the_variants_of_a_base_type_are_reached_by_its_mapping() {
    let document = |kind: &str| {
        let base =
            json!({ "type": "object", "discriminator": { "propertyName": "kind", "mapping": { "cat": "Cat" } } });
        let cat = json!({ "allOf": [{ "$ref": "#/components/schemas/Pet" }, { "properties": { "lives": { "type": kind } } }] });
        answering(json!({ "$ref": "#/components/schemas/Pet" }), json!({ "Pet": base, "Cat": cat }))
    };
    let expected = ["response-type-changed response 200 body /discriminator(cat)/lives"];
    assert_eq!(found(&document("integer"), &document("string")), expected);
}

/// A value that is mapped to another schema is a change of what comes with that value.
#[test]
fn the_value_decides_and_not_the_likeness() {
    let document = |cat: &str, dog: &str| {
        let union = json!({
            "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": cat, "dog": dog } }
        });
        let object = |field: &str| json!({ "type": "object", "properties": { field: { "type": "string" } } });
        answering(union, json!({ "A": object("a"), "B": object("b") }))
    };
    let expected = [
        "response-property-removed response 200 body /oneOf(cat)/a",
        "response-property-added response 200 body /oneOf(cat)/b",
        "response-property-added response 200 body /oneOf(dog)/a",
        "response-property-removed response 200 body /oneOf(dog)/b",
    ];
    assert_eq!(found(&document("A", "B"), &document("B", "A")), expected);
}
