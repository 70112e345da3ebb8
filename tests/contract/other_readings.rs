//! Where a provider's material can be read in two ways, a scenario switches to the other one.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

/// Sends the call without judging the response: the published document describes the usual reading.
async fn answer(sandbox: &Sandbox, call: &Call) -> (u16, Value) {
    let exchange = sandbox.send(call).await;
    let body = serde_json::from_slice(&exchange.response_body).expect("a JSON body");
    (exchange.status.as_u16(), body)
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
    let scenario: Value =
        serde_json::from_str(include_str!("../fixtures/scenarios/other-readings.json")).expect("JSON");
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
async fn a_reading_that_does_not_exist_is_refused_with_those_that_do() {
    let sandbox = Sandbox::start_small().await;
    let call = sandbox.control(Method::PUT, "/scenario", &json!({ "readings": { "wecantrack": ["invalid-is-500"] } }));
    let (status, body) = sandbox.answer(&call).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = body["message"].as_str().expect("a message");
    assert!(said.contains("invalid-is-500") && said.contains("invalid-is-400"), "{said}");
}
