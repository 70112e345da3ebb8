//! `GET /_mock/operations`: the list that everything reads which needs a call that works.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use trackside_mock_server::{Configuration, ConfiguredReceiver};

use crate::harness::{CONTROL, Call, Sandbox, configuration, contract, document, providers};

impl Sandbox {
    /// Every operation of every provider, as the sandbox lists it.
    pub(crate) async fn operations(&self) -> Vec<Value> {
        self.operations_of("/operations").await
    }

    async fn operations_of(&self, target: &str) -> Vec<Value> {
        let list = self.success(&self.control(Method::GET, target, &Value::Null)).await;
        list["operations"].as_array().expect("a list").clone()
    }

    /// The call that the list gives for an operation.
    #[expect(clippy::unused_self, reason = "it reads like the other ways to make a call")]
    pub(crate) fn listed_call(&self, operation: &Value) -> Call {
        let provider = providers().into_iter().chain([CONTROL]).find(|name| *name == operation["provider"]);
        let provider = provider.expect("a known provider");
        let prefix = if provider == CONTROL { "/_mock" } else { provider };
        let url = operation["url"].as_str().expect("an address");
        let (_, target) = url.split_once(prefix).expect("the provider's prefix");
        let mut call = Call {
            provider,
            method: operation["method"].as_str().expect("a method").parse().expect("a method"),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
        };
        for (name, value) in operation["headers"].as_object().expect("headers") {
            call = call.header(&name.to_ascii_lowercase(), value.as_str().expect("a text"));
        }
        if operation["body"].is_null() { call } else { call.body(operation["body"].to_string()) }
    }
}

#[tokio::test]
async fn every_operation_is_listed_with_a_call_that_succeeds() {
    let sandbox = Sandbox::start().await;
    let listed = sandbox.operations().await;
    for operation in &listed {
        let call = sandbox.listed_call(operation);
        let (status, body) = sandbox.answer(&call).await;
        assert_eq!(Value::from(status.as_u16()), operation["success"], "{} {}: {body}", call.provider, operation["id"]);
    }
    let ids: BTreeSet<(String, String)> = listed.iter().map(names).collect();
    let documented: BTreeSet<(String, String)> = providers()
        .into_iter()
        .flat_map(|provider| {
            contract(provider).operations().iter().map(|operation| (provider.to_owned(), operation.id.clone()))
        })
        .collect();
    assert_eq!(ids, documented);
}

#[tokio::test]
async fn the_calls_show_something() {
    let sandbox = Sandbox::start().await;
    for operation in sandbox.operations().await {
        let body = sandbox.success(&sandbox.listed_call(&operation)).await;
        let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
        assert!(!is_empty(&body) && !is_empty(&body["data"]), "{} shows an empty list", operation["id"]);
    }
}

#[tokio::test]
async fn the_calls_work_in_other_worlds() {
    for (seed, orders) in [(2, 10_000), (3, 1500), (7, 300)] {
        let configuration = trackside_mock_server::Configuration { seed, orders, ..crate::harness::configuration() };
        let sandbox = Sandbox::start_with(configuration).await;
        for operation in sandbox.operations().await {
            sandbox.success(&sandbox.listed_call(&operation)).await;
        }
    }
}

#[tokio::test]
async fn the_control_surface_lists_itself() {
    let receiver = ConfiguredReceiver::new("agentref", "http://127.0.0.1:9/hooks").expect("a receiver");
    let sandbox = Sandbox::start_with(Configuration { webhooks: vec![receiver], ..configuration() }).await;
    let listed = sandbox.operations_of("/operations?provider=control").await;
    let documented: BTreeSet<String> =
        contract(CONTROL).operations().iter().map(|operation| operation.id.clone()).collect();
    assert_eq!(listed.iter().map(|listed| names(listed).1).collect::<BTreeSet<_>>(), documented);
    // An exchange can be shown once there is one, and so can a delivery.
    let event = json!({ "event": "conversion.created", "test": true });
    sandbox.success(&sandbox.control(Method::POST, "/webhooks/trigger", &event)).await;
    sandbox.success(&sandbox.get("wecantrack", "/api/v2/networks")).await;
    for operation in sandbox.operations_of("/operations?provider=control").await {
        if operation["id"] != "clearJournal" {
            sandbox.success(&sandbox.listed_call(&operation)).await;
        }
    }
}

#[tokio::test]
async fn one_provider_can_be_asked_for() {
    let sandbox = Sandbox::start().await;
    for provider in providers() {
        let listed = sandbox.operations_of(&format!("/operations?provider={provider}")).await;
        assert!(!listed.is_empty() && listed.iter().all(|listed| listed["provider"] == provider), "{provider}");
    }
    let call = sandbox.control(Method::GET, "/operations?provider=stripe", &Value::Null);
    let (status, body) = sandbox.answer(&call).await;
    assert_eq!(status.as_u16(), 404);
    let message = body["message"].as_str().expect("a message");
    assert!(message.contains("stripe") && message.contains("wecantrack"), "{message}");
}

fn names(listed: &Value) -> (String, String) {
    let text = |name: &str| listed[name].as_str().expect("a text").to_owned();
    (text("provider"), text("id"))
}

/// Calls like the given one that a provider may refuse: with no, unknown or malformed values.
pub(crate) fn spoilt(operation: &Value, call: &Call) -> Vec<Call> {
    const VALUES: [&str; 3] = ["nonsense", "3c90c3cc-0d44-4b50-8888-8dd25736052a", "2147483647"];
    /// A part of a path that is no UTF-8.
    const NO_TEXT: &str = "%FF";
    let mut calls = Vec::new();
    let with_target = |target: String| Call { target, ..call.clone() };
    let template = operation["template"].as_str().expect("a path");
    for name in operation["path_parameters"].as_object().expect("an object").keys() {
        let values = VALUES.into_iter().chain([NO_TEXT]);
        calls.extend(values.map(|value| with_target(template.replace(&format!("{{{name}}}"), value))));
    }
    let path = call.target.split('?').next().unwrap_or_default();
    calls.push(with_target(path.to_owned()));
    for pair in operation["query"].as_array().expect("a list") {
        let name = pair["name"].as_str().expect("a name");
        calls.extend(VALUES.map(|value| with_target(format!("{path}?{name}={value}"))));
    }
    // Filters that the call leaves out are spoilt as well.
    let method = call.method.as_str().to_ascii_lowercase();
    let declared = document(call.provider)["paths"][template][&method]["parameters"].take();
    for parameter in declared.as_array().into_iter().flatten().filter(|parameter| parameter["in"] == "query") {
        calls.push(with_target(format!("{path}?{}=nonsense", parameter["name"].as_str().expect("a name"))));
    }
    if let Some(body) = operation["body"].as_object() {
        calls.push(call.clone().body("{}"));
        calls.push(call.clone().body("no JSON"));
        for name in body.keys() {
            for value in [json!("nonsense"), json!(VALUES[1]), json!(0), json!(2_147_483_647), json!([])] {
                let mut spoilt = body.clone();
                spoilt.insert(name.clone(), value);
                calls.push(call.clone().body(Value::Object(spoilt).to_string()));
            }
        }
    }
    calls
}
