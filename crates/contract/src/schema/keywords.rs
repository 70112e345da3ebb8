//! Rewrites the assertions of a schema from OpenAPI 3.0 to JSON Schema 2020-12.

use serde_json::{Map, Value, json};

use super::patterns::is_readable;
use crate::load::{Unsupported, join};

/// The formats of texts that are checked. Those that JSON Schema knows have the same names there.
pub const CHECKED_FORMATS: [&str; 12] = [
    "byte",
    "date",
    "date-time",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "local-date-time",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

/// Keywords that are handled elsewhere, or that assert nothing.
const OTHER: [&str; 22] = [
    // It only holds schemas for references.
    "$defs",
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "items",
    "not",
    "nullable",
    "oneOf",
    "properties",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

/// Whether a keyword may have a value.
type IsSound = fn(&Value) -> bool;

/// Keywords that are the same in both languages, and whether they may have a value.
const SAME: [(&str, IsSound); 12] = [
    ("enum", |value| value.as_array().is_some_and(|values| !values.is_empty())),
    ("maxItems", Value::is_u64),
    ("maxLength", Value::is_u64),
    ("maxProperties", Value::is_u64),
    ("minItems", Value::is_u64),
    ("minLength", Value::is_u64),
    ("minProperties", Value::is_u64),
    ("multipleOf", |value| value.as_f64().is_some_and(|number| number > 0.0)),
    ("pattern", |value| value.as_str().is_some_and(is_readable)),
    ("required", |value| value.as_array().is_some_and(|names| names.iter().all(Value::is_string))),
    ("type", |value| {
        value.as_str().is_some_and(|name| ["array", "boolean", "integer", "number", "object", "string"].contains(&name))
    }),
    ("uniqueItems", Value::is_boolean),
];

/// The assertions in the schema itself: types, values, bounds, lengths. Those that cannot be read are noted and left
/// out.
pub(super) fn assertions(
    fields: &Map<String, Value>,
    pointer: &str,
    unsupported: &mut Vec<Unsupported>,
) -> Map<String, Value> {
    let mut assertions = Map::new();
    for (name, is_sound) in SAME {
        match fields.get(name) {
            // Which fields a response must have does not depend on this list alone.
            Some(value) if is_sound(value) && name != "required" => {
                assertions.insert(name.to_owned(), value.clone());
            }
            Some(value) if !is_sound(value) => note(unsupported, pointer, name, "has an invalid value"),
            _ => {}
        }
    }
    bound(fields, "minimum", "exclusiveMinimum", pointer, unsupported, &mut assertions);
    bound(fields, "maximum", "exclusiveMaximum", pointer, unsupported, &mut assertions);
    match fields.get("format") {
        None => {}
        Some(Value::String(format)) => {
            if let Some(name) = CHECKED_FORMATS.into_iter().find(|known| known == format) {
                assertions.insert("format".to_owned(), json!(name));
            }
            if let Some(range) = integer_range(format) {
                assertions.insert("allOf".to_owned(), json!([{ "$ref": format!("#/$defs/{range}") }]));
            }
        }
        Some(_) => note(unsupported, pointer, "format", "has an invalid value"),
    }
    assertions
}

/// Notes keywords that OpenAPI 3.0 does not define, since they are not checked.
pub(super) fn note_unknown(fields: &Map<String, Value>, pointer: &str, unsupported: &mut Vec<Unsupported>) {
    for name in fields.keys() {
        let is_known = OTHER.contains(&name.as_str())
            || SAME.iter().any(|(known, _)| known == name)
            || ["minimum", "maximum", "format"].contains(&name.as_str())
            || name.starts_with("x-");
        if !is_known {
            note(unsupported, pointer, name, "is not defined in OpenAPI 3.0");
        }
    }
}

/// The bounds of the integer formats, by definition name.
pub(super) fn integer_ranges() -> [(&'static str, Value); 2] {
    [
        ("int32", json!({ "minimum": i32::MIN, "maximum": i32::MAX })),
        ("int64", json!({ "minimum": i64::MIN, "maximum": i64::MAX })),
    ]
}

fn bound(
    fields: &Map<String, Value>,
    inclusive: &str,
    exclusive: &str,
    pointer: &str,
    unsupported: &mut Vec<Unsupported>,
    assertions: &mut Map<String, Value>,
) {
    let limit = fields.get(inclusive);
    match (limit, fields.get(exclusive)) {
        (Some(limit), Some(Value::Bool(true))) if limit.is_number() => {
            assertions.insert(exclusive.to_owned(), limit.clone())
        }
        (Some(limit), None | Some(Value::Bool(false))) if limit.is_number() => {
            assertions.insert(inclusive.to_owned(), limit.clone())
        }
        (None, None | Some(Value::Bool(_))) => None,
        _ => {
            note(unsupported, pointer, inclusive, "has an invalid value");
            None
        }
    };
}

fn integer_range(format: &str) -> Option<&'static str> {
    integer_ranges().into_iter().map(|(name, _)| name).find(|name| *name == format)
}

fn note(unsupported: &mut Vec<Unsupported>, pointer: &str, keyword: &str, why: &str) {
    unsupported.push(Unsupported {
        pointer: join(pointer, keyword),
        message: format!("`{keyword}` {why} and is not checked"),
    });
}
