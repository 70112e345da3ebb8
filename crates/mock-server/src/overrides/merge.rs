//! JSON merge patches (RFC 7396).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Merges the patch into the target. A null removes a field, except at the JSON pointers in `kept`, where it is kept as
/// a value.
pub(super) fn merge(target: &mut Value, patch: &Value, kept: &BTreeSet<String>) {
    merge_at(target, patch, "", kept);
}

/// The JSON pointer of a member.
pub(super) fn member(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn merge_at(target: &mut Value, patch: &Value, pointer: &str, kept: &BTreeSet<String>) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(fields) = target else { return };
    for (name, change) in changes {
        let pointer = member(pointer, name);
        if change.is_null() && !kept.contains(&pointer) {
            // Keeps the order of the other fields.
            fields.shift_remove(name);
        } else {
            merge_at(fields.entry(name.clone()).or_insert(Value::Null), change, &pointer, kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::merge;

    fn check(target: &Value, patch: &Value, kept: &[&str], expected: &Value) {
        let mut merged = target.clone();
        merge(&mut merged, patch, &kept.iter().map(|pointer| (*pointer).to_owned()).collect::<BTreeSet<_>>());
        assert_eq!(merged.to_string(), expected.to_string(), "{target} + {patch}");
    }

    #[test]
    fn the_examples_of_rfc_7396() {
        for (target, patch, expected) in [
            (json!({ "a": "b" }), json!({ "a": "c" }), json!({ "a": "c" })),
            (json!({ "a": "b" }), json!({ "b": "c" }), json!({ "a": "b", "b": "c" })),
            (json!({ "a": "b" }), json!({ "a": null }), json!({})),
            (json!({ "a": "b", "b": "c" }), json!({ "a": null }), json!({ "b": "c" })),
            (json!({ "a": ["b"] }), json!({ "a": "c" }), json!({ "a": "c" })),
            (json!({ "a": "c" }), json!({ "a": ["b"] }), json!({ "a": ["b"] })),
            (json!({ "a": { "b": "c" } }), json!({ "a": { "b": "d", "c": null } }), json!({ "a": { "b": "d" } })),
            (json!({ "a": [{ "b": "c" }] }), json!({ "a": [1] }), json!({ "a": [1] })),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({ "a": "b" }), json!(["c"]), json!(["c"])),
            (json!({ "a": "foo" }), json!(null), json!(null)),
            (json!({ "a": "foo" }), json!("bar"), json!("bar")),
            (json!({ "e": null }), json!({ "a": 1 }), json!({ "e": null, "a": 1 })),
            (json!([1, 2]), json!({ "a": "b", "c": null }), json!({ "a": "b" })),
            (json!({}), json!({ "a": { "bb": { "ccc": null } } }), json!({ "a": { "bb": {} } })),
            (
                json!({
                    "title": "Goodbye!",
                    "author": { "givenName": "John", "familyName": "Doe" },
                    "tags": ["example", "sample"],
                    "content": "This will be unchanged"
                }),
                json!({
                    "title": "Hello!",
                    "phoneNumber": "+01-123-456-7890",
                    "author": { "familyName": null },
                    "tags": ["example"]
                }),
                json!({
                    "title": "Hello!",
                    "author": { "givenName": "John" },
                    "tags": ["example"],
                    "content": "This will be unchanged",
                    "phoneNumber": "+01-123-456-7890"
                }),
            ),
        ] {
            check(&target, &patch, &[], &expected);
        }
    }

    #[test]
    fn nulls_are_kept_where_they_are_wanted() {
        let target = json!({ "a": { "b/c": 1, "d": 2, "e": 3 }, "f": 4 });
        let patch = json!({ "a": { "b/c": null, "d": null }, "f": null });
        check(&target, &patch, &["/a/b~1c"], &json!({ "a": { "b/c": null, "e": 3 } }));
        check(&target, &patch, &["/f"], &json!({ "a": { "e": 3 }, "f": null }));
    }
}
