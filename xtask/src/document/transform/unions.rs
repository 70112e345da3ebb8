//! Untagged unions: exactly one member fits.

use serde_json::{Map, Value};

/// Writes `anyOf`, as schemars writes an untagged enum, as `oneOf`: the variants exclude each other, and tools read it so. A variant that is a
/// type of its own becomes a bare reference, from which generators take its name; its description is that of the type.
pub(super) fn make_exclusive(schema: &mut Map<String, Value>) {
    if schema.contains_key("oneOf") || !schema.contains_key("anyOf") {
        return;
    }
    for member in schema.get_mut("anyOf").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(reference) = described_reference(member) {
            *member = reference;
        }
    }
    // The order of keys stays, so the whole object is written anew.
    let renamed = std::mem::take(schema).into_iter().map(|(key, value)| {
        let key = if key == "anyOf" { "oneOf".to_owned() } else { key };
        (key, value)
    });
    *schema = renamed.collect();
}

/// The reference in a schema that has nothing beside it but a description.
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
