//! Prints the rules of a document with the values with which they are evaluated, one JSON object a line: `document`,
//! `place`, `rule`, `variables` and perhaps `now`.
//!
//! The arguments are the name of a published document, the base URL of a recording, the recording (HAR), and how often
//! each rule is asked at most. The examples of the document are asked as well. `.ci/rules` asks several engines of CEL
//! the same.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde_json::{Value, json};
use trackside_checker::har::{Receivers, Servers, read_recording_with_deliveries};
use trackside_contract::semantic::Question;
use trackside_contract::{Contract, Delivery, Exchange};
use url::Url;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [name, base, har, most] = arguments.as_slice() else {
        return Err("the arguments are a document's name, a base URL, a recording and a number".into());
    };
    let document = trackside_documents::text(name).ok_or_else(|| format!("there is no document {name}"))?;
    let contract = Contract::new(serde_json::from_str(document)?)?;
    let base = [Url::parse(base)?];
    let receivers = Receivers { urls: &[], signature_header: None };
    let recording = read_recording_with_deliveries(Path::new(har), Servers::At(&base), receivers)?;

    let mut questions = Vec::new();
    for recorded in &recording.exchanges {
        questions.extend(contract.questions(&recorded.exchange));
        questions.extend(of_request(&contract, &recorded.exchange));
    }
    for example in contract.examples() {
        let operation = contract.operation(&example.operation).ok_or("an example of no operation")?;
        questions.extend(contract.body_questions(&operation.id, example.status, example.value));
    }
    for webhook in contract.webhooks() {
        for payload in payloads(contract.document(), &webhook.pointer) {
            questions.extend(contract.delivery_questions(&webhook.event, &delivery(payload)));
        }
    }
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for Question { rule, place, variables, now } in questions {
        let line = json!({ "document": name, "place": place, "rule": rule, "variables": variables, "now": now });
        let line = line.to_string();
        if seen.insert(line.clone()) {
            lines.entry(place).or_default().push(line);
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for lines in lines.values() {
        for line in spread(lines, most.parse()?) {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(())
}

/// At most so many of the lines, from all parts of the list.
fn spread(lines: &[String], most: usize) -> impl Iterator<Item = &String> {
    let count = most.min(lines.len());
    (0..count).map(move |index| &lines[index * lines.len() / count])
}

/// The rules of a request body.
fn of_request(contract: &Contract, exchange: &Exchange) -> Vec<Question> {
    let Some((operation, _)) = contract.find(&exchange.method, &exchange.target) else { return Vec::new() };
    let Ok(body) = serde_json::from_slice(&exchange.request_body) else { return Vec::new() };
    let declared = contract.document().pointer(&operation.pointer).unwrap_or(&Value::Null);
    let schema = &contract.resolve(&declared["requestBody"])["content"]["application/json"]["schema"];
    let component = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    component.map(|component| contract.component_questions(component, &body)).unwrap_or_default()
}

/// The examples of an event's payload.
fn payloads<'d>(document: &'d Value, pointer: &str) -> Vec<&'d Value> {
    let Some(Value::Object(methods)) = document.pointer(pointer) else { return Vec::new() };
    let contents = methods.values().map(|method| &method["requestBody"]["content"]["application/json"]["examples"]);
    contents.filter_map(Value::as_object).flat_map(serde_json::Map::values).map(|example| &example["value"]).collect()
}

/// A request that delivers a payload. Standard Webhooks repeat the id of the event in a header.
fn delivery(payload: &Value) -> Delivery {
    let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    if let Some(id) = payload["id"].as_str().and_then(|id| HeaderValue::from_str(id).ok()) {
        headers.insert(HeaderName::from_static("svix-id"), id);
    }
    Delivery { method: Method::POST, target: "/".to_owned(), headers, body: Bytes::from(payload.to_string()) }
}
