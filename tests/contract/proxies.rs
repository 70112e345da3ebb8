//! Proxies in front, compression, and pages of other origins that steer the sandbox.

use http::{Method, StatusCode};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, CrossOrigin};

use crate::harness::{Sandbox, WHOLE_TIME, configuration};

const APP: &str = "http://app.example:5173";

fn small() -> Configuration {
    Configuration { orders: 1500, ..configuration() }
}

fn transactions(sandbox: &Sandbox) -> reqwest::RequestBuilder {
    let url = format!("{}/api/v3/transactions?{WHOLE_TIME}&limit=25", sandbox.server.base_url("wecantrack"));
    Client::new().get(url).header("x-api-key", "wct-sandbox")
}

async fn path_of(request: reqwest::RequestBuilder) -> String {
    let response: Value = request.send().await.expect("a response").json().await.expect("JSON");
    response["path"].as_str().expect("the paginator has a path").to_owned()
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().expect("text"))
}

#[tokio::test]
async fn links_lead_to_the_public_url() {
    let public_url = Some("https://sandbox.example/trackside/".parse().expect("a URL"));
    let sandbox = Sandbox::start_with(Configuration { public_url, ..small() }).await;
    assert_eq!(
        path_of(transactions(&sandbox)).await,
        "https://sandbox.example/trackside/wecantrack/api/v3/transactions"
    );
    assert_eq!(sandbox.server.origin(), "https://sandbox.example/trackside");
    let response = Client::new()
        .get(format!("http://{}/_mock/clock", sandbox.server.address()))
        .header("host", "sandbox.example")
        .send()
        .await
        .expect("a response");
    assert_eq!(response.status(), StatusCode::OK, "the public name is a name of the sandbox");
}

#[tokio::test]
async fn only_trusted_proxies_say_where_the_client_came_from() {
    let forwarded = |request: reqwest::RequestBuilder| {
        request
            .header("x-forwarded-proto", "https")
            .header("x-forwarded-host", "out.example")
            .header("x-forwarded-prefix", "/sandbox")
    };
    for (proxies, expected) in [
        (&["127.0.0.0/8"][..], Some("https://out.example/sandbox/wecantrack/api/v3/transactions")),
        (&["10.0.0.0/8", "192.168.1.1/32"], None),
        (&[], None),
    ] {
        let trust_proxies = proxies.iter().map(|proxy| proxy.parse().expect("a network")).collect();
        let sandbox = Sandbox::start_with(Configuration { trust_proxies, ..small() }).await;
        let own = format!("http://{}/wecantrack/api/v3/transactions", sandbox.server.address());
        assert_eq!(path_of(forwarded(transactions(&sandbox))).await, expected.unwrap_or(&own), "{proxies:?}");
        assert_eq!(path_of(transactions(&sandbox)).await, own, "{proxies:?}");
    }
}

#[tokio::test]
async fn large_responses_are_compressed_for_clients_that_ask() {
    for compress in [true, false] {
        let sandbox = Sandbox::start_with(Configuration { compress, ..small() }).await;
        let plain = transactions(&sandbox).send().await.expect("a response");
        assert_eq!(header(&plain, "content-encoding"), None);
        let plain = plain.bytes().await.expect("a body");
        let zipped = transactions(&sandbox).header("accept-encoding", "gzip, br").send().await.expect("a response");
        let expected = compress.then_some("gzip");
        assert_eq!(header(&zipped, "content-encoding"), expected, "{compress}");
        let zipped = zipped.bytes().await.expect("a body");
        assert_eq!(zipped.starts_with(b"\x1f\x8b") && zipped.len() < plain.len() / 3, compress, "{}", zipped.len());
        let url = format!("{}/v1/programs/none", sandbox.server.base_url("partnero"));
        let small = Client::new().get(url).header("accept-encoding", "gzip").send().await.expect("a response");
        assert_eq!(header(&small, "content-encoding"), None, "small ones are not worth it");
        let list = sandbox.success(&sandbox.control(Method::GET, "/journal", &Value::Null)).await;
        assert_eq!(list["entries"][1]["response_bytes"], plain.len(), "the journal keeps what can be read");
    }
}

#[tokio::test]
async fn pages_on_this_machine_may_call_providers_and_others_may_not() {
    for (cors, origin, allowed) in [
        ("local", "http://localhost:5173", true),
        ("local", "http://app.localhost:3000", true),
        ("local", "http://127.0.0.1:8080", true),
        ("local", "http://[::1]:8080", true),
        ("local", "https://evil.example", false),
        ("local", "http://localhost.evil.example", false),
        ("local", "null", false),
        ("*", "https://evil.example", true),
        ("off", "http://localhost:5173", false),
        ("https://a.example", "https://a.example", true),
        ("https://a.example", "http://localhost:5173", false),
        ("local,https://a.example", "http://localhost:5173", true),
        ("local,https://a.example", "https://a.example", true),
    ] {
        let cors: CrossOrigin = cors.parse().expect("a setting");
        let sandbox = Sandbox::start_with(Configuration { orders: 100, cors: cors.clone(), ..configuration() }).await;
        let exchange = sandbox.send(&sandbox.get("partnero", "/v1/program").header("origin", origin)).await;
        let found = exchange.response_headers.get("access-control-allow-origin");
        assert_eq!(found.is_some_and(|found| found == origin), allowed, "{cors:?} {origin}");
    }
}

#[tokio::test]
async fn json_is_not_sniffed() {
    let sandbox = Sandbox::start_small().await;
    for call in [
        sandbox.get("partnero", "/v1/program"),
        sandbox.get("partnero", "/v1/program").without_credentials(),
        sandbox.get("partnero", "/v1/nothing"),
        sandbox.control(Method::GET, "/clock", &Value::Null),
    ] {
        let exchange = sandbox.send(&call).await;
        assert_eq!(exchange.response_headers["x-content-type-options"], "nosniff", "{}", call.target);
    }
}

#[tokio::test]
async fn a_named_origin_may_steer_the_sandbox_from_a_page() {
    let control_origins = vec![APP.parse().expect("an origin")];
    let sandbox = Sandbox::start_with(Configuration { control_origins, ..small() }).await;
    let (client, url) = (Client::new(), format!("http://{}/_mock/clock", sandbox.server.address()));
    for (origin, allowed) in [(APP, true), ("http://app.example:5174", false), ("https://evil.example", false)] {
        let preflight = client
            .request(Method::OPTIONS, &url)
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        let preflight = preflight.send().await.expect("a response");
        assert_eq!(header(&preflight, "access-control-allow-origin"), allowed.then_some(origin), "{origin}");
        if allowed {
            assert_eq!(header(&preflight, "access-control-allow-methods"), Some("POST"));
            assert_eq!(header(&preflight, "access-control-allow-headers"), Some("authorization,content-type"));
        }
        let moved = client.post(&url).header("origin", origin).json(&json!({ "advance": "1d" })).send().await;
        let moved = moved.expect("a response");
        let expected = if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(moved.status(), expected, "{origin}");
        assert_eq!(header(&moved, "access-control-allow-origin"), allowed.then_some(origin), "{origin}");
    }
    let clock = sandbox.success(&sandbox.control(Method::GET, "/clock", &Value::Null)).await;
    assert_eq!(clock["now"], "2026-06-09T12:00:00Z", "it was moved once");
}
