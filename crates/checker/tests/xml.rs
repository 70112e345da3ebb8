//! Bodies in XML: they are neither sent nor judged as JSON, and a report says so.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use trackside_checker::{Level, Options};

use crate::fake::{Asked, Told, checked, document, lines, serve};

/// A document with an operation that responds in XML, one that offers XML and JSON, and one that takes XML.
fn described() -> Value {
    let schema =
        json!({ "schema": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } } });
    let response = |content: Value| json!({ "200": { "description": "", "content": content } });
    let both = json!({ "application/json": schema, "text/xml": schema });
    let body = |is_required: bool| json!({ "required": is_required, "content": { "application/soap+xml": schema } });
    let done = || json!({ "200": { "description": "Done." } });
    document(&json!({
        "/xml": { "get": { "operationId": "getXml", "responses": response(json!({ "application/xml": schema })) } },
        "/both": { "get": { "operationId": "getBoth", "responses": response(both) } },
        "/may": { "post": { "operationId": "mayTake", "requestBody": body(false), "responses": done() } },
        "/must": { "post": { "operationId": "mustTake", "requestBody": body(true), "responses": done() } }
    }))
}

fn in_xml(body: &str) -> Told {
    Told { status: 200, headers: vec![("content-type", "application/xml".to_owned())], body: body.to_owned() }
}

#[tokio::test]
async fn xml_is_neither_sent_nor_judged_as_json_and_is_not_clean() {
    let asked_for = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked_for);
    let url = serve(move |asked: &Asked| {
        kept.lock().expect("no panic").push((asked.path.clone(), asked.header("content-type").map(str::to_owned)));
        match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", "/xml") => in_xml("<order><id>none</id></order>"),
            ("GET", "/both") => {
                Told { headers: vec![("content-type", "application/json".to_owned())], ..in_xml(r#"{"id":7}"#) }
            }
            ("POST", "/may" | "/must") => Told { headers: Vec::new(), ..in_xml("") },
            _ => Told { status: 405, headers: vec![("allow", "GET, POST".to_owned())], body: String::new() },
        }
    });
    let options = Options { writes: true, cases_per_operation: 8, ..Options::default() };
    let report = checked(&described(), &url, options).await.expect("a report");
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.rule != "coverage/operation-success").collect();
    assert!(found.iter().all(|finding| finding.rule == "coverage/unjudged-body"), "{:?}", lines(&report));
    let [finding] = found.as_slice() else { panic!("{:?}", lines(&report)) };
    assert_eq!((finding.level, finding.operation.as_deref()), (Level::Warning, Some("getXml")));
    assert!(finding.message.contains("in application/xml, which is not judged"), "{}", finding.message);

    for expected in [
        "bodies of type application/xml are not checked, only JSON bodies are",
        "bodies of type text/xml are not checked, only JSON bodies are",
        "application/soap+xml",
    ] {
        assert!(report.notes.iter().any(|note| note.contains(expected)), "{expected}: {:?}", report.notes);
    }

    let asked_for = asked_for.lock().expect("no panic");
    assert!(!asked_for.iter().any(|(path, _)| path == "/must"), "{asked_for:?}");
    let sent = asked_for.iter().filter(|(path, _)| path == "/may").filter_map(|(_, sent)| sent.as_deref());
    assert_eq!(sent.collect::<Vec<_>>(), [""; 0], "no body is sent as something that it is not");
}
