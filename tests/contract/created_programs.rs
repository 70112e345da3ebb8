//! Programs that are created by hand: every provider shows them, with what happens in them and nothing else.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{NOW, Sandbox, WHOLE_TIME};

async fn cause(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events", body)).await
}

/// Creates a program and returns where it is shown.
async fn create(sandbox: &Sandbox, body: Value) -> Value {
    let caused = cause(sandbox, &body).await;
    assert_eq!(caused["events"][0]["event"], "program_created", "{caused}");
    caused["seen_at"].clone()
}

fn id<'v>(seen_at: &'v Value, provider: &str) -> &'v str {
    seen_at[provider]["id"].as_str().unwrap_or_else(|| panic!("{provider}: {seen_at}"))
}

/// What the providers that show programs show of one.
async fn shown(sandbox: &Sandbox, seen_at: &Value) -> [Value; 4] {
    let key = [format!("pk-{}", id(seen_at, "partnero").to_lowercase())];
    let status = |id: &str| sandbox.get("agentref", format!("/programs/{id}/tracking/status"));
    let integration = |id: &str| sandbox.get("affitor", format!("/api/tracking/status/{id}"));
    [
        sandbox.success(&status(id(seen_at, "agentref"))).await,
        sandbox.success(&integration(id(seen_at, "affitor"))).await,
        sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&key)).await,
        sandbox.success(&sandbox.get("partnero", "/v1/program/overview").with_secrets(&key)).await,
    ]
}

#[tokio::test]
async fn every_provider_shows_a_new_program() {
    let sandbox = Sandbox::start_small().await;
    let body = json!({
        "event": "program_created", "name": "Wren Kites", "url": "https://wren.example", "currency": "SEK",
        "commission_percent": 12.5, "cookie_days": 45, "at": "2026-03-01",
    });
    let seen_at = create(&sandbox, body).await;
    let [agentref, affitor, program, overview] = shown(&sandbox, &seen_at).await;
    assert_eq!(agentref["data"]["status"]["cookieDuration"], 45);
    assert_eq!(agentref["data"]["stats"]["clicksLast7Days"]["total"], 0);
    assert_eq!(affitor["data"]["hasPartners"], false);
    assert_eq!(
        (&program["data"]["program"]["name"], &overview["data"]["total_purchases"]),
        (&json!("Wren Kites"), &json!("0"))
    );
    let listed = sandbox.catalogue().await;
    let listed = listed["programs"].as_array().unwrap().iter().find(|program| program["name"] == "Wren Kites").unwrap();
    assert_eq!((&listed["state"], &listed["currency"]), (&json!("added"), &json!("SEK")));
    assert_eq!(listed["at"]["agentref"]["id"], seen_at["agentref"]["id"]);

    // By any of its names, something can happen in it, and it is seen everywhere.
    let advertiser = id(&seen_at, "wecantrack");
    for name in ["Wren Kites", id(&seen_at, "agentref"), id(&seen_at, "partnero"), advertiser] {
        cause(&sandbox, &json!({ "event": "sale", "program": name, "amount_cents": 20_000 })).await;
    }
    cause(&sandbox, &json!({ "event": "stripe_connected", "program": advertiser })).await;
    let [agentref, affitor, program, overview] = shown(&sandbox, &seen_at).await;
    assert_eq!(agentref["data"]["stats"]["conversionsLast30Days"]["total"], 4);
    assert_eq!(agentref["data"]["status"]["stripeConnected"], true);
    assert_eq!(affitor["data"]["statistics"]["payments"]["isStripeConnected"], true);
    assert_eq!(overview["data"]["total_purchases"], "4");
    let reward = &program["data"]["stats"]["total_reward"]["sek"];
    assert!(reward.as_str().unwrap().contains("100"), "four times 12.5 % of 200: {reward}");
    let rows = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&page=1"))).await;
    assert!(rows["total"].as_u64().unwrap() >= 4);
    let today = "date_type=order_date&start_date=2026-06-08T12:00:00&end_date=2026-06-08T12:00:00";
    let today = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{today}"))).await;
    let own: Vec<_> =
        today["data"].as_array().unwrap().iter().filter(|row| row["advertiser_id"] == advertiser).collect();
    assert!(own.len() == 4 && own.iter().all(|row| row["advertiser_name"] == "Wren Kites"), "{own:?}");
    let trackers = sandbox.success(&sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}))).await;
    let orders = cause(&sandbox, &json!({ "event": "click", "program": advertiser })).await["seen_at"].clone();
    if let Some(purchase) = orders["fullwhere"]["id"].as_str() {
        let is_own = |tracker: &&Value| tracker["purchaseId"] == purchase;
        assert!(trackers["data"].as_array().unwrap().iter().any(|tracker| is_own(&tracker)), "{trackers}");
    }
}

#[tokio::test]
async fn a_new_program_of_every_kind_and_currency_keeps_the_contract() {
    let sandbox = Sandbox::start_small().await;
    for (kind, currency) in [
        ("affiliate", "EUR"),
        ("affiliate", "USD"),
        ("refer-a-friend", "GBP"),
        ("refer-a-friend", "CAD"),
        ("newsletter", "SEK"),
    ] {
        let body = json!({ "event": "program_created", "kind": kind, "currency": currency, "at": "2026-01-02" });
        let seen_at = create(&sandbox, body).await;
        for event in ["test_click", "test_lead", "click", "lead"] {
            shown(&sandbox, &seen_at).await;
            cause(&sandbox, &json!({ "event": event, "program": id(&seen_at, "affitor") })).await;
        }
        shown(&sandbox, &seen_at).await;
    }
}

#[tokio::test]
async fn an_undone_program_is_gone_with_its_key() {
    let sandbox = Sandbox::start_small().await;
    let seen_at = create(&sandbox, json!({ "event": "program_created" })).await;
    cause(&sandbox, &json!({ "event": "sale", "program": id(&seen_at, "partnero") })).await;
    let key = [format!("pk-{}", id(&seen_at, "partnero").to_lowercase())];
    let partnero = || sandbox.get("partnero", "/v1/program").with_secrets(&key);
    let agentref = || sandbox.get("agentref", format!("/programs/{}/tracking/status", id(&seen_at, "agentref")));
    sandbox.success(&partnero()).await;
    let has_key = |catalogue: &Value| catalogue.to_string().contains(&key[0]);
    assert!(has_key(&sandbox.catalogue().await));

    // An earlier clock does not know it yet.
    sandbox.set_clock(&json!({ "advance": "-1h" })).await;
    assert_eq!(sandbox.answer(&partnero()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(sandbox.answer(&agentref()).await.0, StatusCode::NOT_FOUND);
    sandbox.set_clock(&json!({ "now": NOW })).await;
    sandbox.success(&agentref()).await;

    let undo = sandbox.control(Method::POST, "/events/undo", &json!({ "ids": [0] }));
    let undone = sandbox.success(&undo).await;
    assert_eq!(undone["events"].as_array().unwrap().len(), 3, "the click and the sale go with it: {undone}");
    assert_eq!(sandbox.answer(&partnero()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(sandbox.answer(&agentref()).await.0, StatusCode::NOT_FOUND);
    assert!(!has_key(&sandbox.catalogue().await));
}

#[tokio::test]
async fn faults_can_be_meant_for_the_key_of_a_new_program() {
    let sandbox = Sandbox::start_small().await;
    let seen_at = create(&sandbox, json!({ "event": "program_created" })).await;
    let key = format!("pk-{}", id(&seen_at, "partnero").to_lowercase());
    let fault = json!({ "faults": [{ "provider": "partnero", "credential": key, "error_rate": 1 }] });
    sandbox.success(&sandbox.control(Method::PUT, "/faults", &fault)).await;
    let program = || sandbox.get("partnero", "/v1/program");
    assert!(sandbox.answer(&program().with_secrets(&[key])).await.0.is_server_error());
    sandbox.success(&program()).await;
}
