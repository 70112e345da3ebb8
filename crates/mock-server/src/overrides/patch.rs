//! Applies a patch to one response body, and checks the result against the contract.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use trackside_contract::{Rule, Violation};

use super::merge::{member, merge};

/// The number of fields or violations that a reason lists.
const LISTED: usize = 4;

/// A response body with a patch applied.
#[derive(Debug)]
pub(super) struct Patched {
    /// The patched body.
    pub(super) body: Value,
    /// How it breaks the contract.
    pub(super) violations: Vec<Violation>,
}

/// Applies the patch to a response body.
///
/// A null removes a field. If the contract requires the field and allows null, the field is set to null instead: a
/// merge patch has no other way to say that.
pub(super) fn patched(body: &Value, patch: &Map<String, Value>, judge: &dyn Fn(&Value) -> Vec<Violation>) -> Patched {
    let patch = Value::Object(patch.clone());
    let with = |kept: &BTreeSet<String>| {
        let mut body = body.clone();
        merge(&mut body, &patch, kept);
        let violations = judge(&body);
        Patched { body, violations }
    };
    let removed = with(&BTreeSet::new());
    let is_null_of_the_patch = |violation: &&Violation| patch.pointer(&violation.pointer) == Some(&Value::Null);
    let missing = removed.violations.iter().filter(|violation| violation.rule == Rule::BodyRequired);
    let mut kept: BTreeSet<String> =
        missing.filter(is_null_of_the_patch).map(|violation| violation.pointer.clone()).collect();
    if kept.is_empty() {
        return removed;
    }
    let nulled = with(&kept);
    let before = kept.len();
    for violation in nulled.violations.iter().filter(|violation| violation.rule != Rule::Semantic) {
        kept.remove(&violation.pointer);
    }
    if kept.len() == before { nulled } else { with(&kept) }
}

/// Describes violations: rule, field and message of each.
pub(super) fn in_words(violations: &[Violation]) -> String {
    let line = |violation: &Violation| {
        let place = if violation.pointer.is_empty() { "body" } else { &violation.pointer };
        format!("{} {place}: {}", violation.rule, violation.message)
    };
    shortened(violations.iter().map(line).collect(), "; ")
}

/// The fields that a patch changes, as JSON pointers.
pub(super) fn places(patch: &Map<String, Value>) -> String {
    let mut found = Vec::new();
    collect(patch, "", &mut found);
    shortened(found, ", ")
}

fn collect(patch: &Map<String, Value>, place: &str, found: &mut Vec<String>) {
    for (name, change) in patch {
        let place = member(place, name);
        match change {
            Value::Object(inner) if !inner.is_empty() => collect(inner, &place, found),
            _ => found.push(place),
        }
    }
}

fn shortened(mut items: Vec<String>, separator: &str) -> String {
    let more = items.len().saturating_sub(LISTED);
    items.truncate(LISTED);
    let listed = items.join(separator);
    if more == 0 { listed } else { format!("{listed} and {more} more") }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use trackside_contract::Contract;

    use super::{patched, places};

    fn contract() -> Contract {
        let order = json!({
            "type": "object",
            "required": ["id", "paid", "note"],
            "properties": {
                "id": { "type": "integer" },
                "paid": { "type": "string", "nullable": true },
                "note": { "type": "string" },
                "gift": { "type": "string", "nullable": true }
            }
        });
        let content = json!({ "application/json": { "schema": order } });
        let operation = json!({ "operationId": "getOrder", "responses": { "200": { "description": "An order.", "content": content } } });
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "Shop", "version": "1" },
            "paths": { "/order": { "get": operation } }
        });
        Contract::from_value(&document).expect("the document is well-formed")
    }

    #[test]
    fn nulls_are_kept_in_required_nullable_fields() {
        let contract = contract();
        let body = json!({ "id": 1, "paid": "cash", "note": "", "gift": "wrapped" });
        for (patch, expected, broken) in [
            (json!({ "paid": null }), json!({ "id": 1, "paid": null, "note": "", "gift": "wrapped" }), None),
            (json!({ "gift": null }), json!({ "id": 1, "paid": "cash", "note": "" }), None),
            (json!({ "paid": null, "gift": null }), json!({ "id": 1, "paid": null, "note": "" }), None),
            (
                json!({ "note": null }),
                json!({ "id": 1, "paid": "cash", "gift": "wrapped" }),
                Some("body/required /note: is missing, the contract requires it"),
            ),
            (
                json!({ "note": null, "paid": null }),
                json!({ "id": 1, "paid": null, "gift": "wrapped" }),
                Some("body/required /note: is missing, the contract requires it"),
            ),
        ] {
            let patch = patch.as_object().expect("a patch is an object");
            let result = patched(&body, patch, &|value| contract.judge_body("getOrder", 200, value));
            assert_eq!(result.body.to_string(), expected.to_string(), "{patch:?}");
            let violations = super::in_words(&result.violations);
            assert_eq!(violations, broken.unwrap_or_default(), "{patch:?}");
        }
    }

    #[test]
    fn lists_the_changed_fields() {
        for (patch, expected) in [
            (json!({ "a": 1 }), "/a"),
            (json!({ "a": { "b": null, "c": [] }, "d": {} }), "/a/b, /a/c, /d"),
            (json!({ "a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1 }), "/a, /b, /c, /d and 2 more"),
        ] {
            let Value::Object(patch) = patch else { panic!("a patch is an object") };
            assert_eq!(places(&patch), expected);
        }
    }
}
