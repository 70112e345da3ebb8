//! Situations in which checkers cry wolf, or are content although they have seen nothing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use trackside_checker::Options;
use trackside_checker::report::Format;

use crate::command::{Ran, run, written};
use crate::fake::{Asked, Told, checked, document, lines, response, serve, told};

/// A document with one operation that gets an order.
fn orders() -> Value {
    let order = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let responses = json!({ "200": response(&order), "404": response(&json!({ "type": "object" })) });
    document(&json!({ "/orders": { "get": { "operationId": "getOrders", "responses": responses } } }))
}

/// A HAR file with these entries.
fn har(entries: &[Value]) -> Value {
    json!({ "log": { "version": "1.2", "entries": entries } })
}

/// An entry of a HAR file.
fn entry(path: &str, status: u16, content: &Value) -> Value {
    json!({
        "request": { "method": "GET", "url": format!("http://shop.example{path}"), "headers": [] },
        "response": {
            "status": status, "content": content,
            "headers": [{ "name": "content-type", "value": "application/json" }]
        }
    })
}

fn content(body: &Value) -> Value {
    json!({ "text": body.to_string() })
}

/// Checks a recording with the program.
fn check_recorded(folder: &Path, entries: &[Value], more: &[&str]) -> Ran {
    let spec = written(folder, "spec.json", &orders());
    let har = written(folder, "traffic.har", &har(entries));
    let (spec, har) = (spec.to_str().expect("a path"), har.to_str().expect("a path"));
    let start = ["check", "--spec", spec, "--har", har, "--base-url", "http://shop.example"];
    run(&[&start[..], more].concat(), &[])
}

#[tokio::test]
async fn a_check_in_which_nothing_succeeds_is_not_clean() {
    for status in [404, 401, 429] {
        let url = serve(move |asked| Told {
            headers: vec![("content-type", "application/json".to_owned()), ("retry-after", "0".to_owned())],
            ..told(if asked.method == "UNKNOWN" { 405 } else { status }, &json!({}))
        });
        let options = Options { cases_per_operation: 3, ..Options::default() };
        let report = checked(&orders(), &url, options).await.expect("a report");
        let lines = lines(&report);
        let says = "coverage/success : no request succeeded (only ";
        assert!(lines.iter().any(|line| line.starts_with(says)), "{status}: {lines:#?}");
        assert_eq!(report.exit_code(), 1);
        for format in [Format::Text, Format::Json, Format::Junit, Format::Github, Format::Markdown] {
            let mut out = Vec::new();
            report.write(&mut out, format, false).expect("a report");
            let out = String::from_utf8(out).expect("text");
            assert!(out.contains("coverage/success"), "{format:?}: {out}");
        }
    }
}

#[test]
fn a_check_in_which_no_case_runs_is_an_error() {
    let url = serve(|_| Told {
        headers: vec![("content-type", "application/json".to_owned()), ("retry-after", "3600".to_owned())],
        ..told(429, &json!({}))
    });
    let folder = tempfile::tempdir().expect("a folder");
    let spec = written(folder.path(), "spec.json", &orders());
    let ran = run(&["check", "--spec", spec.to_str().expect("a path"), "--base-url", url.as_str()], &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
    assert!(
        ran.err.contains("no request was made; some cases are left out: the server asks to wait 3600 s"),
        "{}",
        ran.err
    );
}

#[test]
fn a_recording_without_an_exchange_to_judge_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = content(&json!({ "id": 7 }));
    let elsewhere = json!({ "size": -1, "mimeType": "application/json", "_file": "body.json" });
    for (entries, more, says) in [
        (vec![], &[][..], "has no exchange with http://shop.example/ that can be judged"),
        (vec![entry("/nowhere", 404, &sound)], &[], "none of the 1 exchanges"),
        (vec![entry("/orders", 200, &elsewhere)], &[], "1 of 1 entries skipped: responses without a saved body"),
        (vec![entry("/orders", 200, &sound)], &["--operation", "getOrders"], ""),
    ] {
        let ran = check_recorded(folder.path(), &entries, more);
        let code = if says.is_empty() { 0 } else { 2 };
        assert_eq!(ran.code, Some(code), "{says}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
}

/// The exit code of a check whose reader closes the pipe at once.
fn code_with_a_closed_pipe(is_sound: bool, more: &[&str]) -> Option<i32> {
    let url = serve(move |asked| match asked.method.as_str() {
        "GET" => told(200, &if is_sound { json!({ "id": 7 }) } else { json!({}) }),
        _ => told(405, &json!({})),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let spec = written(folder.path(), "spec.json", &orders());
    let mut program = Command::new(env!("CARGO_BIN_EXE_trackside-contract"))
        .args(["check", "--spec"])
        .arg(spec)
        .args(["--base-url", url.as_str()])
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop((program.stdout.take(), program.stderr.take()));
    program.wait().expect("the program ends").code()
}

#[test]
fn a_closed_pipe_keeps_the_exit_code() {
    for more in [&[][..], &["--list"], &["--format", "json"], &["--format", "junit"], &["--format", "github"]] {
        assert_eq!(code_with_a_closed_pipe(true, more), Some(0), "{more:?}");
        assert_eq!(code_with_a_closed_pipe(false, more), Some(1), "{more:?}");
    }
    assert_eq!(code_with_a_closed_pipe(true, &["--operation", "unknown"]), Some(2), "an error, and nobody reads it");
}

#[tokio::test]
async fn a_server_that_knows_neither_the_method_nor_head_is_clean() {
    let empty = |status, headers: &[(&'static str, &str)]| Told {
        status,
        headers: headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        body: String::new(),
    };
    for (status, headers) in [
        (400, &[][..]),
        (501, &[]),
        (405, &[("allow", "GET")]),
        (405, &[("allow", "GET"), ("content-type", "text/html")]),
    ] {
        let url = serve(move |asked| match asked.method.as_str() {
            "GET" => told(200, &json!({ "id": 7 })),
            _ => empty(status, headers),
        });
        let report = checked(&orders(), &url, Options::default()).await.expect("a report");
        assert_eq!(lines(&report), [""; 0], "{status} {headers:?}");
    }
    let url = serve(move |asked| match asked.method.as_str() {
        "GET" => told(200, &json!({ "id": 7 })),
        _ => empty(405, &[]),
    });
    let report = checked(&orders(), &url, Options::default()).await.expect("a report");
    let expected = "method/allow header:allow: is missing, HTTP requires it in a response with status 405";
    assert_eq!(lines(&report), [expected]);
    assert_eq!(report.exit_code(), 0, "the document does not say so");
    let options = Options { sandbox: true, ..Options::default() };
    let report = checked(&orders(), &url, options).await.expect("a report");
    assert!(lines(&report).iter().any(|line| line == expected), "{:?}", lines(&report));
}

#[tokio::test]
async fn head_may_leave_out_the_content_type_but_not_name_another() {
    for (found, expected) in [(None, &[][..]), (Some("text/html"), &["content-type", "head/header"])] {
        let url = serve(move |asked| match asked.method.as_str() {
            "GET" if asked.is_head => {
                let headers = found.map(|found| ("content-type", found.to_owned()));
                Told { headers: headers.into_iter().collect(), ..told(200, &json!({ "id": 7 })) }
            }
            "GET" => told(200, &json!({ "id": 7 })),
            _ => told(405, &json!({})),
        });
        let report = checked(&orders(), &url, Options::default()).await.expect("a report");
        let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, expected, "{found:?}");
    }
}

#[test]
fn a_field_that_the_document_forbids_is_an_error_in_a_recording_and_an_undeclared_one_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let body = content(&json!({ "id": 7, "more": 1 }));
    let ran = check_recorded(folder.path(), &[entry("/orders", 200, &body)], &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("warning body/unknown-field"), "{}", ran.out);
    let mut closed = orders();
    closed["paths"]["/orders"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["additionalProperties"] =
        json!(false);
    let spec = written(folder.path(), "closed.json", &closed);
    let recorded = folder.path().join("traffic.har");
    let arguments = ["check", "--spec", spec.to_str().unwrap(), "--har", recorded.to_str().unwrap()];
    let ran = run(&[&arguments[..], &["--base-url", "http://shop.example", "--format", "junit"]].concat(), &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.contains("<failure") && ran.out.contains("body/unknown-field"), "{}", ran.out);
}

#[test]
fn a_response_that_was_not_modified_is_not_judged_as_an_empty_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = content(&json!({ "id": 7 }));
    // Some browsers show the body from their cache.
    for cached in [json!({ "size": 0 }), json!({ "size": 8, "text": "{\"id\":7}" }), json!({})] {
        let mut unmodified = entry("/orders", 304, &cached);
        unmodified["request"]["headers"] = json!([{ "name": "If-None-Match", "value": "\"a\"" }]);
        let ran = check_recorded(folder.path(), &[entry("/orders", 200, &sound), unmodified], &["--strict"]);
        assert_eq!(ran.code, Some(0), "{cached}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_body_that_is_kept_elsewhere_is_not_judged_as_an_empty_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = entry("/orders", 200, &content(&json!({ "id": 7 })));
    for (elsewhere, body_size) in [
        (json!({ "size": -1, "_file": "a.json" }), json!(-1)),
        (json!({ "size": 0, "_file": "a.json", "text": "" }), json!(-1)),
        (json!({ "size": 8 }), json!(8)),
        (json!({ "size": 8, "text": "" }), json!(8)),
        (json!({ "size": 0, "comment": "Response bodies are not included." }), json!(120)),
        (json!({ "mimeType": "x-unknown" }), json!(-1)),
        (json!({}), Value::Null),
    ] {
        let mut entry = entry("/orders", 200, &elsewhere);
        entry["response"]["bodySize"] = body_size;
        let ran = check_recorded(folder.path(), &[sound.clone(), entry], &[]);
        assert_eq!(ran.code, Some(1), "{elsewhere}: {}{}", ran.out, ran.err);
        let says = "the whole: 1 of 2 exchanges have no saved body: GET http://shop.example/orders";
        assert!(ran.out.contains("error coverage/recording\n") && ran.out.contains(says), "{elsewhere}: {}", ran.out);
        assert!(ran.out.lines().last() == Some("1 error"), "{elsewhere}: {}", ran.out);
        assert!(ran.out.contains("1 of 2 entries skipped: responses without a saved body"), "{elsewhere}: {}", ran.out);
    }
    for (empty, body_size) in [(json!({ "size": 0 }), 0), (json!({ "size": 0, "text": "" }), -1)] {
        let mut entry = entry("/orders", 200, &empty);
        entry["response"]["bodySize"] = json!(body_size);
        let ran = check_recorded(folder.path(), &[sound.clone(), entry], &[]);
        assert_eq!(ran.code, Some(1), "{empty} is known to be empty: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("body/not-json"), "{empty}: {}", ran.out);
    }
}

#[test]
fn a_request_body_that_is_kept_elsewhere_is_not_judged_as_a_missing_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = entry("/orders", 200, &content(&json!({ "id": 7 })));
    for (data, body_size) in [
        (json!({ "mimeType": "application/json", "_file": "a.json" }), 8),
        (json!({ "mimeType": "application/json", "text": "" }), 8),
        (Value::Null, 8),
    ] {
        let mut entry = sound.clone();
        entry["request"]["method"] = json!("POST");
        entry["request"]["postData"] = data.clone();
        entry["request"]["bodySize"] = json!(body_size);
        let ran = check_recorded(folder.path(), &[sound.clone(), entry], &[]);
        assert!(ran.out.contains("1 of 2 entries skipped: requests without a saved body"), "{data}: {}", ran.out);
        assert!(ran.out.contains("error coverage/recording\n"), "{data}: {}", ran.out);
    }
}

/// A server whose body is optional, but has required fields.
fn optional_body(asked: &Asked) -> Told {
    if asked.method != "POST" {
        return told(405, &json!({}));
    }
    if asked.body.is_empty() {
        return told(200, &json!({ "id": 7 }));
    }
    let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
    let is_text = |name: &str| body[name].as_str().is_some_and(|text| text.len() >= 2);
    let is_note = body.get("note").is_none_or(|note| note.as_str().is_some_and(|text| text.len() <= 3));
    let is_json = asked.header("content-type") == Some("application/json");
    let is_valid = is_json && is_text("sku") && is_text("colour") && is_note;
    told(if is_valid { 200 } else { 422 }, &json!({ "id": 7 }))
}

#[tokio::test]
async fn an_optional_body_may_be_left_out_but_not_its_required_fields() {
    let text = json!({ "type": "string", "minLength": 2 });
    let schema = json!({ "type": "object", "required": ["sku", "colour"], "properties": {
        "sku": text, "colour": text, "note": { "type": "string", "maxLength": 3 }
    } });
    let responses =
        json!({ "200": response(&json!({ "type": "object" })), "422": response(&json!({ "type": "object" })) });
    let document = document(&json!({ "/orders": { "post": {
        "operationId": "sendOrder", "responses": responses,
        "requestBody": { "content": { "application/json": { "schema": schema } } }
    } } }));
    let bodies = Arc::<Mutex<Vec<String>>>::default();
    let log = bodies.clone();
    let url = serve(move |asked| {
        log.lock().unwrap().push(asked.body.clone());
        optional_body(asked)
    });
    let report = checked(&document, &url, Options { writes: true, ..Options::default() }).await.expect("a report");
    assert_eq!(lines(&report), [""; 0]);
    let bodies = bodies.lock().unwrap().clone();
    assert!(bodies.iter().any(String::is_empty), "no body is sent");
    assert!(bodies.iter().any(|body| body.contains("note")), "optional fields are sent");
    assert!(bodies.iter().any(|body| body == "{}"), "an empty object is sent");
    // A server that takes an empty object does not keep the contract.
    let url = serve(|asked| match asked.body.as_str() {
        "{}" => told(200, &json!({ "id": 7 })),
        _ => optional_body(asked),
    });
    let report = checked(&document, &url, Options { writes: true, ..Options::default() }).await.expect("a report");
    let says = "negative/accepted body: without any field: ";
    assert!(lines(&report).iter().any(|line| line.starts_with(says)), "{:#?}", lines(&report));
}

#[tokio::test]
async fn a_body_that_breaks_a_rule_across_its_fields_may_be_refused() {
    let text = json!({ "type": "string", "minLength": 1 });
    let contact = json!({
        "type": "object", "properties": { "mail": text, "phone": text, "note": text },
        "x-validations": [{ "rule": "has(self.mail) || has(self.phone)", "message": "there is a way to reply" }]
    });
    let responses =
        json!({ "200": response(&json!({ "type": "object" })), "422": response(&json!({ "type": "object" })) });
    let body = json!({ "required": true, "content": { "application/json": {
        "schema": { "$ref": "#/components/schemas/Contact" }
    } } });
    let operation = json!({ "operationId": "sendContact", "requestBody": body, "responses": responses });
    let mut document = document(&json!({ "/contacts": { "post": operation } }));
    document["components"] = json!({ "schemas": { "Contact": contact } });
    let answer = |asked: &Asked| {
        if asked.method != "POST" {
            return told(405, &json!({}));
        }
        let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        let is_json = asked.header("content-type") == Some("application/json");
        let is_valid =
            |name: &str| body.get(name).is_none_or(|text| text.as_str().is_some_and(|text| !text.is_empty()));
        let has_way = body.get("mail").is_some() || body.get("phone").is_some();
        let is_valid = is_json && has_way && ["mail", "phone", "note"].into_iter().all(is_valid);
        told(if is_valid { 200 } else { 422 }, &json!({}))
    };
    let options = || Options { writes: true, ..Options::default() };
    let report = checked(&document, &serve(answer), options()).await.expect("a report");
    assert_eq!(lines(&report), [""; 0]);
    let url = serve(move |asked| match answer(asked) {
        told if told.status == 200 && asked.body.contains("phone") => Told { status: 422, ..told },
        told => told,
    });
    let report = checked(&document, &url, options()).await.expect("a report");
    assert!(lines(&report).iter().any(|line| line.starts_with("positive/refused")), "{:#?}", lines(&report));
}

#[tokio::test]
async fn skipped_operations_are_in_every_list_of_cases() {
    let responses = json!({ "200": response(&json!({ "type": "object" })) });
    let document = document(&json!({ "/orders": {
        "get": { "operationId": "getOrders", "responses": responses },
        "post": { "operationId": "sendOrder", "responses": responses }
    } }));
    let url = serve(|asked| told(if asked.method == "GET" { 200 } else { 405 }, &json!({})));
    let report = checked(&document, &url, Options::default()).await.expect("a report");
    for (format, says) in [(Format::Junit, "<skipped message=\"it may create"), (Format::Json, "sendOrder")] {
        let mut out = Vec::new();
        report.write(&mut out, format, false).expect("a report");
        let out = String::from_utf8(out).expect("text");
        assert!(out.contains(says), "{format:?}: {out}");
    }
    assert!(report.summary[0].1.ends_with(", 0 with findings"), "{:?}", report.summary);
}
