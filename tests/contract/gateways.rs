//! Failures that one wants to see on purpose: any status at any provider, as a gateway sends it or as the provider does;
//! retries that succeed in the end; presets.

use std::time::Instant;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_contract::Exchange;
use trackside_mock_server::Configuration;

use crate::harness::{Call, Sandbox, WHOLE_TIME, assert_kept, configuration, providers};

async fn small() -> Sandbox {
    Sandbox::start_with(Configuration { orders: 300, ..configuration() }).await
}

async fn set(sandbox: &Sandbox, fault: &Value) {
    sandbox.success(&sandbox.control(Method::PUT, "/faults", &json!({ "faults": [fault] }))).await;
}

fn transactions(sandbox: &Sandbox) -> Call {
    sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1"))
}

fn header<'e>(exchange: &'e Exchange, name: &str) -> &'e str {
    exchange.response_headers.get(name).map(|value| value.to_str().expect("visible ASCII")).unwrap_or_default()
}

fn body(exchange: &Exchange) -> String {
    String::from_utf8_lossy(&exchange.response_body).into_owned()
}

#[tokio::test]
async fn a_status_that_the_provider_does_not_document_comes_as_a_proxy_sends_it() {
    let sandbox = small().await;
    for (status, title) in [
        (500, "500 Internal Server Error"),
        (502, "502 Bad Gateway"),
        (503, "503 Service Temporarily Unavailable"),
        (504, "504 Gateway Time-out"),
        (403, "403 Forbidden"),
        (418, "418 I'm a teapot"),
    ] {
        set(&sandbox, &json!({ "provider": "wecantrack", "error_rate": 1, "error_status": status })).await;
        let exchange = sandbox.send(&transactions(&sandbox)).await;
        assert_eq!((exchange.status.as_u16(), header(&exchange, "content-type")), (status, "text/html"));
        assert!(body(&exchange).contains(&format!("<h1>{title}</h1>")), "{}", body(&exchange));
        assert!(!exchange.response_headers.contains_key("x-ratelimit-limit"), "a proxy knows no limit");
        assert!(header(&exchange, "x-mock-reason").starts_with("fault: status"), "{status}");
    }
}

#[tokio::test]
async fn the_body_of_an_error_can_be_chosen() {
    let sandbox = small().await;
    let text = "upstream connect error or disconnect/reset before headers";
    for (provider, status, wanted, media_type, content) in [
        ("wecantrack", 503, "json", "application/json", r#"{"message":"Service Temporarily Unavailable"}"#),
        ("wecantrack", 503, text, "text/plain", text),
        ("wecantrack", 503, "<p>down</p>", "text/html", "<p>down</p>"),
        ("wecantrack", 401, "html", "text/html", "<h1>401 Unauthorized</h1>"),
        ("partnero", 500, "json", "application/json", "message"),
        ("partnero", 500, "html", "text/html", "<h1>500 Internal Server Error</h1>"),
    ] {
        set(&sandbox, &json!({ "provider": provider, "error_status": status, "body": wanted })).await;
        let call = if provider == "partnero" { sandbox.get(provider, "/v1/program") } else { transactions(&sandbox) };
        let exchange = sandbox.send(&call).await;
        assert_eq!((exchange.status.as_u16(), header(&exchange, "content-type")), (status, media_type), "{wanted}");
        assert!(body(&exchange).contains(content), "{wanted}: {}", body(&exchange));
    }
}

#[tokio::test]
async fn a_documented_status_has_the_providers_form() {
    let sandbox = small().await;
    for operation in sandbox.operations().await {
        let call = sandbox.listed_call(&operation);
        for status in operation["failures"].as_array().expect("a list") {
            set(&sandbox, &json!({ "provider": call.provider, "error_status": status })).await;
            let exchange = sandbox.send(&call).await;
            assert_eq!(Some(u64::from(exchange.status.as_u16())), status.as_u64(), "{}", operation["id"]);
            assert_kept(&call, &exchange);
        }
    }
}

#[tokio::test]
async fn an_error_rate_alone_is_never_a_credential_error() {
    let sandbox = small().await;
    set(&sandbox, &json!({ "error_rate": 1 })).await;
    let mut seen = Vec::new();
    for operation in sandbox.operations().await {
        let call = sandbox.listed_call(&operation);
        let exchange = sandbox.send(&call).await;
        assert_eq!(exchange.status, StatusCode::INTERNAL_SERVER_ERROR, "{} {}", call.provider, operation["id"]);
        if operation["failures"].as_array().expect("a list").contains(&500.into()) {
            assert_kept(&call, &exchange);
        }
        seen.push(call.provider);
    }
    assert!(providers().iter().all(|provider| seen.contains(provider)), "{seen:?}");
}

#[tokio::test]
async fn fail_twice_then_work() {
    let sandbox = small().await;
    let fault = json!({ "provider": "partnero", "error_status": 503, "retry_after": "1s", "times": 2 });
    for _ in 0..2 {
        set(&sandbox, &fault).await;
        for (status, reason) in [(503, "(1 of 2)"), (503, "(2 of 2)"), (200, ""), (200, "")] {
            let elsewhere = sandbox.send(&transactions(&sandbox)).await;
            assert_eq!(elsewhere.status, StatusCode::OK, "another provider uses up no turn");
            let exchange = sandbox.send(&sandbox.get("partnero", "/v1/program")).await;
            assert_eq!(exchange.status.as_u16(), status);
            assert!(header(&exchange, "x-mock-reason").ends_with(reason), "{}", header(&exchange, "x-mock-reason"));
            assert_eq!(header(&exchange, "retry-after"), if status == 503 { "1" } else { "" });
        }
    }
}

#[tokio::test]
async fn a_request_that_chooses_its_response_uses_up_no_turn() {
    let sandbox = small().await;
    set(&sandbox, &json!({ "error_status": 502, "times": 1 })).await;
    let call = sandbox.get("partnero", "/v1/program");
    for (prefer, status) in [("code=404", 404), ("", 502), ("", 200)] {
        let exchange = sandbox.send(&call.clone().header("prefer", prefer)).await;
        assert_eq!(exchange.status.as_u16(), status, "{prefer}");
    }
}

#[tokio::test]
async fn a_client_is_told_how_long_to_wait() {
    let sandbox = small().await;
    let catalogue = sandbox.catalogue().await;
    let id = catalogue["programs"][0]["at"]["agentref"]["id"].as_str().expect("an id");
    let call = sandbox.get("agentref", format!("/programs/{id}/tracking/status"));
    for (fault, wait) in [
        (json!({ "provider": "agentref", "rate_limited": true, "retry_after": "1s" }), 1),
        (json!({ "provider": "agentref", "rate_limited": true, "retry_after": "1500ms" }), 2),
        (json!({ "provider": "agentref", "error_status": 429, "retry_after": "5s" }), 5),
        (json!({ "provider": "agentref", "rate_limited": true }), 60),
    ] {
        set(&sandbox, &fault).await;
        let exchange = sandbox.send(&call).await;
        assert_kept(&call, &exchange);
        assert_eq!(exchange.status, StatusCode::TOO_MANY_REQUESTS, "{fault}");
        assert_eq!(header(&exchange, "retry-after"), wait.to_string(), "{fault}");
        assert_eq!(header(&exchange, "x-ratelimit-remaining"), "0", "{fault}");
        let reset: i64 = header(&exchange, "x-ratelimit-reset").parse().expect("a time");
        let left = reset - chrono::Utc::now().timestamp();
        assert!((wait - 1..=wait + 1).contains(&left), "{fault}: {left}");
        assert_eq!(exchange.response_headers.get_all("x-mock-reason").iter().count(), 1, "{fault}");
    }
}

#[tokio::test]
async fn a_fault_can_be_for_one_operation_or_one_credential() {
    let sandbox = small().await;
    set(&sandbox, &json!({ "provider": "wecantrack", "credential": "wct-sandbox", "error_status": 503 })).await;
    let other = transactions(&sandbox).with_secrets(&["wct-empty"]);
    let in_query = sandbox
        .get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&api_key=wct-sandbox"))
        .without_credentials();
    for (call, status) in [(transactions(&sandbox), 503), (other, 200), (in_query, 503)] {
        assert_eq!(sandbox.send(&call).await.status.as_u16(), status, "{}", call.target);
    }
    let operations = sandbox.operations().await;
    let of_wecantrack: Vec<_> = operations.iter().filter(|operation| operation["provider"] == "wecantrack").collect();
    let fault = json!({ "provider": "wecantrack", "operation": of_wecantrack[0]["id"], "error_status": 503 });
    set(&sandbox, &fault).await;
    for (index, operation) in of_wecantrack.into_iter().enumerate() {
        let status = sandbox.send(&sandbox.listed_call(operation)).await.status.as_u16();
        let expected = if index == 0 { json!(503) } else { operation["success"].clone() };
        assert_eq!(json!(status), expected, "{}", operation["id"]);
    }
}

#[tokio::test]
async fn presets_do_what_their_names_say() {
    let sandbox = small().await;
    let program = sandbox.get("partnero", "/v1/program");
    set(&sandbox, &json!({ "preset": "maintenance" })).await;
    let exchange = sandbox.send(&program).await;
    assert_eq!((exchange.status.as_u16(), header(&exchange, "retry-after")), (503, "300"));
    assert!(body(&exchange).starts_with("<html>"));

    set(&sandbox, &json!({ "preset": "rate-limited", "provider": "partnero" })).await;
    let exchange = sandbox.send(&program).await;
    assert_eq!((exchange.status.as_u16(), header(&exchange, "retry-after")), (429, "1"));

    set(&sandbox, &json!({ "preset": "slow", "latency": "80ms" })).await;
    let started = Instant::now();
    let exchange = sandbox.send(&program).await;
    assert_eq!((exchange.status.as_u16(), header(&exchange, "x-mock-reason")), (200, "fault: delayed by 80 ms"));
    assert!(started.elapsed().as_millis() >= 80, "a value of its own takes precedence");

    set(&sandbox, &json!({ "preset": "flaky-gateway", "reset_rate": 0 })).await;
    let mut failed = 0;
    for number in 0..200 {
        let call = sandbox.get("partnero", format!("/v1/program?attempt={number}"));
        let status = sandbox.send(&call).await.status.as_u16();
        assert!([200, 502].contains(&status), "{status}");
        failed += usize::from(status == 502);
    }
    assert!((20..=60).contains(&failed), "{failed}");

    let listed = sandbox.success(&sandbox.control(Method::GET, "/faults", &Value::Null)).await;
    assert_eq!(listed, json!({ "faults": [{ "preset": "flaky-gateway", "reset_rate": 0.0 }] }), "as they were set");
}
