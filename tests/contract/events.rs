//! Events: what is caused by hand is seen by every provider at once, and can be undone.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{NOW, Sandbox};

/// Causes an event and returns what the sandbox says about it.
async fn cause(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events", body)).await
}

async fn events(sandbox: &Sandbox, query: &str) -> Value {
    sandbox.success(&sandbox.control(Method::GET, format!("/events{query}"), &Value::Null)).await
}

async fn undo(sandbox: &Sandbox, ids: &[u64]) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events/undo", &json!({ "ids": ids }))).await
}

/// What the providers show of a healthy program: AgentRef's conversions and clicks, Partnero's revenue, wecantrack's
/// transactions of today, Fullwhere's trackers.
async fn figures(sandbox: &Sandbox) -> Value {
    let world = sandbox.success(&sandbox.control(Method::GET, "/world", &Value::Null)).await;
    let healthy = world["programs"].as_array().unwrap().iter().find(|program| program["state"] == "healthy").unwrap();
    let uuid = healthy["at"]["agentref"]["id"].as_str().unwrap();
    let agentref = sandbox.success(&sandbox.get("agentref", format!("/programs/{uuid}/tracking/status"))).await;
    let partnero = sandbox.success(&sandbox.get("partnero", "/v1/program/overview")).await;
    let today = "date_type=order_date&start_date=2026-06-08T00:00:00&end_date=2026-06-08T23:59:59&limit=1000";
    let wecantrack = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{today}"))).await;
    let body = json!({ "limit": 1 });
    let fullwhere = sandbox.success(&sandbox.post("fullwhere", "/partners/survey-tracker/list", &body)).await;
    json!({
        "conversions": agentref["data"]["stats"]["conversionsLast30Days"],
        "overview": partnero["data"],
        "transactions": wecantrack["total"],
        "rows": wecantrack["data"],
        "trackers": fullwhere["total"],
    })
}

#[tokio::test]
async fn an_order_is_named_by_any_of_its_identifiers() {
    let sandbox = Sandbox::start_small().await;
    let body = json!({ "event": "sale", "transaction_id": "order-1001" });
    let sale = cause(&sandbox, &body).await["events"][1].clone();
    let uuid = sale["order"].as_str().unwrap();
    let today = "date_type=order_date&start_date=2026-06-08T00:00:00&end_date=2026-06-08T23:59:59&limit=1000";
    let page = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{today}"))).await;
    let row = page["data"].as_array().unwrap().iter().max_by_key(|row| row["order_date"].to_string()).unwrap().clone();
    let texts = ["order_ref", "transaction_id"].map(|field| row[field].as_str().unwrap().to_owned());
    for name in [uuid, "order-1001", &texts[0], &texts[1]] {
        let approved = cause(&sandbox, &json!({ "event": "approval", "order": name })).await;
        assert_eq!(approved["events"][0]["order"], uuid, "{name}");
        cause(&sandbox, &json!({ "event": "reopening", "order": name })).await;
    }
    let unknown = sandbox.control(Method::POST, "/events", &json!({ "event": "approval", "order": "order-1002" }));
    let (status, body) = sandbox.answer(&unknown).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body["message"].as_str().unwrap().contains("transaction id \"order-1002\""), "{body}");
}

#[tokio::test]
async fn a_sale_is_seen_by_every_provider_and_a_refund_takes_it_back_everywhere() {
    let sandbox = Sandbox::start_small().await;
    let before = figures(&sandbox).await;
    let caused = cause(&sandbox, &json!({ "event": "sale", "amount_cents": 12_300 })).await;
    let kinds: Vec<_> = caused["events"].as_array().unwrap().iter().map(|event| &event["event"]).collect();
    assert_eq!(kinds, ["click", "sale"], "{caused}");
    let sale = &caused["events"][1];
    assert_eq!((&sale["amount_cents"], &sale["happened_at"]), (&json!(12_300), &json!(NOW)));
    let after = figures(&sandbox).await;
    let number = |figures: &Value, name: &str| figures[name].as_u64().unwrap_or_default();
    assert_eq!(number(&after, "transactions"), number(&before, "transactions") + 1);
    assert!(number(&after, "trackers") >= number(&before, "trackers"));
    assert_ne!(after["conversions"], before["conversions"]);
    assert_ne!(after["overview"], before["overview"]);
    let row = after["rows"].as_array().unwrap().iter().find(|row| !before["rows"].as_array().unwrap().contains(row));
    let row = row.expect("the new transaction");
    assert_eq!((&row["status"], &row["sale_amount"]), (&json!("pending"), &json!("123.00")), "{row}");

    let refund = cause(&sandbox, &json!({ "event": "refund", "order": sale["order"], "reason": "too small" })).await;
    assert_eq!(refund["events"][0]["reason"], "too small");
    let refunded = figures(&sandbox).await;
    assert_eq!(refunded["conversions"]["total"], before["conversions"]["total"]);
    let row =
        refunded["rows"].as_array().unwrap().iter().find(|other| other["transaction_id"] == row["transaction_id"]);
    let row = row.expect("the transaction stays");
    assert_eq!((&row["status"], &row["decline_reason"]), (&json!("declined"), &json!("too small")), "{row}");

    let ids: Vec<u64> = events(&sandbox, "").await["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["id"].as_u64().unwrap())
        .collect();
    assert_eq!(ids, [2, 1, 0]);
    let undone = undo(&sandbox, &[0]).await;
    assert_eq!(undone["events"].as_array().unwrap().len(), 3, "the sale and the refund go with the click: {undone}");
    assert_eq!(figures(&sandbox).await, before, "as if nothing had happened");
}

#[tokio::test]
async fn every_call_that_the_response_lists_works() {
    let sandbox = Sandbox::start_small().await;
    let caused = cause(&sandbox, &json!({ "event": "sale" })).await;
    let seen_at = caused["seen_at"].as_object().unwrap();
    assert!(seen_at.len() >= 4, "{caused}");
    for (provider, sight) in seen_at {
        assert!(sight["curl"].as_str().unwrap().starts_with("curl "), "{provider}: {sight}");
    }
}

#[tokio::test]
async fn a_program_is_set_up_step_by_step() {
    let sandbox = Sandbox::start_small().await;
    let world = sandbox.success(&sandbox.control(Method::GET, "/world", &Value::Null)).await;
    let fresh = world["programs"].as_array().unwrap().iter().find(|program| program["state"] == "fresh").unwrap();
    let number = fresh["at"]["affitor"]["id"].as_str().unwrap();
    let status = sandbox.get("affitor", format!("/api/tracking/status/{number}"));
    for (event, step, expected) in [
        (None, "pageview", "pending"),
        (Some("test_click"), "pageview", "complete"),
        (Some("test_lead"), "referrals", "complete"),
        (Some("stripe_pending"), "payments", "pending"),
        (Some("stripe_connected"), "payments", "complete"),
        (Some("stripe_disconnected"), "payments", "pending"),
    ] {
        if let Some(event) = event {
            cause(&sandbox, &json!({ "event": event, "program": number })).await;
        }
        let shown = sandbox.success(&status).await;
        assert_eq!(shown["data"]["stepStatuses"][step], expected, "{event:?}: {shown}");
    }
}

#[tokio::test]
async fn a_clock_set_back_hides_what_was_recorded_later_and_a_write_discards_it() {
    let sandbox = Sandbox::start_small().await;
    let before = figures(&sandbox).await;
    sandbox.set_clock(&json!({ "advance": "2h" })).await;
    cause(&sandbox, &json!({ "event": "sale" })).await;
    let later = figures(&sandbox).await;
    sandbox.set_clock(&json!({ "now": NOW })).await;
    assert_eq!(figures(&sandbox).await, before);
    assert_eq!(events(&sandbox, "").await["total"], 0);
    sandbox.set_clock(&json!({ "advance": "2h" })).await;
    assert_eq!(figures(&sandbox).await, later, "forward it is there again");
    sandbox.set_clock(&json!({ "now": NOW })).await;
    cause(&sandbox, &json!({ "event": "click" })).await;
    sandbox.set_clock(&json!({ "advance": "2h" })).await;
    let left = events(&sandbox, "").await;
    assert_eq!((&left["total"], &left["events"][0]["event"]), (&json!(1), &json!("click")), "{left}");
}

#[tokio::test]
async fn an_event_names_its_request_and_the_list_can_be_filtered() {
    let sandbox = Sandbox::start_small().await;
    for event in ["click", "sale", "click"] {
        cause(&sandbox, &json!({ "event": event })).await;
    }
    let all = events(&sandbox, "").await;
    assert_eq!(all["total"], 4);
    let clicks = events(&sandbox, "?event=click&limit=2").await;
    assert_eq!((&clicks["total"], clicks["events"].as_array().unwrap().len()), (&json!(3), 2));
    let older = events(&sandbox, "?event=click&before=1").await;
    assert_eq!(older["events"][0]["id"], 0);
    let request = all["events"][1]["cause"]["request_id"].as_str().unwrap().to_owned();
    let same = events(&sandbox, &format!("?request_id={request}")).await;
    assert_eq!(same["total"], 2, "the sale and its click: {same}");
    let journal = sandbox.success(&sandbox.control(Method::GET, "/journal", &Value::Null)).await;
    let found = journal["entries"].as_array().unwrap().iter().find(|entry| entry["request_id"] == request);
    assert_eq!(found.expect("the journal has the request")["operation"], "causeEvent");
}

#[tokio::test]
async fn what_cannot_happen_is_refused_with_the_reason_and_records_nothing() {
    let sandbox = Sandbox::start_small().await;
    for (body, reason) in [
        (json!({}), "`event` is required"),
        (json!({ "event": "party" }), "`event`"),
        (json!({ "event": "sale", "colour": "red" }), "`colour` is unknown"),
        (json!({ "event": "sale", "program": "no such" }), "`program` does not exist"),
        (json!({ "event": "sale", "partner": "nobody" }), "`partner` does not exist"),
        (json!({ "event": "sale", "customer": "nobody" }), "`customer` does not exist"),
        (json!({ "event": "refund", "order": "XX-00000000" }), "`order` does not exist"),
        (json!({ "event": "sale", "at": "2026-06-09" }), "`at` does not fit"),
        (json!({ "event": "sale", "at": "1999-01-01" }), "`at` does not fit"),
        (json!({ "event": "sale", "amount_cents": -1 }), "`amount_cents`"),
        (json!({ "event": "correction" }), "needs an amount"),
        (json!({ "event": "click", "amount_cents": 5 }), "`amount_cents` is not a field of this event"),
        (json!({ "event": "sale", "order": "x" }), "`order`"),
        (json!({ "event": "survey_links" }), "cannot be caused here"),
    ] {
        let (status, answer) = sandbox.answer(&sandbox.control(Method::POST, "/events", &body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
        assert!(answer["message"].as_str().unwrap().contains(reason), "{body}: {answer}");
    }
    let (status, _) = sandbox.answer(&sandbox.control(Method::POST, "/events/undo", &json!({ "ids": [7] }))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(events(&sandbox, "").await["total"], 0);
}

#[tokio::test]
async fn a_reset_removes_every_event() {
    let sandbox = Sandbox::start_small().await;
    let before = figures(&sandbox).await;
    for _ in 0..3 {
        cause(&sandbox, &json!({ "event": "sale" })).await;
    }
    let report = sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!(report["removed_records"], 6, "{report}");
    assert_eq!(figures(&sandbox).await, before);
}
