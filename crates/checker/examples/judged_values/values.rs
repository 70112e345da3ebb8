//! Invents values for a schema: some that are near to what it says, and some that are not.

use serde_json::{Map, Value, json};

use crate::schemas::{Chance, NAMES, scalar};

/// How many values are made for a schema.
const COUNT: usize = 12;

/// Values for a schema.
pub(crate) fn values(chance: &mut Chance, schema: &Value) -> Vec<Value> {
    (0..COUNT).map(|_| value(chance, schema, 4)).collect()
}

fn value(chance: &mut Chance, schema: &Value, depth: usize) -> Value {
    if chance.once_in(8) || depth == 0 {
        return scalar(chance);
    }
    let listed = schema.get("enum").and_then(Value::as_array).filter(|values| !values.is_empty());
    if let Some(values) = listed.filter(|_| chance.once_in(2)) {
        return chance.pick(values);
    }
    if let Some(constant) = schema.get("const").filter(|_| chance.once_in(2)) {
        return constant.clone();
    }
    let parts = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array());
    let parts: Vec<_> = parts.flatten().collect();
    if !parts.is_empty() && chance.once_in(3) {
        let part = chance.pick(&parts);
        return value(chance, part, depth - 1);
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => chance.pick(kinds),
        Some(kind) => kind.clone(),
        None => json!(if schema.get("properties").is_some() { "object" } else { "array" }),
    };
    match kind.as_str().unwrap_or_default() {
        "string" => {
            let texts = [
                "",
                "a",
                "ab",
                "abc",
                "b",
                "2026-02-28",
                "2026-02-30",
                "3fa85f64-5717-4562-b3fc-2c963f66afa6",
                "10.0.0.1",
            ];
            json!(chance.pick(&texts))
        }
        "integer" => chance.pick(&[
            json!(0),
            json!(1),
            json!(2),
            json!(3),
            json!(4),
            json!(6),
            json!(2.0),
            json!(3_000_000_000_u64),
        ]),
        "number" => chance.pick(&[json!(0), json!(1.0), json!(1.5), json!(2.25), json!(3), json!(4), json!(-1)]),
        "boolean" => json!(chance.once_in(2)),
        "array" => list(chance, schema, depth),
        "object" => object(chance, schema, depth),
        _ => Value::Null,
    }
}

fn list(chance: &mut Chance, schema: &Value, depth: usize) -> Value {
    let prefix = schema.get("prefixItems").and_then(Value::as_array);
    let items = (0..chance.below(4)).map(|index| {
        let of = prefix
            .and_then(|prefix| prefix.get(index))
            .or_else(|| schema.get("contains").filter(|_| chance.once_in(2)));
        let of = of.or_else(|| schema.get("items")).unwrap_or(&Value::Null);
        value(chance, of, depth - 1)
    });
    Value::Array(items.collect())
}

fn object(chance: &mut Chance, schema: &Value, depth: usize) -> Value {
    let mut fields = Map::new();
    for name in NAMES {
        let is_required =
            schema.get("required").and_then(Value::as_array).is_some_and(|names| names.contains(&json!(name)));
        if chance.once_in(if is_required { 1 } else { 2 }) && !chance.once_in(8) {
            let of = schema.pointer(&format!("/properties/{name}")).or_else(|| schema.get("additionalProperties"));
            fields.insert(name.to_owned(), value(chance, of.unwrap_or(&Value::Null), depth - 1));
        }
    }
    Value::Object(fields)
}
