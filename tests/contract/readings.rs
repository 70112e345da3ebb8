//! Where a provider's own material can be read in two ways, a scenario chooses the second.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

/// Sends the call without judging the response: the published document describes the usual reading.
async fn answer(sandbox: &Sandbox, call: &Call) -> (u16, Value) {
    let exchange = sandbox.send(call).await;
    let body = serde_json::from_slice(&exchange.response_body).expect("a JSON body");
    (exchange.status.as_u16(), body)
}

async fn play(sandbox: &Sandbox, scenario: &Value) -> (u16, Value) {
    let (status, body) = sandbox.answer(&sandbox.control(Method::PUT, "/scenario", scenario)).await;
    (status.as_u16(), body)
}

/// The scenario that asks for every second reading.
fn other_readings() -> Value {
    serde_json::from_str(include_str!("../fixtures/scenarios/other-readings.json")).expect("JSON")
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
        (json!({ "wecantrack": ["invalid-is-500"] }), "invalid-is-400"),
        (json!({ "stripe": [] }), "unknown provider"),
    ] {
        let (status, body) = play(&sandbox, &json!({ "readings": readings })).await;
        assert_eq!(status, 422, "{body}");
        assert!(body["message"].as_str().expect("a message").contains(expected), "{body}");
    }
    assert_eq!(malformed_id(&sandbox).await, 400);
}

#[tokio::test]
async fn a_scenario_switches_the_status_of_what_is_refused() {
    let sandbox = Sandbox::start_small().await;
    let calls = [
        sandbox.get("wecantrack", "/api/v3/transactions?date_type=order_date"),
        sandbox.get("wecantrack", "/api/v2/network_accounts?ids[]=one"),
        sandbox.get("wecantrack", "/api/v1/websites?id=one"),
        sandbox.post("fullwhere", "/partners/survey-tracker/generate", &json!({ "purchaseId": "LH-00412345" })),
        sandbox.get("fullwhere", "/partners/survey-tracker?id=abc"),
        sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 0 })),
    ];
    let scenario = other_readings();
    for (readings, expected) in [
        (json!({}), [422, 422, 400, 400, 400, 400]),
        (scenario["readings"].clone(), [400, 400, 400, 404, 404, 400]),
        (json!({ "wecantrack": ["invalid-is-400"] }), [400, 400, 400, 400, 400, 400]),
    ] {
        let played = json!({ "readings": readings });
        let shown = sandbox.success(&sandbox.control(Method::PUT, "/scenario", &played)).await;
        assert_eq!(shown.get("readings").unwrap_or(&json!({})), &readings);
        for (call, status) in calls.iter().zip(expected) {
            let (found, body) = answer(&sandbox, call).await;
            assert_eq!(found, status, "{} with {readings}: {body}", call.target);
            let of_wecantrack = call.provider == "wecantrack";
            assert_eq!(body["error"].is_string(), status != 422, "{} {body}", call.target);
            assert_eq!(body["statusCode"] == status, !of_wecantrack, "{} {body}", call.target);
        }
    }
    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!(answer(&sandbox, &calls[0]).await.0, 422, "a reset goes back to the usual reading");
}

#[tokio::test]
async fn a_body_that_agentref_finds_invalid_gets_the_status_of_its_pages_or_that_of_its_sdks() {
    let sandbox = Sandbox::start_small().await;
    let mut tried = 0;
    for operation in sandbox.operations().await.iter().filter(|operation| operation["provider"] == "agentref") {
        let call = sandbox.listed_call(operation);
        let Some((field, _)) = operation["body"].as_object().and_then(|body| body.iter().next()) else { continue };
        let mut body = operation["body"].clone();
        body[field] = json!([[]]);
        let calls = [call.clone().body(body.to_string()), call.clone().body("no JSON"), call.with_secrets(&["nobody"])];
        for (readings, statuses) in
            [(json!({}), [422, 400, 401]), (other_readings()["readings"].take(), [400, 400, 401])]
        {
            assert_eq!(play(&sandbox, &json!({ "readings": readings })).await.0, 200);
            let codes = ["VALIDATION_ERROR", "BAD_REQUEST", "UNAUTHORIZED"];
            for ((call, status), code) in calls.iter().zip(statuses).zip(codes) {
                let (found, body) = answer(&sandbox, call).await;
                assert_eq!((found, &body["error"]["code"]), (status, &json!(code)), "{} {readings}", operation["id"]);
            }
        }
        tried += 1;
    }
    assert!(tried > 10, "{tried} operations have a body");

    // So do bodies whose fields do not go together, and those that do not fit what exists.
    let unlimited = json!({ "name": "A", "commissionType": "recurring_limited", "commissionPercent": 10 });
    for (readings, status) in [(json!({}), 422), (other_readings()["readings"].take(), 400)] {
        play(&sandbox, &json!({ "readings": readings })).await;
        let (found, body) = answer(&sandbox, &sandbox.post("agentref", "/programs", &unlimited)).await;
        assert_eq!((found, &body["error"]["code"]), (status, &json!("VALIDATION_ERROR")));
    }
}
