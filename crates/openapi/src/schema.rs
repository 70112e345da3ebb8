//! A schema of JSON Schema 2020-12, as OpenAPI 3.1 has it, in the words of 3.0.

use serde_json::{Map, Value, json};

/// Where a part of the document is.
pub(crate) struct Place<'p>(Option<(&'p Place<'p>, &'p str)>);

impl Place<'_> {
    /// The document itself.
    pub(crate) const fn root() -> Self {
        Self(None)
    }

    /// A member of the part.
    pub(crate) const fn at<'a>(&'a self, name: &'a str) -> Place<'a> {
        Place(Some((self, name)))
    }

    fn pointer(&self) -> String {
        match self.0 {
            None => "#".to_owned(),
            Some((parent, name)) => {
                format!("{}/{}", parent.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
        }
    }
}

/// Keywords that only name or describe, and that 3.0 does not have.
const SILENT: [&str; 7] =
    ["$schema", "$id", "$comment", "$anchor", "$dynamicAnchor", "$vocabulary", "contentMediaType"];

/// Keywords that 3.0 cannot express. They are left out: what they refuse is accepted.
const UNSAID: [&str; 10] = [
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "unevaluatedItems",
];

/// Rewrites a schema and the schemas in it.
pub(crate) fn lower(schema: &mut Value, place: &Place<'_>, notes: &mut Vec<String>) {
    match schema {
        Value::Bool(true) => *schema = json!({}),
        Value::Bool(false) => *schema = json!({ "not": {} }),
        Value::Object(members) => {
            inner(members, place, notes);
            own(members, place, notes);
        }
        _ => {}
    }
}

fn inner(members: &mut Map<String, Value>, place: &Place<'_>, notes: &mut Vec<String>) {
    for (keyword, part) in members.iter_mut() {
        let place = place.at(keyword);
        match (keyword.as_str(), part) {
            ("properties" | "patternProperties" | "$defs" | "definitions", Value::Object(parts)) => {
                parts.iter_mut().for_each(|(name, part)| lower(part, &place.at(name), notes));
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(parts)) => {
                for (index, part) in parts.iter_mut().enumerate() {
                    lower(part, &place.at(&index.to_string()), notes);
                }
            }
            ("items" | "additionalProperties" | "unevaluatedProperties", Value::Bool(_)) => {}
            ("items" | "additionalProperties" | "unevaluatedProperties" | "not", part) => lower(part, &place, notes),
            _ => {}
        }
    }
}

fn own(members: &mut Map<String, Value>, place: &Place<'_>, notes: &mut Vec<String>) {
    members.retain(|keyword, _| !SILENT.contains(&keyword.as_str()));
    let unsaid: Vec<_> = UNSAID.into_iter().filter(|keyword| members.remove(*keyword).is_some()).collect();
    if !unsaid.is_empty() {
        notes.push(format!("{}: {} not checked", place.pointer(), listed(&unsaid)));
    }
    reference(members);
    constant(members);
    bounds(members);
    examples(members);
    items(members, place, notes);
    properties(members);
    null_among_variants(members);
    types(members);
    if members.get("contentEncoding").is_some_and(|encoding| encoding == "base64") && !members.contains_key("format") {
        members.insert("format".to_owned(), json!("byte"));
    }
    members.remove("contentEncoding");
}

fn listed(keywords: &[&str]) -> String {
    let names: Vec<_> = keywords.iter().map(|keyword| format!("`{keyword}`")).collect();
    format!("{} {}", names.join(", "), if names.len() == 1 { "is" } else { "are" })
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
    members.insert("enum".to_owned(), if is_possible { json!([constant]) } else { json!([]) });
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

/// 3.0 has one schema for all items.
fn items(members: &mut Map<String, Value>, place: &Place<'_>, notes: &mut Vec<String>) {
    let Some(Value::Array(mut prefix)) = members.remove("prefixItems") else {
        match members.get("items") {
            Some(Value::Bool(true)) => _ = members.insert("items".to_owned(), json!({})),
            Some(Value::Bool(false)) => {
                members.insert("items".to_owned(), json!({}));
                members.insert("maxItems".to_owned(), json!(0));
            }
            _ => {}
        }
        return;
    };
    notes.push(format!("{}: `prefixItems` is checked without the order of the items", place.pointer()));
    match members.remove("items") {
        Some(Value::Bool(false)) => {
            let most = members.get("maxItems").and_then(Value::as_u64).unwrap_or(u64::MAX).min(prefix.len() as u64);
            members.insert("maxItems".to_owned(), json!(most));
        }
        Some(rest @ Value::Object(_)) => prefix.push(rest),
        _ => prefix.push(json!({})),
    }
    members.insert("items".to_owned(), json!({ "anyOf": prefix }));
}

/// 3.0 knows no names by pattern: what matches one is like any other additional property.
fn properties(members: &mut Map<String, Value>) {
    if let Some(Value::Object(patterns)) = members.remove("patternProperties") {
        let mut any: Vec<Value> = patterns.into_iter().map(|(_, schema)| schema).collect();
        match members.remove("additionalProperties") {
            Some(Value::Bool(false)) => {}
            Some(rest @ Value::Object(_)) => any.push(rest),
            _ => any.push(json!({})),
        }
        members.insert("additionalProperties".to_owned(), json!({ "anyOf": any }));
    }
    let is_composed = ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|keyword| members.contains_key(*keyword));
    if let Some(rest) = members.remove("unevaluatedProperties")
        && !is_composed
    {
        members.entry("additionalProperties").or_insert(rest);
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
        let only = if variants.len() == 1 { variants.pop() } else { None };
        if let Some(only) = only {
            members.remove(keyword);
            let all = members.entry("allOf").or_insert_with(|| json!([]));
            if let Some(all) = all.as_array_mut() {
                all.push(only);
            }
        } else if members.get(keyword).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            members.remove(keyword);
            members.insert("enum".to_owned(), json!([null]));
        }
        members.insert("nullable".to_owned(), json!(true));
    }
}

/// Whether a schema that was lowered allows nothing but null.
fn is_null(schema: &Value) -> bool {
    schema.get("enum").and_then(Value::as_array).is_some_and(|values| values.len() == 1 && values[0].is_null())
}

fn types(members: &mut Map<String, Value>) {
    let names: Vec<String> = match members.get("type") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(name)) if name == "null" => vec![name.clone()],
        _ => return,
    };
    let mut others: Vec<_> = names.iter().filter(|name| *name != "null").collect();
    // Every integer is a number.
    if others.iter().any(|name| *name == "number") {
        others.retain(|name| *name != "integer");
    }
    // A list of values says itself whether null is one of them.
    let values = members.get("enum").and_then(Value::as_array);
    let allows_null = values.is_none_or(|values| values.iter().any(Value::is_null));
    if allows_null && names.iter().any(|name| name == "null") {
        members.insert("nullable".to_owned(), json!(true));
    }
    members.remove("type");
    match others.as_slice() {
        [] => _ = members.entry("enum").or_insert_with(|| json!([null])),
        [only] => _ = members.insert("type".to_owned(), json!(only)),
        several => {
            let variants: Vec<_> = several.iter().map(|name| json!({ "type": name })).collect();
            let union = json!({ "anyOf": variants });
            if let Some(all) = members.get_mut("allOf").and_then(Value::as_array_mut) {
                all.push(union);
            } else if members.contains_key("anyOf") {
                members.insert("allOf".to_owned(), json!([union]));
            } else {
                members.insert("anyOf".to_owned(), union["anyOf"].clone());
            }
        }
    }
}
