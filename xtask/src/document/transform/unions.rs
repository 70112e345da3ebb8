//! Untagged unions: exactly one member matches.

use serde_json::{Map, Value};

/// Replaces `anyOf`, which schemars writes for an untagged enum, by `oneOf`: the variants exclude each other. A variant
/// with its own type becomes a bare reference, so that generators use its name. Its description is that of the type.
pub(super) fn make_exclusive(schema: &mut Map<String, Value>) {
    if schema.contains_key("oneOf") || !schema.contains_key("anyOf") {
        return;
    }
    for member in schema.get_mut("anyOf").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(reference) = described_reference(member) {
            *member = reference;
        }
    }
    // The object is rebuilt to keep the order of its keys.
    let renamed = std::mem::take(schema).into_iter().map(|(key, value)| {
        let key = if key == "anyOf" { "oneOf".to_owned() } else { key };
        (key, value)
    });
    *schema = renamed.collect();
}

/// The reference of a schema that has no other keyword than a description.
fn described_reference(member: &Value) -> Option<Value> {
    let member = member.as_object()?;
    let is_described = member.len() == 2 && member.contains_key("description");
    match member.get("allOf")?.as_array()?.as_slice() {
        [reference] if is_described => Some(reference.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::applied;
    use super::make_exclusive;

    #[test]
    fn any_becomes_one() {
        let described = json!({ "description": "b", "allOf": [{ "$ref": "#/components/schemas/B" }] });
        let schema =
            json!({ "description": "a", "anyOf": [{ "type": "string" }, { "anyOf": [{}] }, described], "x-a": 1 });
        let reference = json!({ "$ref": "#/components/schemas/B" });
        let expected =
            json!({ "description": "a", "oneOf": [{ "type": "string" }, { "oneOf": [{}] }, reference], "x-a": 1 });
        let changed = applied(schema, make_exclusive);
        assert_eq!(changed.to_string(), expected.to_string());
    }
}
