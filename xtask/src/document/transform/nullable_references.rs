//! References that may be null.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::is_null;

/// The `type` of each component, where it has one.
pub(super) struct Kinds(BTreeMap<String, Value>);

impl Kinds {
    pub(super) fn of(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let kinds = schemas
            .into_iter()
            .flatten()
            .filter_map(|(name, schema)| Some((format!("#/components/schemas/{name}"), schema.get("type")?.clone())));
        Self(kinds.collect())
    }
}

/// Writes an `anyOf` of something and null as that thing with `nullable: true`. A reference becomes `{type, nullable:
/// true, allOf: [{$ref}]}`, the form that Redocly, openapi-typescript and progenitor all read correctly. A reference to
/// a union has no type to repeat, so the dialect rejects it.
pub(super) fn rewrite(schema: &mut Map<String, Value>, kinds: &Kinds) {
    let Some(Value::Array(members)) = schema.get("anyOf") else { return };
    let something = match members.as_slice() {
        [something, null] | [null, something] if is_null(null) && !is_null(something) => something.clone(),
        _ => return,
    };
    let Value::Object(mut something) = something else { return };
    schema.shift_remove("anyOf");
    if let Some(Value::String(reference)) = something.get("$ref") {
        if let Some(kind) = kinds.0.get(reference) {
            schema.insert("type".to_owned(), kind.clone());
        }
        schema.insert("nullable".to_owned(), true.into());
        schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        return;
    }
    allow_null(&mut something);
    for (key, value) in something {
        schema.entry(key).or_insert(value);
    }
}

/// Makes a schema with a type nullable. An enumeration must list null, too.
fn allow_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    schema.insert("nullable".to_owned(), true.into());
}

/// Makes each component nullable itself if only nullable references refer to it. Strictly, OpenAPI requires that null is
/// valid for the component as well as for the schema with the reference. Strict validators check examples accordingly,
/// and generators that ignore keywords next to `allOf` only see null there. A component that is referred to in both ways
/// gets a nullable twin, named `Nullable…`, for the nullable references.
pub(super) fn let_null_through(document: &mut Value) {
    let mut uses = BTreeMap::new();
    count_uses(document, &mut uses);
    let Some(Value::Object(components)) = document.pointer_mut("/components/schemas") else { return };
    let mut twins = BTreeMap::new();
    for (name, component) in components.iter_mut() {
        let reference = format!("#/components/schemas/{name}");
        let uses = uses.get(&reference).copied().unwrap_or_default();
        let Some(component) = component.as_object_mut() else { continue };
        // The dialect refuses a component without a type that may be null.
        if uses.nullable == 0 || !component.contains_key("type") {
            continue;
        }
        if uses.nullable == uses.all {
            allow_null(component);
        } else {
            let mut twin = component.clone();
            allow_null(&mut twin);
            twins.insert(reference, (format!("Nullable{name}"), twin));
        }
    }
    if twins.is_empty() {
        return;
    }
    for (name, twin) in twins.values() {
        components.insert(name.clone(), twin.clone().into());
    }
    components.sort_keys();
    point_to_twins(document, &twins.into_iter().map(|(reference, (name, _))| (reference, name)).collect());
}

/// Makes nullable references point to the twins.
fn point_to_twins(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = nullable_reference(object).cloned()
                && let Some(name) = names.get(&reference)
            {
                object.insert("allOf".to_owned(), json!([{ "$ref": format!("#/components/schemas/{name}") }]));
            }
            object.values_mut().for_each(|value| point_to_twins(value, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| point_to_twins(item, names)),
        _ => {}
    }
}

/// The reference of a schema that is `{nullable: true, allOf: [{$ref}]}`.
fn nullable_reference(schema: &Map<String, Value>) -> Option<&Value> {
    let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
    schema.get("allOf").filter(|_| is_nullable)?.as_array()?.first()?.get("$ref")
}

/// How often a component is referred to.
#[derive(Debug, Clone, Copy, Default)]
struct Uses {
    all: usize,
    nullable: usize,
}

fn count_uses(value: &Value, uses: &mut BTreeMap<String, Uses>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                uses.entry(reference.clone()).or_default().all += 1;
            }
            if let Some(Value::String(reference)) = nullable_reference(object) {
                uses.entry(reference.clone()).or_default().nullable += 1;
            }
            object.values().for_each(|value| count_uses(value, uses));
        }
        Value::Array(items) => items.iter().for_each(|item| count_uses(item, uses)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::super::applied;
    use super::{Kinds, let_null_through, rewrite};

    #[test]
    fn a_component_that_is_always_nullable_says_so_and_one_that_sometimes_is_has_a_twin() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let nullable = |name: &str| json!({ "type": "object", "nullable": true, "allOf": [reference(name)] });
        let component = || json!({ "type": "object", "properties": {} });
        let mut document = json!({ "components": { "schemas": {
            "Root": { "type": "object", "properties": {
                "a": nullable("Always"), "b": nullable("Always"), "c": nullable("Sometimes"), "d": reference("Sometimes"), "e": reference("Never"),
                "f": { "type": "string", "nullable": true, "allOf": [reference("State")] },
                "g": { "nullable": true, "allOf": [reference("Either")] }
            } },
            "Always": component(), "Sometimes": component(), "Never": component(),
            "State": { "type": "string", "enum": ["a"] }, "Either": { "oneOf": [] }
        } } });
        let_null_through(&mut document);
        let schemas = &document["components"]["schemas"];
        let null_passes = json!({ "type": "object", "properties": {}, "nullable": true });
        for (name, expected) in [
            ("Always", &null_passes),
            ("NullableSometimes", &null_passes),
            ("Sometimes", &component()),
            ("Never", &component()),
            ("State", &json!({ "type": "string", "enum": ["a", null], "nullable": true })),
            ("Either", &json!({ "oneOf": [] })),
        ] {
            assert_eq!(schemas[name], *expected, "{name}");
        }
        let fields = &schemas["Root"]["properties"];
        assert_eq!(fields["a"], nullable("Always"));
        assert_eq!(fields["c"], nullable("NullableSometimes"));
        assert_eq!(fields["d"], reference("Sometimes"));
    }

    #[test]
    fn null_becomes_a_keyword() {
        let document = json!({ "components": { "schemas": {
            "Row": { "type": "object" }, "State": { "type": "string", "enum": ["a"] }, "Either": { "oneOf": [] }
        } } });
        let kinds = Kinds::of(&document);
        let nothing = json!({ "nullable": true, "enum": [null] });
        for (schema, expected) in [
            (
                json!({ "anyOf": [{ "$ref": "#/components/schemas/Row" }, nothing], "description": "A row." }),
                json!({ "description": "A row.", "type": "object", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Row" }] }),
            ),
            (
                json!({ "anyOf": [{ "$ref": "#/components/schemas/State" }, nothing] }),
                json!({ "type": "string", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/State" }] }),
            ),
            (
                json!({ "anyOf": [{ "$ref": "#/components/schemas/Either" }, nothing] }),
                json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Either" }] }),
            ),
            (
                json!({ "anyOf": [{ "type": "string", "enum": ["a"], "description": "inner" }, nothing], "description": "outer" }),
                json!({ "description": "outer", "type": "string", "enum": ["a", null], "nullable": true }),
            ),
            (
                json!({ "anyOf": [{ "type": "string" }, { "type": "array" }] }),
                json!({ "anyOf": [{ "type": "string" }, { "type": "array" }] }),
            ),
        ] {
            let rewritten = applied(schema, |schema: &mut Map<String, Value>| rewrite(schema, &kinds));
            assert_eq!(rewritten, expected);
        }
    }
}
