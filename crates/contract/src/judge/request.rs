//! A request as rules see it.

use std::collections::BTreeMap;

use http::HeaderMap;
use serde_json::{Map, Value, json};

use super::parse_json;
use crate::{Exchange, Location, Operation, ParameterType};

/// The request as `{path, query, headers, body}`, with parameters in their declared types.
pub(super) fn request(exchange: &Exchange, operation: &Operation, path: &BTreeMap<String, String>) -> Value {
    let query = exchange.target.split_once('?').map_or("", |(_, query)| query);
    json!({
        "path": path_parameters(operation, path),
        "query": query_parameters(operation, query.split('#').next().unwrap_or_default()),
        "headers": headers(&exchange.request_headers),
        "body": parse_json(&exchange.request_body).unwrap_or(Value::Null),
    })
}

/// Headers by lower-case name. Several headers with the same name are joined with commas.
pub(super) fn headers(headers: &HeaderMap) -> Value {
    let mut texts: Map<String, Value> = Map::new();
    for name in headers.keys() {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        texts.insert(name.as_str().to_owned(), Value::String(values.join(", ")));
    }
    Value::Object(texts)
}

/// Parses a text as the declared type. A text that does not parse is kept as text.
pub(super) fn typed(kind: &ParameterType, text: &str) -> Value {
    let read = match kind {
        ParameterType::Integer => text.parse().ok().map(|number: i64| json!(number)),
        ParameterType::Number => {
            text.parse().ok().filter(|number: &f64| number.is_finite()).map(|number| json!(number))
        }
        ParameterType::Boolean => text.parse().ok().map(|flag: bool| json!(flag)),
        ParameterType::Array(items) => Some(text.split(',').map(|item| typed(items, item)).collect()),
        ParameterType::String => None,
    };
    read.unwrap_or_else(|| json!(text))
}

fn path_parameters(operation: &Operation, path: &BTreeMap<String, String>) -> Value {
    let kind = |name: &str| {
        operation.parameter(Location::Path, name).map_or(&ParameterType::String, |parameter| &parameter.kind)
    };
    Value::Object(path.iter().map(|(name, text)| (name.clone(), typed(kind(name), text))).collect())
}

fn query_parameters(operation: &Operation, query: &str) -> Value {
    let mut values: Map<String, Value> = Map::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        let declared = operation.parameter(Location::Query, &name);
        match declared.map(|parameter| (&parameter.kind, parameter.explode)) {
            Some((ParameterType::Array(items), true)) => {
                let list = values.entry(name.into_owned()).or_insert_with(|| json!([]));
                if let Value::Array(list) = list {
                    list.push(typed(items, &text));
                }
            }
            Some((kind, _)) => {
                values.insert(name.into_owned(), typed(kind, &text));
            }
            None => {
                values.insert(name.into_owned(), json!(text));
            }
        }
    }
    Value::Object(values)
}
