//! The receiver in Rust of docs/webhooks.md receives what the sandbox sends. `.ci/webhooks` runs those in JavaScript.

use serde_json::{Value, json};
use trackside_mock_server::{Configuration, ConfiguredReceiver};
use trackside_signature::svix;

use super::axum_receiver::{Secrets, receiver};
use super::{cause, deliveries};
use crate::harness::{Sandbox, configuration, root};

const OF_PARTNERO: &str = "kept-by-both-sides";

/// A sandbox that sends to the receiver of the guide, with these secrets.
async fn sending_with(agentref: &str, partnero: &str) -> Sandbox {
    let known = Secrets { agentref: svix::secret([9; 24]), partnero: OF_PARTNERO.to_owned() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, receiver(known)).await });
    let given = |provider: &str, secret: &str| ConfiguredReceiver {
        secret: Some(secret.to_owned()),
        ..ConfiguredReceiver::new(provider, &format!("http://{address}/{provider}")).expect("a receiver")
    };
    let webhooks = vec![given("agentref", agentref), given("partnero", partnero)];
    Sandbox::start_with(Configuration { orders: 1500, webhooks, ..configuration() }).await
}

#[tokio::test]
async fn the_receiver_of_the_guide_accepts_what_is_signed_and_refuses_what_is_not() {
    let guide = std::fs::read_to_string(root().join("docs/webhooks.md")).expect("the guide");
    let (_, pasted) = include_str!("axum_receiver.rs").split_once("\n\n").expect("code after its comment");
    assert!(guide.contains(&format!("```rust\n{pasted}```")), "the guide shows what is tested here");
    for (agentref, partnero, status) in
        [(svix::secret([9; 24]), OF_PARTNERO, 204), (svix::secret([7; 24]), "something else", 401)]
    {
        let sandbox = sending_with(&agentref, partnero).await;
        cause(&sandbox, json!({ "event": "sale" })).await;
        let told = deliveries(&sandbox, "").await;
        assert_eq!(told.len(), 3, "a conversion, a customer and a transaction");
        let statuses: Vec<&Value> = told.iter().map(|one| &one["status"]).collect();
        assert_eq!(statuses, vec![&json!(status); 3]);
    }
}
