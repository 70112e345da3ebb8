//! The responses of a sandbox, with their requests.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use trackside_contract::Exchange;
use trackside_schemas::control::{ListedOperation, OperationList};

use super::schema::declared;
use crate::message::{Answer, Request};
use crate::stage::Stage;

/// A response of an operation.
#[derive(Debug, Clone)]
pub(super) struct Captured {
    /// The id of the operation.
    pub(super) operation: String,
    /// The request, with its target relative to the provider.
    pub(super) request: Request,
    /// The response.
    pub(super) answer: Answer,
}

impl Captured {
    /// The exchange with another answer.
    pub(super) fn exchange(&self, answer: &Answer) -> Exchange {
        Exchange {
            method: self.request.method.clone(),
            target: self.request.target.clone(),
            request_headers: self.request.headers.clone(),
            request_body: Bytes::from(self.request.body.clone()),
            status: answer.status,
            response_headers: answer.headers.clone(),
            response_body: Bytes::from(answer.body.clone()),
        }
    }
}

/// The responses of success of a provider's operations, by a call that works.
pub(super) async fn successes(stage: &Stage, provider: &str) -> Vec<Captured> {
    let client = client();
    let mut operations = listed(&client, stage, provider).await;
    operations.sort_by_key(|listed| (listed.writes, listed.method == "DELETE"));
    let mut captured = Vec::new();
    for listed in operations {
        let found = capture(&client, stage, provider, &listed, None).await;
        captured.extend(found.filter(|captured| captured.answer.status.is_success()));
    }
    captured
}

/// The declared failures of a provider's operations, which the sandbox returns if it is asked for them.
pub(super) async fn failures(stage: &Stage, provider: &str, document: &Value) -> Vec<Captured> {
    let client = client();
    let mut captured = Vec::new();
    for listed in listed(&client, stage, provider).await {
        let statuses = declared(document, &listed.id).and_then(|declared| declared["responses"].as_object());
        let statuses = statuses.into_iter().flatten().filter_map(|(status, _)| status.parse::<u16>().ok());
        for status in statuses.filter(|status| *status >= 400) {
            let found = capture(&client, stage, provider, &listed, Some(status)).await;
            captured.extend(found.filter(|captured| captured.answer.status.as_u16() == status));
        }
    }
    captured
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

async fn listed(client: &reqwest::Client, stage: &Stage, provider: &str) -> Vec<ListedOperation> {
    let list = format!("http://{}/_mock/operations", stage.server.address());
    let list: OperationList = client.get(list).send().await.expect("a list").json().await.expect("JSON");
    list.operations.into_iter().filter(|listed| listed.provider == provider).collect()
}

async fn capture(
    client: &reqwest::Client,
    stage: &Stage,
    provider: &str,
    listed: &ListedOperation,
    status: Option<u16>,
) -> Option<Captured> {
    let method = Method::from_bytes(listed.method.as_bytes()).expect("a method");
    let host = format!("http://{}", stage.server.address());
    let url = if listed.url.starts_with("http") { listed.url.clone() } else { format!("{host}{}", listed.url) };
    let target = url.strip_prefix(&host).unwrap_or(&url);
    let target = target.strip_prefix(&format!("/{provider}")).unwrap_or(target).to_owned();
    let mut headers = HeaderMap::new();
    for (name, value) in &listed.headers {
        let name: HeaderName = name.parse().expect("a header");
        headers.insert(name, HeaderValue::from_str(value).expect("a header"));
    }
    if let Some(status) = status {
        headers.insert("prefer", HeaderValue::from_str(&format!("code={status}")).expect("a header"));
    }
    let body = listed.body.as_ref().map(ToString::to_string).unwrap_or_default().into_bytes();
    if !body.is_empty() {
        headers.insert("content-type", HeaderValue::from_static("application/json"));
    }
    let request = Request { method, target, headers, body };
    Some(send(client, url, request).await?.of(&listed.id))
}

/// An answer that can be replayed: without the clock of the sandbox, and without a limit that the checker waits for.
pub(super) fn replayable(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    answer.headers.remove("x-mock-now");
    if let Some(limit) = answer.headers.get("x-ratelimit-limit").cloned() {
        answer.headers.insert("x-ratelimit-remaining", limit);
    }
    answer
}

/// Calls of the control surface, which lists none of its own: method, path, body.
const CONTROL: [(&str, &str, &str); 35] = [
    ("GET", "/health", ""),
    ("GET", "/world", ""),
    ("GET", "/operations", ""),
    ("GET", "/operations?provider=nobody", ""),
    ("GET", "/clock", ""),
    ("POST", "/clock", r#"{"advance":"1h"}"#),
    ("POST", "/clock", "{"),
    ("POST", "/clock", r#"{"advance":7}"#),
    ("PUT", "/faults", r#"{"faults":[{"provider":"wecantrack","latency":"1ms..2ms","error_rate":0.05}]}"#),
    ("PUT", "/faults", r#"{"faults":7}"#),
    ("GET", "/faults", ""),
    (
        "PUT",
        "/overrides",
        r#"{"overrides":[{"provider":"wecantrack","operation":"listTransactions","patch":{"total":0},"force":true}]}"#,
    ),
    ("PUT", "/overrides", "["),
    ("GET", "/overrides", ""),
    ("PUT", "/scenario", r#"{"name":"rate limited","readings":{"wecantrack":["invalid-is-400"]}}"#),
    ("PUT", "/scenario", r#"{"name":7}"#),
    ("GET", "/scenario", ""),
    ("GET", "/journal", ""),
    ("GET", "/journal?limit=many", ""),
    ("GET", "/journal/no-such-exchange", ""),
    ("POST", "/journal/clear", ""),
    ("POST", "/checkpoints", r#"{"name":"before"}"#),
    ("POST", "/checkpoints", r#"{"name":""}"#),
    ("GET", "/checkpoints", ""),
    ("POST", "/checkpoints/nothing/restore", ""),
    ("DELETE", "/checkpoints/nothing", ""),
    ("POST", "/worlds", r#"{"name":"second"}"#),
    ("GET", "/worlds", ""),
    ("GET", "/events", ""),
    ("GET", "/webhooks", ""),
    ("GET", "/webhooks/deliveries", ""),
    ("GET", "/webhooks/deliveries/999999", ""),
    ("GET", "/specs", ""),
    ("GET", "/specs/nothing", ""),
    ("POST", "/events/undo", r#"{"last":"all"}"#),
];

/// Responses of the control surface.
pub(super) async fn control(stage: &Stage, contract: &trackside_contract::Contract) -> Vec<Captured> {
    let client = client();
    let mut captured = Vec::new();
    for (method, target, body) in CONTROL {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let (operation, _) = contract.find(&method, target).unwrap_or_else(|| panic!("{method} {target} is declared"));
        let mut headers = HeaderMap::new();
        if !body.is_empty() {
            headers.insert("content-type", HeaderValue::from_static("application/json"));
        }
        let request = Request { method, target: target.to_owned(), headers, body: body.as_bytes().to_vec() };
        let url = format!("http://{}/_mock{target}", stage.server.address());
        captured.extend(send(&client, url, request).await.map(|answer| answer.of(&operation.id)));
    }
    captured
}

struct Sent {
    request: Request,
    answer: Answer,
}

impl Sent {
    fn of(self, operation: &str) -> Captured {
        Captured { operation: operation.to_owned(), request: self.request, answer: self.answer }
    }
}

async fn send(client: &reqwest::Client, url: String, request: Request) -> Option<Sent> {
    let sent = client.request(request.method.clone(), url).headers(request.headers.clone()).body(request.body.clone());
    let response = sent.send().await.ok()?;
    let (status, mut headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.ok()?.to_vec();
    for name in ["transfer-encoding", "connection"] {
        headers.remove(name);
    }
    let mut answer = Answer { status, headers, body };
    answer.fit_length();
    Some(Sent { request, answer })
}
