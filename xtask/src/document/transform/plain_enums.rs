//! Turns enumerations with documented values into plain ones.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// Folds a `oneOf` of texts, as schemars writes an enum with documented variants, into one `enum`. What the variants
/// mean goes into the description, as a list.
pub(super) fn fold(schema: &mut Map<String, Value>) {
    let Some(Value::Array(variants)) = schema.get("oneOf") else { return };
    let Some(variants) = variants.iter().map(values).collect::<Option<Vec<_>>>() else { return };

    let mut meanings = String::new();
    for (values, meaning) in &variants {
        for value in *values {
            let (Some(value), Some(meaning)) = (value.as_str(), meaning) else { continue };
            write!(meanings, "\n- `{value}`: {meaning}").expect("a text takes any text");
        }
    }
    let values: Vec<Value> = variants.into_iter().flat_map(|(values, _)| values).cloned().collect();
    let description = match (schema.get("description").and_then(Value::as_str), meanings.trim_start()) {
        (None, "") => None,
        (Some(description), "") => Some(description.to_owned()),
        (None, meanings) => Some(meanings.to_owned()),
        (Some(description), meanings) => Some(format!("{description}\n\n{meanings}")),
    };

    schema.shift_remove("oneOf");
    if let Some(description) = description {
        schema.insert("description".to_owned(), description.into());
    }
    schema.insert("type".to_owned(), "string".into());
    schema.insert("enum".to_owned(), values.into());
}

/// The values and the meaning of a variant that is a string; `None` for any other variant.
fn values(variant: &Value) -> Option<(&Vec<Value>, Option<&str>)> {
    let variant = variant.as_object()?;
    let is_plain = variant.keys().all(|key| ["type", "enum", "description", "title"].contains(&key.as_str()));
    if !is_plain || variant.get("type")? != "string" {
        return None;
    }
    Some((variant.get("enum")?.as_array()?, variant.get("description").and_then(Value::as_str)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::applied;
    use super::fold;

    #[test]
    fn documented_variants_become_a_list() {
        for (schema, expected) in [
            (
                json!({ "description": "Which.", "oneOf": [
                    { "description": "One.", "type": "string", "enum": ["a"] },
                    { "type": "string", "enum": ["b", "c"] }
                ] }),
                json!({ "description": "Which.\n\n- `a`: One.", "type": "string", "enum": ["a", "b", "c"] }),
            ),
            (
                json!({ "oneOf": [{ "description": "One.", "type": "string", "enum": ["a"] }] }),
                json!({ "description": "- `a`: One.", "type": "string", "enum": ["a"] }),
            ),
            (json!({ "oneOf": [{ "type": "string", "enum": ["a"] }] }), json!({ "type": "string", "enum": ["a"] })),
        ] {
            assert_eq!(applied(schema, fold), expected);
        }
    }

    #[test]
    fn other_unions_are_left_alone() {
        for schema in [
            json!({ "oneOf": [{ "type": "string" }, { "type": "string", "enum": ["a"] }] }),
            json!({ "oneOf": [{ "$ref": "#/components/schemas/A" }] }),
            json!({ "oneOf": [{ "type": "object", "properties": {} }] }),
        ] {
            assert_eq!(applied(schema.clone(), fold), schema);
        }
    }
}
