//! Finds where a document of 3.0 means null to be allowed and does not say so.
//!
//! By the clarification of 3.0.3, `nullable` only adds null to the `type` beside it: null must still match the other
//! keywords, and be listed by an `enum`. Many documents were written before. So null is accepted where they mean it, and a note says that others refuse it.

use serde_json::{Map, Value};

use crate::place::Place;
use crate::walk;

/// A note on the schemas that say `nullable` where it does not count, if there are any.
pub(crate) fn note(document: &mut Value) -> Option<String> {
    let mut places = Vec::new();
    walk::schemas(document.as_object_mut()?, "x-webhooks", find, &mut places);
    let first = places.first()?;
    let (count, verb) =
        if places.len() == 1 { ("1 schema".to_owned(), "is") } else { (format!("{} schemas", places.len()), "are") };
    Some(format!(
        "{first}: {count} {verb} `nullable` beside `allOf`, `anyOf`, `oneOf` or `$ref`, or beside an `enum` that does not \
         list null; null is accepted there, but strict readers of OpenAPI 3.0.3 may refuse it"
    ))
}

/// Adds the places of such schemas in a schema.
fn find(schema: &mut Value, place: &Place<'_>, places: &mut Vec<String>) {
    let Some(members) = schema.as_object_mut() else { return };
    if is_meant(members) {
        places.push(place.pointer());
    }
    for (keyword, part) in members {
        let place = place.at(keyword);
        match (keyword.as_str(), part) {
            ("properties", Value::Object(parts)) => {
                parts.iter_mut().for_each(|(name, part)| find(part, &place.at(name), places));
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                for (index, part) in parts.iter_mut().enumerate() {
                    find(part, &place.at(&index.to_string()), places);
                }
            }
            ("items" | "additionalProperties" | "not", part) => find(part, &place, places),
            _ => {}
        }
    }
}

fn is_meant(schema: &Map<String, Value>) -> bool {
    let lists_null = schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(&Value::Null));
    let is_composed = ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|keyword| schema.contains_key(*keyword));
    schema.get("nullable") == Some(&Value::Bool(true)) && (!lists_null || is_composed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::note;

    #[test]
    fn null_that_is_meant_and_not_said_is_noted() {
        for (schema, expected) in [
            (json!({ "type": "string", "nullable": true }), false),
            (json!({ "type": "string", "nullable": true, "enum": ["a", null] }), false),
            (json!({ "type": "string", "nullable": true, "enum": ["a"] }), true),
            (json!({ "nullable": true, "allOf": [{ "type": "string" }] }), true),
            (json!({ "nullable": true }), false),
            (json!({ "type": "object", "nullable": true, "oneOf": [{ "type": "object" }] }), true),
            (json!({ "nullable": false, "allOf": [{ "type": "string" }] }), false),
            (json!({ "type": "object", "properties": { "a": { "items": { "nullable": true, "enum": [1] } } } }), true),
        ] {
            let mut document = json!({ "components": { "schemas": { "A": schema } } });
            assert_eq!(note(&mut document).is_some(), expected, "{schema}");
        }
    }
}
