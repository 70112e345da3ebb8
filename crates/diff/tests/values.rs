//! What a comparison says is held against values: one that was accepted and is refused now is a break.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};
use trackside_diff::{Level, compare};

use crate::documents::{answering, asking, none};

/// Small values of all types, made of a few parts that the schemas name.
static VALUES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let single = [json!("a"), json!("b"), json!("abc"), json!(1), json!(2), json!(3), json!(2.5), json!(true)];
    let mut values = single.to_vec();
    values.push(json!({}));
    values.push(json!([]));
    for one in &single {
        values.push(json!([one]));
        values.push(json!({ "p": one }));
        for other in &single {
            values.push(json!({ "p": one, "q": other }));
        }
    }
    values
});

fn single() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec!["string", "integer", "number", "boolean"]).prop_map(|kind| json!({ "type": kind })),
        subsequence(vec!["a", "b", "abc"], 1..3).prop_map(|values| json!({ "type": "string", "enum": values })),
        subsequence(vec![1, 2, 3], 1..3).prop_map(|values| json!({ "enum": values })),
        (1..4).prop_map(|length| json!({ "type": "string", "maxLength": length })),
        (1..4).prop_map(|length| json!({ "type": "string", "minLength": length })),
        (select(vec!["integer", "number"]), 1..4, any::<bool>()).prop_map(
            |(kind, bound, excluded)| json!({ "type": kind, "minimum": bound, "exclusiveMinimum": excluded })
        ),
        (select(vec!["integer", "number"]), 1..4, any::<bool>()).prop_map(
            |(kind, bound, excluded)| json!({ "type": kind, "maximum": bound, "exclusiveMaximum": excluded })
        ),
        select(vec!["", ".*", "^.*$"]).prop_map(|pattern| json!({ "type": "string", "pattern": pattern })),
    ]
}

/// Objects that say of all their fields what they are. What an open object accepts besides is nobody's business.
fn object() -> impl Strategy<Value = Value> {
    let others = prop_oneof![Just(json!(false)), single()];
    (vec((select(vec!["p", "q"]), single()), 0..3), subsequence(vec!["p", "q"], 0..2), others).prop_map(
        |(fields, mut required, others)| {
            // An object that requires what it refuses has no value at all.
            required.retain(|name| others != json!(false) || fields.iter().any(|(field, _)| field == name));
            let fields: Map<_, _> = fields.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
            json!({ "type": "object", "properties": fields, "required": required, "additionalProperties": others })
        },
    )
}

fn member() -> impl Strategy<Value = Value> {
    let list = single().prop_map(|items| json!({ "type": "array", "items": items }));
    prop_oneof![3 => single(), 2 => object(), 1 => list]
}

fn schema(unions: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let union = (select(unions), vec(member(), 1..4)).prop_map(|(union, members)| json!({ union: members }));
    prop_oneof![1 => member(), 3 => union]
}

/// Two schemas of which the second one is often like the first one.
fn schemas(unions: &'static [&'static str]) -> impl Strategy<Value = (Value, Value)> {
    let changed = (schema(unions), select(unions), member(), any::<bool>()).prop_map(|(old, union, more, last)| {
        let members = unions.iter().find_map(|union| old.get(union)).and_then(Value::as_array).cloned();
        let mut members = members.unwrap_or_else(|| vec![old.clone()]);
        if last {
            members.push(more);
        } else {
            members[0] = more;
        }
        (old, json!({ union: members }))
    });
    prop_oneof![(schema(unions), schema(unions)), changed]
}

/// Whether a value matches a schema of those above.
fn matches(schema: &Value, value: &Value) -> bool {
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    let flag = |key: &str| schema.get(key) == Some(&json!(true));
    let typed = match schema.get("type").and_then(Value::as_str) {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    };
    let listed = schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(value));
    let count = |union: &str| {
        let members = schema.get(union).and_then(Value::as_array)?;
        Some(members.iter().filter(|member| matches(member, value)).count())
    };
    let within = match value {
        Value::String(text) => {
            let length = f64::from(u32::try_from(text.len()).expect("it is short"));
            number("minLength").is_none_or(|least| length >= least)
                && number("maxLength").is_none_or(|most| length <= most)
        }
        Value::Number(value) => {
            let value = value.as_f64().expect("it is small");
            let above = |least: f64| if flag("exclusiveMinimum") { value > least } else { value >= least };
            let below = |most: f64| if flag("exclusiveMaximum") { value < most } else { value <= most };
            number("minimum").is_none_or(above) && number("maximum").is_none_or(below)
        }
        Value::Array(items) => schema.get("items").is_none_or(|schema| items.iter().all(|item| matches(schema, item))),
        Value::Object(members) => {
            let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            let others = schema.get("additionalProperties").unwrap_or(&Value::Null);
            required.filter_map(Value::as_str).all(|name| members.contains_key(name))
                && members.iter().all(|(name, value)| match schema.get("properties").and_then(|all| all.get(name)) {
                    Some(schema) => matches(schema, value),
                    None => *others != json!(false) && matches(others, value),
                })
        }
        _ => true,
    };
    typed
        && listed
        && within
        && count("oneOf").is_none_or(|count| count == 1)
        && count("anyOf").is_none_or(|count| count > 0)
}

fn breaks(old: &Value, new: &Value) -> bool {
    let changes = compare(old, new).expect("both are documents");
    changes.iter().any(|change| change.level > Level::Info)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_request_that_is_refused_now_is_told((old, new) in schemas(&["oneOf", "anyOf"])) {
        let refused = VALUES.iter().find(|value| matches(&old, value) && !matches(&new, value));
        if let Some(value) = refused {
            prop_assert!(breaks(&asking(old, none()), &asking(new, none())), "{value} is refused");
        }
    }

    /// Not with `oneOf`: a value that matched two variants, and now matches one, is of a variant that clients know.
    #[test]
    fn a_response_that_is_new_is_told((old, new) in schemas(&["anyOf"])) {
        let added = VALUES.iter().find(|value| !matches(&old, value) && matches(&new, value));
        if let Some(value) = added {
            prop_assert!(breaks(&answering(old, none()), &answering(new, none())), "{value} is new");
        }
    }
}
