//! What browsers and other HTTP software expect beside the providers' contract: CORS, HEAD, OPTIONS, 405, unknown paths, host names.

use http::{Method, StatusCode};
use reqwest::Client;

use crate::harness::{Sandbox, WHOLE_TIME, configuration};

#[tokio::test]
async fn preflights_allow_the_providers_own_headers() {
    let sandbox = Sandbox::start().await;
    for (provider, target, method, header) in [
        ("agentref", "/programs/3c90c3cc-0d44-4b50-8888-8dd25736052a/tracking/status", "GET", "authorization"),
        ("affitor", "/api/tracking/status/42", "GET", "authorization"),
        ("partnero", "/v1/program", "GET", "authorization"),
        ("fullwhere", "/partners/survey-tracker/list", "POST", "x-api-key,x-api-secret,content-type"),
        ("wecantrack", "/api/v3/transactions", "GET", "x-api-key"),
    ] {
        let call = sandbox
            .call(provider, Method::OPTIONS, target)
            .without_credentials()
            .header("origin", "http://localhost:5173")
            .header("access-control-request-method", method)
            .header("access-control-request-headers", header)
            .header("access-control-request-private-network", "true");
        let exchange = sandbox.send(&call).await;
        assert_eq!(exchange.status, StatusCode::OK, "{provider}");
        for (name, expected) in [
            ("access-control-allow-origin", "http://localhost:5173"),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-methods", method),
            ("access-control-allow-headers", header),
            ("access-control-allow-private-network", "true"),
        ] {
            assert_eq!(
                exchange.response_headers.get(name).map(|value| value.to_str().unwrap()),
                Some(expected),
                "{provider} {name}"
            );
        }
    }
}

#[tokio::test]
async fn answers_expose_what_a_page_may_read() {
    let sandbox = Sandbox::start().await;
    let call = sandbox
        .get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1"))
        .header("origin", "http://localhost:5173");
    let exchange = sandbox.send(&call).await;
    let exposed = exchange.response_headers["access-control-expose-headers"].to_str().unwrap();
    for name in [
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "retry-after",
        "x-mock-reason",
        "x-request-id",
    ] {
        assert!(exposed.contains(name), "{name} is not among {exposed}");
    }
    let refused = sandbox.send(&call.without_credentials()).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        refused.response_headers["access-control-allow-origin"], "http://localhost:5173",
        "a page may read why it was refused"
    );
}

#[tokio::test]
async fn only_listed_origins_pass_when_a_list_is_given() {
    let sandbox = Sandbox::start_with(trackside_mock_server::Configuration {
        cors: "http://a.example".parse().unwrap(),
        ..configuration()
    })
    .await;
    for (origin, allowed) in [("http://a.example", true), ("http://b.example", false)] {
        let call = sandbox.get("partnero", "/v1/program").header("origin", origin);
        let exchange = sandbox.send(&call).await;
        assert_eq!(exchange.response_headers.contains_key("access-control-allow-origin"), allowed, "{origin}");
    }
}

#[tokio::test]
async fn head_says_what_get_says_without_a_body() {
    let sandbox = Sandbox::start().await;
    for (provider, target) in
        [("partnero", "/v1/program".to_owned()), ("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=3"))]
    {
        let get = sandbox.send(&sandbox.get(provider, target.clone())).await;
        let head = sandbox.send(&sandbox.call(provider, Method::HEAD, target)).await;
        assert_eq!(head.status, get.status);
        assert!(head.response_body.is_empty());
        for name in ["content-type", "content-length"] {
            assert_eq!(head.response_headers.get(name), get.response_headers.get(name), "{provider} {name}");
        }
    }
}

#[tokio::test]
async fn other_methods_meet_405_with_allow() {
    let sandbox = Sandbox::start().await;
    for (provider, target, method, allow) in [
        (
            "agentref",
            "/programs/3c90c3cc-0d44-4b50-8888-8dd25736052a/tracking/status",
            Method::POST,
            "GET, HEAD, OPTIONS",
        ),
        ("affitor", "/api/tracking/status/42", Method::DELETE, "GET, HEAD, OPTIONS"),
        ("partnero", "/v1/program", Method::DELETE, "GET, HEAD, PUT, OPTIONS"),
        ("fullwhere", "/partners/survey-tracker/list", Method::GET, "POST, OPTIONS"),
        ("wecantrack", "/api/v3/transactions", Method::PATCH, "GET, HEAD, OPTIONS"),
    ] {
        let exchange = sandbox.send(&sandbox.call(provider, method.clone(), target)).await;
        assert_eq!(exchange.status, StatusCode::METHOD_NOT_ALLOWED, "{provider}");
        assert_eq!(exchange.response_headers["allow"], allow, "{provider}");
        assert!(exchange.response_headers.contains_key("x-mock-reason"), "{provider}");
        serde_json::from_slice::<serde_json::Value>(&exchange.response_body).expect("the provider's failure shape");

        let options = sandbox.send(&sandbox.call(provider, Method::OPTIONS, target)).await;
        assert_eq!(
            (options.status, options.response_headers["allow"].to_str().unwrap()),
            (StatusCode::NO_CONTENT, allow),
            "{provider}"
        );
    }
}

#[tokio::test]
async fn unknown_paths_name_the_nearest_known_ones() {
    let sandbox = Sandbox::start().await;
    for (provider, target, nearest) in [
        ("agentref", "/program/1/tracking/status", "/agentref/programs/{id}/tracking/status"),
        ("affitor", "/api/tracking/statuses/1", "/affitor/api/tracking/status/{programId}"),
        ("partnero", "/v1/programs", "/partnero/v1/program"),
        ("partnero", "", "/partnero/v1/program"),
        ("fullwhere", "/partners/survey-trackers", "/fullwhere/partners/survey-tracker"),
        ("wecantrack", "/api/v2/transactions", "/wecantrack/api/v3/transactions"),
    ] {
        let exchange = sandbox.send(&sandbox.get(provider, target)).await;
        assert_eq!(exchange.status, StatusCode::NOT_FOUND, "{provider}{target}");
        let reason = exchange.response_headers["x-mock-reason"].to_str().unwrap();
        assert!(reason.contains(nearest), "{provider}{target}: {reason}");
        serde_json::from_slice::<serde_json::Value>(&exchange.response_body).expect("the provider's failure shape");
    }
    let response = Client::new()
        .get(format!("http://{}/wecantrak/api/v3/transactions", sandbox.server.address()))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(response.text().await.unwrap().contains("GET /wecantrack/api/v3/transactions"));
}

#[tokio::test]
async fn host_names_stand_for_the_real_hosts() {
    let sandbox = Sandbox::start().await;
    let port = sandbox.server.address().port();
    let by_path = sandbox.send(&sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=2"))).await;
    let response = Client::new()
        .get(format!("http://{}/api/v3/transactions?{WHOLE_TIME}&limit=2", sandbox.server.address()))
        .header("host", format!("wecantrack.localhost:{port}"))
        .header("x-api-key", "wct-sandbox")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let by_host: serde_json::Value = response.json().await.unwrap();
    let by_path: serde_json::Value = serde_json::from_slice(&by_path.response_body).unwrap();
    assert_eq!(by_host["data"], by_path["data"]);
    assert_eq!(
        by_host["path"],
        format!("http://wecantrack.localhost:{port}/api/v3/transactions"),
        "links lead where the caller came from"
    );
}

#[tokio::test]
async fn the_control_surface_is_for_its_own_pages_only() {
    let sandbox = Sandbox::start().await;
    let url = format!("http://{}/_mock/health", sandbox.server.address());
    let own = Client::new().get(&url).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::OK);
    let health: serde_json::Value = own.json().await.unwrap();
    assert_eq!(
        (&health["status"], &health["clock"], &health["now"]),
        (&"ok".into(), &"pinned".into(), &"2026-06-08T12:00:00Z".into())
    );
    let url = format!("http://{}/_mock/clock", sandbox.server.address());
    for (name, value) in [("origin", "https://evil.example"), ("host", "evil.example")] {
        let foreign = Client::new().get(&url).header(name, value).send().await.unwrap();
        assert_eq!(foreign.status(), StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(!foreign.headers().contains_key("access-control-allow-origin"));
    }
}
