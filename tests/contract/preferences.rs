//! `Prefer: code=…`, `Prefer: example=…`, `Prefer: delay=…`.

use std::time::{Duration, Instant};

use http::StatusCode;

use crate::harness::{Sandbox, contract, providers};

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
                let body = serde_json::from_slice(&exchange.response_body).expect("a JSON body");
                assert_eq!(
                    contract(provider).judge_body(&operation.id, *status, &body),
                    [],
                    "{provider} {} {status}",
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
            assert_eq!(
                (exchange.status.as_u16(), &body),
                (example.status, example.value),
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
        ("code=418", "code=418 is not documented"),
        ("example=nobody", "example=nobody is not one of"),
        ("delay=long", "delay=long"),
    ] {
        let exchange = sandbox.send(&sandbox.get("partnero", "/v1/program").header("prefer", preference)).await;
        assert_eq!(exchange.status, StatusCode::OK, "{preference}");
        assert!(!exchange.response_headers.contains_key("preference-applied"), "{preference}");
        let said = exchange.response_headers["x-mock-reason"].to_str().unwrap();
        assert!(said.contains(reason), "{preference}: {said}");
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
