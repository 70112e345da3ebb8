//! What a value is, in a few words, and within which bounds.

use serde_json::Value;

use super::field::Limit;
use super::merged::Merged;

/// Lists of lists deeper than these are lists of values.
const LISTS: usize = 4;

/// `integer`, `string (date-time)`, `list of object`, `one of 3 shapes`.
pub(super) fn kind(document: &Value, schema: &Merged<'_>) -> String {
    nested(document, schema, LISTS)
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
        // The width of a number is the business of generators.
        (kind, "" | "int32" | "int64" | "uint32" | "uint64" | "double" | "float") => kind.to_owned(),
        (kind, format) => format!("{kind} ({format})"),
    }
}

/// The bounds of a value, each in words with what they are about.
pub(super) fn limits(schema: &Merged<'_>) -> Vec<Limit> {
    const BOUNDS: [(&str, &str); 9] = [
        ("minimum", "at least"),
        ("maximum", "at most"),
        ("minLength", "characters, at least"),
        ("maxLength", "characters, at most"),
        ("minItems", "items, at least"),
        ("maxItems", "items, at most"),
        ("minProperties", "fields, at least"),
        ("maxProperties", "fields, at most"),
        ("pattern", "matches"),
    ];
    let mut limits: Vec<_> = BOUNDS.iter().filter_map(|(key, words)| one(schema, key, words)).collect();
    limits.extend(several(schema, "enum", "one of"));
    limits.extend(several(schema, "x-extensible-enum", "known values, others may come:"));
    limits.extend(one(schema, "default", "by default"));
    limits.extend(one(schema, "example", "for example"));
    limits
}

fn one(schema: &Merged<'_>, key: &str, words: &'static str) -> Option<Limit> {
    schema.get(key).map(|value| Limit { words, values: vec![plain(value)] })
}

fn several(schema: &Merged<'_>, key: &str, words: &'static str) -> Option<Limit> {
    let values: Vec<_> = schema.get(key)?.as_array()?.iter().map(plain).collect();
    Some(Limit { words, values })
}

/// A value without the quotes of a text.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
