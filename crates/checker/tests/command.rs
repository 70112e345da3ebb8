//! The program as its users run it: exit codes, errors, secrets.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A credential that must not show anywhere.
const SECRET: &str = "s3cr3t/key+of=shop";

/// What a run has printed and how it ended.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trackside-contract"));
    command.args(arguments).env_clear().envs(variables.iter().copied());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// A document with one operation that lists orders, and takes its key in the query.
fn shop() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "servers": [{ "url": "http://shop.example/api" }],
        "security": [{ "key": [] }],
        "paths": { "/orders": { "get": {
            "operationId": "listOrders",
            "parameters": [
                { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 10 } }
            ],
            "responses": {
                "200": { "description": "The orders.", "content": { "application/json": { "schema": {
                    "type": "object",
                    "required": ["total", "next"],
                    "properties": { "total": { "type": "integer" }, "next": { "type": "string" } }
                } } } },
                "401": { "description": "No key.", "content": { "application/json": { "schema": { "type": "object" } } } },
                "422": { "description": "Wrong.", "content": { "application/json": { "schema": { "type": "object" } } } }
            }
        } } },
        "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "query", "name": "api_key" } } }
    })
}

pub(crate) fn written(folder: &Path, name: &str, value: &Value) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, value.to_string()).unwrap();
    path
}

/// A server of the shop, which repeats the address of a request in its answer as paginators do. With `is_lax` it takes
/// any limit.
fn serve(is_lax: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/api", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || answer_all(stream.unwrap(), is_lax));
        }
    });
    address
}

fn answer_all(stream: std::net::TcpStream, is_lax: bool) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let mut words = line.split(' ').map(str::to_owned);
        let (method, target) = (words.next().unwrap(), words.next().unwrap_or_default());
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).unwrap();
            if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if header.trim().is_empty() {
                break;
            }
        }
        _ = reader.read_exact(&mut vec![0; length]);
        let limit = target.split(['?', '&']).find_map(|pair| pair.strip_prefix("limit=")).map(str::to_owned);
        let is_limit = limit.is_none_or(|limit| limit.parse::<u8>().is_ok_and(|limit| (1..=10).contains(&limit)));
        let status = match method.as_str() {
            "GET" | "HEAD" if !target.contains("api_key=s3cr3t%2Fkey%2Bof%3Dshop") => "401 Unauthorized",
            "GET" | "HEAD" if !is_limit && !is_lax => "422 Unprocessable",
            "GET" | "HEAD" => "200 OK",
            _ => "405 Method Not Allowed",
        };
        let body = json!({ "total": 1, "next": format!("http://shop.example{target}&page=2") }).to_string();
        let shown = if method == "HEAD" { "" } else { &body };
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        if writer.write_all(format!("{head}{shown}").as_bytes()).is_err() {
            return;
        }
    }
}

#[test]
fn a_server_that_keeps_the_contract_is_clean_and_one_that_does_not_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written(folder.path(), "shop.json", &shop());
    for (is_lax, code, verdict) in [(false, 0, "clean"), (true, 1, "negative/accepted in listOrders")] {
        let arguments = [
            "check",
            "--spec",
            spec.to_str().unwrap(),
            "--base-url",
            &serve(is_lax),
            "--credential",
            "key=env:SHOP_KEY",
        ];
        let ran = run(&arguments, &[("SHOP_KEY", SECRET)]);
        assert_eq!(ran.code, Some(code), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains(verdict), "{}", ran.out);
    }
}

#[test]
fn credentials_show_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written(folder.path(), "shop.json", &shop());
    let har = folder.path().join("shop.har");
    let (server, har) = (serve(true), har.to_str().unwrap());
    for format in ["text", "json", "junit", "github", "markdown"] {
        let arguments = [
            "check",
            "--spec",
            spec.to_str().unwrap(),
            "--base-url",
            &server,
            "--credential",
            "key=env:SHOP_KEY",
            "--format",
            format,
            "--list",
            "--record",
            har,
        ];
        let ran = run(&arguments, &[("SHOP_KEY", SECRET)]);
        let recorded = std::fs::read_to_string(har).unwrap();
        for (what, text) in [("output", &ran.out), ("errors", &ran.err), ("recording", &recorded)] {
            for form in [SECRET, "s3cr3t%2Fkey%2Bof%3Dshop", "s3cr3t%2fkey%2bof%3dshop", "s3cr3t"] {
                assert!(!text.contains(form), "{format}: the {what} holds {form}: {text}");
            }
        }
        assert!(ran.out.contains("SHOP_KEY"), "{}", ran.out);
    }
}

#[test]
fn a_recording_is_judged_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written(folder.path(), "shop.json", &shop());
    let har = folder.path().join("shop.har");
    let server = serve(false);
    let recorded = [
        "check",
        "--spec",
        spec.to_str().unwrap(),
        "--base-url",
        &server,
        "--credential",
        "key=env:SHOP_KEY",
        "--record",
        har.to_str().unwrap(),
    ];
    assert_eq!(run(&recorded, &[("SHOP_KEY", SECRET)]).code, Some(0));
    let judge = |base: &str| {
        run(&["check", "--spec", spec.to_str().unwrap(), "--base-url", base, "--har", har.to_str().unwrap()], &[])
    };
    let clean = judge(&server);
    assert_eq!((clean.code, clean.err.as_str()), (Some(0), ""), "{}", clean.out);
    let text = std::fs::read_to_string(&har).unwrap().replace("\\\"total\\\":1", "\\\"total\\\":\\\"1\\\"");
    std::fs::write(&har, text).unwrap();
    let broken = judge(&server);
    assert_eq!(broken.code, Some(1));
    assert!(broken.out.contains("body/type in listOrders"), "{}", broken.out);
    // Nothing was recorded there: that is no clean judgement.
    assert_eq!(judge("http://elsewhere.example").code, Some(2));
}

#[test]
fn a_baseline_accepts_what_it_lists() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written(folder.path(), "shop.json", &shop());
    let baseline = folder.path().join("baseline.json");
    let server = serve(true);
    let check = |option: &str| {
        let arguments = [
            "check",
            "--spec",
            spec.to_str().unwrap(),
            "--base-url",
            &server,
            "--credential",
            "key=env:SHOP_KEY",
            option,
            baseline.to_str().unwrap(),
        ];
        run(&arguments, &[("SHOP_KEY", SECRET)]).code
    };
    assert_eq!(check("--write-baseline"), Some(1));
    assert_eq!(check("--baseline"), Some(0));
}

#[test]
fn what_cannot_be_checked_is_never_clean() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written(folder.path(), "shop.json", &shop());
    let spec = spec.to_str().unwrap();
    let no_document = written(folder.path(), "list.json", &json!([]));
    let no_document = no_document.to_str().unwrap();
    let server = serve(false);
    let with_key = ["--credential", "key=env:SHOP_KEY"];
    for (arguments, expected) in [
        (vec!["check", "--spec", "missing.json", "--base-url", &server], "cannot read missing.json"),
        (vec!["check", "--spec", no_document, "--base-url", &server], "not an OpenAPI document"),
        (vec!["check", "--spec", spec, "--base-url", &server], "set --credential key=env:NAME"),
        (vec!["check", "--provider", "wecantrack", "--base-url", &server], "set WECANTRACK_API_KEY"),
        (vec!["check", "--spec", spec, "--base-url", &server, "--credential", "key=env:NO_SUCH"], "NO_SUCH is not set"),
        (vec!["check", "--spec", spec, "--base-url", &server, "--credential", "other=env:SHOP_KEY"], "it has: key"),
        (vec!["check", "--spec", spec, "--base-url", "http://127.0.0.1:1", with_key[0], with_key[1]], "cannot reach"),
        (
            vec!["check", "--spec", spec, "--base-url", "ftp://shop.example", with_key[0], with_key[1]],
            "not an HTTP URL",
        ),
        (
            vec!["check", "--spec", spec, "--base-url", &server, with_key[0], with_key[1], "--operation", "nope"],
            "it has: listOrders",
        ),
        (vec!["check", "--spec", spec, "--base-url", &server, with_key[0], with_key[1], "--value", "nope=1"], "limit"),
        (vec!["check", "--spec", spec, "--har", no_document], "not HAR"),
        (vec!["diff", "missing.json", spec], "cannot read missing.json"),
        (vec!["diff", no_document, spec], "old document"),
        (vec!["diff", spec, "HEAD:no/such/file.json"], "git cannot find"),
    ] {
        let ran = run(&arguments, &[("SHOP_KEY", SECRET)]);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(expected), "{arguments:?}: {}", ran.err);
        assert!(!ran.out.contains("clean"), "{arguments:?}: {}", ran.out);
    }
}

#[test]
fn a_credential_in_the_arguments_is_refused_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let spec = written(folder.path(), "shop.json", &shop());
    let credential = format!("key={SECRET}");
    let arguments =
        ["check", "--spec", spec.to_str().unwrap(), "--base-url", "http://localhost", "--credential", &credential];
    let ran = run(&arguments, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("only read from environment variables"), "{}", ran.err);
    assert!(!ran.err.contains("s3cr3t"), "{}", ran.err);
}

#[test]
fn a_change_that_breaks_clients_fails_and_one_that_does_not_passes() {
    let folder = tempfile::tempdir().unwrap();
    let old = written(folder.path(), "old.json", &shop());
    let mut broken = shop();
    broken["paths"]["/orders"]["get"]["parameters"][0]["schema"]["maximum"] = json!(5);
    let mut wider = shop();
    wider["paths"]["/orders"]["get"]["parameters"][0]["schema"]["maximum"] = json!(50);
    for (new, code) in [(shop(), 0), (broken, 1), (wider, 0)] {
        let new = written(folder.path(), "new.json", &new);
        let ran = run(&["diff", old.to_str().unwrap(), new.to_str().unwrap()], &[]);
        assert_eq!(ran.code, Some(code), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn documents_in_yaml_and_of_3_1_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let responses = "{'200': {description: ok, content: {application/json: {schema: {$ref: 'schemas.yaml#/Order'}}}}}";
    let paths = format!("paths: {{/orders: {{get: {{operationId: getOrders, responses: {responses}}}}}}}\n");
    let head = |version: &str| format!("openapi: {version}\ninfo: {{title: Shop, version: '1'}}\n{paths}");
    write("schemas.yaml", "Order: {type: object, properties: {note: {type: string, maxLength: 3}}}\n");
    let (old, new) = (write("old.yaml", &head("3.0.3")), write("new.yaml", &head("3.1.0")));
    let ran = run(&["diff", &old, &new], &[]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    assert!(ran.out.contains("changes      0") && ran.out.ends_with("clean\n"), "{}", ran.out);

    let broken = write("broken.yaml", "openapi: 3.1.0\npaths:\n  /a:\n    description: what: it does\n");
    let ran = run(&["diff", &broken, &new], &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("broken.yaml:4:22: this is not YAML: "), "{}", ran.err);
}

#[test]
fn a_report_can_go_to_a_file_while_the_text_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = written(folder.path(), "old.json", &shop());
    let mut changed = shop();
    changed["paths"] = json!({});
    let new = written(folder.path(), "new.json", &changed);
    let (old, new) = (old.to_str().expect("a path"), new.to_str().expect("a path"));
    let file = folder.path().join("report.sarif");
    let path = file.to_str().expect("a path");
    let ran = run(&["diff", old, new, "--format", "sarif", "--output", path], &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("1 error"), "{}", ran.out);
    let log: Value = serde_json::from_str(&std::fs::read_to_string(&file).expect("a file")).expect("JSON");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["level"], "error");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], new);
    let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("an index");
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], result["ruleId"]);
    assert!(rule["shortDescription"]["text"].is_string(), "{rule}");
    // Several reports of one run, and what is shown is what --format says.
    let named = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let (junit, odd) = (format!("junit={}", named("report.xml")), named("a=b.json"));
    let ran =
        run(&["diff", old, new, "--format", "github", "--output", &junit, "--output", &format!("json={odd}")], &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.starts_with("::error "), "{}", ran.out);
    assert!(std::fs::read_to_string(named("report.xml")).expect("a file").starts_with("<?xml "));
    assert!(std::fs::read_to_string(odd).expect("a file").starts_with('{'));
    let nowhere = folder.path().join("nowhere/report.sarif");
    let ran = run(&["diff", old, new, "--output", nowhere.to_str().expect("a path")], &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("cannot write the report to "), "{}", ran.err);
}
