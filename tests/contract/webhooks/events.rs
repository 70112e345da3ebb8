//! Every event of every provider is sent, keeps its contract, and carries a signature that its receiver can verify.

use http::Method;
use serde_json::{Value, json};
use trackside_contract::{Contract, Origin};
use trackside_mock_server::Configuration;
use trackside_signature::{body_hex, svix};

use super::receiver::{Received, Receiver};
use super::{advance, cause, deliveries, overview, sending_to};
use crate::harness::{Sandbox, contract};

/// All violations of a delivery, and whether its signature fits the secret.
fn violations(contract: &Contract, event: &str, received: &Received) -> Vec<String> {
    let found = contract.judge_delivery(event, &received.delivery, Origin::Sandbox);
    found.iter().map(|violation| format!("{event}: {violation:?}")).collect()
}

/// Verifies the signature of a delivery as its receiver does.
fn verify(provider: &str, secret: &str, received: &Received, body: &[u8], now: i64) -> bool {
    match provider {
        "agentref" => {
            let headers = svix::Headers {
                id: Some(received.header("svix-id")),
                timestamp: Some(received.header("svix-timestamp")),
                signature: Some(received.header("svix-signature")),
            };
            svix::verify(&[secret], headers, body, now).is_ok()
        }
        "partnero" => body_hex::verify(&[secret], "Signature", Some(received.header("signature")), body).is_ok(),
        _ => secret.is_empty(),
    }
}

#[tokio::test]
async fn every_event_is_sent_on_demand_and_keeps_its_contract() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref", "partnero", "wecantrack"])).await;
    let secrets = overview(&sandbox).await["receivers"].clone();
    let mut problems = Vec::new();
    let mut sent = 0;
    for provider in ["agentref", "partnero", "wecantrack"] {
        let contract = contract(provider);
        let secret = secrets.as_array().expect("a list").iter().find(|one| one["provider"] == provider);
        let secret = secret.expect("it is given")["secret"].as_str().expect("a text");
        for webhook in contract.webhooks() {
            let event = webhook.event.as_str();
            for test in [false, true] {
                let before = receiver.received().len();
                let asked = json!({ "event": event, "provider": provider, "test": test });
                let call = sandbox.control(Method::POST, "/webhooks/trigger", &asked);
                let (status, triggered) = sandbox.answer(&call).await;
                if !status.is_success() {
                    // Some cannot be caused, and nothing in this world fits them yet.
                    problems.push(format!("{provider} {event} (test: {test}) {status}: {triggered}"));
                    continue;
                }
                let query = match triggered["entries"].as_array().expect("a list").last() {
                    Some(entry) => format!("provider={provider}&event={event}&entry={entry}"),
                    None => format!("provider={provider}&event={event}"),
                };
                let delivered = deliveries(&sandbox, &query).await;
                let last = delivered.last().expect("there is one");
                assert_eq!((&last["state"], &last["status"]), (&json!("delivered"), &json!(200)), "{last}");
                let received = receiver.received()[before..].to_vec();
                let name = |one: &Received| {
                    let payload = one.payload();
                    payload.get("type").or(payload.get("event")).and_then(Value::as_str).map(str::to_owned)
                };
                let is_this = |one: &&Received| match provider {
                    "agentref" => one.delivery.headers.contains_key("svix-id") && name(one).as_deref() == Some(event),
                    "partnero" => one.delivery.headers.contains_key("signature") && name(one).as_deref() == Some(event),
                    _ => name(one).is_none(),
                };
                let received = received.iter().rfind(is_this);
                let Some(received) = received else {
                    problems.push(format!("{provider} {event} (test: {test}) does not arrive"));
                    continue;
                };
                sent += 1;
                problems.extend(violations(contract, event, received));
                let now = chrono::Utc::now().timestamp();
                let body = &received.delivery.body;
                assert!(verify(provider, secret, received, body, now), "{provider} {event}: the signature fits");
                if provider != "wecantrack" {
                    let changed = [body, &b" "[..]].concat();
                    assert!(!verify(provider, secret, received, &changed, now), "a changed byte is refused");
                    let other = svix::secret([7; 24]);
                    assert!(!verify(provider, &other, received, body, now), "a wrong secret is refused");
                }
                if provider == "agentref" {
                    assert!(!verify(provider, secret, received, body, now + 301), "an old delivery is refused");
                }
            }
        }
    }
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(sent, 2 * (13 + 20 + 2), "each event is sent in both ways");
}

#[tokio::test]
async fn what_a_request_causes_is_told_once_by_each_provider_that_shows_it() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref", "partnero", "wecantrack"])).await;
    let entries = cause(&sandbox, json!({ "event": "sale", "amount_cents": 12_300 })).await;
    let told = deliveries(&sandbox, &format!("entry={}", entries.last().expect("a sale"))).await;
    let mut names: Vec<String> =
        told.iter().map(|one| format!("{} {}", one["provider"], one["event"]).replace('"', "")).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "agentref conversion.created",
            "partnero customer.created",
            "partnero transaction.created",
            "wecantrack conversion.created"
        ]
    );
    let received = receiver.wait_for(4).await;
    let amounts: Vec<String> = received
        .iter()
        .filter_map(|one| one.payload().pointer("/data/amount").or(one.payload().get("sale_amount")).cloned())
        .map(|amount| amount.to_string())
        .collect();
    assert_eq!(amounts.len(), 3, "{amounts:?}");
    // AgentRef and wecantrack tell cents, Partnero the main unit.
    let cents = amounts.iter().filter(|amount| ["12300", "12300.0"].contains(&amount.as_str())).count();
    let main = amounts.iter().filter(|amount| ["123", "123.0"].contains(&amount.as_str())).count();
    assert_eq!((cents, main), (2, 1), "{amounts:?}");

    let refund = cause(&sandbox, json!({ "event": "refund" })).await;
    let told = deliveries(&sandbox, &format!("entry={}", refund[0])).await;
    let names: Vec<_> = told.iter().map(|one| one["event"].as_str().expect("a name")).collect();
    assert_eq!(names, ["conversion.refunded", "conversion.updated"]);
}

#[tokio::test]
async fn the_simulation_tells_what_the_clock_passes() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start_with(sending_to(&receiver, &["agentref", "partnero", "wecantrack"])).await;
    advance(&sandbox, "3d").await;
    let told = deliveries(&sandbox, "").await;
    let mut seen = std::collections::BTreeSet::new();
    let mut last = String::new();
    for one in &told {
        assert!(one["entry"].is_null() && one["test"] == false, "{one}");
        let at = one["happened_at"].as_str().expect("a time").to_owned();
        assert!(last <= at, "they are told in order");
        last = at;
        seen.insert(format!("{} {}", one["provider"], one["event"]).replace('"', ""));
    }
    for name in ["agentref conversion.created", "wecantrack conversion.created", "wecantrack conversion.updated"] {
        assert!(seen.contains(name), "{name}: {seen:?}");
    }
    // What is received is what is listed, in the same order.
    let received = receiver.wait_for(told.len()).await;
    assert_eq!(received.len(), told.len());
    let ids: Vec<_> = received.iter().map(|one| one.header("svix-id").to_owned()).filter(|id| !id.is_empty()).collect();
    let listed: Vec<_> =
        told.iter().filter(|one| one["provider"] == "agentref").map(|one| one["message"].clone()).collect();
    assert_eq!(ids, listed);
    for one in &received {
        let (provider, event) = match one.payload() {
            payload if payload.get("type").is_some() => ("agentref", payload["type"].clone()),
            payload if payload.get("webhook_key").is_some() => ("partnero", payload["event"].clone()),
            payload if payload["status"] == "pending" => ("wecantrack", json!("conversion.created")),
            _ => ("wecantrack", json!("conversion.updated")),
        };
        assert_eq!(violations(contract(provider), event.as_str().expect("a name"), one), Vec::<String>::new());
    }
    // A clock that stands still tells nothing new, and one that went back tells the same again.
    sandbox.set_clock(&json!({ "advance": "-3d" })).await;
    sandbox.set_clock(&json!({ "advance": "3d" })).await;
    let again = receiver.wait_for(2 * told.len()).await;
    let ids_again: Vec<_> =
        again[told.len()..].iter().map(|one| one.header("svix-id").to_owned()).filter(|id| !id.is_empty()).collect();
    assert_eq!(ids_again, ids, "the same messages");
}

#[tokio::test]
async fn wecantrack_can_send_its_fields_in_a_query() {
    let receiver = Receiver::start().await;
    let mut configuration = sending_to(&receiver, &["wecantrack"]);
    configuration.webhooks[0].form = trackside_schemas::declare::DeliveryForm::GetQuery;
    let sandbox = Sandbox::start_with(Configuration { ..configuration }).await;
    cause(&sandbox, json!({ "event": "sale" })).await;
    let received = receiver.wait_for(1).await;
    assert_eq!((received[0].delivery.method.clone(), received[0].delivery.body.len()), (Method::GET, 0));
    assert!(received[0].delivery.target.contains("transaction_id="), "{}", received[0].delivery.target);
    assert_eq!(violations(contract("wecantrack"), "conversion.created", &received[0]), Vec::<String>::new());
}
