//! Breaks the constraints of a document one by one. It knows nothing of how the checker reads them.

use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::schema::{DEPTH, declared, inner, parts, resolve};
use crate::message::{Answer, add, remove, set};

/// A way to break one constraint of a response.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    pub(super) name: String,
    /// The rule that must catch it.
    pub(super) rule: &'static str,
    /// The place of the finding; `*` for any.
    pub(super) place: String,
    change: Change,
}

#[derive(Debug, Clone)]
enum Change {
    Body(Value),
    Bytes(Vec<u8>),
    Status(u16),
    WithoutHeader(String),
    Header(String, &'static str),
    SecondHeader(&'static str, &'static str),
}

impl Kind {
    /// The answer, corrupted.
    pub(super) fn answer(&self, answer: &Answer) -> Answer {
        let mut changed = answer.clone();
        match &self.change {
            Change::Body(body) => changed.set_json(body),
            Change::Bytes(bytes) => changed.body.clone_from(bytes),
            Change::Status(status) => changed.status = StatusCode::from_u16(*status).expect("a status"),
            Change::WithoutHeader(name) => _ = changed.headers.remove(name.as_str()),
            Change::Header(name, value) => {
                let name: http::HeaderName = name.parse().expect("a header");
                changed.headers.insert(name, HeaderValue::from_static(value));
            }
            Change::SecondHeader(name, value) => _ = changed.headers.append(*name, HeaderValue::from_static(value)),
        }
        changed.fit_length();
        changed
    }
}

/// All kinds for the answer of success of an operation.
pub(super) fn kinds(document: &Value, operation: &str, answer: &Answer) -> Vec<Kind> {
    let Some(declared) = declared(document, operation) else { return Vec::new() };
    let responses = declared["responses"].as_object().expect("responses");
    let mut found = Vec::new();
    let mut add_kind = |name: String, rule, place: &str, change| {
        found.push(Kind { name, rule, place: place.to_owned(), change });
    };
    for status in [207_u16, 302, 418, 507] {
        if !responses.contains_key(&status.to_string()) {
            add_kind(format!("status {status}"), "status/undeclared", "status", Change::Status(status));
        }
    }
    let response = resolve(document, &responses[answer.status.as_str()]);
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let (name, header) = (name.to_ascii_lowercase(), resolve(document, header));
        let place = format!("header:{name}");
        if header["required"] == true && answer.headers.contains_key(&name) {
            add_kind(format!("without {name}"), "header/missing", &place, Change::WithoutHeader(name.clone()));
        }
        if resolve(document, &header["schema"])["type"] == "integer" {
            for value in ["many", "1.5", ""] {
                let change = Change::Header(name.clone(), value);
                add_kind(format!("{name} {value:?}"), "header/value", &place, change);
            }
        }
    }
    let Some(schema) = response.pointer("/content/application~1json/schema") else { return found };
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else { return found };
    let content_type = "header:content-type";
    for value in ["text/html", "application/xml", "application/jsonx"] {
        let change = Change::Header("content-type".to_owned(), value);
        add_kind(format!("content type {value}"), "content-type", content_type, change);
    }
    let without = Change::WithoutHeader("content-type".to_owned());
    add_kind("no content type".to_owned(), "content-type", content_type, without);
    let second = Change::SecondHeader("content-type", "text/plain");
    add_kind("content type twice".to_owned(), "content-type", content_type, second);
    for coding in ["gzip", "br", "utf-8"] {
        let change = Change::Header("content-encoding".to_owned(), coding);
        add_kind(format!("coding {coding}"), "transport/encoding", "header:content-encoding", change);
    }
    let text = &answer.body;
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("half", text[..text.len() / 2].to_vec()),
        ("without its end", text[..text.len() - 1].to_vec()),
        ("with an end too many", [text.as_slice(), b"}"].concat()),
        ("with a comment", [b"/**/".as_slice(), text].concat()),
        ("twice", [text.as_slice(), text].concat()),
        ("with a byte order mark", [b"\xef\xbb\xbf".as_slice(), text].concat()),
        ("in single quotes", String::from_utf8_lossy(text).replace('"', "'").into_bytes()),
    ] {
        let is_same = name == "in single quotes" && bytes == *text;
        if !is_same {
            add_kind(format!("body {name}"), "body/not-json", "", Change::Bytes(bytes));
        }
    }
    let deep = ["[".repeat(500), "]".repeat(500)].concat().into_bytes();
    add_kind("body too deep".to_owned(), "body/depth", "*", Change::Bytes(deep));
    let mut walk = Walk { document, body: &body, found };
    walk.value(schema, &body, "", 0);
    walk.found
}

struct Walk<'w> {
    document: &'w Value,
    body: &'w Value,
    found: Vec<Kind>,
}

impl<'w> Walk<'w> {
    fn broken(&mut self, place: &str, rule: &'static str, what: &str, value: Value) {
        let mut body = self.body.clone();
        set(&mut body, place, value);
        self.changed(place, rule, what, body);
    }

    fn changed(&mut self, place: &str, rule: &'static str, what: &str, body: Value) {
        if body != *self.body {
            let name = format!("{place}: {what}");
            self.found.push(Kind { name, rule, place: place.to_owned(), change: Change::Body(body) });
        }
    }

    fn value(&mut self, schema: &'w Value, value: &Value, place: &str, depth: usize) {
        let Some(parts) = parts(self.document, schema, value).filter(|_| depth < DEPTH) else { return };
        let kind = parts.iter().find_map(|part| part["type"].as_str()).unwrap_or_default();
        let is_nullable = parts.iter().any(|part| part["nullable"] == true);
        // A value that matches none of several variants does not break the type of a single one.
        let schema = resolve(self.document, schema);
        let has_variants = schema.get("oneOf").is_some() || schema.get("anyOf").is_some();
        let rule = if has_variants { "body/variant" } else { "body/type" };
        if !kind.is_empty() {
            for other in wrong(kind) {
                self.broken(place, rule, &format!("{other} for {kind}"), other);
            }
            if !is_nullable {
                self.broken(place, rule, "null", Value::Null);
            }
        }
        if value.is_null() {
            return;
        }
        for part in &parts {
            self.scalar(part, kind, value, place);
            self.list(part, value, place);
        }
        if let Some(fields) = value.as_object() {
            self.object(&parts, fields, place, depth);
        }
        if let (Some(items), Some(first)) =
            (parts.iter().find_map(|part| part.get("items")), value.as_array().and_then(|items| items.first()))
        {
            self.value(items, first, &format!("{place}/0"), depth + 1);
        }
    }

    fn scalar(&mut self, part: &Value, kind: &str, value: &Value, place: &str) {
        if part.get("enum").is_some() {
            let other = if value.is_string() { json!("no-such-value") } else { json!(987_654) };
            self.broken(place, "body/enum", "not one of the values", other);
        }
        if part.get("pattern").is_some() {
            self.broken(place, "body/pattern", "another pattern", json!("~"));
        }
        for other in part["format"].as_str().map(bad).unwrap_or_default() {
            self.broken(place, "body/format", &format!("{other} as {}", part["format"]), other);
        }
        if let Some(least) = part["minLength"].as_u64().filter(|least| *least > 0) {
            let short = "a".repeat(usize::try_from(least - 1).unwrap_or_default());
            self.broken(place, "body/length", "too short", json!(short));
        }
        if let Some(most) = part["maxLength"].as_u64().filter(|most| *most < 20_000) {
            let long = "a".repeat(usize::try_from(most + 1).unwrap_or_default());
            self.broken(place, "body/length", "too long", json!(long));
        }
        for (keyword, what, by) in [("minimum", "below the minimum", -1_i64), ("maximum", "above the maximum", 1)] {
            let bound = &part[keyword];
            let beyond = match (bound.as_i64().and_then(|bound| bound.checked_add(by)), bound.as_f64()) {
                (Some(beyond), _) => json!(beyond),
                // A whole number would not be of the type.
                (None, Some(bound)) if kind != "integer" => json!(if by < 0 { bound - 1.0 } else { bound + 1.0 }),
                _ => continue,
            };
            self.broken(place, "body/bounds", what, beyond);
        }
    }

    fn list(&mut self, part: &Value, value: &Value, place: &str) {
        let Some(items) = value.as_array() else { return };
        if part["minItems"].as_u64().is_some_and(|least| least > 0) {
            self.broken(place, "body/size", "no items", json!([]));
        }
        if let (Some(most), Some(first)) = (part["maxItems"].as_u64().filter(|most| *most < 2000), items.first()) {
            let many = vec![first.clone(); usize::try_from(most + 1).unwrap_or_default()];
            self.broken(place, "body/size", "too many items", json!(many));
        }
    }

    fn object(&mut self, parts: &[&'w Value], fields: &serde_json::Map<String, Value>, place: &str, depth: usize) {
        for part in parts {
            for name in part["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if fields.contains_key(name) {
                    let inner = inner(place, name);
                    let mut body = self.body.clone();
                    remove(&mut body, &inner);
                    self.changed(&inner, "body/required", "missing", body);
                }
            }
        }
        let declares = parts.iter().any(|part| part.get("properties").is_some());
        let is_open = parts.iter().any(|part| part.get("additionalProperties").is_some_and(|more| *more != false));
        if declares && !is_open {
            let mut body = self.body.clone();
            add(&mut body, place, "noSuchField", 7);
            self.changed(&inner(place, "noSuchField"), "body/unknown-field", "undeclared", body);
        }
        let properties = parts.iter().filter_map(|part| part["properties"].as_object()).flatten();
        for (name, schema) in properties.collect::<Vec<_>>() {
            let inner = inner(place, name);
            if let Some(value) = fields.get(name) {
                self.value(schema, value, &inner, depth + 1);
            } else if let Some(kind) = kind_of(self.document, schema) {
                for other in wrong(kind).into_iter().take(2) {
                    let mut body = self.body.clone();
                    add(&mut body, place, name, other.clone());
                    self.changed(&inner, "body/type", &format!("added as {other} for {kind}"), body);
                }
            }
        }
    }
}

/// The type of a schema without variants.
fn kind_of<'d>(document: &'d Value, schema: &'d Value) -> Option<&'d str> {
    let schema = resolve(document, schema);
    if ["oneOf", "anyOf", "not"].iter().any(|keyword| schema.get(*keyword).is_some()) {
        return None;
    }
    let members = schema["allOf"].as_array().into_iter().flatten();
    schema["type"].as_str().or_else(|| members.into_iter().find_map(|member| kind_of(document, member)))
}

/// Values of other types.
fn wrong(kind: &str) -> Vec<Value> {
    let all = [
        ("string", json!("text")),
        ("integer", json!(7)),
        ("fraction", json!(1.5)),
        ("boolean", json!(true)),
        ("array", json!([])),
        ("object", json!({})),
    ];
    let fits = |other: &str| match kind {
        "number" => other == "integer" || other == "fraction",
        kind => other == kind,
    };
    all.into_iter().filter(|(other, _)| !fits(other)).map(|(_, value)| value).collect()
}

/// Texts and numbers that are not of a format.
fn bad(format: &str) -> Vec<Value> {
    match format {
        "date" => vec![json!("2026-02-30"), json!("20.05.2023"), json!("2026-6-8")],
        "date-time" => vec![json!("2026-06-08"), json!("2026-02-30T12:00:00Z"), json!("2026-06-08T12:00:00")],
        "uuid" => vec![json!("1022"), json!("17ee437b-1ade-4184-a078-fed25077ce5")],
        "uri" => vec![json!("no address"), json!("/relative")],
        "email" => vec![json!("nobody"), json!("a@")],
        "int32" => vec![json!(2_147_483_648_i64)],
        "int64" => vec![json!(u64::MAX)],
        _ => Vec::new(),
    }
}
