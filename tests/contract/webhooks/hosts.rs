//! Registered receivers, and where the sandbox may send.

use http::Method;
use serde_json::{Value, json};
use trackside_mock_server::Configuration;

use super::receiver::Receiver;
use super::{cause, deliveries, overview};
use crate::harness::{Sandbox, configuration};

async fn register(sandbox: &Sandbox, provider: &'static str, target: &str, body: Value) -> Value {
    sandbox.success(&sandbox.post(provider, target, &body)).await["data"].clone()
}

#[tokio::test]
async fn who_registers_at_a_provider_gets_what_happens_from_then_on() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start_small().await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let url = receiver.url().replace("127.0.0.1", "localhost");
    let body = json!({ "name": "Mine", "url": url, "subscribedEvents": ["conversion.created"] });
    let made = register(&sandbox, "agentref", "/webhooks", body).await;
    let entries = cause(&sandbox, json!({ "event": "sale" })).await;
    cause(&sandbox, json!({ "event": "refund" })).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let told = deliveries(&sandbox, "").await;
    assert_eq!(told.len(), 2, "neither what was before nor what it has not subscribed to: {told:?}");
    assert_eq!(told[0]["entry"].as_u64(), entries.last().copied());
    let id = made.pointer("/endpoint/id").expect("an id");
    assert!(told.iter().all(|one| one["receiver"] == *id && one["state"] == "delivered"), "{told:?}");

    // A new secret signs from then on, and who is gone gets nothing.
    let path = format!("/webhooks/{}", id.as_str().expect("a text"));
    let rotated = register(&sandbox, "agentref", &format!("{path}/rotate-secret"), json!({})).await;
    assert_ne!(rotated["signingSecret"], made["signingSecret"]);
    let listed = overview(&sandbox).await;
    let is_it = |one: &&Value| one["id"] == *id;
    let shown = listed["receivers"].as_array().expect("a list").iter().find(is_it).expect("it is listed");
    assert_eq!(shown["secret"], rotated["signingSecret"]);
    sandbox.success(&sandbox.call("agentref", Method::DELETE, path)).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(receiver.received().len(), 2);
}

#[tokio::test]
async fn a_webhook_of_partnero_gets_what_happens_in_its_program() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start_small().await;
    let body = json!({ "name": "Mine", "url": receiver.url(), "events": ["partner.created", "partner.approved"] });
    let made = register(&sandbox, "partnero", "/v1/webhooks", body).await;
    let partner = json!({ "email": "new@mail.example", "name": "Ada", "surname": "Ito" });
    register(&sandbox, "partnero", "/v1/partners", partner).await;
    let received = receiver.wait_for(1).await;
    let payload = received[0].payload();
    assert_eq!((&payload["webhook_key"], &payload["url"]), (&made["key"], &json!(receiver.url())));
    assert_eq!(payload["data"]["email"], "new@mail.example");
}

#[tokio::test]
async fn other_machines_get_nothing_unless_they_are_allowed() {
    let sandbox = Sandbox::start_small().await;
    let body =
        json!({ "name": "Far", "url": "https://hooks.acme.example/x", "subscribedEvents": ["conversion.created"] });
    register(&sandbox, "agentref", "/webhooks", body).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let told = deliveries(&sandbox, "").await;
    assert_eq!((&told[0]["state"], &told[0]["attempts"]), (&json!("not_sent"), &json!(0)));
    let advice = told[0]["advice"].as_str().expect("a reason");
    assert!(advice.contains("--webhook-host hooks.acme.example"), "{advice}");

    // An address that is allowed is connected to.
    let receiver = Receiver::start().await;
    let allowed = "192.0.2.0/24".parse().expect("a network");
    let mut configuration = Configuration { orders: 100, webhook_hosts: vec![allowed], ..configuration() };
    configuration.webhooks = super::sending_to(&receiver, &["agentref"]).webhooks;
    configuration.webhooks[0].url = "http://198.51.100.7/hooks".parse().expect("an address");
    let sandbox = Sandbox::start_with(configuration).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    assert_eq!(deliveries(&sandbox, "").await[0]["state"], "not_sent", "another network");
}
