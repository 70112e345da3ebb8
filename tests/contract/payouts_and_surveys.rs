//! Payouts that are made by hand, and surveys that get further by hand.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn cause(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events", body)).await["events"].clone()
}

/// Causes a sale whose customer surveys can reach, and returns its order.
async fn surveyed_sale(sandbox: &Sandbox) -> Value {
    loop {
        let order = cause(sandbox, &json!({ "event": "sale" })).await[1]["order"].clone();
        if !trackers(sandbox, &order).await.is_empty() {
            return order;
        }
    }
}

async fn trackers(sandbox: &Sandbox, order: &Value) -> Vec<Value> {
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "purchases": [order] }));
    sandbox.success(&list).await["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_payout_moves_rewards_from_unclaimed_to_paid() {
    let sandbox = Sandbox::start_small().await;
    let created = cause(&sandbox, &json!({ "event": "program_created", "name": "Wren Kites" })).await;
    assert_eq!(created[0]["program"], "Wren Kites");
    let catalogue = sandbox.catalogue().await;
    let programs = catalogue["programs"].as_array().unwrap();
    let code = &programs.iter().find(|program| program["name"] == "Wren Kites").unwrap()["at"]["partnero"]["id"];
    let key = [format!("pk-{}", code.as_str().unwrap().to_lowercase())];
    let body = json!({ "event": "partner_joined", "program": "Wren Kites", "code": "kestrel" });
    cause(&sandbox, &body).await;
    let payout = |amount: Option<i64>| {
        let mut body = json!({ "event": "payout", "partner": "kestrel", "method": "paypal" });
        if let Some(amount) = amount {
            body["amount_cents"] = json!(amount);
        }
        body
    };
    let nothing = sandbox.answer(&sandbox.control(Method::POST, "/events", &payout(None))).await;
    assert!(nothing.1["message"].as_str().unwrap().contains("nothing to be paid"), "{nothing:?}");

    cause(&sandbox, &json!({ "event": "sale", "partner": "kestrel", "amount_cents": 50_000 })).await;
    cause(&sandbox, &json!({ "event": "approval" })).await;
    let too_much = sandbox.answer(&sandbox.control(Method::POST, "/events", &payout(Some(5001)))).await;
    assert_eq!(too_much.0, StatusCode::UNPROCESSABLE_ENTITY, "{too_much:?}");
    for (amount, paid, count, expected) in [(Some(2000), 2000, "1", "€20.00"), (None, 3000, "2", "€50.00")] {
        let payout = cause(&sandbox, &payout(amount)).await;
        let shown = (&payout[0]["event"], &payout[0]["partner"], &payout[0]["amount_cents"]);
        assert_eq!(shown, (&json!("payout"), &json!("kestrel"), &json!(paid)));
        let program = sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&key)).await;
        let stats = &program["data"]["stats"];
        let finished = &stats["payout_status_breakdown"]["finished"];
        assert!(finished.to_string().contains(count) && finished.to_string().contains(expected), "{finished}");
        assert_eq!(stats["rewards_breakdown"]["paid"]["eur"], expected, "{stats}");
    }
}

#[tokio::test]
async fn surveys_get_further_and_are_cancelled_with_their_order() {
    let sandbox = Sandbox::start_small().await;
    let order = surveyed_sale(&sandbox).await;
    for (event, status) in [("survey_sent", "Sent"), ("survey_opened", "Opened"), ("survey_completed", "Completed")] {
        let name = trackers(&sandbox, &order).await.last().unwrap()["surveyName"].clone();
        let shown = cause(&sandbox, &json!({ "event": event, "order": order, "survey": name })).await;
        assert_eq!((&shown[0]["order"], &shown[0]["survey"]), (&order, &name), "{shown}");
        let first = trackers(&sandbox, &order).await.pop().unwrap();
        assert_eq!(first["status"], status, "{first}");
        let id = first["id"].as_str().unwrap();
        let alone = sandbox.success(&sandbox.get("fullwhere", format!("/partners/survey-tracker?id={id}"))).await;
        assert_eq!(alone, first);
    }
    let again = sandbox.control(Method::POST, "/events", &json!({ "event": "survey_sent", "order": "nothing" }));
    assert_eq!(sandbox.answer(&again).await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let other = surveyed_sale(&sandbox).await;
    cause(&sandbox, &json!({ "event": "refund", "order": other })).await;
    sandbox.set_clock(&json!({ "advance": "40d" })).await;
    for tracker in trackers(&sandbox, &other).await {
        assert_eq!((&tracker["status"], &tracker["sentAt"]), (&json!("Cancelled"), &Value::Null), "{tracker}");
    }
    let opened = json!({ "event": "survey_opened", "order": other });
    let (status, answer) = sandbox.answer(&sandbox.control(Method::POST, "/events", &opened)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer["message"].as_str().unwrap().contains("a survey that is cancelled cannot be opened"), "{answer}");
}
