//! Names that would become the same name in generated code.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Refusal;
use super::walk::{entries, operations, parameters, schemas};

pub(super) fn check(document: &Value, refusals: &mut Vec<Refusal>) {
    names_of_generators(document, refusals);
    for place in schemas(document) {
        let values = place.schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        if let Some((first, second)) = alike(values) {
            refusals.push(Refusal::AlikeValues { pointer: place.pointer.clone(), first, second });
        }
        let names = place.schema.get("properties").into_iter().flat_map(entries).map(|(name, _)| name.as_str());
        if let Some((first, second)) = alike(names) {
            refusals.push(Refusal::AlikeNames { pointer: place.pointer, first, second });
        }
    }
    for operation in operations(document) {
        let names = parameters(&operation).iter().filter_map(|parameter| parameter["name"].as_str());
        if let Some((first, second)) = alike(names) {
            refusals.push(Refusal::AlikeNames { pointer: format!("{}/parameters", operation.pointer), first, second });
        }
    }
}

/// What generators append to an operation id to name the types that they make for an operation.
const APPENDED: [&str; 9] = ["Body", "Data", "Error", "Errors", "Params", "Request", "Response", "Responses", "Result"];

/// Components whose name a generator gives to a type of an operation.
fn names_of_generators(document: &Value, refusals: &mut Vec<Refusal>) {
    for operation in operations(document) {
        let Some(id) = operation.value["operationId"].as_str() else { continue };
        for (name, _) in entries(&document["components"]["schemas"]) {
            let Some((start, appended)) = name.split_at_checked(id.len()) else { continue };
            if start.eq_ignore_ascii_case(id) && APPENDED.contains(&appended) {
                refusals.push(Refusal::NameOfGenerators { component: name.clone(), id: id.to_owned() });
            }
        }
    }
}

/// The first two names that differ only in case or punctuation.
fn alike<'a>(names: impl Iterator<Item = &'a str>) -> Option<(String, String)> {
    let mut seen = BTreeMap::new();
    for name in names {
        let letters: String =
            name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if let Some(first) = seen.insert(letters, name) {
            return Some((first.to_owned(), name.to_owned()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn case_and_signs_are_not_enough() {
        for (names, expected) in [
            (["a", "b"], None),
            (["self", "Self"], Some(("self", "Self"))),
            (["last-update", "last_update"], Some(("last-update", "last_update"))),
            (["status", "status[]"], Some(("status", "status[]"))),
            (["lastUpdate", "last_updates"], None),
            (["+", "-"], Some(("+", "-"))),
        ] {
            let expected = expected.map(|(first, second)| (first.to_owned(), second.to_owned()));
            assert_eq!(alike(names.into_iter()), expected, "{names:?}");
        }
    }
}
