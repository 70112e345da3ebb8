//! The control surface keeps its own published document, and answers nobody else.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, ConfiguredReceiver};
use trackside_schemas::{Documents, ProviderList as _};

use crate::harness::{CONTROL, Sandbox, configuration, document, providers};

#[tokio::test]
async fn every_operation_answers_as_its_document_says() {
    let receiver = ConfiguredReceiver::new("agentref", "http://127.0.0.1:9/hooks").expect("a receiver");
    let webhooks = vec![receiver];
    let sandbox = Sandbox::start_with(Configuration { orders: 1500, webhooks, ..configuration() }).await;
    let mut asked = Vec::new();
    for (method, target, body, status) in [
        (Method::GET, "/health", Value::Null, 200),
        (Method::GET, "/world", Value::Null, 200),
        (Method::GET, "/world/export", Value::Null, 200),
        (Method::GET, "/world/export?all=true", Value::Null, 200),
        (Method::GET, "/world/export?all=some", Value::Null, 422),
        (Method::GET, "/clock", Value::Null, 200),
        (Method::POST, "/clock", json!({ "advance": "3d" }), 200),
        (Method::GET, "/faults", Value::Null, 200),
        (Method::PUT, "/faults", json!({ "faults": [] }), 200),
        (Method::GET, "/overrides", Value::Null, 200),
        (Method::PUT, "/overrides", json!({ "overrides": [] }), 200),
        (Method::GET, "/scenario", Value::Null, 200),
        (Method::PUT, "/scenario", json!({ "name": "a start", "now": "2026-06-09T12:00:00Z" }), 200),
        (Method::GET, "/events", Value::Null, 200),
        (Method::GET, "/events?event=party", Value::Null, 422),
        (Method::POST, "/events", json!({ "event": "sale" }), 200),
        (Method::POST, "/events", json!({ "event": "party" }), 422),
        (Method::POST, "/events", json!([]), 400),
        (Method::POST, "/events/undo", json!({ "ids": [0] }), 200),
        (Method::POST, "/events/undo", json!({ "ids": [0] }), 404),
        (Method::POST, "/events/undo", json!({}), 422),
        (Method::GET, "/journal", Value::Null, 200),
        (Method::GET, "/journal/1", Value::Null, 200),
        (Method::GET, "/journal/1000", Value::Null, 404),
        (Method::GET, "/journal/one", Value::Null, 422),
        (Method::GET, "/journal?status=lost", Value::Null, 422),
        (Method::POST, "/journal/clear", json!({}), 200),
        (Method::POST, "/journal/clear", json!({ "before": 7 }), 422),
        (Method::GET, "/checkpoints", Value::Null, 200),
        (Method::POST, "/checkpoints", json!({ "name": "seeded" }), 200),
        (Method::POST, "/checkpoints", json!({ "name": "two words" }), 422),
        (Method::POST, "/checkpoints", json!(7), 400),
        (Method::POST, "/checkpoints/seeded/restore", json!({}), 200),
        (Method::POST, "/checkpoints/seeded/restore", json!({ "hard": true }), 422),
        (Method::POST, "/checkpoints/seeded/restore", json!([]), 400),
        (Method::POST, "/checkpoints/acme/restore", json!({}), 404),
        (Method::DELETE, "/checkpoints/two%20words", Value::Null, 422),
        (Method::DELETE, "/checkpoints/seeded", Value::Null, 204),
        (Method::DELETE, "/checkpoints/seeded", Value::Null, 404),
        (Method::GET, "/worlds", Value::Null, 200),
        (Method::POST, "/worlds", json!({ "name": "worker" }), 201),
        (Method::POST, "/worlds", json!({ "name": "worker" }), 409),
        (Method::POST, "/worlds", json!({ "name": "two words" }), 422),
        (Method::POST, "/worlds", json!(7), 400),
        (Method::DELETE, "/worlds/worker", Value::Null, 204),
        (Method::DELETE, "/worlds/worker", Value::Null, 404),
        (Method::DELETE, "/worlds/two%20words", Value::Null, 422),
        (Method::GET, "/webhooks", Value::Null, 200),
        (Method::GET, "/webhooks/deliveries", Value::Null, 200),
        (Method::GET, "/webhooks/deliveries?limit=0", Value::Null, 422),
        (Method::POST, "/webhooks/trigger", json!({ "event": "conversion.created" }), 200),
        (Method::POST, "/webhooks/trigger", json!({ "event": "conversion.created", "test": true }), 200),
        (Method::POST, "/webhooks/trigger", json!({ "event": "conversion.made" }), 422),
        (Method::POST, "/webhooks/trigger", json!([]), 400),
        (Method::GET, "/webhooks/deliveries/1", Value::Null, 200),
        (Method::GET, "/webhooks/deliveries/99", Value::Null, 404),
        (Method::GET, "/webhooks/deliveries/one", Value::Null, 422),
        (Method::POST, "/webhooks/deliveries/1/resend", Value::Null, 200),
        (Method::POST, "/webhooks/deliveries/99/resend", Value::Null, 404),
        (Method::POST, "/webhooks/deliveries/one/resend", Value::Null, 422),
        (Method::POST, "/reset", json!({}), 200),
        (Method::GET, "/operations", Value::Null, 200),
        (Method::GET, "/operations?provider=acme", Value::Null, 404),
        (Method::GET, "/specs", Value::Null, 200),
        (Method::GET, "/specs/wecantrack", Value::Null, 200),
        (Method::GET, "/specs/acme", Value::Null, 404),
        (Method::POST, "/clock", json!({ "advance": "three days" }), 422),
        (Method::PUT, "/faults", json!({ "faults": [{ "error_rate": 2 }] }), 422),
        (Method::PUT, "/overrides", json!({ "overrides": 3 }), 422),
        (Method::PUT, "/scenario", json!({ "clock": "2026-06-09T12:00:00Z" }), 422),
        (Method::POST, "/reset", json!({ "hard": true }), 422),
        (Method::POST, "/clock", json!([]), 400),
    ] {
        let (answered, answer) = sandbox.answer(&sandbox.control(method.clone(), target, &body)).await;
        assert_eq!(answered, StatusCode::from_u16(status).unwrap(), "{method} {target} {body}: {answer}");
        let template = target
            .replace("wecantrack", "{name}")
            .replace("seeded", "{name}")
            .replace("worker", "{name}")
            .replace("acme", "{name}")
            .replace("/deliveries/1", "/deliveries/{number}")
            .replace("/journal/1", "/journal/{id}");
        asked.push(format!("{method} {template}"));
    }
    let document = document(CONTROL);
    let paths = document["paths"].as_object().unwrap().iter();
    for (path, methods) in paths {
        for method in methods.as_object().unwrap().keys() {
            let operation = format!("{} {path}", method.to_uppercase());
            assert!(asked.contains(&operation), "{operation} was not asked for");
        }
    }
}

#[tokio::test]
async fn documents_are_those_of_the_project_with_this_server() {
    let sandbox = Sandbox::start_small().await;
    let list = sandbox.success(&sandbox.control(Method::GET, "/specs", &Value::Null)).await;
    let listed: Vec<_> = list["specs"].as_array().unwrap().iter().map(|spec| spec["name"].as_str().unwrap()).collect();
    assert_eq!(listed, Documents::names());
    for name in providers().into_iter().chain([CONTROL]) {
        let mut published = document(name);
        let address = sandbox.server.address();
        let prefix = if name == CONTROL { "_mock" } else { name };
        published["servers"] = json!([{ "url": format!("http://{address}/{prefix}"), "description": "This sandbox." }]);
        for target in [format!("/specs/{name}"), format!("/specs/{name}.json")] {
            let served = sandbox.success(&sandbox.control(Method::GET, target, &Value::Null)).await;
            assert_eq!(without_examples(served), without_examples(published.clone()), "{name}");
        }
    }
}

/// Removes the examples of a parameter, a schema or a body.
fn remove_examples(described: &mut Value) {
    let described = described.as_object_mut().expect("an object");
    described.retain(|name, _| name != "example" && name != "examples");
}

/// A document without the examples of its parameters and request bodies: the sandbox puts values that work in their place.
fn without_examples(mut document: Value) -> Value {
    for path in document["paths"].as_object_mut().expect("paths").values_mut() {
        for operation in path.as_object_mut().expect("operations").values_mut() {
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                remove_examples(parameter);
                remove_examples(&mut parameter["schema"]);
            }
            if let Some(content) = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut) {
                content.values_mut().for_each(remove_examples);
            }
        }
    }
    document
}

#[tokio::test]
async fn strangers_and_forms_are_refused() {
    let sandbox = Sandbox::start_small().await;
    for (header, value) in [
        ("host", "evil.example"),
        ("origin", "http://localhost:5173"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        for (method, target, body) in [
            (Method::GET, "/world", Value::Null),
            (Method::GET, "/world/export", Value::Null),
            (Method::POST, "/clock", json!({ "advance": "1d" })),
            (Method::PUT, "/faults", json!({ "faults": [] })),
            (Method::POST, "/reset", json!({})),
        ] {
            let call = sandbox.control(method, target, &body).header(header, value);
            let exchange = sandbox.send(&call).await;
            assert_eq!(exchange.status, StatusCode::FORBIDDEN, "{header}: {value} {target}");
            assert!(!exchange.response_headers.contains_key("access-control-allow-origin"), "{target}");
            let body: Value = serde_json::from_slice(&exchange.response_body).expect("a failure in JSON");
            assert_eq!(body["error"], "forbidden");
        }
    }
    let clock = sandbox.control(Method::GET, "/clock", &Value::Null);
    assert_eq!(sandbox.success(&clock).await["now"], crate::harness::NOW, "nothing has moved");

    let mut form = sandbox.control(Method::POST, "/clock", &json!({ "advance": "1d" }));
    form.headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
    assert_eq!(sandbox.send(&form).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn reset_leads_back_to_the_start() {
    let sandbox = Sandbox::start_with(Configuration { orders: 1500, ..configuration() }).await;
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 100 }));
    let before = sandbox.success(&list).await;
    let purchase = before["data"][0]["purchaseId"].as_str().unwrap();
    let generate = sandbox.post("fullwhere", "/partners/survey-tracker/generate", &json!({ "purchaseId": purchase }));
    sandbox.success(&generate).await;
    sandbox.set_clock(&json!({ "advance": "40d", "ticking": true })).await;
    assert_ne!(sandbox.success(&list).await, before);

    let reset = sandbox.control(Method::POST, "/reset", &json!({}));
    assert_eq!(sandbox.success(&reset).await, json!({ "removed_records": 1, "now": crate::harness::NOW }));
    assert_eq!(sandbox.success(&list).await, before);
    assert_eq!(sandbox.success(&reset).await["removed_records"], 0);
}
