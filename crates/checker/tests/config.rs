//! `check --config`: several APIs with their options, and findings that are ignored for a time.

use std::path::Path;

use serde_json::{Value, json};

use crate::command::{Ran, run};
use crate::fake::{document, response, serve, told};

/// A document with one list of orders.
fn orders() -> Value {
    let order = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let list = json!({ "type": "array", "items": order });
    document(&json!({ "/orders": { "get": { "operationId": "listOrders", "responses": { "200": response(&list) } } } }))
}

/// Checks the APIs of a file. Two servers stand behind it: one keeps to the document, one does not.
fn check(config: &str, more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    let server = |id: Value| {
        serve(move |asked| match asked.method.as_str() {
            "GET" if asked.header("x-tenant") == Some("tenant 4711") => told(200, &json!([{ "id": id }])),
            "GET" => told(200, &json!([{}])),
            _ => told(405, &json!({})),
        })
    };
    let (sound, broken) = (server(json!(7)), server(json!("7")));
    let config = config.replace("SOUND", sound.as_str()).replace("BROKEN", broken.as_str());
    written(folder.path(), "orders.json", &orders().to_string());
    let file = written(folder.path(), "trackside.toml", &config);
    let variables = [("TENANT", "tenant 4711"), ("SERVER", sound.as_str())];
    run(&[&["check", "--config", &file], more].concat(), &variables)
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path.to_str().expect("a path").to_owned()
}

const TWO: &str = r#"
[[api]]
name = "sound"
spec = "orders.json"
base-url = "${SERVER}"
headers = { X-Tenant = "env:TENANT" }
min-coverage = { operations = 100 }

[[api]]
name = "broken"
spec = "orders.json"
base-url = "BROKEN"
headers = { X-Tenant = "tenant 4711" }
"#;

/// An exception for what is broken.
fn exception(more: &str) -> String {
    format!("{TWO}\n[[api.ignore]]\nrule = \"body/type\"\nreason = \"ids become numbers in May\"\n{more}")
}

#[test]
fn several_apis_give_one_report() {
    let ran = check(TWO, &[]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    for line in ["check  sound, broken", "error body/type in broken/listOrders", "1 error in 1 operation"] {
        assert!(ran.out.lines().any(|found| found.starts_with(line)), "{line}: {}", ran.out);
    }
    assert!(ran.out.contains("operations 1 of 1 seen, 100 % required"), "{}", ran.out);
    let junit = check(TWO, &["--format", "junit"]);
    assert!(junit.out.contains("<testsuite name=\"sound/listOrders\"") && junit.out.contains("broken/listOrders"));
    let json: Value = serde_json::from_str(&check(TWO, &["--format", "json"]).out).expect("JSON");
    assert_eq!(json.pointer("/coverage/broken/operations/seen"), Some(&json!(1)));
    for (name, code) in [("sound", 0), ("broken", 1)] {
        let ran = check(TWO, &["--api", name]);
        assert_eq!(ran.code, Some(code), "{name}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(&format!("{code} error")) || code == 0, "{}", ran.out);
    }
}

#[test]
fn a_secret_header_is_sent_and_not_shown() {
    let ran = check(TWO, &["--api", "sound", "--list"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("-H 'x-tenant: '\"$TENANT\"") && !ran.out.contains("4711"), "{}", ran.out);
}

#[test]
fn findings_are_ignored_until_the_day_that_the_exception_names() {
    for (more, code, says) in [
        ("", 0, "1 accepted"),
        ("until = 2999-01-31", 0, "1 accepted"),
        ("operation = \"listOrders\"\nplace = \"/*/id\"", 0, "1 accepted"),
        ("until = 2020-01-31", 1, "body/type is no longer ignored: the exception ended on 2020-01-31 (ids become"),
        ("operation = \"getOrder\"", 1, "the exception for body/type in getOrder matches no finding; remove it"),
        ("place = \"/*/total\"", 1, "the exception for body/type at /*/total matches no finding"),
    ] {
        let ran = check(&exception(more), &["--api", "broken"]);
        assert_eq!(ran.code, Some(code), "{more}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(says), "{more}: {}", ran.out);
    }
}

#[test]
fn one_api_that_cannot_be_checked_does_not_hide_the_others() {
    let config = TWO.replace("${SERVER}", "http://127.0.0.1:1");
    let ran = check(&config, &[]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("error: sound: cannot reach http://127.0.0.1:1/"), "{}", ran.err);
    assert!(ran.out.contains("error body/type in listOrders"), "{}", ran.out);
}

#[test]
fn mistakes_in_the_file_are_named() {
    for (config, more, says) in [
        (String::new(), &[][..], "missing field `api`"),
        ("api = []".to_owned(), &[], "has no API; add one under [[api]]"),
        (format!("{TWO}\ncolour = 1"), &[], "unknown field `colour`"),
        (TWO.replace("operations = 100", "operation = 100"), &[], "\"operation\" must be operations, statuses,"),
        (TWO.replace("operations = 100", "operations = 101"), &[], "must be between 0 and 100"),
        (TWO.replace("spec = \"orders.json\"\nbase-url = \"B", "base-url = \"B"), &[], "--provider <NAME>"),
        (TWO.replace("${SERVER}", "${NO_SUCH}"), &[], "the environment variable NO_SUCH is not set"),
        (TWO.replace("${SERVER}", "${SERVER"), &[], "lacks a closing brace"),
        (TWO.replace("name = \"broken\"", "name = \"sound\""), &[], "has two APIs with the name \"sound\""),
        (TWO.replace("env:TENANT", "env:NO_SUCH"), &["--api", "sound"], "the environment variable NO_SUCH is not set"),
        (TWO.to_owned(), &["--api", "third"], "has no API \"third\"; it has: sound, broken"),
        (exception("").replace("body/type", "body/tipe"), &[], "there is no rule \"body/tipe\""),
        (exception("").replace("ids become numbers in May", " "), &[], "has no reason"),
        (exception("until = \"May\""), &[], "invalid type: string"),
        (exception("until = 10:00:00"), &[], "is not a day; write it like 2027-01-31"),
    ] {
        let ran = check(&config, more);
        assert_eq!(ran.code, Some(2), "{says}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(says) && !ran.err.contains("Usage"), "{says}: {}", ran.err);
    }
}
