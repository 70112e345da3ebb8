//! What is compared is the shape that clients meet, however it is written down.

use serde_json::{Value, json};

use crate::documents::{answering, asking, found, none};

/// Different ways to write the same; in each row all of them are equal to each other.
#[test]
fn the_same_shape_written_differently_is_no_change() {
    let order = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" }, "next": { "type": "string", "nullable": true } } });
    let schemas =
        json!({ "Order": order, "Alias": { "$ref": "#/components/schemas/Order" }, "Id": { "type": "string" } });
    let rows: [&[Value]; 7] = [
        &[
            order.clone(),
            json!({ "$ref": "#/components/schemas/Order" }),
            json!({ "$ref": "#/components/schemas/Alias" }),
            json!({ "allOf": [{ "$ref": "#/components/schemas/Order" }] }),
            json!({ "type": "object", "allOf": [{ "$ref": "#/components/schemas/Order" }] }),
            json!({ "oneOf": [{ "$ref": "#/components/schemas/Order" }] }),
            json!({ "type": "object", "properties": { "next": { "nullable": true, "type": "string" }, "id": { "$ref": "#/components/schemas/Id" } }, "required": ["id"] }),
        ],
        &[
            json!({ "type": "object", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Order" }] }),
            json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Order" }] }),
            json!({ "type": "object", "nullable": true, "required": ["id"], "properties": order["properties"] }),
        ],
        &[
            json!({ "allOf": [{ "type": "object", "properties": { "a": { "minLength": 2 } } }, { "properties": { "a": { "type": "string", "minLength": 1 } } }] }),
            json!({ "type": "object", "properties": { "a": { "type": "string", "minLength": 2 } } }),
        ],
        &[
            json!({ "type": "string", "enum": ["a", "b"] }),
            json!({ "enum": ["b", "a"], "type": "string", "nullable": false }),
            json!({ "allOf": [{ "enum": ["a", "b", "c"] }, { "type": "string", "enum": ["b", "a", "d"] }] }),
        ],
        &[
            json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }, { "type": "object", "properties": { "a": {} } }] }),
            json!({ "oneOf": [{ "type": "object", "properties": { "a": {} } }, { "type": "integer" }, { "type": "string" }] }),
        ],
        &[json!({ "type": "array", "minItems": 0, "items": {}, "uniqueItems": false }), json!({ "type": "array" })],
        &[
            json!({ "type": "object", "additionalProperties": {} }),
            json!({ "type": "object", "additionalProperties": true, "minProperties": 0 }),
            json!({ "type": "object", "deprecated": false, "readOnly": false }),
        ],
    ];
    for row in rows {
        for old in row {
            for new in row {
                for document in [answering, asking] {
                    let found = found(&document(old.clone(), schemas.clone()), &document(new.clone(), schemas.clone()));
                    assert!(found.is_empty(), "{found:?}\nold: {old}\nnew: {new}");
                }
            }
        }
    }
}

#[test]
fn renaming_a_component_is_no_change() {
    let tree = |name: &str| {
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let node = json!({ "type": "object", "properties": { "children": { "type": "array", "items": reference } } });
        answering(reference.clone(), json!({ name: node }))
    };
    assert!(found(&tree("Tree"), &tree("Node")).is_empty());
}

/// A circle of one and a circle of two describe the same endless shape.
#[test]
fn circles_are_unrolled() {
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let node = |next: &str| json!({ "type": "object", "properties": { "next": to(next) } });
    let one = answering(to("A"), json!({ "A": node("A") }));
    let two = answering(to("A"), json!({ "A": node("B"), "B": node("A") }));
    assert!(found(&one, &two).is_empty());
    let other = json!({ "type": "object", "properties": { "next": to("A") }, "required": ["next"] });
    let changed = answering(to("A"), json!({ "A": node("B"), "B": other }));
    assert_eq!(found(&one, &changed), ["response-property-became-required response 200 body /next/next"]);
}

#[test]
fn an_all_of_that_holds_itself_ends() {
    let to = json!({ "$ref": "#/components/schemas/A" });
    let old = answering(to.clone(), json!({ "A": { "type": "object", "allOf": [to.clone()] } }));
    let new = answering(to, json!({ "A": { "type": "object" } }));
    assert!(found(&old, &new).is_empty());
}

/// What belongs to a component is told at each body that leads there, with the place a client sees.
#[test]
fn a_change_of_a_component_is_told_where_it_is_reached() {
    let document = |kind: &str| {
        let order = json!({ "type": "object", "properties": { "a/b": { "type": kind } } });
        let list = json!({ "type": "object", "properties": { "data": { "type": "array", "items": { "$ref": "#/components/schemas/Order" } } } });
        answering(list, json!({ "Order": order }))
    };
    let expected = ["response-type-changed response 200 body /data/*/a~1b"];
    assert_eq!(found(&document("string"), &document("integer")), expected);
}

#[test]
fn what_no_operation_leads_to_is_not_compared() {
    let old = answering(json!({}), json!({ "Unused": { "type": "string" } }));
    assert!(found(&old, &answering(json!({}), none())).is_empty());
}

#[test]
fn the_outermost_words_count() {
    let schemas =
        json!({ "Id": { "type": "string", "description": "An id.", "x-provenance": { "source": "inferred" } } });
    let wrapped = json!({ "description": "The id.", "x-provenance": { "source": "documented" }, "allOf": [{ "$ref": "#/components/schemas/Id" }] });
    let inlined = json!({ "description": "The id.", "x-provenance": { "source": "documented" }, "type": "string" });
    assert!(found(&answering(wrapped, schemas), &answering(inlined, none())).is_empty());
}
