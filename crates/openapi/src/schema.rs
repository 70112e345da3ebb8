//! A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it, in the words of 3.0.

use serde_json::{Map, Value, json};

use crate::later::{Holds, holds, is_kept, keep, settle_unevaluated};

/// Keywords that only name or describe, and that 3.0 does not have.
const SILENT: [&str; 8] =
    ["$schema", "$id", "$comment", "$anchor", "$dynamicAnchor", "$vocabulary", "contentMediaType", "contentSchema"];

/// Rewrites a schema and the schemas in it.
pub(crate) fn lower(schema: &mut Value) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        Value::Object(members) => {
            inner(members);
            own(members);
        }
        _ => {}
    }
}

fn inner(members: &mut Map<String, Value>) {
    for (keyword, part) in members.iter_mut() {
        let held = match keyword.as_str() {
            "properties" | "$defs" | "definitions" => Holds::Named,
            "allOf" | "anyOf" | "oneOf" => Holds::List,
            "items" | "additionalProperties" => Holds::Switch,
            "not" => Holds::Schema,
            keyword => holds(keyword).unwrap_or(Holds::Data),
        };
        match (held, part) {
            (Holds::Named, Value::Object(parts)) => parts.values_mut().for_each(lower),
            (Holds::List, Value::Array(parts)) => parts.iter_mut().for_each(lower),
            (Holds::Switch, Value::Bool(_)) => {}
            (Holds::Switch | Holds::Schema, part) => lower(part),
            _ => {}
        }
    }
}

fn own(members: &mut Map<String, Value>) {
    // 3.1 does not know `nullable`.
    members.retain(|keyword, _| !SILENT.contains(&keyword.as_str()) && keyword != "nullable");
    keep(members);
    reference(members);
    constant(members);
    bounds(members);
    examples(members);
    settle_unevaluated(members);
    items(members);
    null_and_more(members);
    types(members);
    null_among_variants(members);
    if members.get("contentEncoding").is_some_and(|encoding| encoding == "base64") && !members.contains_key("format") {
        members.insert("format".to_owned(), json!("byte"));
    }
    members.remove("contentEncoding");
}

/// In 3.0 nothing counts beside `$ref`: the reference becomes a member of `allOf`.
fn reference(members: &mut Map<String, Value>) {
    if members.len() < 2 || !members.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    let reference = members.remove("$ref");
    let all = members.entry("allOf").or_insert_with(|| json!([]));
    if let Some(all) = all.as_array_mut() {
        all.insert(0, json!({ "$ref": reference }));
    }
}

fn constant(members: &mut Map<String, Value>) {
    let Some(constant) = members.remove("const") else { return };
    let is_possible = members.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(&constant));
    if constant.is_null() {
        members.insert("nullable".to_owned(), json!(true));
    }
    if is_possible {
        members.insert("enum".to_owned(), json!([constant]));
    } else {
        members.remove("nullable");
        also(members, json!({ "not": {} }));
    }
}

/// An exclusive bound is a number in 3.1, and says in 3.0 whether the other bound is meant. Of two bounds, the narrower
/// one counts.
fn bounds(members: &mut Map<String, Value>) {
    for (inclusive, exclusive, is_lower) in
        [("minimum", "exclusiveMinimum", true), ("maximum", "exclusiveMaximum", false)]
    {
        let Some(bound) = members.get(exclusive).filter(|bound| bound.is_number()).cloned() else { continue };
        let (new, old) = (bound.as_f64(), members.get(inclusive).and_then(Value::as_f64));
        let is_narrower = match (new, old) {
            (Some(new), Some(old)) => {
                if is_lower {
                    new >= old
                } else {
                    new <= old
                }
            }
            _ => true,
        };
        if is_narrower {
            members.insert(inclusive.to_owned(), bound);
            members.insert(exclusive.to_owned(), json!(true));
        } else {
            members.remove(exclusive);
        }
    }
}

fn examples(members: &mut Map<String, Value>) {
    let Some(Value::Array(examples)) = members.get("examples") else { return };
    let first = examples.first().cloned();
    members.remove("examples");
    if let Some(first) = first {
        members.entry("example").or_insert(first);
    }
}

/// In 3.0 the schema of the items is never a flag.
fn items(members: &mut Map<String, Value>) {
    let before = members.get("x-3.1-prefixItems").and_then(Value::as_array).map_or(0, Vec::len) as u64;
    match members.get("items") {
        Some(Value::Bool(true)) => _ = members.insert("items".to_owned(), json!({})),
        Some(Value::Bool(false)) => {
            let most = members.get("maxItems").and_then(Value::as_u64).unwrap_or(u64::MAX).min(before);
            members.insert("items".to_owned(), json!({}));
            members.insert("maxItems".to_owned(), json!(most));
        }
        _ => {}
    }
}

/// A variant that is null makes the whole nullable.
fn null_among_variants(members: &mut Map<String, Value>) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(variants)) = members.get_mut(keyword) else { continue };
        let before = variants.len();
        variants.retain(|variant| !is_null(variant));
        if variants.len() == before {
            continue;
        }
        let variants = std::mem::take(variants);
        members.remove(keyword);
        let is_alone = members.keys().all(|keyword| is_annotation(keyword) || keyword == "discriminator");
        let mut union = Map::from_iter([("nullable".to_owned(), json!(true))]);
        match variants.as_slice() {
            [] => _ = union.insert("enum".to_owned(), json!([null])),
            [only] => _ = union.insert("allOf".to_owned(), json!([only])),
            _ => _ = union.insert(keyword.to_owned(), Value::Array(variants)),
        }
        if is_alone {
            members.extend(union);
        } else {
            also(members, Value::Object(union));
        }
    }
}

/// Adds a schema that must match as well.
fn also(members: &mut Map<String, Value>, schema: Value) {
    if let Some(all) = members.entry("allOf").or_insert_with(|| json!([])).as_array_mut() {
        all.push(schema);
    }
}

/// Whether a keyword describes values and restricts none.
fn is_annotation(keyword: &str) -> bool {
    ["description", "title", "example", "default", "deprecated", "externalDocs", "readOnly", "writeOnly"]
        .contains(&keyword)
        || (keyword.starts_with("x-") && !is_kept(keyword))
}

/// Whether a list of values, if there is one, has null.
fn lists_null(members: &Map<String, Value>) -> bool {
    members.get("enum").and_then(Value::as_array).is_none_or(|values| values.iter().any(Value::is_null))
}

/// In 3.0 null is allowed whatever else the schema says. So what null must match as well is said in a schema around it.
fn null_and_more(members: &mut Map<String, Value>) {
    const COMPOSED: [&str; 7] = ["allOf", "anyOf", "oneOf", "not", "x-3.1-if", "x-3.1-then", "x-3.1-else"];
    let allows_null = members.get("nullable") == Some(&json!(true))
        || members.get("type").and_then(Value::as_array).is_some_and(|names| names.contains(&json!("null")));
    if !allows_null || COMPOSED.iter().all(|keyword| !members.contains_key(*keyword)) {
        return;
    }
    let is_inside = |keyword: &&String| {
        // These concern fields and items of which the parts inside may know.
        let is_about_rest = keyword.starts_with("x-3.1-unevaluated");
        !COMPOSED.contains(&keyword.as_str())
            && !is_about_rest
            && *keyword != "discriminator"
            && !is_annotation(keyword)
    };
    let keywords: Vec<_> = members.keys().filter(is_inside).cloned().collect();
    let mut inside: Map<String, Value> =
        keywords.into_iter().filter_map(|keyword| Some((keyword.clone(), members.remove(&keyword)?))).collect();
    types(&mut inside);
    also(members, Value::Object(inside));
}

/// Whether a schema that was lowered allows nothing but null.
fn is_null(schema: &Value) -> bool {
    let Some(members) = schema.as_object() else { return false };
    let says_no_more = members.keys().all(|name| ["enum", "nullable"].contains(&name.as_str()) || is_annotation(name));
    says_no_more && members.get("enum") == Some(&json!([null]))
}

fn types(members: &mut Map<String, Value>) {
    let names: Vec<String> = match members.get("type") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(name)) => vec![name.clone()],
        _ => return,
    };
    // A type without null forbids it, whatever a constant or a variant says.
    if !names.iter().any(|name| name == "null") {
        members.remove("nullable");
    }
    let mut others: Vec<_> = names.iter().filter(|name| *name != "null").collect();
    // Every integer is a number.
    if others.iter().any(|name| *name == "number") {
        others.retain(|name| *name != "integer");
    }
    // A list of values says itself whether null is one of them.
    let allows_null = names.iter().any(|name| name == "null");
    if allows_null && lists_null(members) {
        members.insert("nullable".to_owned(), json!(true));
    }
    members.remove("type");
    match others.as_slice() {
        [] if lists_null(members) => _ = members.insert("enum".to_owned(), json!([null])),
        // No value is null and one of the others.
        [] => also(members, json!({ "not": {} })),
        [only] => _ = members.insert("type".to_owned(), json!(only)),
        several => {
            let variants: Vec<_> = several.iter().map(|name| json!({ "type": name })).collect();
            let mut union = json!({ "anyOf": variants });
            let is_alone =
                ["allOf", "anyOf", "oneOf", "not", "x-3.1-if"].iter().all(|keyword| !members.contains_key(*keyword));
            if is_alone {
                members.insert("anyOf".to_owned(), union["anyOf"].take());
            } else {
                if let Some(nullable) = members.remove("nullable") {
                    union["nullable"] = nullable;
                }
                also(members, union);
            }
        }
    }
}
