//! Keywords of 3.1 for which 3.0 has no words. What is said of their changes is held against values: one that was
//! accepted and is refused now is at least a warning.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use trackside_diff::{Change, Level, compare};

/// A document of 3.1 whose one request, or one response, has this schema, as it is read.
fn document(schema: &Value, is_request: bool) -> Value {
    let content = json!({ "content": { "application/json": { "schema": schema } } });
    let mut operation = json!({ "operationId": "a", "responses": { "200": { "description": "" } } });
    if is_request {
        operation["requestBody"] = content;
    } else {
        operation["responses"]["200"]["content"] = content["content"].clone();
    }
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": { "/a": { "post": operation } }
    });
    let read = trackside_openapi::read(document.to_string().as_bytes(), "a", &|path| Err(path.to_owned()));
    read.expect("a document").document
}

fn changes(old: &Value, new: &Value, is_request: bool) -> Vec<Change> {
    compare(&document(old, is_request), &document(new, is_request)).expect("two documents")
}

#[track_caller]
fn check(old: &Value, new: &Value, expected: &[&str]) {
    let found: Vec<_> =
        changes(old, new, true).into_iter().map(|change| format!("{} {}", change.rule, change.message)).collect();
    assert_eq!(found, expected, "{old} → {new}");
}

#[test]
fn each_change_is_told_with_its_direction() {
    let list = |more: Value| merged(json!({ "type": "array" }), more);
    let object = |more: Value| merged(json!({ "type": "object" }), more);
    for (old, new, expected) in [
        (
            list(json!({})),
            list(json!({ "contains": { "const": 1 } })),
            &["request-assertion-added `contains` was added"][..],
        ),
        (
            list(json!({ "contains": {} })),
            list(json!({ "contains": {}, "minContains": 2, "maxContains": 3 })),
            &["request-assertion-added `minContains`: 1 → 2", "request-assertion-added `maxContains`: none → 3"],
        ),
        // Nothing is asked for.
        (list(json!({})), list(json!({ "contains": { "const": 1 }, "minContains": 0 })), &[]),
        (
            list(json!({ "prefixItems": [{ "maxLength": 3 }, {}] })),
            list(json!({ "prefixItems": [{ "maxLength": 2 }, {}] })),
            &["request-max-length-lowered `3` → `2`"],
        ),
        // A list of two becomes one of three.
        (
            list(json!({ "prefixItems": [{}, {}], "items": false })),
            list(json!({ "prefixItems": [{}, {}, { "type": "string" }], "items": false })),
            &["request-max-items-raised `2` → `3`"],
        ),
        (
            object(json!({ "dependentRequired": { "a": ["b"] } })),
            object(json!({ "dependentRequired": { "a": ["c"] } })),
            &[
                "request-assertion-added `dependentRequired`: `c` beside `a` is now required",
                "request-assertion-dropped `dependentRequired`: `b` beside `a` is no longer required",
            ],
        ),
        (
            object(json!({ "dependentSchemas": { "a": { "minProperties": 2 } } })),
            object(json!({ "dependentSchemas": { "a": { "minProperties": 3 } } })),
            &["request-min-properties-raised `2` → `3`"],
        ),
        (
            object(json!({ "patternProperties": { "^a": { "maxLength": 3 } } })),
            object(json!({ "patternProperties": { "^a": { "maxLength": 3 }, "^b": false } })),
            &["request-assertion-added `patternProperties`: `^b` was added"],
        ),
        (
            object(json!({ "patternProperties": { "^a": {} }, "additionalProperties": false })),
            object(json!({ "patternProperties": { "^b": {} }, "additionalProperties": false })),
            &[
                "request-assertion-changed `patternProperties`: `^a` was removed",
                "request-assertion-changed `patternProperties`: `^b` was added",
            ],
        ),
        // A name is a string in any case.
        (object(json!({})), object(json!({ "propertyNames": { "type": "string" } })), &[]),
        (
            object(json!({ "propertyNames": { "maxLength": 3 } })),
            object(json!({ "propertyNames": { "maxLength": 2 } })),
            &["request-max-length-lowered `3` → `2`"],
        ),
        (
            json!({ "if": { "const": "a" }, "then": false }),
            json!({ "if": { "const": "b" }, "then": false }),
            &["request-assertion-changed the content has changed"],
        ),
        (
            json!({ "if": { "type": "string" }, "then": { "maxLength": 3 } }),
            json!({ "if": { "type": "string" }, "then": { "maxLength": 4 }, "else": false }),
            &["request-assertion-added `else` was added", "request-max-length-raised `3` → `4`"],
        ),
        (
            json!({ "allOf": [{ "type": "object" }], "unevaluatedProperties": false }),
            json!({ "allOf": [{ "type": "object" }] }),
            &["request-assertion-dropped `unevaluatedProperties` was removed"],
        ),
        (
            list(json!({ "contains": {}, "unevaluatedItems": { "type": "string" } })),
            list(json!({ "contains": {}, "unevaluatedItems": false })),
            &["request-assertion-added `unevaluatedItems`: restricted → none"],
        ),
    ] {
        check(&old, &new, expected);
    }
}

fn merged(mut base: Value, more: Value) -> Value {
    if let (Value::Object(base), Value::Object(more)) = (&mut base, more) {
        base.extend(more);
    }
    base
}

/// Small values, made of the names and constants of the schemas.
static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let single = [json!("a"), json!("bb"), json!(1), json!(2)];
    let mut values: Vec<Value> = single.to_vec();
    values.extend([json!([]), json!({})]);
    for one in &single {
        values.extend([json!([one]), json!({ "a": one }), json!({ "b": one }), json!({ "c": one })]);
        for other in &single {
            values.extend([json!([one, other]), json!({ "a": one, "b": other }), json!({ "a": one, "c": other })]);
            values.push(json!([one, other, one]));
        }
    }
    values
});

fn single() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec![json!({ "type": "string" }), json!({ "type": "integer" }), json!({}), json!(false)]),
        (1..3).prop_map(|length| json!({ "type": "string", "maxLength": length })),
        select(vec!["a", "bb"]).prop_map(|value| json!({ "const": value })),
        (1..3).prop_map(|bound| json!({ "type": "integer", "minimum": bound })),
    ]
}

fn keyword() -> impl Strategy<Value = Value> {
    let name = || select(vec!["a", "b", "c"]);
    prop_oneof![
        (single(), proptest::option::of(0..3), proptest::option::of(1..3)).prop_map(|(contains, least, most)| {
            let mut schema = json!({ "contains": contains });
            for (keyword, bound) in [("minContains", least), ("maxContains", most)] {
                if let Some(bound) = bound {
                    schema[keyword] = json!(bound);
                }
            }
            schema
        }),
        (proptest::collection::vec(single(), 1..3), single())
            .prop_map(|(prefix, rest)| json!({ "prefixItems": prefix, "items": rest })),
        proptest::collection::vec(single(), 1..3).prop_map(|prefix| json!({ "prefixItems": prefix })),
        (select(vec!["^a", "b|c", "^[ab]$"]), single())
            .prop_map(|(pattern, schema)| json!({ "patternProperties": { pattern: schema } })),
        (select(vec!["^a", "b|c"]), single(), single()).prop_map(|(pattern, schema, rest)| {
            json!({ "patternProperties": { pattern: schema }, "additionalProperties": rest })
        }),
        select(vec!["a", "b"]).prop_map(|name| json!({ "propertyNames": { "const": name } })),
        (name(), name()).prop_map(|(name, field)| json!({ "dependentRequired": { name: [field] } })),
        (name(), name(), single()).prop_map(
            |(name, field, schema)| json!({ "dependentSchemas": { name: { "properties": { field: schema } } } })
        ),
        (single(), single(), proptest::option::of(single())).prop_map(|(condition, then, other)| {
            let mut schema = json!({ "if": condition, "then": then });
            if let Some(other) = other {
                schema["else"] = other;
            }
            schema
        }),
        (name(), single(), select(vec![json!(false), json!({ "type": "integer" })])).prop_map(
            |(name, schema, rest)| {
                // A field that an open object declares now is nobody's business, so patterns stand for it.
            json!({ "allOf": [{ "patternProperties": { format!("^{name}$"): schema } }], "unevaluatedProperties": rest })
            }
        ),
        (single(), select(vec![json!(false), json!({ "type": "integer" })]))
            .prop_map(|(contains, rest)| { json!({ "contains": contains, "unevaluatedItems": rest }) }),
    ]
}

/// One or two keywords that stand for themselves or together.
fn schema() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => keyword(),
        2 => (keyword(), keyword()).prop_map(|(one, other)| merged(one, other)),
        1 => (keyword(), single()).prop_map(|(one, other)| merged(one, if other.is_object() { other } else { json!({}) })),
    ]
}

/// Two schemas of which the second one often shares keywords with the first one.
fn schemas() -> impl Strategy<Value = (Value, Value)> {
    let kept = (schema(), schema(), any::<u8>()).prop_map(|(old, more, chosen)| {
        let members = old.as_object().cloned().unwrap_or_default();
        let left: Map<_, _> = members
            .into_iter()
            .enumerate()
            .filter(|(index, _)| chosen >> (index % 8) & 1 == 1)
            .map(|(_, member)| member)
            .collect();
        (old, merged(Value::Object(left), more))
    });
    prop_oneof![(schema(), schema()), kept]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn what_is_refused_now_is_told((old, new) in schemas()) {
        let validator = |schema: &Value| jsonschema::draft202012::new(schema).expect("a schema");
        let (before, after) = (validator(&old), validator(&new));
        for (is_request, lost) in [
            (true, VALUES.iter().find(|value| before.is_valid(value) && !after.is_valid(value))),
            (false, VALUES.iter().find(|value| !before.is_valid(value) && after.is_valid(value))),
        ] {
            let Some(lost) = lost else { continue };
            let changes = changes(&old, &new, is_request);
            let is_told = changes.iter().any(|change| change.level >= Level::Warning);
            prop_assert!(is_told, "{lost}: {old} → {new}, request: {is_request}\n{changes:#?}");
        }
    }

    #[test]
    fn the_same_schema_has_no_changes(schema in schema()) {
        prop_assert_eq!(changes(&schema, &schema.clone(), true), Vec::new());
    }
}
