//! The rules of the check: their page, and that each of them can be broken.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;
use trackside_checker::har::{Recorded, Recording};
use trackside_checker::{
    CoverageKind, Level, Options, Rule, Spec, Unwatched, check, check_recording, rules, rules_page,
};
use trackside_contract::Exchange;
use url::Url;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RULES.md");

/// Set this variable to write the page.
const UPDATE: &str = "UPDATE_RULES_PAGE";

/// The rules that no test breaks, and why.
const UNBROKEN: [(&str, &str); 1] =
    [("contract", "no document is known that loads and has a schema that the validator then cannot compile")];

#[test]
fn the_page_of_rules_is_up_to_date() {
    if env::var_os(UPDATE).is_some() {
        fs::write(PATH, rules_page()).expect("the page can be written");
    }
    let written = fs::read_to_string(PATH).unwrap_or_default();
    assert!(written == rules_page(), "RULES.md is stale; run `{UPDATE}=1 cargo test -p trackside-checker rules`");
}

#[test]
fn the_ids_of_rules_are_unique_and_in_kebab_case() {
    let mut seen = BTreeSet::new();
    for rule in rules() {
        assert!(seen.insert(rule.id), "{} is declared twice", rule.id);
        let is_kebab = rule.id.chars().all(|character| matches!(character, 'a'..='z' | '-' | '/'));
        assert!(is_kebab, "{} is not kebab-case", rule.id);
    }
}

#[test]
fn every_rule_has_a_meaning_and_a_fix_of_one_line() {
    for Rule { id, level, warning_when, meaning, fix } in rules() {
        for text in [Some(*meaning), Some(*fix), *warning_when].into_iter().flatten() {
            let is_line = text.len() > 10 && text.len() <= 110 && !text.ends_with('.') && !text.contains(['\n', '|']);
            assert!(is_line, "{id}: {text:?}");
        }
        assert!(warning_when.is_none() || *level == Level::Error, "{id} is a warning anyway");
        assert_ne!(*level, Level::Info, "{id}");
    }
}

/// A finding is made from its declared rule: an id is written once, where the rule is declared.
#[test]
fn no_id_is_written_outside_of_its_declaration() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of all crates");
    let sources: Vec<_> =
        ["checker/src", "contract/src"].iter().flat_map(|folder| files(&crates.join(folder))).collect();
    assert!(sources.len() > 50, "the sources are found");
    // Ids without a slash are usual words, and names of headers.
    for rule in rules().iter().filter(|rule| rule.id.contains('/')) {
        let literal = format!("\"{}\"", rule.id);
        let holds = |path: &&PathBuf| fs::read_to_string(path).expect("a source").matches(&literal).count();
        let found: usize = sources.iter().map(|path| holds(&path)).sum();
        assert_eq!(found, 1, "{literal} is written {found} times");
    }
}

#[tokio::test]
async fn every_rule_is_broken_by_a_test() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/CORRUPTIONS.md")).expect("the page");
    // | kind | corrupted | rule | the finding says |
    let corruptions = page.lines().filter_map(|line| line.split(" | ").nth(2)?.strip_prefix('`')?.strip_suffix('`'));
    let mut broken: BTreeSet<String> = corruptions.map(str::to_owned).collect();
    broken.extend(recorded());
    broken.extend(unwritable().await);
    broken.extend(crate::chains::broken().await);
    broken.extend(crate::filters::broken().await);
    broken.extend(crate::paging::broken().await);
    broken.extend(crate::verdicts::broken().await);
    broken.extend(crate::requests::broken());
    broken.extend(crate::webhooks::broken().await);
    for rule in rules() {
        let reason = UNBROKEN.iter().find(|(id, _)| *id == rule.id);
        assert_ne!(
            broken.contains(rule.id),
            reason.is_some(),
            "{} is broken by no test, or has a reason all the same",
            rule.id
        );
    }
    for id in broken {
        assert!(rules().iter().any(|rule| rule.id == id), "{id} is not declared");
    }
}

/// What is found in recordings that no published document allows.
fn recorded() -> BTreeSet<String> {
    let tree = json!({ "oneOf": [
        { "type": "object", "properties": { "child": { "$ref": "#/components/schemas/Tree" }, "a": { "type": "string" } } },
        { "type": "object", "properties": { "child": { "$ref": "#/components/schemas/Tree" }, "b": { "type": "string" } } }
    ] });
    let spec = spec(
        &json!({ "/none": { "get": {
        "operationId": "getNone", "responses": { "204": { "description": "Nothing." } }
    } }, "/tree": { "get": {
        "operationId": "getTree", "responses": { "200": { "description": "A tree.", "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Tree" }
        } } } }
    } }, "/xml": { "get": {
        "operationId": "getXml", "responses": { "200": { "description": "In XML.", "content": { "application/xml": {} } } }
    } } }),
        &json!({ "Tree": tree }),
    );
    let nested = (0..60).fold(json!({ "leaf": 1 }), |inner, _| json!({ "child": inner }));
    let mut in_xml = exchange("/xml", 200, "<a/>");
    in_xml.exchange.response_headers.insert("content-type", HeaderValue::from_static("application/xml"));
    let exchanges = vec![exchange("/none", 204, "text"), exchange("/tree", 200, &nested.to_string()), in_xml];
    let options = Options {
        min_coverage: CoverageKind::ALL.into_iter().map(|kind| (kind, 101.0)).collect(),
        ..Options::default()
    };
    let unsaved = vec!["GET http://localhost/none".to_owned()];
    let recording = Recording { exchanges, unsaved, ..Recording::default() };
    let report = check_recording(&spec, &recording, &options, "a recording").expect("a report");
    report.findings.iter().map(|finding| finding.rule.to_string()).collect()
}

/// What is found when a document declares a path that no request can have.
async fn unwritable() -> BTreeSet<String> {
    let operation =
        json!({ "get": { "operationId": "getSpace", "responses": { "200": { "description": "Never." } } } });
    let spec = spec(&json!({ "/with a space": operation }), &json!({}));
    let base_url = Url::parse("http://127.0.0.1:1").expect("an address");
    let (_keep, stop) = watch::channel(false);
    let report = check(&spec, &base_url, &Options::default(), Arc::new(Unwatched), stop, None).await;
    report.expect("a report").findings.iter().map(|finding| finding.rule.to_string()).collect()
}

fn spec(paths: &Value, schemas: &Value) -> Spec {
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Test", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas }
    });
    Spec::new(&document).expect("a document")
}

fn exchange(target: &str, status: u16, body: &str) -> Recorded {
    let json = (HeaderName::from_static("content-type"), HeaderValue::from_static("application/json"));
    Recorded {
        index: 0,
        base_url: Url::parse("http://localhost").expect("an address"),
        started: None,
        exchange: Exchange {
            method: Method::GET,
            target: target.to_owned(),
            request_headers: HeaderMap::new(),
            request_body: Bytes::new(),
            status: StatusCode::from_u16(status).expect("a status"),
            response_headers: HeaderMap::from_iter([json]),
            response_body: body.to_owned().into(),
        },
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}
