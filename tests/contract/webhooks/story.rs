//! From the first click to the payout: what each step tells, and in which order.

use http::Method;
use serde_json::{Value, json};

use super::receiver::Receiver;
use super::sending_to;
use crate::harness::Sandbox;

/// A business whose events go to one receiver, which gets those of all providers one at a time each.
struct Story {
    sandbox: Sandbox,
    receiver: Receiver,
    seen: usize,
}

impl Story {
    /// Lets something happen. Returns the last event of the ledger, and checks what is told of it: the names of each
    /// provider in order.
    async fn step(&mut self, body: Value, told: &[&str]) -> Value {
        let caused = self.sandbox.success(&self.sandbox.control(Method::POST, "/events", &body)).await;
        let received = self.receiver.wait_for(self.seen + told.len()).await;
        // Nothing more comes.
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        assert_eq!(self.receiver.received().len(), self.seen + told.len(), "{body}: {told:?}");
        let names = |provider: &str| -> Vec<String> {
            let of_provider = received[self.seen..].iter().filter_map(|one| {
                let payload = one.payload();
                let (found, name) = match (payload.get("type"), payload.get("webhook_key")) {
                    (Some(name), _) => ("agentref", name.as_str().expect("a name").to_owned()),
                    (_, Some(_)) => ("partnero", payload["event"].as_str().expect("a name").to_owned()),
                    _ => ("wecantrack", payload["status"].as_str().expect("a status").to_owned()),
                };
                (found == provider).then_some(format!("{provider} {name}"))
            });
            of_provider.collect()
        };
        for provider in ["agentref", "partnero", "wecantrack"] {
            let expected: Vec<_> = told.iter().filter(|name| name.starts_with(provider)).copied().collect();
            assert_eq!(names(provider), expected, "{body}");
        }
        self.seen += told.len();
        caused["events"].as_array().expect("events").last().expect("an event").clone()
    }
}

#[tokio::test]
async fn each_step_from_the_first_click_to_the_payout_is_told_in_order() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref", "partnero", "wecantrack"])).await;
    let mut story = Story { sandbox, receiver, seen: 0 };
    let joined = story.step(json!({ "event": "partner_joined" }), &["partnero partner.created"]).await;
    let (program, partner) = (joined["program"].clone(), joined["partner"].clone());
    let with = |event: &str| json!({ "event": event, "program": program, "partner": partner });
    story
        .step(
            with("partner_approved"),
            &["agentref affiliate.joined", "agentref affiliate.approved", "partnero partner.approved"],
        )
        .await;
    let click = story.step(with("click"), &[]).await;
    let of_customer = |event: &str| json!({ "event": event, "program": program, "customer": click["customer"] });
    story.step(of_customer("lead"), &["partnero customer.created"]).await;
    let sale = story
        .step(
            of_customer("sale"),
            &["agentref conversion.created", "partnero transaction.created", "wecantrack pending"],
        )
        .await;
    assert_eq!(sale["partner"], partner);
    let of_order = |event: &str| json!({ "event": event, "order": sale["order"] });
    story.step(of_order("approval"), &["wecantrack approved"]).await;
    story.step(with("payout_requested"), &["agentref payout.created"]).await;
    story.step(json!({ "event": "payout_approved", "program": program }), &["agentref payout.processing"]).await;
    story.step(json!({ "event": "payout_paid", "program": program }), &["agentref payout.completed"]).await;
    story.step(of_order("refund"), &["agentref conversion.refunded", "wecantrack declined"]).await;
    story.step(with("partner_blocked"), &["agentref affiliate.blocked", "partnero partner.rejected"]).await;
    story.step(with("partner_restored"), &["agentref affiliate.unblocked", "partnero partner.updated"]).await;
    story.step(json!({ "event": "program_paused", "program": program }), &["agentref program.updated"]).await;
}
