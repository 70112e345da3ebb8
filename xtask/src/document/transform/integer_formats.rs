//! Replaces integer formats that OpenAPI does not know.

use serde_json::{Map, Value};

/// Writes Rust's unsigned and small integers as `int32` or `int64`, whichever holds every value. Their lower bound
/// stays.
pub(super) fn rename(schema: &mut Map<String, Value>) {
    let wider = match schema.get("format").and_then(Value::as_str) {
        Some("int8" | "int16" | "uint8" | "uint16") => "int32",
        Some("uint32" | "uint64" | "uint" | "int") => "int64",
        _ => return,
    };
    schema.insert("format".to_owned(), wider.into());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::applied;
    use super::rename;

    #[test]
    fn formats_are_renamed() {
        for (from, to) in [
            ("uint8", "int32"),
            ("uint16", "int32"),
            ("int8", "int32"),
            ("uint32", "int64"),
            ("uint64", "int64"),
            ("uint", "int64"),
            ("int32", "int32"),
            ("int64", "int64"),
            ("double", "double"),
            ("uuid", "uuid"),
        ] {
            let schema = json!({ "items": { "type": "integer", "format": from, "minimum": 0 } });
            let expected = json!({ "items": { "type": "integer", "format": to, "minimum": 0 } });
            assert_eq!(applied(schema, rename), expected, "{from}");
        }
    }
}
