//! The committed documents of the project, and what is done to copies of them.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use trackside_diff::compare;

const SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../specs");
/// How many places of each document are changed, one after the other.
const PLACES: usize = 30;
/// How many they are if the variable [`MORE`] is set.
const MORE_PLACES: usize = 120;
/// Set this variable to change more places, as `cargo xtask nightly` does.
const MORE: &str = "MORE_PLACES";

/// All documents by name.
pub(crate) fn specs() -> Vec<(String, Value)> {
    let entries =
        fs::read_dir(SPECS).expect("the project has documents").map(|entry| entry.expect("it can be listed").path());
    let mut specs: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            let text = fs::read(&path).expect("the document can be read");
            (name, serde_json::from_slice(&text).expect("the document is JSON"))
        })
        .collect();
    specs.sort_by(|left, right| left.0.cmp(&right.0));
    assert!(!specs.is_empty(), "no document is there");
    specs
}

/// The pointers of all values but the root.
pub(crate) fn pointers(document: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let mut waiting = vec![(String::new(), document)];
    while let Some((pointer, value)) = waiting.pop() {
        let before = waiting.len();
        match value {
            Value::Object(members) => waiting.extend(
                members
                    .iter()
                    .map(|(name, value)| (format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), value)),
            ),
            Value::Array(items) => {
                waiting.extend(items.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)));
            }
            _ => {}
        }
        waiting[before..].reverse();
        if !pointer.is_empty() {
            pointers.push(pointer);
        }
    }
    pointers
}

/// An extension that this project gives a meaning has rules: its change must not pass as that of any vendor's.
#[test]
fn every_extension_of_the_published_documents_has_rules() {
    for (name, spec) in specs() {
        let mut seen = BTreeSet::new();
        for pointer in pointers(&spec) {
            let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a step");
            let is_name = ["headers", "properties", "examples"].iter().any(|map| parent.ends_with(map));
            if !key.starts_with("x-") || is_name || parent.contains("/example") || !seen.insert(key.to_owned()) {
                continue;
            }
            let mut changed = spec.clone();
            *changed.pointer_mut(&pointer).expect("the place is there") = json!({ "made": "up" });
            let changes = compare(&spec, &changed).expect("both are documents");
            let rules: Vec<_> = changes.iter().map(|change| change.rule).collect();
            assert!(!rules.contains(&"extension-changed"), "{name}: {pointer} is judged as any vendor's extension");
        }
    }
}

#[test]
fn a_document_does_not_differ_from_itself() {
    for (name, spec) in specs() {
        assert_eq!(compare(&spec, &spec), Ok(Vec::new()), "{name}");
    }
}

/// Whatever object it is put into, a made-up keyword is a change of some kind.
#[test]
fn no_made_up_keyword_gets_lost() {
    for (name, spec) in specs() {
        let is_object = |pointer: &String| {
            let object = spec.pointer(pointer).is_some_and(|value| value.is_object() && value.get("$ref").is_none());
            object && !names_nothing_reached(pointer)
        };
        let objects: Vec<_> = pointers(&spec).into_iter().filter(is_object).collect();
        for pointer in spread(&objects) {
            let mut new = spec.clone();
            new.pointer_mut(pointer).expect("the object is there")["x-made-up"] = json!({});
            assert_changed(&name, &spec, &new, pointer);
        }
    }
}

/// Whatever single value is changed, it is a change of some kind.
#[test]
fn no_changed_value_gets_lost() {
    for (name, spec) in specs() {
        let is_single = |pointer: &String| {
            let single = !spec.pointer(pointer).is_some_and(|value| value.is_object() || value.is_array());
            // Other references lead nowhere, and that is an error.
            single && !pointer.ends_with("/$ref") && !names_nothing_reached(pointer)
        };
        let values: Vec<_> = pointers(&spec).into_iter().filter(is_single).collect();
        for pointer in spread(&values) {
            let mut new = spec.clone();
            let value = new.pointer_mut(pointer).expect("the value is there");
            *value = match value.take() {
                Value::Bool(flag) => json!(!flag),
                Value::String(text) => json!(format!("{text} made up")),
                Value::Number(number) => json!(number.as_f64().unwrap_or_default() + 1.0),
                _ => json!("made up"),
            };
            assert_changed(&name, &spec, &new, pointer);
        }
    }
}

/// Whether the pointer leads to a component's words, provenance or `nullable`, which those of the place that refers to it
/// may stand before, or to the list of components itself, where an added component is used by nothing.
fn names_nothing_reached(pointer: &str) -> bool {
    let steps: Vec<_> = pointer.split('/').skip(1).collect();
    matches!(
        steps[..],
        ["components", _] | ["components", "schemas", _, "description" | "nullable" | "x-provenance", ..]
    )
}

fn assert_changed(name: &str, old: &Value, new: &Value, pointer: &str) {
    let forth = compare(old, new).unwrap_or_else(|error| panic!("{name} {pointer}: {error}"));
    assert!(!forth.is_empty(), "{name}: a change at {pointer} is not found");
    let back = compare(new, old).unwrap_or_else(|error| panic!("{name} {pointer}: {error}"));
    assert!(!back.is_empty(), "{name}: a change back at {pointer} is not found");
}

/// Some of the pointers, from all over the document.
fn spread(pointers: &[String]) -> impl Iterator<Item = &String> {
    let places = if std::env::var_os(MORE).is_some_and(|value| !value.is_empty()) { MORE_PLACES } else { PLACES };
    pointers.iter().step_by((pointers.len() / places).max(1))
}
