//! Trouble on demand: duplicates, late and out of order, wrong signatures.

use http::Method;
use serde_json::{Value, json};
use trackside_signature::svix;

use super::receiver::{Received, Receiver};
use super::{advance, cause, deliveries, overview, sending_to};
use crate::harness::Sandbox;

async fn with_fault(receiver: &Receiver, fault: Value) -> Sandbox {
    let sandbox = Sandbox::start_with(sending_to(receiver, &["agentref"])).await;
    sandbox.success(&sandbox.control(Method::PUT, "/faults", &json!({ "faults": [fault] }))).await;
    sandbox
}

fn ids(received: &[Received]) -> Vec<String> {
    received.iter().map(|one| one.header("svix-id").to_owned()).collect()
}

#[tokio::test]
async fn a_duplicate_has_the_same_id() {
    let receiver = Receiver::start().await;
    let fault = json!({ "provider": "agentref", "webhook": "duplicate", "event": "conversion.created", "times": 1 });
    let sandbox = with_fault(&receiver, fault).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let told = deliveries(&sandbox, "").await;
    assert_eq!((&told[0]["trouble"], &told[1]["trouble"]), (&json!("duplicate"), &Value::Null));
    let ids = ids(&receiver.wait_for(3).await);
    assert!(ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
}

#[tokio::test]
async fn an_event_out_of_order_comes_after_the_next_one() {
    let receiver = Receiver::start().await;
    let sandbox = with_fault(&receiver, json!({ "webhook": "out_of_order", "times": 1 })).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert!(receiver.received().is_empty(), "it waits for another");
    cause(&sandbox, json!({ "event": "sale" })).await;
    let ids = ids(&receiver.wait_for(2).await);
    let told = deliveries(&sandbox, "").await;
    assert_eq!(ids, [told[1]["message"].as_str().expect("an id"), told[0]["message"].as_str().expect("an id")]);
}

#[tokio::test]
async fn a_late_event_waits_for_the_clock() {
    let receiver = Receiver::start().await;
    let sandbox = with_fault(&receiver, json!({ "webhook": "late", "late_by": "2h", "times": 1 })).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let late = deliveries(&sandbox, "").await.swap_remove(0);
    assert_eq!((&late["state"], &late["next_attempt_at"]), (&json!("waiting"), &json!("2026-06-08T14:00:00Z")));
    advance(&sandbox, "2h").await;
    receiver.wait_for(1).await;
}

#[tokio::test]
async fn a_wrong_signature_is_well_formed_and_is_refused() {
    let receiver = Receiver::start().await;
    let sandbox = with_fault(&receiver, json!({ "webhook": "wrong_signature", "times": 1 })).await;
    let overview = overview(&sandbox).await;
    let secret = overview["receivers"][0]["secret"].as_str().expect("a secret");
    assert!(secret.contains(['-', '_']), "a receiver that decodes it as plain base64 fails at once: {secret}");
    cause(&sandbox, json!({ "event": "sale" })).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let received = receiver.wait_for(2).await;
    let fits = |one: &Received| {
        let headers = svix::Headers {
            id: Some(one.header("svix-id")),
            timestamp: Some(one.header("svix-timestamp")),
            signature: Some(one.header("svix-signature")),
        };
        svix::verify(&[secret], headers, &one.delivery.body, chrono::Utc::now().timestamp()).is_ok()
    };
    assert_eq!((fits(&received[0]), fits(&received[1])), (false, true));
    assert_eq!(received[0].header("svix-signature").len(), received[1].header("svix-signature").len());
}
