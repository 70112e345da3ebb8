//! Partners who join, are approved and are blocked by hand.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn cause(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events", body)).await
}

/// A program that was created by hand, and its key at Partnero.
async fn create(sandbox: &Sandbox) -> (Value, [String; 1]) {
    let seen_at = cause(sandbox, &json!({ "event": "program_created", "name": "Wren Kites" })).await["seen_at"].clone();
    let key = format!("pk-{}", seen_at["partnero"]["id"].as_str().unwrap().to_lowercase());
    (seen_at, [key])
}

#[tokio::test]
async fn partners_are_counted_wherever_they_show() {
    let sandbox = Sandbox::start_small().await;
    let (seen_at, key) = create(&sandbox).await;
    let number = seen_at["affitor"]["id"].as_str().unwrap();
    for (event, expected, has_partners) in [
        (json!({ "event": "partner_joined", "name": "Ida Moss", "email": "ida@mail.example" }), [0, 1, 0], false),
        (json!({ "event": "partner_joined", "code": "kestrel" }), [0, 2, 0], false),
        (json!({ "event": "partner_approved", "partner": "ida-moss" }), [1, 1, 0], true),
        (json!({ "event": "partner_blocked", "partner": "kestrel" }), [1, 0, 1], true),
        (json!({ "event": "partner_blocked" }), [0, 0, 2], false),
        (json!({ "event": "partner_approved", "partner": "kestrel" }), [1, 0, 1], true),
    ] {
        let mut body = event;
        body["program"] = json!("Wren Kites");
        let caused = cause(&sandbox, &body).await;
        assert_eq!(
            (&caused["events"][0]["event"], &caused["events"][0]["program"]),
            (&body["event"], &body["program"])
        );
        let partnero = sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&key)).await;
        let activity = &partnero["data"]["stats"]["partner_activity"];
        let found = ["active", "pending", "archived"].map(|status| activity[status].as_i64().unwrap());
        assert_eq!(found, expected, "{body}");
        let affitor = sandbox.success(&sandbox.get("affitor", format!("/api/tracking/status/{number}"))).await;
        assert_eq!(affitor["data"]["hasPartners"], has_partners, "{body}");
    }
}

#[tokio::test]
async fn what_a_new_partner_brings_carries_their_code() {
    let sandbox = Sandbox::start_small().await;
    let (seen_at, _) = create(&sandbox).await;
    cause(&sandbox, &json!({ "event": "partner_joined", "program": "Wren Kites", "code": "kestrel" })).await;
    cause(&sandbox, &json!({ "event": "partner_approved" })).await;
    // The code alone chooses the program.
    let caused = cause(&sandbox, &json!({ "event": "sale", "partner": "kestrel" })).await;
    for event in caused["events"].as_array().unwrap() {
        assert_eq!((&event["partner"], &event["program"]), (&json!("kestrel"), &json!("Wren Kites")), "{event}");
    }
    let uuid = seen_at["agentref"]["id"].as_str().unwrap();
    let agentref = sandbox.success(&sandbox.get("agentref", format!("/programs/{uuid}/tracking/status"))).await;
    assert_eq!(agentref["data"]["recent"]["lastRedirectClick"]["affiliateCode"], "kestrel");
    let today = "date_type=order_date&start_date=2026-06-08T12:00:00&end_date=2026-06-08T12:00:00";
    let rows = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{today}"))).await;
    let own = rows["data"].as_array().unwrap().iter().find(|row| row["advertiser_name"] == "Wren Kites");
    assert!(own.expect("the sale")["clickout_url"].as_str().unwrap().ends_with("kestrel"), "{rows}");

    let undo = sandbox.control(Method::POST, "/events/undo", &json!({ "ids": [1] }));
    let undone = sandbox.success(&undo).await;
    let undone: Vec<_> = undone["events"].as_array().unwrap().iter().map(|event| &event["event"]).collect();
    assert_eq!(undone, ["partner_joined", "partner_approved", "click", "sale"], "all goes with the partner");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_the_field() {
    let sandbox = Sandbox::start_small().await;
    create(&sandbox).await;
    cause(&sandbox, &json!({ "event": "partner_joined", "program": "Wren Kites", "code": "kestrel" })).await;
    for (body, reason) in [
        (json!({ "event": "partner_joined", "program": "Wren Kites", "code": "kestrel" }), "`code` does not fit"),
        (json!({ "event": "partner_joined", "code": "a b" }), "`code` does not fit"),
        (json!({ "event": "partner_joined", "email": "nobody" }), "`email` does not fit"),
        (json!({ "event": "partner_joined", "partner": "kestrel" }), "`partner` is not a field of this event"),
        (json!({ "event": "partner_approved", "partner": "nobody" }), "`partner` does not exist"),
        (json!({ "event": "partner_approved", "code": "kestrel" }), "`code` is not a field of this event"),
        (json!({ "event": "program_created", "program": "Wren Kites" }), "`program` is not a field of this event"),
        (json!({ "event": "program_created", "name": "  " }), "`name` does not fit"),
        (json!({ "event": "program_created", "url": "wren.example" }), "`url` does not fit"),
        (json!({ "event": "program_created", "currency": "JPY" }), "`currency`"),
        (json!({ "event": "program_created", "commission_percent": 101 }), "`commission_percent`"),
        (json!({ "event": "program_created", "cookie_days": 0 }), "`cookie_days`"),
        (json!({ "event": "click", "name": "x" }), "`name` is not a field of this event"),
        (json!({ "event": "click", "program": "Wren Kites", "at": "2026-06-08T11:00:00Z" }), "`at` does not fit"),
    ] {
        let (status, answer) = sandbox.answer(&sandbox.control(Method::POST, "/events", &body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
        assert!(answer["message"].as_str().unwrap().contains(reason), "{body}: {answer}");
    }
}

#[tokio::test]
async fn partners_are_archived_restored_renamed_and_deleted_and_a_world_file_says_so() {
    let sandbox = Sandbox::start_small().await;
    let (_, key) = create(&sandbox).await;
    cause(&sandbox, &json!({ "event": "partner_joined", "program": "Wren Kites", "code": "kestrel" })).await;
    for (body, field, expected) in [
        (json!({ "event": "partner_approved" }), "status", "active"),
        (json!({ "event": "partner_archived" }), "status", "archived"),
        (json!({ "event": "partner_restored" }), "status", "active"),
        (json!({ "event": "partner_revised", "name": "Ida Moss" }), "surname", "Moss"),
        (json!({ "event": "partner_revised", "email": "ida@mail.example" }), "email", "ida@mail.example"),
    ] {
        let mut body = body;
        (body["program"], body["partner"]) = (json!("Wren Kites"), json!("kestrel"));
        let caused = cause(&sandbox, &body).await;
        assert_eq!(
            (&caused["events"][0]["event"], &caused["events"][0]["partner"]),
            (&body["event"], &body["partner"])
        );
        let shown = sandbox.success(&sandbox.get("partnero", "/v1/partner?key=kestrel").with_secrets(&key)).await;
        assert_eq!(shown["data"][field], expected, "{body}");
    }
    let exchange = sandbox.send(&sandbox.control(Method::GET, "/world/export", &Value::Null)).await;
    let file = String::from_utf8_lossy(&exchange.response_body).into_owned();
    for word in ["partner_archived", "partner_restored", "partner_revised", "ida@mail.example"] {
        assert!(file.contains(word), "{word}: {file}");
    }
    cause(&sandbox, &json!({ "event": "partner_deleted", "program": "Wren Kites", "partner": "kestrel" })).await;
    let gone = sandbox.get("partnero", "/v1/partner?key=kestrel").with_secrets(&key);
    assert_eq!(sandbox.answer(&gone).await.0, StatusCode::NOT_FOUND);
    for (body, reason) in [
        (
            json!({ "event": "partner_restored", "program": "Wren Kites", "partner": "kestrel" }),
            "`partner` does not fit",
        ),
        (
            json!({ "event": "partner_revised", "program": "Wren Kites", "partner": "kestrel", "name": "A" }),
            "`partner`",
        ),
        (json!({ "event": "partner_archived", "name": "A" }), "`name` is not a field of this event"),
    ] {
        let (status, answer) = sandbox.answer(&sandbox.control(Method::POST, "/events", &body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
        assert!(answer["message"].as_str().unwrap().contains(reason), "{body}: {answer}");
    }
}
