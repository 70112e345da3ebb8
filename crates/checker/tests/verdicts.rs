//! Verdicts: what was not seen is not clean, and what has one cause is one finding.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use trackside_checker::report::{Format, Outcome, Report};
use trackside_checker::{Level, Options};

use crate::fake::{checked, document, lines, response, serve, told};

/// A document with a list and an order by id.
fn shop() -> Value {
    let order = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
    let get = |id: &str, schema: &Value, parameters: Value| {
        let responses = json!({ "200": response(schema), "404": response(&json!({ "type": "object" })) });
        json!({ "get": { "operationId": id, "parameters": parameters, "responses": responses } })
    };
    let id = json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } }]);
    let list = json!({ "type": "array", "items": order });
    document(&json!({ "/orders": get("listOrders", &list, json!([])), "/orders/{id}": get("getOrder", &order, id) }))
}

fn written(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    report.write(&mut out, format, false).expect("a report");
    String::from_utf8(out).expect("text")
}

/// The rules that are broken by a server all of whose orders are unknown.
pub(crate) async fn broken() -> BTreeSet<String> {
    unknown_orders(Options::default()).await.findings.iter().map(|finding| finding.rule.to_string()).collect()
}

async fn unknown_orders(options: Options) -> Report {
    let url = serve(|asked| match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/orders") => told(200, &json!([{ "id": 1 }])),
        ("GET", _) => told(404, &json!({})),
        _ => told(405, &json!({})),
    });
    checked(&shop(), &url, options).await.expect("a report")
}

#[tokio::test]
async fn an_operation_that_never_succeeds_is_not_clean() {
    let report = unknown_orders(Options::default()).await;
    let says = "coverage/operation-success : no request succeeded (only 404); give values that exist with --value NAME=VALUE (id)";
    assert_eq!(lines(&report), [says]);
    assert_eq!(report.findings[0].operation.as_deref(), Some("getOrder"));
    assert_eq!(report.exit_code(), 1);
    let one = Options { operations: vec!["listOrders".to_owned()], ..Options::default() };
    assert_eq!(lines(&unknown_orders(one).await), [""; 0]);
    // Two cases for two operations are enough, one is not: but that is what was asked for.
    for (max_cases, expected) in [(2, 1), (1, 0)] {
        let limited = Options { max_cases: Some(max_cases), ..Options::default() };
        assert_eq!(unknown_orders(limited).await.findings.len(), expected, "{max_cases}");
    }
}

#[tokio::test]
async fn an_operation_that_can_only_fail_may_do_so() {
    let gone = json!({ "/orders": { "get": { "operationId": "listOrders", "responses": {
        "410": response(&json!({ "type": "object" }))
    } } } });
    let url = serve(|asked| told(if asked.method == "GET" { 410 } else { 405 }, &json!({})));
    let report = checked(&document(&gone), &url, Options::default()).await.expect("a report");
    assert_eq!(lines(&report), [""; 0]);
}

#[tokio::test]
async fn the_same_cause_is_one_finding_with_a_count() {
    let url = serve(|asked| match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/orders") => told(200, &json!([{ "id": "1" }, { "id": "2" }, {}])),
        ("GET", _) => told(200, &json!({ "id": "1" })),
        _ => told(405, &json!({})),
    });
    let report =
        checked(&shop(), &url, Options { cases_per_operation: 5, ..Options::default() }).await.expect("a report");
    let found: Vec<_> = report.findings.iter().map(|found| (found.rule.as_str(), found.operation.as_deref())).collect();
    let expected =
        [("body/type", Some("listOrders")), ("body/required", Some("listOrders")), ("body/type", Some("getOrder"))];
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), expected.iter().collect(), "{:#?}", lines(&report));
    assert_eq!(found.len(), expected.len());
    let in_order = report.findings.iter().find(|found| found.operation.as_deref() == Some("getOrder")).expect("one");
    let failed = report.cases.iter().filter(|case| case.operation == "getOrder" && case.outcome == Outcome::Failed);
    assert_eq!(in_order.count, failed.count(), "each request to getOrder shows it");
    assert!(in_order.count > 1 && in_order.other_cases.len() + 1 == in_order.count, "{in_order:#?}");
    // Each failed case fails in JUnit, and the other formats tell the count.
    let junit = written(&report, Format::Junit);
    let failures = junit.matches("<failure ").count();
    // The schemas of JUnit allow `skipped` in suites only.
    let root = junit.lines().find(|line| line.starts_with("<testsuites ")).expect("a root");
    assert!(!root.contains("skipped=") && root.contains(" failures=\"") && root.ends_with('>'), "{root}");
    assert!(junit.contains("skipped=\"0\""), "{junit}");
    assert_eq!(failures, report.cases.iter().filter(|case| case.outcome == Outcome::Failed).count());
    let times = format!("body/type in getOrder ({} times)", in_order.count);
    assert!(written(&report, Format::Text).contains(&times), "{}", written(&report, Format::Text));
    let json: Value = serde_json::from_str(&written(&report, Format::Json)).expect("JSON");
    assert_eq!(json["errors"], 3);
    let counts = json["findings"].as_array().into_iter().flatten().map(|one| one["count"].clone());
    assert_eq!(counts.collect::<Vec<_>>(), report.findings.iter().map(|found| json!(found.count)).collect::<Vec<_>>());
}

#[tokio::test]
async fn operations_with_the_same_findings_share_a_group() {
    let url = serve(|asked| match asked.method.as_str() {
        "GET" => told(418, &json!({})),
        _ => told(405, &json!({})),
    });
    let report =
        checked(&shop(), &url, Options { cases_per_operation: 2, ..Options::default() }).await.expect("a report");
    let text = written(&report, Format::Text);
    assert!(text.contains("error status/undeclared in getOrder and 1 more operation ("), "{text}");
    assert!(report.findings.iter().all(|found| found.level == Level::Error));
}

#[tokio::test]
async fn a_path_that_no_url_can_have_is_left_out_with_a_note() {
    let mut document = shop();
    document["paths"]["/orders#open"] = document["paths"]["/orders"].clone();
    document["paths"]["/orders#open"]["get"]["operationId"] = json!("listOpenOrders");
    let url = serve(|asked| match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/orders") => told(200, &json!([{ "id": 1 }])),
        ("GET", _) => told(200, &json!({ "id": 1 })),
        _ => told(405, &json!({})),
    });
    let report = checked(&document, &url, Options::default()).await.expect("a report");
    assert_eq!(lines(&report), [""; 0]);
    let note = "/paths/~1orders#open/get: skipped, its path has a `#`, where the path of a URL ends";
    assert!(report.notes.iter().any(|found| found == note), "{:?}", report.notes);
}
