//! Schemas that OpenAPI 3.0 cannot express, or that tools read in different ways.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Refusal;
use super::walk::{Place, collect, deliveries, entries, media_schemas, operations, references, responses, schemas};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    for Place { pointer, schema } in schemas(document) {
        let is_list = schema.get("items").is_some_and(Value::is_array);
        if is_list || schema.contains_key("prefixItems") || schema.contains_key("additionalItems") {
            refusals.push(Refusal::Tuple { pointer: pointer.clone() });
        }
        let is_union = schema.contains_key("oneOf") || schema.contains_key("anyOf");
        let is_null_or_untyped = schema.get("nullable") == Some(&Value::Bool(true)) && !schema.contains_key("type");
        if is_null_or_untyped || (is_union && schema.get("nullable") == Some(&Value::Bool(true))) || holds_null(schema)
        {
            refusals.push(Refusal::NullableUnion { pointer: pointer.clone() });
        }
        for (name, property) in schema.get("properties").into_iter().flat_map(entries) {
            if property.get("x-provenance").is_none() {
                let pointer = format!("{pointer}/properties/{}", super::walk::escape(name));
                refusals.push(Refusal::MissingProvenance { pointer });
            }
        }
    }
    for Place { pointer, schema } in of_answers(document) {
        if schema.contains_key("default") {
            refusals.push(Refusal::DefaultInAnswer { pointer });
        }
    }
}

/// Whether a member of a union is null.
fn holds_null(schema: &serde_json::Map<String, Value>) -> bool {
    let members = ["oneOf", "anyOf"].into_iter().filter_map(|union| schema.get(union)?.as_array()).flatten();
    members.into_iter().any(|member| member["nullable"] == true)
}

/// The schemas of what clients receive: responses and events, including those that they refer to.
fn of_answers(document: &Value) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut open = Vec::new();
    for operation in operations(document) {
        for (status, response) in responses(&operation) {
            let pointer = format!("{}/responses/{status}", operation.pointer);
            media_schemas(response, &pointer, &mut places);
            references(response, &pointer, &mut open);
        }
    }
    for delivery in deliveries(document) {
        media_schemas(delivery.value, &delivery.pointer, &mut places);
        references(delivery.value, &delivery.pointer, &mut open);
    }
    let mut seen = BTreeSet::new();
    while let Some((_, reference)) = open.pop() {
        let Some(pointer) = reference.strip_prefix('#').filter(|pointer| seen.insert(*pointer)) else { continue };
        let Some(target) = document.pointer(pointer) else { continue };
        if pointer.starts_with("/components/schemas/") {
            collect(target, pointer.to_owned(), &mut places);
        }
        references(target, pointer, &mut open);
    }
    places
}
