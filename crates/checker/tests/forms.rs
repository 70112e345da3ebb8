//! Bodies of other media types than JSON, and JSON that is malformed or has undeclared fields.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use trackside_checker::Options;

use crate::fake::{Asked, Told, checked, document, lines, response, serve, told};

/// A document with an operation that takes a body of these media types.
fn upload(content: &Value) -> Value {
    let failure = || response(&json!({ "type": "object" }));
    document(&json!({ "/upload": { "post": {
        "operationId": "upload", "requestBody": { "required": true, "content": content },
        "responses": { "200": response(&json!({ "type": "object" })), "400": failure(), "415": failure(), "422": failure() }
    } } }))
}

fn note() -> Value {
    json!({ "type": "object", "required": ["title", "count"], "properties": {
        "title": { "type": "string", "minLength": 1, "maxLength": 20 },
        "count": { "type": "integer", "minimum": 1, "maximum": 9 },
        "tags": { "type": "array", "items": { "type": "string", "pattern": "^[a-z]+$" }, "minItems": 1, "maxItems": 3 }
    } })
}

/// The fields of a form in a body of this content type; `None` if it is malformed.
fn form(asked: &Asked) -> Option<BTreeMap<String, Vec<String>>> {
    let content_type = asked.header("content-type")?;
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |name: &str, text: &str| fields.entry(name.to_owned()).or_default().push(text.to_owned());
    if content_type == "application/x-www-form-urlencoded" {
        for (name, text) in form_urlencoded::parse(asked.body.as_bytes()) {
            add(&name, &text);
        }
        return Some(fields);
    }
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let inner = asked.body.strip_suffix(&format!("--{boundary}--\r\n"))?;
    for part in inner.split(&format!("--{boundary}\r\n")).filter(|part| !part.is_empty()) {
        let (head, text) = part.split_once("\r\n\r\n")?;
        let name = head.split_once("name=\"")?.1.split_once('"')?.0;
        add(name, text.strip_suffix("\r\n")?);
    }
    Some(fields)
}

/// A server that takes notes in forms.
fn take_note(asked: &Asked) -> Told {
    if asked.method != "POST" {
        return told(405, &json!({}));
    }
    let Some(fields) = form(asked) else { return told(415, &json!({})) };
    let one = |name: &str| fields.get(name).filter(|texts| texts.len() == 1).map(|texts| texts[0].as_str());
    let is_title = one("title").is_some_and(|title| (1..=20).contains(&title.chars().count()));
    let is_count =
        one("count").and_then(|count| count.parse::<u8>().ok()).is_some_and(|count| (1..=9).contains(&count));
    let is_tag = |tag: &String| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_tags = fields.get("tags").is_none_or(|tags| tags.len() <= 3 && tags.iter().all(is_tag));
    told(if is_title && is_count && is_tags { 200 } else { 422 }, &json!({}))
}

#[tokio::test]
async fn forms_are_sent_as_the_document_says() {
    for media_type in ["application/x-www-form-urlencoded", "multipart/form-data"] {
        let bodies = Arc::<Mutex<Vec<String>>>::default();
        let log = bodies.clone();
        let url = serve(move |asked| {
            log.lock().unwrap().push(asked.body.clone());
            take_note(asked)
        });
        let document = upload(&json!({ media_type: { "schema": note() } }));
        let report = checked(&document, &url, Options { writes: true, ..Options::default() }).await.expect("a report");
        assert_eq!(lines(&report), [""; 0], "{media_type}");
        assert!(bodies.lock().unwrap().iter().any(|body| body.matches("tags").count() > 1), "items one by one");
        // A server that takes everything is found out.
        let url = serve(|asked| told(if asked.method == "POST" { 200 } else { 405 }, &json!({})));
        let report = checked(&document, &url, Options { writes: true, ..Options::default() }).await.expect("a report");
        for place in ["body: wrong content type", "body field count: missing", "body field count: above the maximum"] {
            let found = lines(&report).iter().any(|line| line.starts_with(&format!("negative/accepted {place}")));
            assert!(found, "{media_type}, {place}: {:#?}", lines(&report));
        }
    }
}

#[tokio::test]
async fn parts_have_the_content_types_of_their_encoding() {
    let schema = json!({ "type": "object", "required": ["file", "about", "icon"], "properties": {
        "file": { "type": "string", "format": "binary" }, "about": { "type": "object", "properties": {} },
        "icon": { "type": "string", "format": "binary" }
    } });
    let content = json!({ "multipart/form-data": {
        "schema": schema, "encoding": { "icon": { "contentType": "image/png, image/jpeg" } }
    } });
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let log = seen.clone();
    let url = serve(move |asked| {
        log.lock().unwrap().push(asked.body.to_ascii_lowercase());
        told(if asked.method == "POST" { 200 } else { 405 }, &json!({}))
    });
    let options = Options { writes: true, cases_per_operation: 1, ..Options::default() };
    checked(&upload(&content), &url, options).await.expect("a report");
    let plain = seen.lock().unwrap()[0].clone();
    for part in [
        "name=\"file\"; filename=\"trackside.bin\"\r\ncontent-type: application/octet-stream\r\n",
        "name=\"about\"\r\ncontent-type: application/json\r\n",
        "name=\"icon\"; filename=\"trackside.bin\"\r\ncontent-type: image/png\r\n",
    ] {
        assert!(plain.contains(part), "{part:?} is not in {plain:?}");
    }
}

#[tokio::test]
async fn texts_and_bytes_are_sent_as_they_are_and_each_media_type_is_tried() {
    let text = json!({ "schema": { "type": "string", "pattern": "^[a-z]{3}$" } });
    let bytes = json!({ "schema": { "type": "string", "format": "binary" } });
    for (content, types) in [
        (json!({ "text/plain": text }), vec!["text/plain"]),
        (json!({ "application/octet-stream": bytes }), vec!["application/octet-stream"]),
        (json!({ "text/csv": text, "application/json": text }), vec!["application/json", "text/csv"]),
    ] {
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let log = seen.clone();
        let is_binary = content.get("application/octet-stream").is_some();
        let known = types.clone();
        let url = serve(move |asked| {
            let content_type = asked.header("content-type").unwrap_or_default().to_owned();
            log.lock().unwrap().push(format!("{content_type} {}", asked.body));
            let letters = match content_type.as_str() {
                "application/json" => serde_json::from_str::<String>(&asked.body).unwrap_or_default(),
                _ => asked.body.clone(),
            };
            let is_valid = letters.len() == 3 && letters.bytes().all(|byte| byte.is_ascii_lowercase());
            let status = match asked.method.as_str() {
                "POST" if !known.contains(&content_type.as_str()) => 415,
                "POST" if is_valid || is_binary && !asked.body.is_empty() => 200,
                "POST" => 400,
                _ => 405,
            };
            told(status, &json!({}))
        });
        let report = checked(&upload(&content), &url, Options { writes: true, ..Options::default() }).await;
        assert_eq!(lines(&report.expect("a report")), [""; 0], "{content}");
        let seen = seen.lock().unwrap();
        for wanted in types {
            assert!(seen.iter().any(|seen| seen.starts_with(&format!("{wanted} "))), "{wanted}: {seen:#?}");
        }
    }
}

#[tokio::test]
async fn malformed_json_and_undeclared_fields_must_be_refused() {
    let closed = json!({ "type": "object", "required": ["id"], "additionalProperties": false, "properties": {
        "id": { "type": "integer", "minimum": 1 }
    } });
    let open =
        json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer", "minimum": 1 } } });
    for (schema, is_strict, expected) in [
        (&closed, true, vec![]),
        (&closed, false, vec!["body field tracksideUndeclared: undeclared", "body: malformed JSON"]),
        (&open, false, vec!["body: malformed JSON"]),
    ] {
        let url = serve(move |asked| {
            if asked.method != "POST" {
                return told(405, &json!({}));
            }
            if asked.header("content-type") != Some("application/json") {
                return told(415, &json!({}));
            }
            let mended = format!("{}}}", asked.body);
            let text = if is_strict { &asked.body } else { &mended };
            let body = serde_json::from_str::<Value>(&asked.body).or_else(|_| serde_json::from_str(text));
            let is_valid = body.is_ok_and(|body| {
                let is_known =
                    !is_strict || body.as_object().is_some_and(|fields| fields.keys().all(|name| name == "id"));
                body["id"].as_u64().is_some_and(|id| id > 0) && is_known
            });
            told(if is_valid { 200 } else { 400 }, &json!({}))
        });
        let document = upload(&json!({ "application/json": { "schema": schema } }));
        let report = checked(&document, &url, Options { writes: true, ..Options::default() }).await.expect("a report");
        let mut places: Vec<_> = report.findings.iter().map(|finding| finding.place.clone()).collect();
        places.sort();
        places.dedup();
        assert_eq!(places, expected, "{:#?}", lines(&report));
    }
}
