//! A clock that leaps, worlds of their own, checkpoints and resets.

use http::Method;
use serde_json::{Value, json};
use trackside_mock_server::Configuration;

use super::receiver::{Manner, Receiver};
use super::{advance, cause, deliveries, overview, sending_to, until};
use crate::harness::Sandbox;

#[tokio::test]
async fn a_leap_of_a_month_delivers_everything_that_is_due() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["wecantrack"])).await;
    advance(&sandbox, "30d").await;
    let told = deliveries(&sandbox, "").await;
    let stepwise = Receiver::start().await;
    let other = Sandbox::start_with(sending_to(&stepwise, &["wecantrack"])).await;
    for _ in 0..30 {
        advance(&other, "1d").await;
    }
    until("as many are delivered", async || stepwise.received().len() >= told.len()).await;
    let payloads =
        |receiver: &Receiver| receiver.received().iter().map(super::receiver::Received::payload).collect::<Vec<_>>();
    assert!(told.len() > 20, "{}", told.len());
    assert_eq!(payloads(&receiver), payloads(&stepwise), "one leap tells what many steps tell");
}

#[tokio::test]
async fn a_burst_leaves_out_the_oldest() {
    let receiver = Receiver::start().await;
    let configuration = Configuration { webhook_burst: Some(5), ..sending_to(&receiver, &["wecantrack"]) };
    let sandbox = Sandbox::start_with(configuration).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    deliveries(&sandbox, "").await;
    advance(&sandbox, "30d").await;
    until("the newest are delivered", async || receiver.received().len() > 1).await;
    let told = deliveries(&sandbox, "").await;
    assert!((2..=6).contains(&told.len()), "{}", told.len());
    assert!(overview(&sandbox).await["counts"]["skipped"].as_u64() > Some(10));
}

#[tokio::test]
async fn worlds_send_their_own_events_and_a_reset_sends_nothing_of_before() {
    let receiver = Receiver::start().await;
    receiver.next([Manner::Answer(500)]);
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref"])).await;
    let sale = json!({ "event": "sale" });
    cause(&sandbox, sale.clone()).await;
    assert_eq!(deliveries(&sandbox, "").await[0]["state"], "waiting");
    let in_world = sandbox.control(Method::POST, "/events", &sale).header("x-mock-world", "other");
    sandbox.success(&in_world).await;
    receiver.wait_for(2).await;
    let list = sandbox.control(Method::GET, "/webhooks/deliveries", &Value::Null).header("x-mock-world", "other");
    until("it is delivered", async || sandbox.success(&list).await["deliveries"][0]["state"] == "delivered").await;
    assert_eq!(sandbox.success(&list).await["total"], 1);

    sandbox.success(&sandbox.control(Method::POST, "/checkpoints", &json!({ "name": "here" }))).await;
    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    advance(&sandbox, "2m").await;
    let told = deliveries(&sandbox, "event=conversion.created").await;
    assert_eq!(told[0]["state"], "not_sent", "{}", told[0]);
    assert!(told[0]["advice"].as_str().is_some_and(|advice| advice.contains("reset")));
    let before = receiver.received().len();
    sandbox.success(&sandbox.control(Method::POST, "/checkpoints/here/restore", &json!({}))).await;
    cause(&sandbox, sale).await;
    let received = receiver.wait_for(before + 1).await;
    assert_eq!(received.len(), before + 1, "what the checkpoint has was told before");
}
