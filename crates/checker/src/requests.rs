//! Judges the requests of a recording. What is wrong with one is the client's, not the server's.

use std::collections::BTreeMap;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, TRANSFER_ENCODING};
use serde_json::{Map, Value, json};
use trackside_contract::{Exchange, Location, parse_json};
use url::form_urlencoded;

use crate::Rule;
use crate::case::Planner;
use crate::report::short;
use crate::spec::{Body, BodyKind, Declared, DeclaredParameter};
use crate::working::typed;

pub(crate) static REQUEST_INVALID: Rule = Rule::warning(
    "request/invalid",
    "a recorded request breaks the document; the finding informs only, if the server refused it",
    "correct the client that was recorded, or the document",
);

/// All rules of this module.
pub(crate) const RULES: &[&Rule] = &[&REQUEST_INVALID];

/// What is wrong with a request: the places and messages.
pub(crate) fn judge_request(
    planner: &Planner<'_>,
    declared: &Declared,
    exchange: &Exchange,
    path: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let query = exchange.target.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let mut found = Vec::new();
    for parameter in &declared.parameters {
        let (place, texts) = sent(parameter, exchange, path, &query);
        if texts.is_empty() {
            if parameter.is_required {
                found.push((place, "is missing, the contract requires it".to_owned()));
            }
            continue;
        }
        let schema = planner.resolved(&parameter.schema);
        let kind = schema.get("type").and_then(Value::as_str);
        // Objects have many forms.
        if kind == Some("object") || parameter.schema.is_null() {
            continue;
        }
        let value = read(planner, schema, &texts, parameter.explode);
        if !planner.takes(&parameter.schema, &value) {
            found.push((place, format!("is {}, which the contract does not allow", short(&value))));
        }
    }
    found.extend(judge_body(planner, declared, exchange));
    found
}

/// The place of a parameter, and its texts in a request.
fn sent(
    parameter: &DeclaredParameter,
    exchange: &Exchange,
    path: &BTreeMap<String, String>,
    query: &[(String, String)],
) -> (String, Vec<String>) {
    let name = &parameter.name;
    match parameter.location {
        Location::Path => (format!("path parameter {name}"), path.get(name).cloned().into_iter().collect()),
        Location::Query => {
            let values = query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone());
            (format!("query parameter {name}"), values.collect())
        }
        Location::Header => {
            let value = exchange.request_headers.get(name.as_str());
            let text = value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            (format!("header parameter {name}"), text.into_iter().collect())
        }
        Location::Cookie => {
            let cookies = exchange.request_headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
            let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
            let values = pairs.filter(|(known, _)| known == name).map(|(_, value)| value.to_owned());
            (format!("cookie parameter {name}"), values.collect())
        }
    }
}

/// The texts of a parameter or of a field of a form, in the type of its schema.
fn read(planner: &Planner<'_>, schema: &Value, texts: &[String], explode: bool) -> Value {
    let first = texts.first().map_or("", String::as_str);
    if schema.get("type").and_then(Value::as_str) != Some("array") {
        return typed(schema, first);
    }
    let items = schema.get("items").map_or(&Value::Null, |items| planner.resolved(items));
    if explode {
        return texts.iter().map(|text| typed(items, text)).collect();
    }
    first.split(',').map(|text| typed(items, text)).collect()
}

fn judge_body(planner: &Planner<'_>, declared: &Declared, exchange: &Exchange) -> Vec<(String, String)> {
    let Some(usual) = declared.body.as_ref().filter(|_| exchange.method == declared.method) else { return Vec::new() };
    let body = || "body".to_owned();
    if exchange.request_body.is_empty() {
        let length = exchange.request_headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        let is_unrecorded =
            length.is_some_and(|length| length != "0") || exchange.request_headers.contains_key(TRANSFER_ENCODING);
        let is_wrong = usual.is_required && !is_unrecorded;
        return is_wrong.then(|| (body(), "is missing, the contract requires it".to_owned())).into_iter().collect();
    }
    let essence = |name: &str| name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some(content_type) = exchange.request_headers.get(CONTENT_TYPE) else {
        return vec![("header:content-type".to_owned(), "is missing, although the request has a body".to_owned())];
    };
    let content_type = essence(&String::from_utf8_lossy(content_type.as_bytes()));
    let bodies: Vec<&Body> = std::iter::once(usual).chain(&declared.other_bodies).collect();
    let Some(meant) = bodies.iter().find(|meant| essence(&meant.media_type) == content_type) else {
        // What is declared and cannot be written here may still be sent.
        if declared.has_further_bodies {
            return Vec::new();
        }
        let known: Vec<_> = bodies.iter().map(|meant| meant.media_type.as_str()).collect();
        let message = format!("is {}, the contract says {}", short(&json!(content_type)), known.join(" or "));
        return vec![("header:content-type".to_owned(), message)];
    };
    let value = match meant.kind {
        BodyKind::Json => match parse_json(&exchange.request_body) {
            Ok(value) => value,
            Err(error) => return vec![(body(), format!("is not JSON ({error})"))],
        },
        BodyKind::Form => form(planner, meant, &exchange.request_body),
        BodyKind::Multipart | BodyKind::Text | BodyKind::Bytes => return Vec::new(),
    };
    let broken = planner.broken(&meant.schema, &value).into_iter();
    broken.map(|(pointer, message)| (format!("body{pointer}"), message)).collect()
}

/// The fields of a form in the types of their schemas.
fn form(planner: &Planner<'_>, body: &Body, bytes: &[u8]) -> Value {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, text) in form_urlencoded::parse(bytes) {
        texts.entry(name.into_owned()).or_default().push(text.into_owned());
    }
    let fields = planner.fields_of(&body.schema);
    let read = |(name, texts): (String, Vec<String>)| {
        let schema = fields.iter().find(|(known, _)| *known == name).map_or(&Value::Null, |(_, schema)| schema);
        let explode = body.parts.get(&name).is_none_or(|part| part.explode);
        let value = read(planner, planner.resolved(schema), &texts, explode);
        (name, value)
    };
    Value::Object(texts.into_iter().map(read).collect::<Map<_, _>>())
}
