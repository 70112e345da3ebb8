//! What was sent survives a restart with a state file.

use serde_json::{Value, json};
use trackside_mock_server::Configuration;

use super::receiver::{Manner, Receiver};
use super::{advance, cause, deliveries, sending_to, until};
use crate::harness::Sandbox;

#[tokio::test]
async fn nothing_is_sent_twice_and_what_waits_is_sent_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::start().await;
    let start = || async {
        let state = Some(folder.path().join("sandbox.db"));
        Sandbox::start_with(Configuration { state, ..sending_to(&receiver, &["agentref"]) }).await
    };
    let sandbox = start().await;
    receiver.next([Manner::Answer(200), Manner::Answer(500)]);
    for _ in 0..2 {
        cause(&sandbox, json!({ "event": "sale" })).await;
        deliveries(&sandbox, "").await;
    }
    let before = deliveries(&sandbox, "").await;
    let states: Vec<&Value> = before.iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["delivered", "waiting"]);
    sandbox.server.stop().await.expect("it stops");

    let sandbox = start().await;
    assert_eq!(deliveries(&sandbox, "").await, before, "it is known");
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(receiver.received().len(), 2, "nothing is sent again");
    advance(&sandbox, "1m").await;
    until("it is delivered", async || deliveries(&sandbox, "").await[1]["state"] == "delivered").await;
    let received = receiver.received();
    assert_eq!(received[1].header("svix-id"), received[2].header("svix-id"));
    let third = cause(&sandbox, json!({ "event": "sale" })).await;
    deliveries(&sandbox, &format!("entry={}", third.last().expect("a sale"))).await;
    assert_eq!(deliveries(&sandbox, "").await.len(), 3, "numbers go on");
    sandbox.server.stop().await.expect("it stops");
}
