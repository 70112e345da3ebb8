//! What the journal shows of compressed bodies, of responses that broke off, and of the address that a client used.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

fn gzip(body: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body.as_bytes()).expect("memory can be written to");
    encoder.finish().expect("memory can be written to")
}

fn deflate(body: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body.as_bytes()).expect("memory can be written to");
    encoder.finish().expect("memory can be written to")
}

fn list(sandbox: &Sandbox, coding: &str, body: Vec<u8>) -> Call {
    let call = sandbox.post("fullwhere", "/partners/survey-tracker/list", &Value::Null);
    call.body(body).header("content-encoding", coding)
}

async fn newest(sandbox: &Sandbox) -> Value {
    let list = sandbox.success(&sandbox.control(Method::GET, "/journal?limit=1", &Value::Null)).await;
    let id = &list["entries"][0]["id"];
    sandbox.success(&sandbox.control(Method::GET, format!("/journal/{id}"), &Value::Null)).await
}

/// The last entry of the journal as HAR.
async fn recorded(sandbox: &Sandbox) -> Value {
    let har = sandbox.send(&sandbox.control(Method::GET, "/journal.har", &Value::Null)).await;
    let har: Value = serde_json::from_slice(&har.response_body).expect("JSON");
    har["log"]["entries"].as_array().and_then(|entries| entries.last()).expect("an entry").clone()
}

#[tokio::test]
async fn compressed_request_bodies_are_shown_decoded() {
    let sandbox = Sandbox::start_small().await;
    let body = r#"{"limit":2,"page":1}"#;
    for (coding, sent, decoded) in [
        ("gzip", gzip(body), json!("gzip")),
        ("GZIP", gzip(body), json!("gzip")),
        ("deflate", deflate(body), json!("deflate")),
        ("identity", body.into(), Value::Null),
    ] {
        let size = sent.len();
        assert_eq!(sandbox.send(&list(&sandbox, coding, sent)).await.status, 201, "{coding}");
        let exchange = newest(&sandbox).await;
        assert_eq!(exchange["request"]["body"], json!(body), "{coding}");
        assert_eq!(exchange["request"]["decoded"], decoded, "{coding}");
        assert_eq!(exchange["response"]["decoded"], Value::Null, "{coding}");
        assert_eq!(exchange["entry"]["request_bytes"], json!(size), "{coding}: as it was sent");
        let curl = exchange["curl"].as_str().expect("a line");
        assert!(curl.contains(&format!("--data-raw '{body}'")), "{coding}: {curl}");
        assert_eq!(curl.contains("content-encoding"), decoded.is_null(), "{coding}: {curl}");

        let request = recorded(&sandbox).await["request"].clone();
        assert_eq!(request["postData"]["text"], json!(body), "{coding}");
        assert_eq!(request["postData"]["encoding"], Value::Null, "{coding}");
        assert_eq!(request["bodySize"], json!(size), "{coding}: HAR has the size on the wire");
        let comment = decoded.as_str().map(|coding| format!("decoded; {size} bytes were sent with {coding}"));
        assert_eq!(request["postData"]["comment"], json!(comment), "{coding}");

        let id = &exchange["entry"]["id"];
        let page = reqwest::get(format!("http://{}/journal/{id}", sandbox.server.address())).await.expect("a page");
        let page = page.text().await.expect("a text");
        assert!(page.contains("&quot;limit&quot;:2") || page.contains("&#34;limit&#34;:2"), "{coding}: {page}");
        assert_eq!(page.contains("Shown decoded"), !decoded.is_null(), "{coding}");
    }
}

#[tokio::test]
async fn a_secret_in_a_compressed_body_is_not_shown() {
    let sandbox = Sandbox::start_small().await;
    let secret = "abcdefgh-12345678-secret-wxyz";
    sandbox.send(&list(&sandbox, "gzip", gzip(&format!(r#"{{"limit":1,"api_key":"{secret}"}}"#)))).await;
    let (exchange, har) = (newest(&sandbox).await.to_string(), recorded(&sandbox).await.to_string());
    for shown in [exchange, har] {
        assert!(shown.contains("api_key") && !shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn a_body_that_only_claims_to_be_compressed_is_shown_as_it_was_sent() {
    let sandbox = Sandbox::start_small().await;
    for (coding, sent) in [("gzip", "{}"), ("br", "{}"), ("gzip, gzip", "{}")] {
        sandbox.send(&list(&sandbox, coding, sent.into())).await;
        let exchange = newest(&sandbox).await;
        assert_eq!((&exchange["request"]["body"], &exchange["request"]["decoded"]), (&json!(sent), &Value::Null));
        let curl = exchange["curl"].as_str().expect("a line");
        assert!(curl.contains(&format!("content-encoding: {coding}")), "{curl}");
    }
}

#[tokio::test]
async fn a_recording_has_the_address_that_the_client_used() {
    let sandbox = Sandbox::start_small().await;
    let port = sandbox.server.address().port();
    let client = reqwest::Client::new();
    for (host, path) in [
        (format!("127.0.0.1:{port}"), "/wecantrack/api/v2/networks"),
        (format!("localhost:{port}"), "/wecantrack/api/v2/networks"),
        (format!("wecantrack.localhost:{port}"), "/api/v2/networks"),
        (format!("agentref.localhost:{port}"), "/api/v1/programs"),
    ] {
        let url = format!("http://{}{path}", sandbox.server.address());
        client.get(url).header("host", &host).send().await.expect("a response");
        assert_eq!(recorded(&sandbox).await["request"]["url"], json!(format!("http://{host}{path}")));
    }
}

#[tokio::test]
async fn a_recording_marks_a_response_that_broke_off() {
    let sandbox = Sandbox::start_small().await;
    let networks = sandbox.get("wecantrack", "/api/v2/networks");
    let whole = sandbox.send(&networks).await.response_body.len();
    let entry = recorded(&sandbox).await;
    assert_eq!((&entry["comment"], &entry["response"]["_error"]), (&Value::Null, &Value::Null));

    let faults = json!({ "faults": [{ "provider": "wecantrack", "truncate_rate": 1 }] });
    sandbox.success(&sandbox.control(Method::PUT, "/faults", &faults)).await;
    let url = format!("{}/api/v2/networks", sandbox.server.base_url("wecantrack"));
    let response = reqwest::Client::new().get(url).header("x-api-key", "wct-sandbox").send().await.expect("a head");
    assert!(response.bytes().await.is_err(), "the body is cut off");
    let entry = recorded(&sandbox).await;
    let response = &entry["response"];
    assert_eq!((&response["status"], &entry["comment"]), (&json!(200), &response["_error"]));
    assert!(response["_error"].as_str().is_some_and(|error| error.contains("broke off")), "{response}");
    let sent = response["bodySize"].as_u64().expect("a size");
    assert!(sent < whole as u64, "{sent} of {whole} bytes were sent");
    assert_eq!(response["content"]["text"].as_str().map(|text| text.len() as u64), Some(sent));
}
