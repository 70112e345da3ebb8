//! What AgentRef's documentation and SDKs say, beyond the page of the endpoint.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_contract::{Level, Origin};

use crate::harness::{Call, Sandbox, contract, document, fixture};

/// The code and the message of a refusal.
async fn refusal(sandbox: &Sandbox, target: &str, secret: &str) -> (u16, Value) {
    let (status, body) = sandbox.answer(&sandbox.get("agentref", target).with_secrets(&[secret])).await;
    (status.as_u16(), body["error"].clone())
}

#[tokio::test]
async fn a_key_of_the_wrong_kind_is_forbidden_and_a_key_without_the_scope_is_told_so() {
    let sandbox = Sandbox::start_small().await;
    let program = sandbox.server.sandbox().moment().view().programs().next().expect("a program").uuid;
    let target = format!("/programs/{program}/tracking/status");
    for (secret, code) in [
        ("ak_aff_sandbox", "FORBIDDEN"),
        ("ak_live_narrow", "INSUFFICIENT_SCOPE"),
        ("ak_onb_sandbox", "INSUFFICIENT_SCOPE"),
    ] {
        let (status, error) = refusal(&sandbox, &target, secret).await;
        assert_eq!((status, &error["code"]), (403, &json!(code)), "{secret}");
    }
    let (_, error) = refusal(&sandbox, &target, "ak_aff_sandbox").await;
    assert_eq!(error["message"], "Merchant key required");
}

#[tokio::test]
async fn a_bad_request_has_empty_details_and_other_failures_have_none() {
    let sandbox = Sandbox::start_small().await;
    let (status, error) = refusal(&sandbox, "/programs/nonsense/tracking/status", "ak_live_sandbox").await;
    assert_eq!((status, &error["code"], &error["details"]), (400, &json!("BAD_REQUEST"), &json!({})));
    let (status, error) = refusal(&sandbox, "/programs/nonsense/tracking/status", "nobody").await;
    assert_eq!((status, error.get("details")), (401, None));
}

#[test]
fn details_may_be_absent_empty_or_anything_else() {
    let fits = |status, body: &Value| contract("agentref").judge_body("getTrackingStatus", status, body);
    for (path, status) in [("agentref/failure-bad-request.json", 400), ("agentref/failure-validation.json", 422)] {
        assert_eq!(fits(status, &fixture(path)), [], "{path}");
    }
    let mut body = fixture("agentref/failure-bad-request.json");
    for details in [json!("a text"), json!(["a", 1]), json!(null), json!(7)] {
        body["error"]["details"] = details;
        assert_eq!(fits(400, &body), [], "{body}");
    }
    body["error"].as_object_mut().expect("an object").remove("details");
    assert_eq!(fits(400, &body), []);
}

#[test]
fn every_documented_code_is_known_and_the_two_conflicts_are_among_them() {
    let known =
        document("agentref")["components"]["schemas"]["FailureDetail"]["properties"]["code"]["x-extensible-enum"]
            .take();
    for code in [
        "BAD_REQUEST",
        "UNAUTHORIZED",
        "FORBIDDEN",
        "INSUFFICIENT_SCOPE",
        "NOT_FOUND",
        "CONFLICT",
        "IDEMPOTENCY_KEY_REUSED",
        "VALIDATION_ERROR",
        "RATE_LIMITED",
        "INTERNAL_ERROR",
    ] {
        assert!(known.as_array().expect("a list").contains(&code.into()), "{code}");
    }
}

#[test]
fn a_click_is_remembered_for_a_day_at_least_and_a_year_at_most() {
    let mut body = fixture("agentref/getTrackingStatus.json");
    for (days, pointer) in [
        (0, Some("/data/status/cookieDuration")),
        (1, None),
        (30, None),
        (365, None),
        (366, Some("/data/status/cookieDuration")),
    ] {
        body["data"]["status"]["cookieDuration"] = days.into();
        let violations = contract("agentref").judge_body("getTrackingStatus", 200, &body);
        let found = violations.iter().find(|violation| violation.rule.to_string() == "body/bounds");
        assert_eq!(found.map(|violation| violation.pointer.as_str()), pointer, "{days} days");
    }
}

#[tokio::test]
async fn a_step_without_reason_and_time_as_in_a_test_of_the_sdk_is_only_a_warning_at_the_provider() {
    let sandbox = Sandbox::start_small().await;
    let program = sandbox.server.sandbox().moment().view().programs().next().expect("a program").uuid;
    let mut exchange = sandbox.send(&sandbox.get("agentref", format!("/programs/{program}/tracking/status"))).await;
    let mut body: Value = serde_json::from_slice(&exchange.response_body).expect("JSON");
    let complete = body["data"]["health"]["scriptInstalled"]["complete"].take();
    body["data"]["health"]["scriptInstalled"] = json!({ "complete": complete });
    exchange.response_body = body.to_string().into();
    let missing = |origin| {
        let violations = contract("agentref").judge(&exchange, origin);
        let missing = violations.into_iter().filter(|violation| violation.rule.to_string() == "body/required");
        missing.map(|violation| (violation.pointer, violation.level)).collect::<Vec<_>>()
    };
    let steps = |level| ["reason", "updatedAt"].map(|name| (format!("/data/health/scriptInstalled/{name}"), level));
    assert_eq!(missing(Origin::Foreign), steps(Level::Warning));
    assert_eq!(missing(Origin::Sandbox), steps(Level::Error));
}

#[tokio::test]
async fn the_document_is_where_the_provider_serves_its_own() {
    let sandbox = Sandbox::start_small().await;
    let here = Call { headers: Vec::new(), ..sandbox.get("agentref", "/openapi.json") };
    let exchange = sandbox.send(&here).await;
    assert_eq!(
        (exchange.status, &exchange.response_headers["content-type"]),
        (StatusCode::OK, &"application/json".parse().expect("a value"))
    );
    let document: Value = serde_json::from_slice(&exchange.response_body).expect("JSON");
    let spec = sandbox.control(Method::GET, "/specs/agentref", &Value::Null);
    assert_eq!(document, sandbox.success(&spec).await);
    assert!(document["paths"].get("/_sandbox/stripe").is_none(), "what is the sandbox's own is not in it");
    // At the provider's own path as well.
    let port = sandbox.server.address().port();
    let request = reqwest::Client::new().get(format!("http://127.0.0.1:{port}/api/v1/openapi.json"));
    let response = request.header("host", format!("agentref.localhost:{port}")).send().await.expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
}
