//! `Prefer: code=…`, `Prefer: example=…`, `Prefer: delay=…`.

use std::time::{Duration, Instant};

use http::StatusCode;

use crate::harness::{Sandbox, body_of, contract, document, providers};

#[tokio::test]
async fn every_documented_status_can_be_asked_for() {
    let sandbox = Sandbox::start().await;
    for provider in providers() {
        for operation in contract(provider).operations() {
            for status in &operation.statuses {
                let target =
                    operation.path.replace("{id}", "3c90c3cc-0d44-4b50-8888-8dd25736052a").replace("{programId}", "42");
                let call =
                    sandbox.call(provider, operation.method.clone(), target).header("prefer", format!("code={status}"));
                let exchange = sandbox.send(&call).await;
                assert_eq!(exchange.status.as_u16(), *status, "{provider} {}", operation.id);
                assert_eq!(
                    exchange.response_headers["preference-applied"],
                    format!("code={status}"),
                    "{provider} {}",
                    operation.id
                );
                let body = body_of(&exchange);
                assert!(
                    body.is_string() || contract(provider).judge_body(&operation.id, *status, &body).is_empty(),
                    "{provider} {} {status}: {body}",
                    operation.id
                );
            }
        }
    }
}

#[tokio::test]
async fn every_named_example_can_be_asked_for() {
    let sandbox = Sandbox::start().await;
    for provider in providers() {
        for example in contract(provider).examples() {
            let operation =
                contract(provider).operation(&example.operation).expect("an example belongs to an operation");
            if example.status >= 300 {
                continue;
            }
            let target =
                operation.path.replace("{id}", "3c90c3cc-0d44-4b50-8888-8dd25736052a").replace("{programId}", "42");
            let call = sandbox
                .call(provider, operation.method.clone(), target)
                .header("prefer", format!("example={}", example.name));
            let exchange = sandbox.send(&call).await;
            let body: serde_json::Value = serde_json::from_slice(&exchange.response_body).expect("a JSON body");
            // An example has the id of the request and the address of the sandbox, which tests of their own look at.
            let mut value = example.value.clone();
            if let Some(id) = value.pointer_mut("/meta/requestId") {
                *id = body["meta"]["requestId"].clone();
            }
            let server = document(provider)["servers"][0]["url"].as_str().expect("a URL").to_owned();
            let here = sandbox.server.base_url(provider);
            let value: serde_json::Value =
                serde_json::from_str(&value.to_string().replace(&server, &here)).expect("a JSON body");
            assert_eq!(
                (exchange.status.as_u16(), &body),
                (example.status, &value),
                "{provider} {} {}",
                example.operation,
                example.name
            );
        }
    }
}

#[tokio::test]
async fn what_cannot_be_honoured_is_ignored_and_said() {
    let sandbox = Sandbox::start().await;
    for (preference, reason) in [
        ("code=302", "code=302 is neither documented nor a failure"),
        ("code=none", "code=none is neither documented nor a failure"),
        ("example=nobody", "example=nobody is not one of"),
        ("delay=long", "delay=long"),
    ] {
        let exchange = sandbox.send(&sandbox.get("partnero", "/v1/program").header("prefer", preference)).await;
        assert_eq!(exchange.status, StatusCode::OK, "{preference}");
        assert!(!exchange.response_headers.contains_key("preference-applied"), "{preference}");
        let said = exchange.response_headers["x-mock-warning"].to_str().unwrap();
        assert!(said.contains(reason), "{preference}: {said}");
    }
}

#[tokio::test]
async fn a_failure_that_the_provider_does_not_document_can_be_asked_for() {
    let sandbox = Sandbox::start_small().await;
    for operation in sandbox.operations().await {
        let call = sandbox.listed_call(&operation);
        for status in [500, 502, 418] {
            let exchange = sandbox.send(&call.clone().header("prefer", format!("code={status}"))).await;
            assert_eq!(exchange.status.as_u16(), status, "{}", operation["id"]);
            assert_eq!(exchange.response_headers["preference-applied"], format!("code={status}"));
            let is_documented = operation["failures"].as_array().expect("a list").contains(&status.into());
            let media_type = if is_documented { "application/json" } else { "text/html" };
            assert_eq!(exchange.response_headers["content-type"], media_type, "{} {status}", operation["id"]);
        }
    }
}

#[tokio::test]
async fn a_429_on_request_has_the_headers_of_a_real_one() {
    let sandbox = Sandbox::start_small().await;
    for operation in sandbox.operations().await {
        let documents_it = operation["failures"].as_array().expect("a list").contains(&429.into());
        let call = sandbox.listed_call(&operation).header("prefer", "code=429");
        if !documents_it {
            continue;
        }
        let exchange = sandbox.send(&call).await;
        crate::harness::assert_kept(&call, &exchange);
        assert_eq!(exchange.status, StatusCode::TOO_MANY_REQUESTS);
        let header = |name: &str| exchange.response_headers.get(name).map(|value| value.to_str().expect("ASCII"));
        if let Some(remaining) = header("x-ratelimit-remaining") {
            assert_eq!(remaining, "0", "{}", operation["id"]);
            let reset: i64 = header("x-ratelimit-reset").expect("a reset").parse().expect("a time");
            let wait = reset - chrono::Utc::now().timestamp();
            assert!((59..=61).contains(&wait), "{}: {wait}", operation["id"]);
        }
        let retry_after = match call.provider {
            "agentref" => Some("60"),
            // The limit of the chains is an hour's.
            "affitor" => Some("3600"),
            _ => None,
        };
        assert_eq!(header("retry-after"), retry_after, "{}", operation["id"]);
    }
}

#[tokio::test]
async fn a_delay_delays() {
    let sandbox = Sandbox::start().await;
    let started = Instant::now();
    let exchange = sandbox.send(&sandbox.get("partnero", "/v1/program").header("prefer", "delay=120")).await;
    assert!(started.elapsed() >= Duration::from_millis(120));
    assert_eq!(
        (exchange.status, exchange.response_headers["preference-applied"].to_str().unwrap()),
        (StatusCode::OK, "delay=120")
    );
}
