//! What is the same is not compared. A change behind references has to be found, however it is reached.

use serde_json::{Value, json};

use crate::documents::{answering, changes};

fn referring(reference: &str) -> Value {
    json!({ "$ref": reference })
}

#[test]
fn a_change_is_found_behind_every_kind_of_reference() {
    const TARGET: &str = "#/components/schemas/Target";
    for (way, schema, schemas) in [
        ("one reference", referring(TARGET), json!({})),
        (
            "a chain",
            referring("#/components/schemas/A"),
            json!({ "A": referring("#/components/schemas/B"), "B": referring(TARGET) }),
        ),
        ("a member of allOf", referring("#/components/schemas/A"), json!({ "A": { "allOf": [referring(TARGET)] } })),
        (
            "a circle",
            referring("#/components/schemas/A"),
            json!({
                "A": { "properties": { "b": referring("#/components/schemas/B") } },
                "B": { "properties": { "a": referring("#/components/schemas/A"), "t": referring(TARGET) } }
            }),
        ),
        ("a part of a component", referring("#/components/schemas/Target/properties/a"), json!({})),
        ("an escaped name", referring("#/components/schemas/a~1b%20c"), json!({ "a/b c": referring(TARGET) })),
        (
            "a part of a path",
            referring("#/paths/~1other/get/responses/200/content/application~1json/schema"),
            json!({}),
        ),
        (
            "a mapping by name",
            referring("#/components/schemas/Base"),
            json!({ "Base": {
                "type": "object",
                "required": ["kind"],
                "properties": { "kind": { "type": "string" } },
                "discriminator": { "propertyName": "kind", "mapping": { "t": "Target" } }
            } }),
        ),
        (
            "a mapping by reference",
            referring("#/components/schemas/Base"),
            json!({ "Base": {
                "type": "object",
                "required": ["kind"],
                "properties": { "kind": { "type": "string" } },
                "discriminator": { "propertyName": "kind", "mapping": { "t": TARGET } }
            } }),
        ),
    ] {
        let document = |kind: &str| {
            let mut schemas = schemas.clone();
            schemas["Target"] = json!({ "type": "object", "properties": { "a": { "type": kind } } });
            let mut document = answering(schema.clone(), schemas);
            document["paths"]["/other"]["get"]["responses"]["200"] = json!({
                "description": "",
                "content": { "application/json": { "schema": referring(TARGET) } }
            });
            document
        };
        let found = changes(&document("string"), &document("integer"));
        let here = found.iter().filter(|change| change.operation.as_deref() == Some("listOrders"));
        let rules: Vec<_> = here.map(|change| change.rule).collect();
        assert_eq!(rules, ["response-type-changed"], "{way}");
        assert_eq!(changes(&document("string"), &document("string")), [], "{way}");
    }
}

#[test]
fn what_operations_take_from_the_document_is_compared_although_they_are_the_same() {
    let document = |key: &str, value: Value| {
        let mut document = answering(json!({}), json!({}));
        document["components"]["securitySchemes"] = json!({
            "key": { "type": "apiKey", "in": "header", "name": "x-key" },
            "other": { "type": "apiKey", "in": "header", "name": "x-other" }
        });
        document[key] = value;
        document
    };
    for (key, old, new, expected) in [
        ("security", json!([{ "key": [] }]), json!([{ "other": [] }]), "security-alternative-removed"),
        ("servers", json!([{ "url": "/a" }]), json!([{ "url": "/b" }]), "server-removed"),
    ] {
        let found = changes(&document(key, old), &document(key, new));
        assert!(found.iter().any(|change| change.rule == expected), "{key}: {found:?}");
    }
}
