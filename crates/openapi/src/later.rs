//! Keywords of JSON Schema 2020-12 for which 3.0 has no words.
//!
//! They are kept under names of their own, such as `x-3.1-contains`. So they count in documents of 3.1 only: in one of
//! 3.0, `contains` means nothing. What 3.0 can say is said in its words.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// What the names begin with.
pub const LATER: &str = "x-3.1-";

/// The keywords that are kept, each as what its value is.
const KEPT: [(&str, Holds); 13] = [
    ("contains", Holds::Schema),
    ("dependentRequired", Holds::Data),
    ("dependentSchemas", Holds::Named),
    ("else", Holds::Schema),
    ("if", Holds::Schema),
    ("maxContains", Holds::Data),
    ("minContains", Holds::Data),
    ("patternProperties", Holds::Named),
    ("prefixItems", Holds::List),
    ("propertyNames", Holds::Schema),
    ("then", Holds::Schema),
    ("unevaluatedItems", Holds::Switch),
    ("unevaluatedProperties", Holds::Switch),
];

/// What the value of a keyword is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// No schema.
    Data,
    Schema,
    /// A flag or a schema.
    Switch,
    /// A list of schemas.
    List,
    /// Schemas by name.
    Named,
}

/// What a keyword that is kept holds.
pub(crate) fn holds(keyword: &str) -> Option<Holds> {
    KEPT.into_iter().find(|(known, _)| *known == keyword).map(|(_, holds)| holds)
}

/// Whether this is a keyword under its new name.
pub(crate) fn is_kept(keyword: &str) -> bool {
    keyword.strip_prefix(LATER).is_some_and(|keyword| holds(keyword).is_some())
}

/// Gives the keywords of a schema their new names. What says nothing is left out.
pub(crate) fn keep(members: &mut Map<String, Value>) {
    if !members.keys().any(|keyword| holds(keyword).is_some()) {
        return;
    }
    // Without `if`, the other two mean nothing, and so do bounds without `contains`.
    let (is_conditional, counts) = (members.contains_key("if"), members.contains_key("contains"));
    let is_meant = |keyword: &str| match keyword {
        "then" | "else" => is_conditional,
        "minContains" | "maxContains" => counts,
        _ => true,
    };
    *members = std::mem::take(members)
        .into_iter()
        .filter(|(keyword, _)| is_meant(keyword))
        .map(|(keyword, value)| match holds(&keyword) {
            Some(_) => (format!("{LATER}{keyword}"), value),
            None => (keyword, value),
        })
        .collect();
    if !["then", "else"].iter().any(|keyword| members.contains_key(&format!("{LATER}{keyword}"))) {
        members.remove("x-3.1-if");
    }
}

/// Says in other words what is meant for the fields and items that no other part of the schema knows, where nothing
/// else in the schema can know more than `properties` and `prefixItems` do.
pub(crate) fn settle_unevaluated(members: &mut Map<String, Value>) {
    let elsewhere = ["allOf", "anyOf", "oneOf", "$ref", "x-3.1-if", "x-3.1-dependentSchemas"];
    let is_composed = elsewhere.iter().any(|keyword| members.contains_key(*keyword));
    for (keyword, plain) in
        [("x-3.1-unevaluatedProperties", "additionalProperties"), ("x-3.1-unevaluatedItems", "items")]
    {
        let Some(rest) = members.remove(keyword) else { continue };
        // Then every field or item is known already.
        if members.contains_key(plain) {
            continue;
        }
        let is_counted = plain == "items" && members.contains_key("x-3.1-contains");
        // What allows everything does so whatever is known.
        let name = if (is_composed || is_counted) && rest != json!(true) { keyword } else { plain };
        members.insert(name.to_owned(), rest);
    }
}

/// Lets references into the keywords lead to where they are now.
pub(crate) fn redirect(document: &mut Value) {
    let mut moved = BTreeMap::new();
    find_moved(document, document, &mut moved);
    if !moved.is_empty() {
        replace(document, &moved);
    }
}

fn find_moved(document: &Value, part: &Value, moved: &mut BTreeMap<String, String>) {
    match part {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref")
                && let Some(new) = new_place(document, reference)
            {
                moved.insert(reference.clone(), new);
            }
            members.values().for_each(|member| find_moved(document, member, moved));
        }
        Value::Array(items) => items.iter().for_each(|item| find_moved(document, item, moved)),
        _ => {}
    }
}

/// Where a reference leads now, if it leads to nothing as it is.
fn new_place(document: &Value, reference: &str) -> Option<String> {
    let pointer = reference.strip_prefix("#/")?;
    if !pointer.split('/').any(|segment| holds(segment).is_some()) || found(document, pointer) {
        return None;
    }
    // A property may be called like a keyword, so as few segments as possible get the new names.
    let mut place = String::new();
    for segment in pointer.split('/') {
        let slash = if place.is_empty() { "" } else { "/" };
        let same = format!("{place}{slash}{segment}");
        let renamed = format!("{place}{slash}{LATER}{segment}");
        place = if !found(document, &same) && found(document, &renamed) { renamed } else { same };
    }
    found(document, &place).then(|| format!("#/{place}"))
}

fn found(document: &Value, pointer: &str) -> bool {
    let pointer = format!("/{pointer}");
    percent_decode_str(&pointer).decode_utf8().is_ok_and(|pointer| document.pointer(&pointer).is_some())
}

fn replace(part: &mut Value, moved: &BTreeMap<String, String>) {
    match part {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(new) = moved.get(reference)
            {
                reference.clone_from(new);
            }
            members.values_mut().for_each(|member| replace(member, moved));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, moved)),
        _ => {}
    }
}
