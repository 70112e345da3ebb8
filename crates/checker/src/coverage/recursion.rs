//! Finds the schemas of a document that refer to themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The start of references to schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// References to the schemas that refer to themselves, directly or through others, and to those between two such.
pub(super) fn recursive_schemas(document: &Value) -> BTreeSet<String> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
    let mut left: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let mut found = BTreeSet::new();
        references(schema, &mut found);
        left.insert(format!("{SCHEMAS}{}", name.replace('~', "~0").replace('/', "~1")), found);
    }
    // A schema is not part of a cycle if it refers to no other candidate, or if none refers to it.
    loop {
        let before = left.len();
        let names: BTreeSet<_> = left.keys().cloned().collect();
        left.retain(|_, found| !found.is_disjoint(&names));
        let referred: BTreeSet<_> = left.values().flatten().cloned().collect();
        left.retain(|name, _| referred.contains(name));
        if left.len() == before {
            return left.into_keys().collect();
        }
    }
}

fn references(part: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// The name of the schema of a reference.
pub(super) fn schema_name(reference: &str) -> String {
    reference.trim_start_matches(SCHEMAS).replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::recursive_schemas;

    #[test]
    fn circles_are_found() {
        let to = |name: &str| json!({ "properties": { "a": { "$ref": format!("#/components/schemas/{name}") } } });
        let document = json!({ "components": { "schemas": {
            "Leaf": { "type": "string" }, "Tree": to("Tree"), "One": to("Two"), "Two": to("One"),
            "Before": to("One"), "First": to("Before"), "Chain": to("Leaf"),
            "After": { "allOf": [to("Leaf"), to("Chain")] }
        } } });
        let found = recursive_schemas(&document);
        let names: Vec<_> = found.iter().map(|name| super::schema_name(name)).collect();
        assert_eq!(names, ["One", "Tree", "Two"]);
        assert!(recursive_schemas(&json!({})).is_empty());
    }
}
