//! Receivers that fail: how often and when an event is sent again, in sandbox time, and what is said of it.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use super::receiver::{Manner, Receiver};
use super::{advance, cause, deliveries, sending_to, until};
use crate::harness::Sandbox;

/// The one delivery of a sandbox, once it has had so many attempts.
async fn after_attempts(sandbox: &Sandbox, attempts: u64) -> Value {
    until(&format!("{attempts} attempts are made"), async || {
        deliveries(sandbox, "").await[0]["attempts"].as_u64() >= Some(attempts)
    })
    .await;
    deliveries(sandbox, "").await.swap_remove(0)
}

#[tokio::test]
async fn an_event_is_sent_again_by_the_documented_schedule_in_sandbox_time() {
    let receiver = Receiver::start().await;
    receiver.always(Manner::Answer(500));
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref"])).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let first = after_attempts(&sandbox, 1).await;
    assert_eq!((&first["state"], &first["next_attempt_at"]), (&json!("waiting"), &json!("2026-06-08T12:01:00Z")));
    let advice = first["advice"].as_str().expect("a text");
    assert!(advice.starts_with("your receiver answered 500: it failed while"), "{advice}");
    // The clock stands still, so nothing comes by itself.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let id = receiver.received()[0].header("svix-id").to_owned();
    let count = || receiver.received().iter().filter(|one| one.header("svix-id") == id).count();
    assert_eq!(receiver.received().len(), 1);
    for (attempt, span) in (2..).zip(["1m", "5m", "15m", "1h", "3h", "6h", "12h"]) {
        advance(&sandbox, span).await;
        assert_eq!(after_attempts(&sandbox, attempt).await["state"], "waiting", "after {attempt}");
        assert_eq!(count() as u64, attempt);
    }
    advance(&sandbox, "1d").await;
    let last = after_attempts(&sandbox, 9).await;
    assert_eq!((&last["state"], &last["next_attempt_at"]), (&json!("failed"), &Value::Null));
    advance(&sandbox, "3d").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(count(), 9, "each attempt has the same id, and there is no tenth");
}

#[tokio::test]
async fn a_leap_over_the_whole_schedule_makes_all_attempts() {
    let receiver = Receiver::start().await;
    receiver.always(Manner::Answer(410));
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref"])).await;
    let sale = cause(&sandbox, json!({ "event": "sale" })).await;
    let query = format!("entry={}", sale.last().expect("a sale"));
    deliveries(&sandbox, &query).await;
    advance(&sandbox, "3d").await;
    until("it has failed", async || deliveries(&sandbox, &query).await[0]["state"] == "failed").await;
    assert_eq!(deliveries(&sandbox, &query).await[0]["attempts"], 9);
}

#[tokio::test]
async fn every_way_to_fail_is_told_in_words_and_then_it_works() {
    let receiver = Receiver::start().await;
    let elsewhere = Receiver::start().await;
    for (manner, words) in [
        (Manner::Answer(401), "your receiver answered 401: if it refused the signature"),
        (Manner::Answer(404), "no route for this path"),
        (Manner::Answer(410), "gone for good"),
        (Manner::Redirect(elsewhere.url()), "a redirect is not followed"),
        (Manner::HangUp, "closed the connection without a response"),
        (Manner::Reset, "closed the connection without a response"),
    ] {
        let sandbox = Sandbox::start_with(sending_to(&receiver, &["partnero"])).await;
        receiver.next([manner.clone(), Manner::Answer(204)]);
        let lead = cause(&sandbox, json!({ "event": "partner_joined" })).await;
        let query = format!("entry={}", lead[0]);
        let first = deliveries(&sandbox, &query).await.swap_remove(0);
        let advice = first["advice"].as_str().unwrap_or_default();
        assert!(advice.contains(words), "{manner:?}: {advice}");
        assert_eq!(first["state"], "waiting", "{manner:?}");
        advance(&sandbox, "1m").await;
        until("it is delivered", async || deliveries(&sandbox, &query).await[0]["state"] == "delivered").await;
        let last = deliveries(&sandbox, &query).await.swap_remove(0);
        assert_eq!((&last["attempts"], &last["status"]), (&json!(2), &json!(204)), "{manner:?}");
    }
    assert!(elsewhere.received().is_empty(), "no redirect is followed");
}

#[tokio::test]
async fn a_receiver_that_is_too_slow_and_one_that_does_not_listen_are_told_apart() {
    let receiver = Receiver::start().await;
    receiver.next([Manner::Late(200, Duration::from_secs(20))]);
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["partnero"])).await;
    cause(&sandbox, json!({ "event": "partner_joined" })).await;
    let slow = deliveries(&sandbox, "").await.swap_remove(0);
    assert_eq!(slow["state"], "waiting", "{slow}");
    assert!(slow["advice"].as_str().is_some_and(|advice| advice.contains("did not answer within 5 s")), "{slow}");

    let mut configuration = sending_to(&receiver, &["agentref"]);
    configuration.webhooks[0].url = "http://127.0.0.1:1/hooks".parse().expect("an address");
    let sandbox = Sandbox::start_with(configuration).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let refused = deliveries(&sandbox, "").await.swap_remove(0);
    assert!(refused["advice"].as_str().is_some_and(|advice| advice.contains("nothing listens at")), "{refused}");
}

#[tokio::test]
async fn first_attempts_go_out_in_order_and_a_repeated_one_holds_up_nothing() {
    let receiver = Receiver::start().await;
    receiver.next([Manner::Answer(503)]);
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref"])).await;
    for _ in 0..20 {
        cause(&sandbox, json!({ "event": "sale" })).await;
    }
    let told = deliveries(&sandbox, "").await;
    let listed: Vec<_> = told.iter().map(|one| one["message"].as_str().expect("an id").to_owned()).collect();
    let received = receiver.wait_for(20).await;
    let ids: Vec<_> = received.iter().map(|one| one.header("svix-id").to_owned()).collect();
    assert_eq!(ids, listed);
    assert_eq!(told.iter().filter(|one| one["state"] == "delivered").count(), 19);
}

#[tokio::test]
async fn a_delivery_can_be_sent_again_and_shows_what_was_signed() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref"])).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let first = deliveries(&sandbox, "").await.swap_remove(0);
    let path = format!("/webhooks/deliveries/{}", first["number"]);
    let full = sandbox.success(&sandbox.control(Method::GET, path.clone(), &Value::Null)).await;
    let received = receiver.wait_for(1).await;
    assert_eq!(full["payload"].as_str().map(str::as_bytes), Some(&*received[0].delivery.body));
    let timestamp = received[0].header("svix-timestamp");
    let signed = format!("{}.{timestamp}.{{body}}", received[0].header("svix-id"));
    assert_eq!(full["attempts"][0]["signed"], json!(signed));

    let again = sandbox.success(&sandbox.control(Method::POST, format!("{path}/resend"), &Value::Null)).await;
    assert_eq!((&again["repeats"], &again["message"]), (&first["number"], &first["message"]));
    let received = receiver.wait_for(2).await;
    assert_eq!(received[0].delivery.body, received[1].delivery.body);
    let unknown = sandbox.control(Method::POST, "/webhooks/deliveries/99/resend", &Value::Null);
    assert_eq!(sandbox.answer(&unknown).await.0, http::StatusCode::NOT_FOUND);
}
