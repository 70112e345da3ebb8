//! Proof that the `openapiv3` crate reads a document without losing anything.
//!
//! It silently drops what it does not know (`examples`, `const`, siblings of a `$ref`, a null default), and the client
//! is generated from the rest. So every difference is an error.

use openapiv3::OpenAPI;
use serde_json::Value;

use crate::Error;

/// The document as `openapiv3` reads it. Fails if writing it again gives a different document.
pub fn read(provider: &'static str, document: &Value) -> Result<OpenAPI, Error> {
    // From text, because reading from a JSON value does not accept statuses as keys.
    let text = document.to_string();
    let parsed: OpenAPI = serde_json::from_str(&text).map_err(|source| Error::NotOpenApi { provider, source })?;
    let again = serde_json::to_value(&parsed).map_err(|source| Error::NotOpenApi { provider, source })?;
    match difference(document, &again, String::new()) {
        None => Ok(parsed),
        Some(Difference { pointer, written, read }) => {
            Err(Error::Lossy { provider, pointer, written: excerpt(written.as_ref()), read: excerpt(read.as_ref()) })
        }
    }
}

/// The first place in which two values differ.
#[derive(Debug, PartialEq)]
struct Difference {
    pointer: String,
    written: Option<Value>,
    read: Option<Value>,
}

fn difference(written: &Value, read: &Value, pointer: String) -> Option<Difference> {
    match (written, read) {
        (Value::Object(written), Value::Object(read)) => {
            let dropped_or_changed = written.iter().find_map(|(key, value)| {
                let pointer = format!("{pointer}/{}", escape(key));
                match read.get(key) {
                    Some(other) => difference(value, other, pointer),
                    None => Some(Difference { pointer, written: Some(value.clone()), read: None }),
                }
            });
            dropped_or_changed.or_else(|| {
                let (key, value) = read.iter().find(|(key, _)| !written.contains_key(*key))?;
                Some(Difference {
                    pointer: format!("{pointer}/{}", escape(key)),
                    written: None,
                    read: Some(value.clone()),
                })
            })
        }
        (Value::Array(written), Value::Array(read)) if written.len() == read.len() => {
            let mut items = written.iter().zip(read).enumerate();
            items.find_map(|(index, (written, read))| difference(written, read, format!("{pointer}/{index}")))
        }
        // `openapiv3` holds the bounds of numbers as floating-point numbers: 1 comes back as 1.0.
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
        _ if written == read => None,
        _ => Some(Difference { pointer, written: Some(written.clone()), read: Some(read.clone()) }),
    }
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A value short enough for a line.
fn excerpt(value: Option<&Value>) -> String {
    const LONGEST: usize = 80;
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{difference, read};

    fn document(schema: &serde_json::Value) -> serde_json::Value {
        json!({
            "openapi": "3.0.3",
            "info": { "title": "A", "version": "1" },
            "paths": {},
            "components": { "schemas": { "A": schema } }
        })
    }

    #[test]
    fn losses_are_seen() {
        for (schema, pointer) in [
            (json!({ "type": "string", "examples": ["a"] }), "/components/schemas/A/examples"),
            (json!({ "type": "string", "const": "a" }), "/components/schemas/A/const"),
            (json!({ "type": "string", "default": null }), "/components/schemas/A/default"),
            (json!({ "$ref": "#/components/schemas/A", "description": "a" }), "/components/schemas/A/description"),
            (json!({ "type": "object", "patternProperties": {} }), "/components/schemas/A/patternProperties"),
            (json!({ "type": "string", "enum": ["a"], "prefixItems": [] }), "/components/schemas/A/prefixItems"),
        ] {
            let error = read("a", &document(&schema)).expect_err("something is lost").to_string();
            assert!(error.contains(&format!(" {pointer} as it is written")), "{error}");
        }
    }

    #[test]
    fn what_is_understood_comes_back() {
        for schema in [
            json!({ "type": "integer", "format": "int64", "minimum": 1, "x-provenance": { "source": "documented" } }),
            json!({ "type": "number", "minimum": 1, "maximum": 100.5 }),
            json!({ "type": "object", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/B" }], "description": "b" }),
            json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] }),
        ] {
            assert!(read("a", &document(&schema)).is_ok(), "{schema}");
        }
    }

    #[test]
    fn what_is_no_openapi_is_named() {
        let error = read("a", &json!({ "openapi": "3.0.3", "paths": {} })).expect_err("there is no info");
        assert!(error.to_string().starts_with("a: the `openapiv3` crate cannot read"), "{error}");
    }

    #[test]
    fn additions_are_seen_too() {
        let found =
            difference(&json!({ "a": [1] }), &json!({ "a": [1], "b/c": 2 }), String::new()).expect("a difference");
        assert_eq!(found.pointer, "/b~1c");
    }
}
