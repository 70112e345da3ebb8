//! Partnero's webhooks: their secrets are in every response, and their events are those of the program's kind.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

/// A call with a key of a program of a kind.
pub(super) fn call(sandbox: &Sandbox, kind: &str, method: Method, target: &str) -> Call {
    let keys = sandbox.server.sandbox().keys();
    let key = keys.of("partnero").find(|key| key.works() && key.kind == Some(kind));
    let secrets = key.unwrap_or_else(|| panic!("no program is of the kind {kind}")).secrets.clone();
    sandbox.call("partnero", method, target).with_secrets(&secrets)
}

/// The same with a body of JSON.
pub(super) fn send(sandbox: &Sandbox, kind: &str, method: Method, target: &str, body: &Value) -> Call {
    call(sandbox, kind, method, target).header("content-type", "application/json").body(body.to_string())
}

fn to_create(events: &Value) -> Value {
    json!({ "name": "CI", "url": "https://ci.example/hook", "events": events })
}

#[tokio::test]
async fn a_webhook_is_found_changed_and_deleted_and_always_shows_its_secret() {
    let sandbox = Sandbox::start_small().await;
    let kind = "affiliate";
    let list = async || sandbox.success(&call(&sandbox, kind, Method::GET, "/v1/webhooks")).await["data"].take();
    let before = list().await;
    assert_eq!(before.as_array().map(Vec::len), Some(2), "some are there from the start");

    let body = to_create(&json!(["partner.created", "lead.submitted"]));
    let created = sandbox.answer(&send(&sandbox, kind, Method::POST, "/v1/webhooks", &body)).await;
    assert_eq!((created.0.as_u16(), &created.1["status"]), (201, &json!(1)));
    let created = &created.1["data"];
    let [key, signature] = ["key", "signature"].map(|field| created[field].as_str().expect("a text"));
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    assert_eq!((key.len(), signature.len(), is_plain(key) && is_plain(signature)), (12, 16, true), "{created}");
    assert_eq!(created["is_active"], true);
    assert_eq!(list().await[0], *created, "the newest is first");

    let path = format!("/v1/webhooks/{key}");
    assert_eq!(sandbox.success(&call(&sandbox, kind, Method::GET, &path)).await["data"], *created);
    let changes = json!({ "name": "Nightly", "is_active": false });
    let changed = sandbox.success(&send(&sandbox, kind, Method::PUT, &path, &changes)).await["data"].take();
    let mut expected = created.clone();
    (expected["name"], expected["is_active"]) = (json!("Nightly"), json!(false));
    assert_eq!(changed, expected, "the secret and the rest stay");

    let deleted = sandbox.success(&call(&sandbox, kind, Method::DELETE, &path)).await;
    assert_eq!(deleted, json!({ "status": 1 }));
    for method in [Method::GET, Method::DELETE] {
        let (status, failure) = sandbox.answer(&call(&sandbox, kind, method, &path)).await;
        assert_eq!((status.as_u16(), failure), (404, json!({ "message": "Webhook not found." })));
    }
    assert_eq!(list().await, before);
}

#[tokio::test]
async fn programs_have_only_the_events_of_their_kind() {
    let sandbox = Sandbox::start_small().await;
    for (event, kinds) in [
        ("partner.approved", &["affiliate"][..]),
        ("lead.converted", &["affiliate"]),
        ("customer.created", &["affiliate", "refer-a-friend"]),
        ("transaction.deleted", &["affiliate", "refer-a-friend"]),
        ("subscriber.rewarded", &["newsletter"]),
        ("transaction.updated", &[]),
        ("sale.created", &[]),
    ] {
        for kind in ["affiliate", "refer-a-friend", "newsletter"] {
            let body = to_create(&json!([event]));
            let (status, answer) = sandbox.answer(&send(&sandbox, kind, Method::POST, "/v1/webhooks", &body)).await;
            assert_eq!(status.as_u16(), if kinds.contains(&kind) { 201 } else { 422 }, "{event} {kind}: {answer}");
            if status == 422 {
                assert_eq!((&answer["status"], answer["errors"]["events"].is_array()), (&json!(0), true), "{answer}");
            }
        }
    }
    let own = sandbox.success(&call(&sandbox, "newsletter", Method::GET, "/v1/webhooks")).await["data"][0].take();
    let path = format!("/v1/webhooks/{}", own["key"].as_str().expect("a key"));
    let changes = send(&sandbox, "newsletter", Method::PUT, &path, &json!({ "events": ["partner.created"] }));
    assert_eq!(sandbox.answer(&changes).await.0, 422);
    assert_eq!(
        sandbox.answer(&call(&sandbox, "affiliate", Method::GET, &path)).await.0,
        404,
        "it is another program's"
    );
}

#[tokio::test]
async fn a_key_can_be_chosen_once_and_addresses_are_checked() {
    let sandbox = Sandbox::start_small().await;
    let mut body = to_create(&json!(["customer.created"]));
    body["key"] = json!("my-hook_1");
    body["is_active"] = json!(false);
    let create = async |body: &Value| {
        sandbox.answer(&send(&sandbox, "refer-a-friend", Method::POST, "/v1/webhooks", body)).await
    };
    let (status, created) = create(&body).await;
    assert_eq!((status.as_u16(), &created["data"]["key"]), (201, &json!("my-hook_1")));
    assert_eq!(created["data"]["is_active"], false);
    let (status, failure) = create(&body).await;
    assert_eq!((status.as_u16(), failure["errors"]["key"].is_array()), (422, true), "{failure}");
    for (field, value) in [
        ("url", json!("ftp://ci.example")),
        ("url", json!("https://")),
        ("events", json!([])),
        ("name", json!("")),
        ("key", json!("a b")),
        ("is_active", json!("yes")),
    ] {
        let mut wrong = to_create(&json!(["customer.created"]));
        wrong[field] = value;
        let (status, failure) = create(&wrong).await;
        assert_eq!((status.as_u16(), failure["errors"][field].is_array()), (422, true), "{wrong}: {failure}");
    }
}

#[tokio::test]
async fn pages_have_10_to_100_webhooks() {
    let sandbox = Sandbox::start_small().await;
    for number in 0..11 {
        let mut body = to_create(&json!(["customer.created"]));
        body["key"] = json!(format!("hook-{number}"));
        sandbox.success(&send(&sandbox, "affiliate", Method::POST, "/v1/webhooks", &body)).await;
    }
    let get = async |query: &str| {
        sandbox.answer(&call(&sandbox, "affiliate", Method::GET, &format!("/v1/webhooks{query}"))).await
    };
    let (_, first) = get("").await;
    assert_eq!((first["data"].as_array().map(Vec::len), &first["meta"]["per_page"]), (Some(10), &json!(10)));
    let next = first["links"]["next"].as_str().expect("a next page");
    assert!(next.ends_with("/v1/webhooks?page=2"), "{next}");
    let (_, second) = get("?page=2").await;
    assert_eq!((second["data"].as_array().map(Vec::len), &second["links"]["next"]), (Some(3), &Value::Null));
    for (query, status) in [("?limit=9", 422), ("?limit=10", 200), ("?limit=100", 200), ("?limit=101", 422)] {
        assert_eq!(get(query).await.0, status, "{query}");
    }
}
