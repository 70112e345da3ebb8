//! Every operation × every documented status, each response valid against the published document and its rules. The calls are derived from
//! those that `GET /_mock/operations` lists.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, RateLimit};

use crate::harness::{Call, Sandbox, configuration, contract, document, providers};
use crate::operations::spoilt;

/// What no request provokes: faults of the server, and refusals that depend on what the sandbox does not simulate.
const UNPROVOKED: [(&str, u16); 8] = [
    ("agentref", 409),
    ("agentref", 422),
    ("agentref", 500),
    ("affitor", 500),
    ("partnero", 400),
    ("partnero", 404),
    ("partnero", 422),
    ("partnero", 500),
];

/// A status that was seen: provider, operation, status.
type Seen = (String, String, u16);

#[tokio::test]
async fn every_documented_status_is_answered_as_documented() {
    let sandbox = Sandbox::start().await;
    let mut seen: BTreeSet<Seen> = BTreeSet::new();
    for operation in sandbox.operations().await {
        let call = sandbox.listed_call(&operation);
        let refused = sandbox.server.sandbox().keys().of(call.provider);
        let refused = refused.filter(|key| !key.works() || key.kind.is_some() || key.scopes.is_some());
        let mut calls = vec![call.clone(), call.clone().without_credentials()];
        calls.extend(refused.map(|key| call.clone().with_secrets(&key.secrets)));
        calls.extend(spoilt(&operation, &call));
        calls.extend(with_a_reused_key(&operation, &call));
        for call in calls {
            let (status, _) = sandbox.answer(&call).await;
            seen.insert(named(&operation, status.as_u16()));
        }
        // What one operation has recorded, another may find.
        sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    }
    for operation in sandbox.operations().await {
        let needs_key = !operation["credential"].as_array().expect("a list").is_empty();
        assert!(!needs_key || seen.contains(&named(&operation, 401)), "{operation} takes no note of credentials");
    }
    over_the_limit(&mut seen).await;

    // What is left is asked for by name.
    for operation in sandbox.operations().await {
        let call = sandbox.listed_call(&operation);
        for status in operation["failures"].as_array().expect("a list").iter().filter_map(Value::as_u64) {
            let status = u16::try_from(status).expect("a status");
            if seen.contains(&named(&operation, status)) {
                continue;
            }
            let (provider, id) = (call.provider, &operation["id"]);
            assert!(UNPROVOKED.contains(&(provider, status)), "no request provokes {provider} {id} {status}");
            let preferring = call.clone().header("prefer", format!("code={status}"));
            assert_eq!(sandbox.answer(&preferring).await.0.as_u16(), status, "{provider} {id}");
        }
    }
}

/// Two calls with the same idempotency key that are not the same, if the operation takes such a key.
fn with_a_reused_key(operation: &Value, call: &Call) -> Vec<Call> {
    let template = operation["template"].as_str().expect("a path");
    let declared = document(call.provider)["paths"][template][call.method.as_str().to_ascii_lowercase()].take();
    let Some(header) = declared["x-idempotency-key"].as_str() else { return Vec::new() };
    let first = call.clone().header(&header.to_ascii_lowercase(), "again");
    let other = Call { target: format!("{}?another=request", first.target), ..first.clone() };
    vec![first, other]
}

/// Each operation of a provider that counts requests, asked for twice where one request a minute is allowed.
async fn over_the_limit(seen: &mut BTreeSet<Seen>) {
    let limit = || Configuration { rate_limit: RateLimit::PerMinute(1), ..configuration() };
    for provider in providers() {
        let operations = Sandbox::start_with(limit()).await.operations().await;
        for operation in operations.iter().filter(|operation| operation["provider"] == provider) {
            let documents_it = operation["failures"].as_array().expect("a list").contains(&429.into());
            if !documents_it {
                continue;
            }
            let limited = Sandbox::start_with(limit()).await;
            let call = limited.listed_call(operation);
            // Ten are allowed where the operation has a limit of its own.
            let mut statuses = Vec::new();
            for _ in 0..11 {
                statuses.push(limited.answer(&call).await.0.as_u16());
            }
            assert_eq!(statuses.last(), Some(&429), "{provider} {}", operation["id"]);
            seen.insert(named(operation, 429));
        }
    }
}

fn named(operation: &Value, status: u16) -> Seen {
    let text = |name: &str| operation[name].as_str().expect("a text").to_owned();
    (text("provider"), text("id"), status)
}

#[tokio::test]
async fn every_status_that_is_seen_is_documented() {
    // Judging a response refuses undeclared statuses; this holds that the list and the document name the same ones.
    let sandbox = Sandbox::start_small().await;
    for operation in sandbox.operations().await {
        let (provider, id) = (operation["provider"].as_str().expect("a name"), &operation["id"]);
        let documented = contract(provider).operations().iter().find(|found| found.id == *id).expect("documented");
        let listed = operation["failures"].as_array().expect("a list").iter().chain([&operation["success"]]);
        let listed: BTreeSet<u64> = listed.filter_map(Value::as_u64).collect();
        // The list names one success.
        let is_listed = |status: &u64| !(200..300).contains(status) || operation["success"] == *status;
        let documented = documented.statuses.iter().map(|status| u64::from(*status)).filter(is_listed);
        assert_eq!(listed, documented.collect(), "{provider} {id}");
    }
}

#[tokio::test]
async fn every_program_is_shown_by_every_provider_as_documented() {
    let sandbox = Sandbox::start().await;
    for program in sandbox.own_programs().await {
        let id = |provider: &str| program["at"][provider]["id"].as_str().unwrap();
        sandbox.success(&sandbox.get("agentref", format!("/programs/{}/tracking/status", id("agentref")))).await;
        sandbox.success(&sandbox.get("affitor", format!("/api/tracking/status/{}", id("affitor")))).await;
    }
    let keys: Vec<_> = sandbox.server.sandbox().keys().of("partnero").filter(|key| key.works()).cloned().collect();
    for key in keys {
        for path in ["/v1/program", "/v1/program/overview"] {
            sandbox.success(&sandbox.get("partnero", path).with_secrets(&key.secrets)).await;
        }
    }
}
