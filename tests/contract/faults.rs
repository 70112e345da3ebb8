//! Faults over the wire: each kind, where it applies, the reason it gives, and that random faults are reproducible.
//! Failures of gateways, retries and presets are in `gateways`.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_mock_server::Configuration;

use crate::harness::{Sandbox, assert_kept, configuration};

async fn small(seed: u64) -> Sandbox {
    Sandbox::start_with(Configuration { orders: 300, seed, ..configuration() }).await
}

async fn set(sandbox: &Sandbox, fault: Value) {
    sandbox.success(&sandbox.control(Method::PUT, "/faults", &json!({ "faults": [fault] }))).await;
}

/// The statuses of a sequence of calls.
async fn statuses(sandbox: &Sandbox, calls: usize) -> Vec<u16> {
    let mut met = Vec::new();
    for number in 0..calls {
        let call = sandbox.get("wecantrack", format!("/api/v3/transactions?page={}", number % 7));
        met.push(sandbox.send(&call).await.status.as_u16());
    }
    met
}

/// Everything that the server sends before it closes the connection, and the error with which reading ended.
fn raw(sandbox: &Sandbox, head: &str) -> (String, Option<std::io::ErrorKind>) {
    let mut stream = TcpStream::connect(sandbox.server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes).err().map(|error| error.kind());
    (String::from_utf8_lossy(&bytes).into_owned(), ended)
}

fn head(sandbox: &Sandbox) -> String {
    let key = sandbox.server.sandbox().keys().of("partnero").next().unwrap().secrets[0].clone();
    format!(
        "GET /partnero/v1/program HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"
    )
}

#[tokio::test]
async fn nothing_goes_wrong_by_default() {
    let sandbox = small(1).await;
    let exchange = sandbox.send(&sandbox.get("partnero", "/v1/program")).await;
    assert_eq!(exchange.status, StatusCode::OK);
    assert!(!exchange.response_headers.contains_key("x-mock-reason"));
}

#[tokio::test]
async fn injected_errors_are_documented_ones_and_give_their_reason() {
    let sandbox = small(1).await;
    for (fault, status) in [
        (json!({ "error_rate": 1 }), 500),
        (json!({ "error_status": 500 }), 500),
        (json!({ "provider": "partnero", "error_rate": 1, "error_status": 401 }), 401),
        (json!({ "provider": "partnero", "operation": "getProgram", "error_rate": 1, "error_status": 404 }), 404),
        (json!({ "provider": "partnero", "rate_limited": true }), 429),
        (json!({ "provider": "wecantrack", "error_rate": 1 }), 200),
        (json!({ "error_rate": 0 }), 200),
    ] {
        set(&sandbox, fault.clone()).await;
        let call = sandbox.get("partnero", "/v1/program").header("origin", "http://localhost:5173");
        let exchange = sandbox.send(&call).await;
        assert_kept(&call, &exchange);
        assert_eq!(exchange.status.as_u16(), status, "{fault}");
        assert_eq!(exchange.response_headers["access-control-allow-origin"], "http://localhost:5173", "{fault}");
        let reasons: Vec<_> = exchange.response_headers.get_all("x-mock-reason").iter().collect();
        let told = reasons.iter().filter(|reason| reason.to_str().unwrap().starts_with("fault:")).count();
        assert_eq!((told, reasons.len()), (usize::from(status != 200), told), "{fault}: once is enough");
    }
    set(&sandbox, json!({ "error_rate": 1, "latency": "1ms" })).await;
    let health = sandbox.send(&sandbox.control(Method::GET, "/health", &Value::Null)).await;
    assert_eq!(health.status, StatusCode::OK, "the control surface has no faults");
}

#[tokio::test]
async fn an_exhausted_limit_has_its_headers() {
    let sandbox = small(1).await;
    for fault in [json!({ "rate_limited": true }), json!({ "error_rate": 1, "error_status": 429 })] {
        exhausted(&sandbox, fault).await;
    }
}

async fn exhausted(sandbox: &Sandbox, mut fault: Value) {
    fault["provider"] = json!("agentref");
    set(sandbox, fault).await;
    let catalogue = sandbox.catalogue().await;
    let id = catalogue["programs"][0]["at"]["agentref"]["id"].as_str().unwrap();
    let call = sandbox.get("agentref", format!("/programs/{id}/tracking/status"));
    let exchange = sandbox.send(&call).await;
    assert_kept(&call, &exchange);
    let header = |name: &str| exchange.response_headers[name].to_str().unwrap().to_owned();
    assert_eq!((exchange.status, header("x-ratelimit-remaining")), (StatusCode::TOO_MANY_REQUESTS, "0".to_owned()));
    assert_eq!(header("retry-after"), "60");
}

#[tokio::test]
async fn a_preference_takes_precedence_over_an_injected_error() {
    let sandbox = small(1).await;
    set(&sandbox, json!({ "error_rate": 1 })).await;
    let call = sandbox.get("partnero", "/v1/program").header("prefer", "code=404");
    let exchange = sandbox.send(&call).await;
    assert_eq!(exchange.status, StatusCode::NOT_FOUND);
    let reasons: Vec<_> = exchange.response_headers.get_all("x-mock-reason").iter().collect();
    assert!(reasons.iter().all(|reason| !reason.to_str().unwrap().starts_with("fault:")), "{reasons:?}");
}

#[tokio::test]
async fn latency_delays_and_gives_its_reason() {
    let sandbox = small(1).await;
    set(&sandbox, json!({ "latency": "60ms..80ms" })).await;
    let started = Instant::now();
    let exchange = sandbox.send(&sandbox.get("partnero", "/v1/program")).await;
    assert!(started.elapsed() >= Duration::from_millis(60));
    let reason = exchange.response_headers["x-mock-reason"].to_str().unwrap().to_owned();
    let drawn: u64 = reason.strip_prefix("fault: delayed by ").unwrap().strip_suffix(" ms").unwrap().parse().unwrap();
    assert!((60..=80).contains(&drawn), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_truncated_and_connections_reset() {
    let sandbox = small(1).await;
    let (whole, ended) = raw(&sandbox, &head(&sandbox));
    assert!(whole.starts_with("HTTP/1.1 200") && ended.is_none());
    let length = |answer: &str| {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let line = head.lines().find(|line| line.to_lowercase().starts_with("content-length: ")).unwrap();
        (line.split_once(": ").unwrap().1.parse::<usize>().unwrap(), body.len())
    };
    let (promised, came) = length(&whole);
    assert_eq!(promised, came);

    set(&sandbox, json!({ "truncate_rate": 1 })).await;
    let (cut, _) = raw(&sandbox, &head(&sandbox));
    assert_eq!(length(&cut), (promised, promised / 2), "{cut}");
    assert!(cut.contains("x-mock-reason: fault: the body is truncated"), "{cut}");

    set(&sandbox, json!({ "truncate_rate": 1, "slow_body": "40ms" })).await;
    let (cut, _) = raw(&sandbox, &head(&sandbox));
    assert_eq!(length(&cut), (promised, promised / 2), "{cut}");

    set(&sandbox, json!({ "reset_rate": 1 })).await;
    let (nothing, ended) = raw(&sandbox, &head(&sandbox));
    assert_eq!((nothing.as_str(), ended), ("", Some(std::io::ErrorKind::ConnectionReset)));

    set(&sandbox, json!({ "slow_body": "300ms" })).await;
    let started = Instant::now();
    let (slow, ended) = raw(&sandbox, &head(&sandbox));
    assert!(started.elapsed() >= Duration::from_millis(280), "{:?}", started.elapsed());
    assert_eq!((length(&slow), ended), ((promised, promised), None));
    assert_eq!(slow.split_once("\r\n\r\n").unwrap().1, whole.split_once("\r\n\r\n").unwrap().1);

    for fault in [json!({ "truncate_rate": 1 }), json!({ "slow_body": "20ms" })] {
        set(&sandbox, fault.clone()).await;
        let (empty, ended) = raw(&sandbox, &head(&sandbox).replacen("GET", "HEAD", 1));
        assert_eq!((length(&empty), ended), ((promised, 0), None), "{fault}");
    }
}

#[tokio::test]
async fn the_same_requests_meet_the_same_faults() {
    let fault = || json!({ "error_rate": 0.3 });
    let mut met = Vec::new();
    for seed in [1, 1, 2] {
        let sandbox = small(seed).await;
        set(&sandbox, fault()).await;
        let first = statuses(&sandbox, 70).await;
        // Setting the faults again starts over.
        set(&sandbox, fault()).await;
        assert_eq!(statuses(&sandbox, 70).await, first, "seed {seed}");
        met.push(first);
    }
    assert_eq!(met[0], met[1]);
    assert_ne!(met[0], met[2]);
    let failed = |statuses: &[u16]| statuses.iter().filter(|status| **status != 422).count();
    assert!((8..=36).contains(&failed(&met[0])), "{:?}", met[0]);
    let retried = met[0].chunks(7).map(|round| round[0]).collect::<Vec<_>>();
    assert!(retried.contains(&422) && retried.iter().any(|status| *status != 422), "a retry may succeed: {retried:?}");
}

#[tokio::test]
async fn rates_hold() {
    let sandbox = small(5).await;
    set(&sandbox, json!({ "error_rate": 0.05 })).await;
    let mut failed = 0;
    for number in 0..1500 {
        let call = sandbox.get("wecantrack", format!("/api/v3/transactions?page={number}"));
        failed += usize::from(sandbox.send(&call).await.status.as_u16() != 422);
    }
    // 75 are expected. The seed is fixed, so the result is always the same.
    assert!((45..=105).contains(&failed), "{failed}");
}

#[tokio::test]
async fn invalid_faults_are_refused_and_nothing_changes() {
    let sandbox = small(1).await;
    let good = json!({ "faults": [{ "provider": "affitor", "latency": "1ms" }] });
    sandbox.success(&sandbox.control(Method::PUT, "/faults", &good)).await;
    for (fault, reason) in [
        (json!({ "provider": "stripe", "latency": "1ms" }), "unknown provider"),
        (json!({ "operation": "getNothing", "latency": "1ms" }), "unknown operation"),
        (json!({ "error_rate": 0.5, "error_status": 302 }), "`faults[1].error_status` is below 400"),
        (json!({ "error_rate": 0.5, "error_status": 5.5 }), "must be a whole number from 400 to 599"),
        (json!({ "error_rate": "50%" }), "`faults[1].error_rate` must be a number from 0 to 1"),
        (json!({ "error_rate": 1, "times": 0 }), "`faults[1].times` is below 1"),
        (json!({ "error_rate": 1, "retry_after": "-1s" }), "must be between 0s and 1d"),
        (json!({ "latency": "1ms", "retry_after": "1s" }), "needs error_rate"),
        (json!({ "latency": "1ms", "body": "html" }), "needs error_rate"),
        (json!({ "latency": "1ms", "credential": "nobody" }), "unknown credential"),
        (json!({ "preset": "fast" }), "is not one of flaky-gateway, rate-limited, slow, maintenance"),
        (json!({ "operation": "getPerformance", "rate_limited": true }), "none of the operations"),
        (json!({ "latency": "1y" }), "span of time"),
        (json!({ "latency": "2m" }), "at most one minute"),
        (json!({ "error_rate": 1.5 }), "above 1"),
        (json!({ "error_rate": "often" }), "faults[1].error_rate"),
        (json!({ "errors": 1 }), "`faults[1].errors` is unknown; did you mean"),
        (json!({}), "the fault does nothing"),
    ] {
        let body = json!({ "faults": [{ "latency": "5ms" }, fault] });
        let (status, answer) = sandbox.answer(&sandbox.control(Method::PUT, "/faults", &body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(answer["message"].as_str().unwrap().contains(reason), "{body}: {answer}");
        assert_eq!(sandbox.success(&sandbox.control(Method::GET, "/faults", &Value::Null)).await, good);
    }
    assert_eq!(sandbox.catalogue().await["faults"], good["faults"]);
    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!(sandbox.catalogue().await["faults"], json!([]));
}
