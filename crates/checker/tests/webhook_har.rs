//! Deliveries in recordings of receivers.

use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Ran, run, written};
use crate::deliveries::{OTHER, SECRET, Sent, example, short};

/// When the deliveries were sent, in two ways.
const TIME: i64 = 1_780_920_000;
const STARTED: &str = "2026-06-08T12:00:00.000Z";

/// Where the receiver is.
const HOOKS: &str = "http://localhost:3000/hooks";

/// An event of AgentRef.
fn payload() -> Value {
    example(&short(), "conversion.created")
}

/// A delivery in a recording, and what the receiver answered.
fn entry(sent: &Sent, url: &str, status: i64) -> Value {
    let headers: Vec<_> = sent.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    json!({
        "startedDateTime": STARTED,
        "request": {
            "method": sent.method, "url": url, "headers": headers, "bodySize": sent.body.len(),
            "postData": { "mimeType": "application/json", "text": sent.body },
        },
        // Proxies often do not keep the bodies of responses.
        "response": { "status": status, "headers": [], "content": { "size": 9 } },
    })
}

/// An exchange with AgentRef's API that keeps the contract: the refusal of a key.
fn call() -> Value {
    let document = short();
    let base = document["servers"][0]["url"].as_str().expect("a server");
    let media = "/paths/~1me/get/responses/401/content/application~1json/example";
    let body = document.pointer(media).expect("an example").to_string();
    let header = |name: &str, value: &str| json!({ "name": name, "value": value });
    json!({
        "request": { "method": "GET", "url": format!("{base}/me"), "headers": [] },
        "response": {
            "status": 401, "content": { "text": body },
            "headers": [
                header("content-type", "application/json"), header("x-ratelimit-limit", "9"),
                header("x-ratelimit-remaining", "8"), header("x-ratelimit-reset", "1780920060"),
            ],
        },
    })
}

fn file(entries: &[Value]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("traffic.har");
    let har = json!({ "log": { "version": "1.2", "creator": {}, "entries": entries } });
    std::fs::write(&path, har.to_string()).expect("a file");
    (folder, path)
}

fn check(entries: &[Value], more: &[&str]) -> Ran {
    let (folder, path) = file(entries);
    let spec = written(folder.path(), "agentref.json", &short());
    let start = ["check", "--spec", spec.to_str().expect("a path"), "--har", path.to_str().expect("a path")];
    run(&[&start[..], more].concat(), &[])
}

fn good() -> Sent {
    Sent::svix(&payload(), SECRET, TIME)
}

#[test]
fn recorded_deliveries_are_judged_as_received_ones() {
    let mut broken = payload();
    broken["data"]["amount"] = json!("49");
    let broken = Sent::svix(&broken, SECRET, TIME);
    let written_again = serde_json::to_string_pretty(&payload()).expect("JSON");
    for (sent, code, expected) in [
        (good(), 0, "signatures   1 of 1 verified"),
        (broken, 1, "/data/amount: entry 0 (conversion.created, msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e): is \"49\" (string)"),
        (Sent::svix(&payload(), OTHER, TIME), 1, "webhook/signature-wrong in conversion.created"),
        (good().without("svix-signature"), 1, "webhook/unsigned in conversion.created"),
        (good().body(written_again), 1, "parsed the body and written it again"),
        (Sent::svix(&payload(), SECRET, TIME - 301), 0, "301 seconds before it came"),
        (Sent::svix(&payload(), SECRET, TIME + 301), 0, "301 seconds after it came"),
    ] {
        let ran = check(&[entry(&sent, HOOKS, 200)], &["--webhook-url", HOOKS, "--webhook-secret", SECRET]);
        assert_eq!(ran.code, Some(code), "{expected}: {}{}", ran.out, ran.err);
        let out = ran.out.replace("\n  ", " ");
        assert!(out.contains(expected), "{expected}: {}", ran.out);
        assert!(ran.out.contains("deliveries   1, ") && ran.out.contains("events       1 of 2 seen"), "{}", ran.out);
        for calls in ["exchanges", "operations", "statuses"] {
            assert!(!ran.out.contains(calls), "there are no {calls}: {}", ran.out);
        }
        assert!(!ran.out.contains(SECRET), "{}", ran.out);
    }
}

#[test]
fn what_the_receiver_answered_is_a_note_and_no_violation() {
    let answers = [(204, ""), (302, "entry 1: 302"), (500, "entry 1: 500"), (0, "entry 1: no response")];
    for (status, expected) in answers {
        let entries = [entry(&good(), HOOKS, 200), entry(&good(), HOOKS, status)];
        let ran = check(&entries, &["--webhook-url", HOOKS, "--webhook-secret", SECRET]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("deliveries   2, 0 with findings, 1 repeated"), "{}", ran.out);
        let note = format!("note: the receiver did not take 1 delivery ({expected}): only 2XX is a success");
        assert_eq!(ran.out.contains(&note), !expected.is_empty(), "{status}: {}", ran.out);
    }
}

#[test]
fn deliveries_to_an_address_that_was_not_given_are_noted() {
    let delivery = entry(&good(), &format!("{HOOKS}?token=abc"), 200);
    let note = format!("1 request looks like a delivery of webhooks; to judge deliveries, add --webhook-url {HOOKS}");
    let ran = check(&[call(), delivery.clone()], &[]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(&note) && !ran.out.contains("abc"), "{}", ran.out);
    assert!(!ran.out.contains("other servers"), "it is mentioned once: {}", ran.out);
    // Alone, nothing can be judged.
    let ran = check(std::slice::from_ref(&delivery), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains(&note), "{}", ran.err);
    // If it was sent below the API, it is an undeclared request as before, or left out as before.
    let below = ["--base-url", "http://localhost:3000"];
    let ran = check(std::slice::from_ref(&delivery), &below);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("responses without a saved body") && ran.err.contains(&note), "{}", ran.err);
    let mut whole = delivery;
    whole["response"]["content"] = json!({ "text": "{}" });
    let ran = check(&[whole], &below);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("operation/undeclared") && ran.out.contains(&note), "{}", ran.out);
    // What is not signed looks like no delivery.
    let unsigned = entry(&good().without("svix-signature"), HOOKS, 200);
    let ran = check(&[call(), unsigned], &[]);
    assert!(!ran.out.contains("looks like") && ran.out.contains("1 of 2 entries skipped"), "{}", ran.out);
}

#[test]
fn the_longer_address_decides_what_a_request_is() {
    for (base, hooks, code, expected) in [
        ("http://localhost:3000", HOOKS, 0, "deliveries   1"),
        (HOOKS, HOOKS, 0, "deliveries   1"),
        (HOOKS, "http://localhost:3000", 2, "has no request to http://localhost:3000/ that can be judged"),
        ("http://localhost:3000", "http://localhost:3000/hook", 2, "has no request to http://localhost:3000/hook"),
        ("http://localhost:3000", "http://localhost:3001/hooks", 2, "use --webhook-url to say where"),
    ] {
        let entries = [entry(&good(), &format!("{HOOKS}/agentref"), 200)];
        let arguments = ["--base-url", base, "--webhook-url", hooks, "--webhook-secret", SECRET];
        let ran = check(&entries, &arguments);
        assert_eq!(ran.code, Some(code), "{base} {hooks}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(expected) || ran.err.contains(expected), "{base} {hooks}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn calls_and_deliveries_are_judged_together() {
    let entries = [call(), entry(&good(), HOOKS, 200)];
    let ran = check(&entries, &["--webhook-url", HOOKS, "--webhook-secret", SECRET, "--min-coverage", "events=50"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    for line in ["exchanges    1", "deliveries   1, 0 with findings, 0 repeated", "events       1 of 2 seen"] {
        assert!(ran.out.contains(line), "{}", ran.out);
    }
    for coverage in ["operations=1", "50"] {
        let required = ["--webhook-url", HOOKS, "--webhook-secret", SECRET, "--min-coverage", coverage];
        let ran = check(&entries[1..], &required);
        assert_eq!(ran.code, Some(1), "no call is not enough: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("coverage/operations"), "{}", ran.out);
    }
    let ran = check(&entries, &["--webhook-url", HOOKS, "--webhook-secret", SECRET, "--min-coverage", "events=51"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("coverage/events"), "{}", ran.out);
}

#[test]
fn what_a_recording_does_not_say_is_noted_and_not_guessed() {
    type Edit = fn(&mut Value);
    let rows: [(Edit, Option<i32>, &str); 5] = [
        (|entry| entry["startedDateTime"] = json!("noon"), Some(0), "so the time of sending is not judged"),
        (|entry| entry["request"]["headers"][3]["value"] = json!("[redacted]"), Some(0), "removed from the recording"),
        (
            |entry| entry["request"]["postData"]["text"] = json!(""),
            Some(2),
            "1 of 1 entries skipped: requests without a saved body",
        ),
        (|entry| entry["request"]["method"] = json!("G T"), Some(2), "which is not a method"),
        (
            |entry| {
                entry["request"] = json!({ "method": "GET", "url": HOOKS, "headers": [] });
            },
            Some(2),
            "1 request is no delivery (GET /hooks)",
        ),
    ];
    for (change, code, expected) in rows {
        let mut entry = entry(&Sent::svix(&payload(), SECRET, TIME - 30), HOOKS, 200);
        change(&mut entry);
        let ran = check(&[entry], &["--webhook-url", HOOKS, "--webhook-secret", SECRET]);
        assert_eq!(ran.code, code, "{expected}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(expected) || ran.err.contains(expected), "{expected}: {}{}", ran.out, ran.err);
    }
}
