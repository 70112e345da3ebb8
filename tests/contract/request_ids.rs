//! One id for each request: the same in headers and body, found by the journal, and reproducible.

use http::Method;
use serde_json::{Value, json};
use trackside_contract::Exchange;

use crate::harness::{Call, Sandbox, assert_kept};

async fn status_call(sandbox: &Sandbox) -> Call {
    let catalogue = sandbox.catalogue().await;
    let id = catalogue["programs"][0]["at"]["agentref"]["id"].as_str().expect("an id").to_owned();
    sandbox.get("agentref", format!("/programs/{id}/tracking/status"))
}

/// The id of a response, which header and body agree on.
fn id_of(exchange: &Exchange) -> String {
    let body: Value = serde_json::from_slice(&exchange.response_body).expect("a JSON body");
    let header = exchange.response_headers["x-request-id"].to_str().expect("visible ASCII");
    assert_eq!(body["meta"]["requestId"], format!("req_{header}"), "{body}");
    header.to_owned()
}

#[tokio::test]
async fn three_equal_requests_have_three_ids_and_the_journal_finds_each() {
    let sandbox = Sandbox::start_small().await;
    let call = status_call(&sandbox).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let exchange = sandbox.send(&call).await;
        assert_kept(&call, &exchange);
        ids.push(id_of(&exchange));
    }
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2], "{ids:?}");
    for id in &ids {
        for shown in [id.clone(), format!("req_{id}")] {
            let search = sandbox.control(Method::GET, format!("/journal?text={shown}"), &Value::Null);
            let found = sandbox.success(&search).await;
            let found: Vec<_> = found["entries"].as_array().expect("a list").iter().collect();
            assert_eq!(found.len(), 1, "{shown}");
            assert_eq!(found[0]["request_id"], **id);
        }
    }
    // The same sequence has the same ids, in another sandbox and after a reset.
    let other = Sandbox::start_small().await;
    for id in &ids {
        assert_eq!(id_of(&other.send(&call).await), *id);
    }
    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!(id_of(&sandbox.send(&call).await), ids[0]);
}

#[tokio::test]
async fn failures_and_examples_name_the_request_that_gets_them() {
    let sandbox = Sandbox::start_small().await;
    let call = status_call(&sandbox).await;
    let mut ids = Vec::new();
    for preference in ["code=404", "code=429", "code=200", ""] {
        ids.push(id_of(&sandbox.send(&call.clone().header("prefer", preference)).await));
    }
    for fault in
        [json!({ "provider": "agentref", "error_rate": 1 }), json!({ "provider": "agentref", "rate_limited": true })]
    {
        sandbox.success(&sandbox.control(Method::PUT, "/faults", &json!({ "faults": [fault] }))).await;
        ids.push(id_of(&sandbox.send(&call).await));
    }
    ids.push(id_of(&sandbox.send(&sandbox.get("agentref", "/nowhere")).await));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 7);
}
