//! A sandbox lists calls that work, and says which operations write.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use trackside_checker::{Credentials, Options, Spec, UnlistedError, WorkingCalls};
use url::Url;

use crate::command::{Ran, run, written};
use crate::fake::{Asked, Told, checked, document, lines, response, serve, told};

/// The token of the control surface.
const TOKEN: &str = "token-of-the-sandbox";

/// A document whose operations only work with the key and the ids that exist.
fn shop() -> Value {
    let failure = || response(&json!({ "type": "object" }));
    let order = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } });
    let responses = json!({
        "200": response(&order), "400": failure(), "401": failure(), "404": failure(), "422": failure()
    });
    let parameter = |name: &str, place: &str, schema: &Value| json!({ "name": name, "in": place, "required": place == "path", "schema": schema });
    let sku = json!({ "type": "string", "minLength": 1 });
    let mut document = document(&json!({
        "/orders/{id}": { "get": {
            "operationId": "getOrder", "responses": responses,
            "parameters": [
                parameter("id", "path", &json!({ "type": "string", "minLength": 1 })),
                parameter("lines[]", "query", &json!({ "type": "array", "items": { "type": "integer" } }))
            ]
        } },
        "/orders": { "post": {
            "operationId": "sendOrder", "responses": responses,
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object", "required": ["sku"], "properties": { "sku": sku, "gift": { "type": "boolean" } }
            } } } }
        } }
    }));
    document["security"] = json!([{ "header": [] }, { "query": [] }]);
    document["components"] = json!({ "securitySchemes": {
        "header": { "type": "apiKey", "in": "header", "name": "X-Key" },
        "query": { "type": "apiKey", "in": "query", "name": "key" }
    } });
    document
}

/// What the sandbox lists.
fn operations() -> Value {
    let listed = |id: &str, method: &str, template: &str, rest: Value| {
        let mut operation = json!({
            "provider": "shop", "id": id, "method": method, "template": template, "writes": method == "POST",
            "path_parameters": {}, "query": [], "headers": { "X-Key": "key-1" }, "credential": ["key-1"], "body": null
        });
        operation.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        operation
    };
    let query = json!([{ "name": "lines[]", "value": "7" }, { "name": "lines[]", "value": "8" }]);
    let get = json!({ "path_parameters": { "id": "o 42" }, "query": query });
    let elsewhere = json!({ "path_parameters": { "id": "x" }, "credential": ["wrong"] });
    json!({ "operations": [
        // Another provider may have an operation with the same id.
        listed("getOrder", "GET", "/api/orders/{id}", elsewhere),
        listed("getOrder", "GET", "/orders/{id}", get),
        listed("sendOrder", "POST", "/orders", json!({ "body": { "sku": "s-9", "gift": true } }))
    ] })
}

/// Where the list is, and what it takes to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Open,
    WithToken,
    Nowhere,
}

/// A sandbox of the shop. It shows the requests to the shop.
fn sandbox(list: List, seen: Arc<Mutex<Vec<String>>>) -> Url {
    serve(move |asked| match asked.path.strip_prefix("/shop") {
        None if asked.path == "/_mock/operations" => match list {
            List::Nowhere => told(404, &json!({})),
            List::WithToken if asked.header("authorization") != Some(&format!("Bearer {TOKEN}")) => {
                told(401, &json!({}))
            }
            _ => told(200, &operations()),
        },
        None => told(404, &json!({})),
        Some(path) => {
            let query: Vec<_> = asked.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
            seen.lock().unwrap().push(format!("{} {path} {} {}", asked.method, query.join("&"), asked.body));
            answer(asked, path)
        }
    })
    .join("/shop")
    .expect("a URL")
}

fn answer(asked: &Asked, path: &str) -> Told {
    if let Some(status) = asked.header("prefer").and_then(|text| text.strip_prefix("code=")?.parse().ok()) {
        return told(status, &json!({ "id": "o" }));
    }
    if !["GET", "POST"].contains(&asked.method.as_str()) {
        return told(405, &json!({}));
    }
    if asked.header("x-key").or(asked.query("key")) != Some("key-1") {
        return told(401, &json!({}));
    }
    if asked.query.iter().any(|(name, value)| name == "lines[]" && value.parse::<i64>().is_err()) {
        return told(422, &json!({}));
    }
    if asked.method == "POST" {
        let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        let is_sku = body["sku"].as_str().is_some_and(|sku| !sku.is_empty());
        let is_gift = body.get("gift").is_none_or(Value::is_boolean);
        let is_valid = is_sku && is_gift && asked.header("content-type") == Some("application/json");
        return told(if is_valid { 200 } else { 422 }, &json!({ "id": "new" }));
    }
    // The id that exists, and each id that looks like one.
    told(if path == "/orders/o%2042" { 200 } else { 404 }, &json!({ "id": "o 42" }))
}

fn check_by_program(url: &Url, more: &[&str], variables: &[(&str, &str)]) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = written(folder.path(), "shop.json", &shop());
    let start = ["check", "--spec", spec.to_str().expect("a path"), "--base-url", url.as_str(), "--sandbox"];
    run(&[&start[..], more].concat(), variables)
}

#[test]
fn the_calls_and_credentials_that_a_sandbox_lists_are_used() {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let ran = check_by_program(&sandbox(List::Open, seen.clone()), &["--list", "--writes"], &[]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("-H 'x-key: key-1'"), "the command repeats the request as it was:\n{}", ran.out);
    let seen = seen.lock().unwrap();
    for call in [
        "GET /orders/o%2042 lines[]=7&lines[]=8 ",
        "GET /orders/o%2042  ",
        "GET /orders/o%2042 lines[]=7&lines[]=8&key=key-1 ",
        "POST /orders  {\"sku\":\"s-9\",\"gift\":true}",
        "POST /orders  {\"sku\":\"s-9\"}",
    ] {
        assert!(seen.iter().any(|seen| seen == call), "{call:?} is not among {seen:#?}");
    }
}

#[test]
fn without_the_list_the_check_says_why_and_goes_on() {
    let url = sandbox(List::Nowhere, Arc::default());
    let variables = [("KEY", "key-1")];
    let known = ["--credential", "header=env:KEY", "--value", "id=o 42"];
    let ran = check_by_program(&url, &known, &variables);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("the calls that work are not taken from the sandbox: "), "{}", ran.out);
    assert!(ran.out.contains("/_mock/operations does not list the operations (the status is 404)"), "{}", ran.out);
    let ran = check_by_program(&url, &[], &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("(the status is 404)") && ran.err.contains("without a credential"), "{}", ran.err);
}

#[test]
fn a_sandbox_that_wants_its_token_is_given_it() {
    let url = sandbox(List::WithToken, Arc::default());
    for variables in [&[][..], &[("TRACKSIDE_TOKEN", "")], &[("TRACKSIDE_TOKEN", "another")]] {
        let ran = check_by_program(&url, &[], variables);
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        assert!(ran.err.contains("responds with 401; set TRACKSIDE_TOKEN"), "{}", ran.err);
    }
    let ran = check_by_program(&url, &[], &[("TRACKSIDE_TOKEN", TOKEN)]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN));
}

#[tokio::test]
async fn what_the_caller_gives_is_preferred() {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let url = sandbox(List::Open, seen.clone());
    let spec = Spec::new(&shop()).expect("a document");
    let calls = WorkingCalls::read(&spec, &url, None).await.expect("the list");
    let options = Options {
        credentials: Credentials::default().with("header", "KEY", "another"),
        values: vec![("id".to_owned(), "mine".to_owned())],
        operations: vec!["getOrder".to_owned()],
        cases_per_operation: 1,
        ..Options::default()
    }
    .with_working_calls(calls);
    let report = checked(&shop(), &url, options).await.expect("a report");
    assert!(lines(&report)[0].starts_with("authentication/refused"), "{:?}", lines(&report));
    assert_eq!(*seen.lock().unwrap(), ["GET /orders/mine lines[]=7&lines[]=8 "]);
}

#[tokio::test]
async fn a_list_that_cannot_be_used_is_told_apart() {
    let spec = Spec::new(&shop()).expect("a document");
    let read = async |url: &str| WorkingCalls::read(&spec, &Url::parse(url).unwrap(), None).await.unwrap_err();
    assert!(matches!(read("http://127.0.0.1:1/shop").await, UnlistedError::Unreachable { .. }));
    let page = serve(|_| told(200, &json!({ "operations": 7 })));
    assert!(matches!(read(page.as_str()).await, UnlistedError::NotAList { .. }));
    let other = serve(|_| told(200, &json!({ "operations": [] })));
    assert!(matches!(read(other.as_str()).await, UnlistedError::Unknown { .. }));
}

/// A document with operations that read and write otherwise than their methods say.
fn writes() -> Value {
    let operation = |id: &str, writes: Option<bool>| {
        let mut operation =
            json!({ "operationId": id, "responses": { "200": response(&json!({ "type": "object" })) } });
        if let Some(writes) = writes {
            operation["x-writes"] = json!(writes);
        }
        operation
    };
    document(&json!({
        "/all": { "delete": operation("deleteAll", None), "get": operation("getAll", None) },
        "/convert": { "get": operation("convert", Some(true)) },
        "/list": { "post": operation("list", Some(false)) },
        "/send": { "post": operation("send", None) }
    }))
}

#[tokio::test]
async fn what_writes_is_only_called_with_writes_and_otherwise_named() {
    for is_allowed in [false, true] {
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let log = seen.clone();
        let url = serve(move |asked| {
            log.lock().unwrap().push(format!("{} {}", asked.method, asked.path));
            told(if asked.method == "UNKNOWN" { 405 } else { 200 }, &json!({}))
        });
        let options = Options { writes: is_allowed, ..Options::default() };
        let report = checked(&writes(), &url, options).await.expect("a report");
        assert_eq!(lines(&report), [""; 0]);
        let seen = seen.lock().unwrap();
        let called = |call: &str| seen.iter().position(|seen| seen == call);
        assert!(called("GET /all").is_some() && called("POST /list").is_some(), "{seen:?}");
        for call in ["GET /convert", "POST /send", "DELETE /all"] {
            assert_eq!(called(call).is_some(), is_allowed, "{call}: {seen:?}");
        }
        let note = "deleteAll, convert, send: skipped, it may create or change data (--writes)";
        assert_eq!(report.notes.iter().any(|line| line == note), !is_allowed, "{:?}", report.notes);
        let mut list = Vec::new();
        report.list(&mut list).expect("a list");
        let list = String::from_utf8(list).expect("text");
        let skipped = "skipped  ---  convert  every case: it may create or change data (--writes)";
        assert_eq!(list.contains(skipped), !is_allowed, "{list}");
        if is_allowed {
            assert_eq!(seen.iter().filter(|call| *call == "GET /convert").count(), 1, "no HEAD, and no repetition");
            let last = |call: &str| seen.iter().rposition(|seen| seen == call);
            assert!(
                called("GET /convert") > last("GET /all") && called("DELETE /all") > last("POST /send"),
                "{seen:?}"
            );
        }
    }
}
