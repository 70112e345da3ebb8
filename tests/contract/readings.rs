//! Where a provider's own material can be read in two ways, a scenario chooses the second.

use http::Method;
use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn play(sandbox: &Sandbox, scenario: &Value) -> (u16, Value) {
    let (status, body) = sandbox.answer(&sandbox.control(Method::PUT, "/scenario", scenario)).await;
    (status.as_u16(), body)
}

async fn malformed_id(sandbox: &Sandbox) -> u16 {
    sandbox.answer(&sandbox.get("affitor", "/api/tracking/status/nonsense")).await.0.as_u16()
}

#[tokio::test]
async fn a_malformed_id_is_a_bad_request_or_unknown_as_the_scenario_says() {
    let sandbox = Sandbox::start_small().await;
    assert_eq!(malformed_id(&sandbox).await, 400);
    let readings = json!({ "affitor": ["malformed-id-is-404"] });
    let (status, body) = play(&sandbox, &json!({ "readings": readings })).await;
    assert_eq!((status, &body["readings"]), (200, &readings));
    assert_eq!(malformed_id(&sandbox).await, 404);
    let shown = sandbox.success(&sandbox.control(Method::GET, "/scenario", &Value::Null)).await;
    assert_eq!(shown["readings"], readings);

    // Other refusals of the provider, and other providers, stay as they are.
    let stranger = sandbox.get("affitor", "/api/tracking/status/nonsense").without_credentials();
    assert_eq!(sandbox.answer(&stranger).await.0.as_u16(), 401);
    assert_eq!(sandbox.answer(&sandbox.get("agentref", "/programs/nonsense/tracking/status")).await.0.as_u16(), 400);

    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!(malformed_id(&sandbox).await, 400);
}

#[tokio::test]
async fn a_scenario_that_the_sandbox_starts_with_sets_the_reading_and_reset_returns_to_it() {
    let scenario = serde_json::from_value(json!({ "readings": { "affitor": ["malformed-id-is-404"] } }));
    let sandbox = Sandbox::start_with(trackside_mock_server::Configuration {
        scenario: scenario.expect("a scenario"),
        ..crate::harness::configuration()
    })
    .await;
    assert_eq!(malformed_id(&sandbox).await, 404);
    assert_eq!(play(&sandbox, &json!({})).await.0, 200);
    assert_eq!(malformed_id(&sandbox).await, 400);
    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!(malformed_id(&sandbox).await, 404);
}

#[tokio::test]
async fn an_unknown_reading_is_refused_and_changes_nothing() {
    let sandbox = Sandbox::start_small().await;
    for (readings, expected) in [
        (json!({ "affitor": ["teapot"] }), "malformed-id-is-404"),
        (json!({ "agentref": ["malformed-id-is-404"] }), "validation-is-400"),
        (json!({ "stripe": [] }), "unknown provider"),
    ] {
        let (status, body) = play(&sandbox, &json!({ "readings": readings })).await;
        assert_eq!(status, 422, "{body}");
        assert!(body["message"].as_str().expect("a message").contains(expected), "{body}");
    }
    assert_eq!(malformed_id(&sandbox).await, 400);
}
