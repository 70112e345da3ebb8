//! Writes plain data as YAML that people like to read.

use std::fmt::Write as _;

use serde_json::Value;

use trackside_yaml::is_plain_text;

/// The value as a YAML document.
pub(super) fn written(value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Object(fields) if !fields.is_empty() => write_value(value, 0, &mut text),
        other => _ = writeln!(text, "{}", scalar(other)),
    }
    text
}

fn write_value(value: &Value, indent: usize, text: &mut String) {
    match value {
        Value::Object(fields) => {
            for (number, (key, field)) in fields.iter().enumerate() {
                if number > 0 {
                    _ = write!(text, "{:indent$}", "");
                }
                _ = write!(text, "{}:", scalar(&Value::String(key.clone())));
                write_field(field, indent, text);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    _ = write!(text, "{:indent$}", "");
                }
                text.push_str("- ");
                if is_block(item) {
                    write_value(item, indent + 2, text);
                } else {
                    _ = writeln!(text, "{}", scalar(item));
                }
            }
        }
        other => _ = writeln!(text, "{}", scalar(other)),
    }
}

fn write_field(field: &Value, indent: usize, text: &mut String) {
    if is_block(field) {
        let indent = indent + 2;
        _ = write!(text, "\n{:indent$}", "");
        write_value(field, indent, text);
    } else {
        _ = writeln!(text, " {}", scalar(field));
    }
}

/// Whether the value takes lines of its own.
fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain_text(text) => text.clone(),
        // JSON is YAML.
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use trackside_yaml::Node;

    use super::super::read::LIMITS;
    use super::written;

    #[test]
    fn writes_what_can_be_read_back() {
        let value = json!({
            "now": "2026-06-08T12:00:00Z", "simulate": false, "empty": [], "none": {},
            "programs": [
                { "name": "Café: Åse #1", "ids": { "affitor": 42, "partnero": "12345678" }, "list": [["a", 1], []] },
                { "name": "- no", "at": "-3d", "words": ["true", "null", "~", "", " x", "1e5", "a b", "😀", "x: y", "a\nb"] }
            ]
        });
        let text = written(&value);
        assert_eq!(Node::read(&text, LIMITS).map(|node| node.value()), Ok(value), "{text}");
    }

    #[test]
    fn plain_texts_have_no_quotes() {
        let value = json!({ "a": ["Acme Coffee", "2026-06-08T12:00:00Z", "maria-lindgren"], "b": { "c": "x" } });
        assert_eq!(written(&value), "a:\n  - Acme Coffee\n  - 2026-06-08T12:00:00Z\n  - maria-lindgren\nb:\n  c: x\n");
    }
}
