//! Every operation × every documented status, each answer valid against the published document and its rules.

use std::collections::BTreeSet;

use serde_json::json;
use trackside_mock_server::{Configuration, RateLimit};

use crate::harness::{Call, PROVIDERS, Sandbox, WHOLE_TIME, configuration, contract};

/// Calls that provoke statuses, with the operation they call.
async fn provoking(sandbox: &Sandbox) -> Vec<(&'static str, Call, u16)> {
    let catalogue = sandbox.catalogue().await;
    let at = |provider: &str| catalogue["programs"][0]["at"][provider]["id"].as_str().unwrap().to_owned();
    let unknown = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    let agentref = sandbox.get("agentref", format!("/programs/{}/tracking/status", at("agentref")));
    let affitor = sandbox.get("affitor", format!("/api/tracking/status/{}", at("affitor")));
    let program = sandbox.get("partnero", "/v1/program");
    let overview = sandbox.get("partnero", "/v1/program/overview");
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}));
    let trackers = sandbox.success(&list).await;
    let tracker = trackers["data"][0]["id"].as_str().unwrap();
    let purchase = trackers["data"][0]["purchaseId"].as_str().unwrap();
    let get = sandbox.get("fullwhere", format!("/partners/survey-tracker?id={tracker}"));
    let generate = sandbox.post("fullwhere", "/partners/survey-tracker/generate", &json!({ "purchaseId": purchase }));
    let transactions = sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}"));
    vec![
        ("getTrackingStatus", agentref.clone(), 200),
        ("getTrackingStatus", sandbox.get("agentref", "/programs/nonsense/tracking/status"), 400),
        ("getTrackingStatus", agentref.clone().without_credentials(), 401),
        ("getTrackingStatus", agentref.with_secrets(&["ak_aff_sandbox"]), 403),
        ("getTrackingStatus", sandbox.get("agentref", format!("/programs/{unknown}/tracking/status")), 404),
        ("getTrackingStatus", affitor.clone(), 200),
        ("getTrackingStatus", sandbox.get("affitor", "/api/tracking/status/nonsense"), 400),
        ("getTrackingStatus", affitor.clone().without_credentials(), 401),
        ("getTrackingStatus", affitor.with_secrets(&["session-outsider"]), 403),
        ("getTrackingStatus", sandbox.get("affitor", "/api/tracking/status/2147483647"), 404),
        ("getProgram", program.clone(), 200),
        ("getProgram", program.without_credentials(), 401),
        ("getProgramOverview", overview.clone(), 200),
        ("getProgramOverview", overview.without_credentials(), 401),
        ("getSurveyTracker", get.clone(), 200),
        ("getSurveyTracker", sandbox.get("fullwhere", "/partners/survey-tracker?id=nonsense"), 400),
        ("getSurveyTracker", get.without_credentials(), 401),
        ("getSurveyTracker", sandbox.get("fullwhere", format!("/partners/survey-tracker?id={unknown}")), 404),
        ("listSurveyTrackers", list.clone(), 201),
        ("listSurveyTrackers", list.clone().body("{\"limit\":0}"), 400),
        ("listSurveyTrackers", list.without_credentials(), 401),
        ("generateSurveyTrackers", generate.clone(), 201),
        ("generateSurveyTrackers", generate.clone().body("{}"), 400),
        ("generateSurveyTrackers", generate.clone().without_credentials(), 401),
        ("generateSurveyTrackers", generate.body("{\"purchaseId\":\"nonsense\"}"), 404),
        ("listTransactions", transactions.clone(), 200),
        ("listTransactions", transactions.without_credentials(), 401),
        ("listTransactions", sandbox.get("wecantrack", "/api/v3/transactions"), 422),
    ]
}

#[tokio::test]
async fn every_documented_status_is_answered_as_documented() {
    let sandbox = Sandbox::start().await;
    let mut seen = BTreeSet::new();
    for (operation, call, expected) in provoking(&sandbox).await {
        let (status, body) = sandbox.answer(&call).await;
        assert_eq!(status.as_u16(), expected, "{} {operation}: {body}", call.provider);
        seen.insert((call.provider, operation.to_owned(), expected));
    }

    let limited = Sandbox::start_with(Configuration { rate_limit: RateLimit::PerMinute(1), ..configuration() }).await;
    let uuid = limited.catalogue().await["programs"][0]["at"]["agentref"]["id"].as_str().unwrap().to_owned();
    for (operation, call) in [
        ("getTrackingStatus", limited.get("agentref", format!("/programs/{uuid}/tracking/status"))),
        ("getProgram", limited.get("partnero", "/v1/program")),
        ("getProgramOverview", limited.get("partnero", "/v1/program/overview")),
        ("listTransactions", limited.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1"))),
    ] {
        limited.answer(&call).await;
        assert_eq!(limited.answer(&call).await.0.as_u16(), 429, "{} {operation}", call.provider);
        seen.insert((call.provider, operation.to_owned(), 429));
    }

    // What no request provokes is asked for by name: faults of the server, and refusals that depend on what the sandbox does not simulate.
    let unprovoked = [
        ("agentref", 422),
        ("agentref", 500),
        ("affitor", 500),
        ("partnero", 404),
        ("partnero", 422),
        ("partnero", 500),
    ];
    for provider in PROVIDERS {
        for operation in contract(provider).operations() {
            for status in &operation.statuses {
                if seen.contains(&(provider, operation.id.clone(), *status)) {
                    continue;
                }
                assert!(
                    unprovoked.contains(&(provider, *status)),
                    "no request provokes {provider} {} {status}",
                    operation.id
                );
                let target = operation.path.replace("{id}", &uuid).replace("{programId}", "42");
                let call =
                    sandbox.call(provider, operation.method.clone(), target).header("prefer", format!("code={status}"));
                assert_eq!(sandbox.answer(&call).await.0.as_u16(), *status, "{provider} {}", operation.id);
            }
        }
    }
}

#[tokio::test]
async fn every_program_is_shown_by_every_provider_as_documented() {
    let sandbox = Sandbox::start().await;
    for program in sandbox.catalogue().await["programs"].as_array().unwrap() {
        let id = |provider: &str| program["at"][provider]["id"].as_str().unwrap();
        sandbox.success(&sandbox.get("agentref", format!("/programs/{}/tracking/status", id("agentref")))).await;
        sandbox.success(&sandbox.get("affitor", format!("/api/tracking/status/{}", id("affitor")))).await;
    }
    let keys: Vec<_> = sandbox.server.sandbox().keys().of("partnero").cloned().collect();
    for key in keys {
        for path in ["/v1/program", "/v1/program/overview"] {
            sandbox.success(&sandbox.get("partnero", path).with_secrets(&key.secrets)).await;
        }
    }
}
