//! The kind of a value in a few words, and its constraints.

use serde_json::Value;

use super::field::Limit;
use super::merged::Merged;
use super::pattern;
use crate::prose::spans;

/// The depth to which lists of lists are described.
const MAX_LISTS: usize = 4;

/// `integer`, `string (date-time)`, `list of object`, `one of 3 shapes`.
pub(super) fn kind(document: &Value, schema: &Merged<'_>) -> String {
    nested(document, schema, MAX_LISTS)
}

fn nested(document: &Value, schema: &Merged<'_>, lists: usize) -> String {
    let variants = schema.variants().len();
    if variants > 0 {
        return format!("one of {variants} shapes");
    }
    match (schema.text("type"), schema.text("format")) {
        ("array", _) => match schema.get("items") {
            Some(items) if lists > 0 => {
                format!("list of {}", nested(document, &Merged::new(document, items), lists - 1))
            }
            _ => "list".to_owned(),
        },
        ("", _) => "any value".to_owned(),
        // The size of a number matters only to code generators.
        (kind, "" | "int32" | "int64" | "uint32" | "uint64" | "double" | "float") => kind.to_owned(),
        (kind, format) => format!("{kind} ({format})"),
    }
}

/// The constraints of a value, and of the items of a list.
pub(super) fn limits(document: &Value, schema: &Merged<'_>) -> Vec<Limit> {
    const CONSTRAINTS: [(&str, &str); 9] = [
        ("minimum", "minimum"),
        ("maximum", "maximum"),
        ("minLength", "minimum length"),
        ("maxLength", "maximum length"),
        ("minItems", "minimum number of items"),
        ("maxItems", "maximum number of items"),
        ("minProperties", "minimum number of fields"),
        ("maxProperties", "maximum number of fields"),
        ("pattern", "pattern"),
    ];
    let mut limits: Vec<_> = CONSTRAINTS.iter().filter_map(|(key, words)| one(schema, key, words)).collect();
    limits.extend(several(schema, "enum", "one of"));
    limits.extend(several(schema, "x-extensible-enum", "known values (there may be others):"));
    if let Some(items) = schema.get("items") {
        let items = Merged::new(document, items);
        limits.extend(several(&items, "enum", "each is one of"));
        limits.extend(several(&items, "x-extensible-enum", "known values of each (there may be others):"));
        limits.extend(one(&items, "pattern", "pattern of each"));
    }
    limits.extend(one(schema, "default", "default"));
    limits.extend(one(schema, "example", "example"));
    limits
}

fn one(schema: &Merged<'_>, key: &str, words: &'static str) -> Option<Limit> {
    let value = plain(schema.get(key)?);
    let meaning = if key == "pattern" { pattern::words(&value).map(spans).unwrap_or_default() } else { Vec::new() };
    Some(Limit { words, values: vec![value], meaning })
}

fn several(schema: &Merged<'_>, key: &str, words: &'static str) -> Option<Limit> {
    let values: Vec<_> = schema.get(key)?.as_array()?.iter().map(plain).collect();
    Some(Limit { words, values, meaning: Vec::new() })
}

/// A value as text. Strings are written without quotes.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
