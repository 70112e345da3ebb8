//! Webhook events leave the sandbox as the providers send them.

mod attempts;
#[expect(unreachable_pub, reason = "the readers of the guide paste it into a crate of their own")]
mod axum_receiver;
mod events;
mod faults;
mod guide;
mod hosts;
mod leaps;
mod receiver;
mod restarts;
mod story;

use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, ConfiguredReceiver};

use self::receiver::Receiver;
use crate::harness::{Sandbox, configuration};

/// A small world whose events of these providers go to a receiver.
fn sending_to(receiver: &Receiver, providers: &[&str]) -> Configuration {
    let given = |provider: &&str| ConfiguredReceiver::new(provider, &receiver.url()).expect("a receiver");
    Configuration { orders: 1500, webhooks: providers.iter().map(given).collect(), ..configuration() }
}

/// For so long nothing new comes before a list counts as complete: a sandbox tells what has happened a moment later.
const QUIET: Duration = Duration::from_millis(400);

/// The deliveries that match a query, the oldest first, once none of them is on its way and no other comes.
async fn deliveries(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    let since = Instant::now();
    let mut unchanged: (Vec<Value>, Instant) = (Vec::new(), since);
    loop {
        let call = sandbox.control(Method::GET, format!("/webhooks/deliveries?limit=1000&{query}"), &Value::Null);
        let list = sandbox.success(&call).await;
        let mut found = list["deliveries"].as_array().expect("a list").clone();
        let is_done = found.iter().all(|delivery| delivery["state"] != "queued");
        found.reverse();
        if found != unchanged.0 {
            unchanged = (found.clone(), Instant::now());
        }
        if is_done && !found.is_empty() && unchanged.1.elapsed() >= QUIET {
            return found;
        }
        assert!(since.elapsed() < Duration::from_secs(20), "nothing is delivered: {query}: {found:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until something is so.
async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !is_so().await {
        assert!(since.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Makes something happen. Returns the numbers of the events.
async fn cause(sandbox: &Sandbox, body: Value) -> Vec<u64> {
    let caused = sandbox.success(&sandbox.control(Method::POST, "/events", &body)).await;
    let events = caused["events"].as_array().expect("a list");
    events.iter().map(|event| event["id"].as_u64().expect("a number")).collect()
}

async fn advance(sandbox: &Sandbox, span: &str) {
    sandbox.set_clock(&json!({ "advance": span })).await;
}

/// Who receives, and how many were delivered.
async fn overview(sandbox: &Sandbox) -> Value {
    sandbox.success(&sandbox.control(Method::GET, "/webhooks", &Value::Null)).await
}
