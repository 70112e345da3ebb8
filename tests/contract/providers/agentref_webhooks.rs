//! AgentRef's webhook endpoints: their secrets are shown once.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

fn to_create() -> Value {
    json!({ "name": "CI", "url": "https://ci.example/hook", "subscribedEvents": ["conversion.created", "flag.resolved"] })
}

async fn listed(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    let list = sandbox.success(&sandbox.get("agentref", format!("/webhooks{query}"))).await;
    list["data"].as_array().expect("a list").clone()
}

fn patch(sandbox: &Sandbox, path: &str, body: &Value) -> Call {
    let call = sandbox.call("agentref", Method::PATCH, path);
    call.header("content-type", "application/json").body(body.to_string())
}

#[tokio::test]
async fn what_is_registered_is_found_changed_and_deleted() {
    let sandbox = Sandbox::start_small().await;
    let before = listed(&sandbox, "").await;
    let created = sandbox.success(&sandbox.post("agentref", "/webhooks", &to_create())).await["data"].take();
    let (endpoint, secret) = (&created["endpoint"], created["signingSecret"].as_str().expect("a secret"));
    assert_eq!((&endpoint["status"], &endpoint["schemaVersion"]), (&json!("active"), &json!(2)));
    let path = format!("/webhooks/{}", endpoint["id"].as_str().expect("an id"));

    let after = listed(&sandbox, "").await;
    assert_eq!((after.len(), &after[0]), (before.len() + 1, endpoint), "the newest is first");
    let found = sandbox.success(&sandbox.get("agentref", &path)).await;
    assert_eq!(&found["data"], endpoint);
    assert!(!found.to_string().contains(secret), "the secret is shown once");

    sandbox.set_clock(&json!({ "advance": "1h" })).await;
    let changes = json!({ "url": "http://localhost:3000/hook" });
    let changed = sandbox.success(&patch(&sandbox, &path, &changes)).await;
    assert_eq!(
        (&changed["data"]["url"], &changed["data"]["name"]),
        (&json!("http://localhost:3000/hook"), &json!("CI"))
    );
    assert_ne!(changed["data"]["updatedAt"], endpoint["updatedAt"]);
    assert_eq!(changed["data"]["secretLastFour"], endpoint["secretLastFour"]);

    let rotated = sandbox.success(&sandbox.call("agentref", Method::POST, format!("{path}/rotate-secret"))).await;
    assert_ne!(rotated["data"]["signingSecret"], secret);
    let again = sandbox.success(&sandbox.call("agentref", Method::POST, format!("{path}/rotate-secret"))).await;
    assert_ne!(rotated["data"]["signingSecret"], again["data"]["signingSecret"]);

    let deleted = sandbox.success(&sandbox.call("agentref", Method::DELETE, &path)).await;
    assert_eq!(deleted["data"], json!({ "success": true }));
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(sandbox.answer(&sandbox.call("agentref", method, &path)).await.0, 404);
    }
    assert_eq!(listed(&sandbox, "").await, before);
}

#[tokio::test]
async fn an_endpoint_belongs_to_a_program_or_to_all() {
    let sandbox = Sandbox::start_small().await;
    let programs = sandbox.success(&sandbox.get("agentref", "/programs")).await;
    let ids: Vec<&str> = (0..2).map(|place| programs["data"][place]["id"].as_str().expect("an id")).collect();
    let mut body = to_create();
    body["programId"] = json!(ids[0]);
    let created = sandbox.success(&sandbox.post("agentref", "/webhooks", &body)).await["data"]["endpoint"].take();
    assert_eq!(listed(&sandbox, &format!("?programId={}", ids[0])).await, std::slice::from_ref(&created));
    assert_eq!(listed(&sandbox, &format!("?programId={}", ids[1])).await, [Value::Null; 0]);

    let path = format!("/webhooks/{}", created["id"].as_str().expect("an id"));
    let patch = async |body: Value| sandbox.answer(&patch(&sandbox, &path, &body)).await;
    assert_eq!(patch(json!({ "name": "Still" })).await.1["data"]["programId"], ids[0]);
    assert_eq!(patch(json!({ "programId": null })).await.1["data"]["programId"], Value::Null);
    assert_eq!(patch(json!({ "programId": "00000000-0000-4000-8000-000000000000" })).await.0, 404);
    body["programId"] = json!("00000000-0000-4000-8000-000000000000");
    assert_eq!(sandbox.answer(&sandbox.post("agentref", "/webhooks", &body)).await.0, 404);
}

#[tokio::test]
async fn only_known_events_and_safe_addresses_are_taken() {
    let sandbox = Sandbox::start_small().await;
    for (field, value) in [
        ("url", json!("http://ci.example/hook")),
        ("url", json!("http://localhost.example/hook")),
        ("subscribedEvents", json!([])),
        ("subscribedEvents", json!(["sale.created"])),
        ("schemaVersion", json!(1)),
        ("programId", json!("3c90c3cc0d444b5088888dd25736052a")),
        ("name", json!("")),
    ] {
        let mut body = to_create();
        body[field] = value;
        let (status, failure) = sandbox.answer(&sandbox.post("agentref", "/webhooks", &body)).await;
        assert_eq!((status.as_u16(), &failure["error"]["code"]), (422, &json!("VALIDATION_ERROR")), "{body}");
        assert!(failure["error"]["message"].as_str().expect("a text").contains(field), "{failure}");
    }
}

#[tokio::test]
async fn another_merchant_sees_none_of_them() {
    let sandbox = Sandbox::start_small().await;
    let id = listed(&sandbox, "").await[0]["id"].as_str().expect("an id").to_owned();
    let other = |target: String| sandbox.get("agentref", target).with_secrets(&["ak_live_empty"]);
    assert_eq!(sandbox.success(&other("/webhooks".to_owned())).await["data"], json!([]));
    assert_eq!(sandbox.answer(&other(format!("/webhooks/{id}"))).await.0, 404);
}
