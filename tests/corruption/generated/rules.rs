//! The rules across fields of a document, and what breaks them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;
use trackside_contract::{Contract, Origin, Rule, Violation};
use url::form_urlencoded;

use super::captured::Captured;
use super::fitting::scalars;
use super::schema::{declared, properties, resolve};
use super::varied::Varied;

/// Values of parameters that hardly any row has.
const ODD: [&str; 11] = [
    "made-up-value",
    "0",
    "1",
    "99",
    "999999999",
    "1970-01-01",
    "2099-12-31",
    "2099-12-31 00:00:00",
    "true",
    "00000000-0000-4000-8000-000000000000",
    "zzz",
];

/// The rules that speak of responses, by their messages.
#[derive(Default)]
pub(super) struct Rules(pub(super) BTreeMap<String, Vec<String>>);

impl Rules {
    pub(super) fn of(document: &Value) -> Self {
        let mut rules = Self::default();
        let mut seen = HashSet::new();
        let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        for operation in items.filter_map(Value::as_object).flat_map(|item| item.values()) {
            rules.add(operation);
            rules.read(document, &operation["responses"], &mut seen);
        }
        rules
    }

    /// Adds the rules of a part.
    fn add(&mut self, part: &Value) {
        for rule in part.get("x-validations").and_then(Value::as_array).into_iter().flatten() {
            if let (Some(message), Some(rule)) = (rule["message"].as_str(), rule["rule"].as_str()) {
                let known = self.0.entry(message.to_owned()).or_default();
                if !known.iter().any(|known| known == rule) {
                    known.push(rule.to_owned());
                }
            }
        }
    }

    /// Adds the rules of a part and of all that it refers to.
    fn read(&mut self, document: &Value, part: &Value, seen: &mut HashSet<String>) {
        match part {
            Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                    if seen.insert(reference.to_owned()) {
                        self.read(document, resolve(document, part), seen);
                    }
                    return;
                }
                self.add(part);
                fields.values().for_each(|part| self.read(document, part, seen));
            }
            Value::Array(items) => items.iter().for_each(|part| self.read(document, part, seen)),
            _ => {}
        }
    }

    /// The message of the rule that a variation makes false, if the rule names a field that has changed.
    pub(super) fn contradicted(&self, violation: &Violation, varied: &Varied) -> Option<&str> {
        let (message, expressions) = self.broken(violation)?;
        let names = |expression: &str| {
            let mut words = expression.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            words.any(|word| varied.touched.contains(word)) || varied.place.is_empty()
        };
        expressions.iter().any(|expression| names(expression)).then_some(message)
    }

    /// The rule that a violation says is false: its message and expressions.
    fn broken(&self, violation: &Violation) -> Option<(&str, &[String])> {
        if violation.rule != Rule::Semantic {
            return None;
        }
        let said = self.0.iter().filter(|(message, _)| violation.message.starts_with(message.as_str()));
        said.max_by_key(|(message, _)| message.len()).map(|(message, rules)| (message.as_str(), rules.as_slice()))
    }

    /// The rules that are false if the same response is given to another request.
    pub(super) fn broken_by_requests(
        &self,
        document: &Value,
        contract: &Contract,
        captured: &Captured,
    ) -> BTreeSet<String> {
        let Some(declared) = declared(document, &captured.operation) else { return BTreeSet::new() };
        if declared.get("x-validations").is_none() {
            return BTreeSet::new();
        }
        let requests = queries(document, declared, captured).into_iter().chain(bodies(document, declared, captured));
        let mut broken = BTreeSet::new();
        for other in requests {
            let found = contract.judge(&other.exchange(&other.answer), Origin::Sandbox);
            broken.extend(found.iter().filter_map(|violation| Some(self.broken(violation)?.0.to_owned())));
        }
        broken
    }
}

/// The exchange with another value of each query parameter.
fn queries(document: &Value, declared: &Value, captured: &Captured) -> Vec<Captured> {
    let mut made = Vec::new();
    for parameter in declared["parameters"].as_array().into_iter().flatten() {
        let parameter = resolve(document, parameter);
        let (Some(name), Some("query")) = (parameter["name"].as_str(), parameter["in"].as_str()) else { continue };
        let schema = resolve(document, &parameter["schema"]);
        let item = resolve(document, schema.get("items").unwrap_or(schema));
        let listed = item["enum"].as_array().or(item["x-extensible-enum"].as_array());
        let listed = listed.into_iter().flatten().filter_map(Value::as_str);
        for value in listed.chain(ODD) {
            let mut other = captured.clone();
            let (path, query) = other.request.target.split_once('?').unwrap_or((&other.request.target, ""));
            let pairs = form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(known, _)| known != name);
            let pairs: Vec<_> = pairs.chain([(name.to_owned(), value.to_owned())]).collect();
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            other.request.target = format!("{path}?{query}");
            made.push(other);
        }
    }
    made
}

/// The exchange with another value of each field of the request, one level down as well.
fn bodies(document: &Value, declared: &Value, captured: &Captured) -> Vec<Captured> {
    let schema = declared.pointer("/requestBody/content/application~1json/schema");
    let Some(schema) = schema.map(|schema| resolve(document, schema)) else { return Vec::new() };
    let body: Value = serde_json::from_slice(&captured.request.body).unwrap_or_else(|_| serde_json::json!({}));
    let mut made = Vec::new();
    let mut put = |outer: Option<&str>, name: &str, value: Value| {
        let mut other = captured.clone();
        let mut body = body.clone();
        let within = match outer {
            Some(outer) => &mut body[outer],
            None => &mut body,
        };
        if within.is_null() {
            *within = serde_json::json!({});
        }
        if within.is_object() {
            within[name] = value;
            other.request.set_json(&body);
            made.push(other);
        }
    };
    for (name, property) in properties(schema) {
        for value in candidates(document, property) {
            put(None, name, value);
        }
        for (inner, property) in properties(resolve(document, property)) {
            for value in candidates(document, property) {
                put(Some(name), inner, value);
            }
        }
    }
    made
}

/// Other values of a field of a request.
fn candidates(document: &Value, schema: &Value) -> Vec<Value> {
    let schema = resolve(document, schema);
    let members = schema["allOf"].as_array().into_iter().flatten().map(|member| resolve(document, member));
    let parts: Vec<_> = std::iter::once(schema).chain(members).collect();
    if let Some(items) = parts.iter().find_map(|part| part.get("items")) {
        return candidates(document, items).into_iter().map(|item| serde_json::json!([item])).collect();
    }
    scalars(&parts, &Value::Bool(true))
        .into_iter()
        .chain(scalars(&parts, &Value::Bool(false)))
        .map(|(_, value)| value)
        .collect()
}
