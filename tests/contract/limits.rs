//! Credentials and rate limits: who may call, and how often.

use http::{Method, StatusCode};
use serde_json::json;
use trackside_mock_server::{Configuration, RateLimit};

use crate::harness::{Call, Sandbox, WHOLE_TIME, assert_kept, configuration};

/// A call that succeeds, a provider.
async fn working_calls(sandbox: &Sandbox) -> Vec<Call> {
    let catalogue = sandbox.catalogue().await;
    let ids = &catalogue["programs"][0]["at"];
    vec![
        sandbox.get("agentref", format!("/programs/{}/tracking/status", ids["agentref"]["id"].as_str().unwrap())),
        sandbox.get("affitor", format!("/api/tracking/status/{}", ids["affitor"]["id"].as_str().unwrap())),
        sandbox.get("partnero", "/v1/program"),
        sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 1 })),
        sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1")),
    ]
}

#[tokio::test]
async fn credentials_mean_what_the_catalogue_says() {
    let sandbox = Sandbox::start().await;
    let calls = working_calls(&sandbox).await;
    for call in &calls {
        for (secrets, status) in [(["nobody", "nothing"], 401), (["", ""], 401), (["a key with spaces", "x"], 401)] {
            let (answered, _) = sandbox.answer(&call.clone().with_secrets(&secrets)).await;
            assert_eq!(answered.as_u16(), status, "{} {secrets:?}", call.provider);
        }
        assert_eq!(
            sandbox.answer(&call.clone().without_credentials()).await.0,
            StatusCode::UNAUTHORIZED,
            "{}",
            call.provider
        );
        assert!(sandbox.answer(call).await.0.is_success(), "{}", call.provider);
    }
    for (call, secrets, status) in [
        (&calls[0], &["ak_aff_sandbox"][..], 403),
        (&calls[0], &["ak_onb_sandbox"], 403),
        (&calls[0], &["ak_live_narrow"], 403),
        (&calls[0], &["ak_live_revoked"], 401),
        (&calls[1], &["session-outsider"], 403),
        (&calls[1], &["session-expired"], 401),
        (&calls[1], &["aff_sandbox"], 401),
        (&calls[1], &["affk_sandbox"], 401),
        (&calls[2], &["pk-restricted"], 403),
        (&calls[3], &["fw-key-revoked", "fw-secret-revoked"], 401),
        (&calls[3], &["fw-key-sandbox", "fw-secret-revoked"], 401),
        (&calls[4], &["wct-revoked"], 401),
    ] {
        let (answered, _) = sandbox.answer(&call.clone().with_secrets(secrets)).await;
        assert_eq!(answered.as_u16(), status, "{} {secrets:?}", call.provider);
    }
}

#[tokio::test]
async fn a_part_of_the_credentials_is_not_enough() {
    let sandbox = Sandbox::start().await;
    let call = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({})).without_credentials();
    for name in ["x-api-key", "x-api-secret"] {
        let value = if name == "x-api-key" { "fw-key-sandbox" } else { "fw-secret-sandbox" };
        let exchange = sandbox.send(&call.clone().header(name, value)).await;
        assert_eq!(exchange.status, StatusCode::UNAUTHORIZED);
        assert!(exchange.response_headers["x-mock-reason"].to_str().unwrap().contains("belong together"));
    }
}

#[tokio::test]
async fn wecantrack_takes_its_key_from_the_query() {
    let sandbox = Sandbox::start().await;
    let wecantrack = sandbox
        .get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1&api_key=wct-sandbox"))
        .without_credentials();
    assert_eq!(sandbox.answer(&wecantrack).await.0, StatusCode::OK);
}

#[tokio::test]
async fn keys_can_be_added_or_all_be_accepted() {
    let added = Sandbox::start_with(Configuration {
        keys: vec!["wecantrack=mine".parse().unwrap(), "fullwhere=a:b".parse().unwrap()],
        ..configuration()
    })
    .await;
    let target = format!("/api/v3/transactions?{WHOLE_TIME}&limit=1");
    assert_eq!(added.answer(&added.get("wecantrack", target).with_secrets(&["mine"])).await.0, StatusCode::OK);
    assert_eq!(
        added
            .answer(&added.post("fullwhere", "/partners/survey-tracker/list", &json!({})).with_secrets(&["a", "b"]))
            .await
            .0,
        StatusCode::CREATED
    );

    let any = Sandbox::start_with(Configuration { any_key: true, ..configuration() }).await;
    for call in working_calls(&any).await {
        let secrets = if call.provider == "agentref" { ["ak_live_whatever", ""] } else { ["whatever", "you-like"] };
        assert!(any.answer(&call.clone().with_secrets(&secrets)).await.0.is_success(), "{}", call.provider);
        assert_eq!(
            any.answer(&call.clone().with_secrets(&["not well-formed", "x"])).await.0,
            StatusCode::UNAUTHORIZED,
            "{}",
            call.provider
        );
    }
}

#[tokio::test]
async fn limits_are_met_where_they_are_documented() {
    let sandbox = Sandbox::start_with(Configuration { rate_limit: RateLimit::Documented, ..configuration() }).await;
    let calls = working_calls(&sandbox).await;
    for (call, allowed) in
        [(calls[0].clone(), 60), (calls[0].clone().without_credentials(), 10), (calls[4].clone(), 60)]
    {
        for sent in 1..=allowed {
            let exchange = sandbox.send(&call).await;
            assert_ne!(exchange.status, StatusCode::TOO_MANY_REQUESTS, "{} after {sent}", call.provider);
            assert_eq!(exchange.response_headers["x-ratelimit-limit"], allowed.to_string());
            assert_eq!(exchange.response_headers["x-ratelimit-remaining"], (allowed - sent).to_string());
        }
        let exchange = sandbox.send(&call).await;
        assert_eq!(exchange.status, StatusCode::TOO_MANY_REQUESTS, "{}", call.provider);
        assert_kept(&call, &exchange);
        let reset: i64 = exchange.response_headers["x-ratelimit-reset"].to_str().unwrap().parse().unwrap();
        let wait = reset - chrono::Utc::now().timestamp();
        assert!((1..=61).contains(&wait), "{} says to wait {wait} s", call.provider);
        assert_eq!(exchange.response_headers.contains_key("retry-after"), call.provider == "agentref");
    }
    for _ in 0..80 {
        assert!(sandbox.send(&calls[2]).await.status.is_success(), "Partnero documents no limit");
    }
}

#[tokio::test]
async fn a_number_limits_every_provider_that_answers_429() {
    let sandbox = Sandbox::start_with(Configuration { rate_limit: RateLimit::PerMinute(2), ..configuration() }).await;
    for call in working_calls(&sandbox).await {
        let mut statuses = Vec::new();
        for _ in 0..3 {
            statuses.push(sandbox.answer(&call).await.0.as_u16());
        }
        let limited = ["agentref", "partnero", "wecantrack"].contains(&call.provider);
        assert_eq!(statuses[2] == 429, limited, "{} answers {statuses:?}", call.provider);
        assert_ne!(statuses[1], 429, "{}", call.provider);
    }
}

#[tokio::test]
async fn nothing_is_counted_by_default_and_the_headers_say_so() {
    let sandbox = Sandbox::start().await;
    let call = &working_calls(&sandbox).await[4];
    for _ in 0..70 {
        let exchange = sandbox.send(call).await;
        assert_eq!(
            (exchange.status, exchange.response_headers["x-ratelimit-remaining"].to_str().unwrap()),
            (StatusCode::OK, "60")
        );
    }
    let options = sandbox.send(&sandbox.call("wecantrack", Method::OPTIONS, "/api/v3/transactions")).await;
    assert_eq!(options.status, StatusCode::NO_CONTENT);
}
