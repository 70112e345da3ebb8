//! Partnero's payout requests: requested, approved, paid, and what other providers show of them.

use http::Method;
use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn get(sandbox: &Sandbox, target: &str) -> Value {
    sandbox.success(&sandbox.get("partnero", target)).await["data"].take()
}

async fn request(sandbox: &Sandbox, body: &Value) -> (u16, Value) {
    let (status, body) = sandbox.answer(&sandbox.post("partnero", "/v1/payout_requests", body)).await;
    (status.as_u16(), body)
}

async fn decide(sandbox: &Sandbox, id: &Value, action: &str) -> (u16, Value) {
    let call = sandbox.call("partnero", Method::POST, format!("/v1/payout_requests/{id}/{action}"));
    let (status, mut body) = sandbox.answer(&call).await;
    (status.as_u16(), body["data"]["status"].take())
}

/// A simulated partner of the first program to whom something is owed.
async fn owed(sandbox: &Sandbox) -> Value {
    let partners = get(sandbox, "/v1/partners?limit=250").await;
    let owed = |row: &&Value| row["commissions"]["not_paid"][0]["amount"].as_f64().is_some_and(|amount| amount > 0.0);
    let mut active = partners.as_array().expect("rows").iter().filter(|row| row["status"] == "active");
    active.find(owed).expect("somebody is owed something").clone()
}

#[tokio::test]
async fn a_payout_of_the_whole_balance_is_requested_approved_and_paid() {
    let sandbox = Sandbox::start_small().await;
    let partner = owed(&sandbox).await;
    let balance = &partner["commissions"]["not_paid"][0];
    let body = json!({ "partner": { "id": partner["id"] }, "amount_units": balance["currency"] });
    let (status, answer) = request(&sandbox, &body).await;
    let made = &answer["data"];
    assert_eq!((status, &made["status"], &made["amount"]), (201, &json!("requested"), &balance["amount"]));
    assert_eq!(request(&sandbox, &body).await.0, 400, "nothing is left");
    let target = format!("/v1/payout_requests/{}", made["id"]);
    assert_eq!(&get(&sandbox, &target).await, made);
    assert_eq!(decide(&sandbox, &made["id"], "mark_as_paid").await.0, 400);
    assert_eq!(decide(&sandbox, &made["id"], "approve").await, (200, json!("approved")));
    assert_eq!(decide(&sandbox, &made["id"], "approve").await.0, 400);
    assert_eq!(decide(&sandbox, &made["id"], "mark_as_paid").await, (200, json!("finished")));
    assert_eq!(decide(&sandbox, &made["id"], "mark_as_paid").await.0, 400);
    let id = partner["id"].as_str().expect("an id");
    let after = get(&sandbox, &format!("/v1/partners/{id}")).await;
    let (paid, before) = (&after["commissions"]["paid"], &partner["commissions"]["paid"]);
    let difference = paid.as_f64().expect("a number") - before.as_f64().expect("a number");
    assert!((difference - balance["amount"].as_f64().expect("a number")).abs() < 0.001);
    let elsewhere = sandbox.success(&sandbox.get("agentref", "/payouts?limit=100&status=completed")).await;
    let cents = (balance["amount"].as_f64().expect("a number") * 100.0).round();
    let rows = elsewhere["data"].as_array().expect("rows");
    assert!(rows.iter().any(|row| row["amount"].as_f64() == Some(cents)), "AgentRef shows it");
    let search = format!("/v1/payout_requests:search?partner_id={id}&status=finished&amount_units=EUR");
    assert!(get(&sandbox, &search).await.as_array().expect("rows").iter().any(|row| row["id"] == made["id"]));
    let statuses = ["payout_requested", "payout_approved", "payout_paid"];
    for status in statuses {
        let list =
            sandbox.success(&sandbox.control(Method::GET, format!("/events?event={status}"), &Value::Null)).await;
        assert_eq!((&list["total"], &list["events"][0]["partner"]), (&json!(1), &partner["key"]), "{status}");
    }
}

#[tokio::test]
async fn the_list_agrees_with_the_programs_counts() {
    let sandbox = Sandbox::start_small().await;
    let list = get(&sandbox, "/v1/payout_requests?limit=250").await;
    let breakdown = get(&sandbox, "/v1/program").await["stats"]["payout_status_breakdown"].take();
    let statuses = ["requested", "approved", "finished", "rejected", "resubmit_requested", "resubmitted"];
    for status in statuses {
        let rows = list.as_array().expect("rows").iter().filter(|row| row["status"] == status);
        assert_eq!(breakdown[status]["count"], json!(rows.count()), "{status}");
    }
}

#[tokio::test]
async fn a_new_partner_needs_payout_settings() {
    let sandbox = Sandbox::start_small().await;
    let program = sandbox.catalogue().await["programs"][0]["name"].clone();
    let cause = async |body: Value| sandbox.success(&sandbox.control(Method::POST, "/events", &body)).await;
    cause(json!({ "event": "partner_joined", "program": program, "code": "kestrel" })).await;
    let body = |more: Value| {
        let mut body = json!({ "partner": { "key": "kestrel" }, "amount_units": "eur" });
        body.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        body
    };
    let inactive = request(&sandbox, &body(json!({}))).await;
    assert_eq!(inactive, (400, json!({ "message": "Partner is not active." })));
    cause(json!({ "event": "partner_approved", "program": program, "partner": "kestrel" })).await;
    cause(json!({ "event": "bonus", "program": program, "partner": "kestrel", "amount_cents": 4321 })).await;
    let unknown = request(&sandbox, &body(json!({}))).await;
    assert_eq!(unknown, (400, json!({ "message": "No payout details." })));
    for (settings, gateway) in [
        (json!({ "name": "K" }), "paypal"),
        (json!({ "recipient_type": "PHONE" }), "venmo"),
        (json!({ "type": "btc" }), "crypto"),
    ] {
        let asked = body(json!({ "payout_settings": settings, "gateway": gateway }));
        assert_eq!(request(&sandbox, &asked).await.0, 422, "{asked}");
    }
    let chosen = body(json!({ "reward_ids": [1], "gateway": "wise", "payout_settings": {} }));
    assert_eq!(request(&sandbox, &chosen).await.0, 400);
    let other =
        json!({ "partner": { "key": "kestrel" }, "amount_units": "usd", "gateway": "wise", "payout_settings": {} });
    assert_eq!(request(&sandbox, &other).await.0, 400);
    let wallet = json!({ "gateway": "crypto", "payout_settings": { "wallet_address": "bc1q", "type": "btc" } });
    let (status, made) = request(&sandbox, &body(wallet)).await;
    let shown = (status, &made["data"]["amount"], &made["data"]["gateway"]);
    assert_eq!(shown, (201, &json!(43.21), &json!("crypto")));
    // The settings are remembered.
    cause(json!({ "event": "bonus", "program": program, "partner": "kestrel", "amount_cents": 100 })).await;
    let again = request(&sandbox, &body(json!({}))).await;
    assert_eq!((again.0, &again.1["data"]["gateway"]), (201, &json!("crypto")));
    assert_eq!(decide(&sandbox, &json!(987_654_321), "approve").await.0, 404);
}

#[tokio::test]
async fn a_request_of_the_simulation_is_decided_earlier_than_planned() {
    let sandbox = Sandbox::start_small().await;
    let keys = sandbox.server.sandbox().keys();
    let mut decided = 0;
    for key in keys.of("partnero").filter(|key| key.kind == Some("affiliate")) {
        let call = |method, target: String| sandbox.call("partnero", method, target).with_secrets(&key.secrets);
        let search = call(Method::GET, "/v1/payout_requests:search?status=requested&limit=1".to_owned());
        let found = sandbox.success(&search).await["data"].take();
        let Some(asked) = found.get(0) else { continue };
        for (action, status) in [("approve", "approved"), ("mark_as_paid", "finished")] {
            let target = format!("/v1/payout_requests/{}/{action}", asked["id"]);
            let after = sandbox.success(&call(Method::POST, target)).await["data"].take();
            assert_eq!(
                (&after["id"], &after["status"], &after["amount"]),
                (&asked["id"], &json!(status), &asked["amount"])
            );
        }
        decided += 1;
    }
    assert!(decided > 0, "some program has a request that awaits a decision");
}
