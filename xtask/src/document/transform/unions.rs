//! Untagged unions: exactly one member fits.

use serde_json::{Map, Value};

/// Writes `anyOf`, as schemars writes an untagged enum, as `oneOf`: the variants exclude each other, and tools read it so.
pub(super) fn make_exclusive(schema: &mut Map<String, Value>) {
    if schema.contains_key("oneOf") || !schema.contains_key("anyOf") {
        return;
    }
    // The order of keys stays, so the whole object is written anew.
    let renamed = std::mem::take(schema).into_iter().map(|(key, value)| {
        let key = if key == "anyOf" { "oneOf".to_owned() } else { key };
        (key, value)
    });
    *schema = renamed.collect();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::applied;
    use super::make_exclusive;

    #[test]
    fn any_becomes_one() {
        let schema = json!({ "description": "a", "anyOf": [{ "type": "string" }, { "anyOf": [{}] }], "x-a": 1 });
        let expected = json!({ "description": "a", "oneOf": [{ "type": "string" }, { "oneOf": [{}] }], "x-a": 1 });
        let changed = applied(schema, make_exclusive);
        assert_eq!(changed.to_string(), expected.to_string());
    }
}
