//! Values as the text of a parameter.

use serde_json::{Value, json};

/// The texts of a value in a path, query or header: one text, or one for each item of an exploded list. The items of
/// other lists are separated by commas. Numbers have no exponents, null is empty, and objects are JSON.
pub fn as_text(value: &Value, explode: bool) -> Vec<String> {
    match value {
        Value::Array(items) if explode => items.iter().map(text).collect(),
        value => vec![text(value)],
    }
}

/// Whether a value can be written as the text of a parameter.
pub(crate) fn is_textual(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Number(_) | Value::Bool(_) => true,
        Value::Array(items) => !items.is_empty() && items.iter().all(|item| !item.is_array() && is_textual(item)),
        Value::Null | Value::Object(_) => false,
    }
}

/// All values that a server could read from the text of a parameter.
pub(super) fn readings(value: &Value) -> Vec<Value> {
    let mut readings = vec![value.clone()];
    match value {
        Value::String(text) => {
            match text.as_str() {
                "true" | "1" => readings.push(json!(true)),
                "false" | "0" => readings.push(json!(false)),
                "" => readings.push(Value::Null),
                _ => {}
            }
            if let Ok(number) = text.parse::<i64>() {
                readings.push(json!(number));
            }
            if let Some(number) = text.parse::<f64>().ok().filter(|number| number.is_finite()) {
                readings.push(json!(number));
            }
        }
        Value::Array(items) => {
            // A server that parses numbers parses each item.
            readings.push(items.iter().map(|item| readings_of_item(item).unwrap_or_else(|| item.clone())).collect());
        }
        _ => {}
    }
    readings
}

fn readings_of_item(item: &Value) -> Option<Value> {
    if item.is_array() { None } else { readings(item).into_iter().nth(1) }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(number) => number.to_string(),
            None => number.to_string(),
        },
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(_) => value.to_string(),
    }
}
