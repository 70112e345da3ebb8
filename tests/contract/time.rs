//! What depends on time: rate limits and moves of the clock, one time per request, and what is created after a step back.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, RateLimit};

use crate::harness::{Call, NOW, Sandbox, WHOLE_TIME, configuration};

fn one_per_minute() -> Configuration {
    Configuration { orders: 300, rate_limit: RateLimit::PerMinute(1), ..configuration() }
}

fn transactions(sandbox: &Sandbox) -> Call {
    sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1"))
}

#[tokio::test]
async fn a_reset_or_an_hour_of_the_clock_frees_the_rate_limit() {
    let sandbox = Sandbox::start_with(one_per_minute()).await;
    let call = transactions(&sandbox);
    let status = async || sandbox.send(&call).await.status.as_u16();
    assert_eq!((status().await, status().await), (200, 429));
    sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!((status().await, status().await), (200, 429), "after a reset");
    sandbox.set_clock(&json!({ "advance": "1h" })).await;
    assert_eq!((status().await, status().await), (200, 429), "an hour later");
    sandbox.set_clock(&json!({ "advance": "-1h" })).await;
    assert_eq!(status().await, 429, "going back frees nothing");
    sandbox.set_clock(&json!({ "advance": "59s" })).await;
    assert_eq!(status().await, 429, "the window is a minute");
    let scenario = json!({ "now": "2026-06-08T13:00:00Z" });
    sandbox.success(&sandbox.control(Method::PUT, "/scenario", &scenario)).await;
    assert_eq!(status().await, 200, "a scenario moves the clock too");
}

#[tokio::test]
async fn the_reset_of_a_limit_is_never_early() {
    let sandbox = Sandbox::start_with(one_per_minute()).await;
    let call = transactions(&sandbox);
    sandbox.send(&call).await;
    let refused = sandbox.send(&call).await;
    let received = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let reset: u64 = refused.response_headers["x-ratelimit-reset"].to_str().expect("digits").parse().expect("a number");
    let wait = Duration::from_secs(reset).saturating_sub(received).as_millis();
    // The clock is moved by exactly the time that the client would wait.
    sandbox.set_clock(&json!({ "advance": format!("{}s", wait / 1000) })).await;
    tokio::time::sleep(Duration::from_millis(u64::try_from(wait % 1000).expect("less than a second"))).await;
    assert_eq!(sandbox.send(&call).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_request_belongs_to_the_time_at_which_it_arrived() {
    let sandbox = Sandbox::start_small().await;
    let call = |provider, target: &str| sandbox.get(provider, target);
    let fresh = call("affitor", "/api/tracking/status/1");
    let catalogue = sandbox.catalogue().await;
    let id = catalogue["programs"][0]["at"]["affitor"]["id"].as_str().expect("an id").to_owned();
    let call = Call { target: format!("/api/tracking/status/{id}"), ..fresh }.header("prefer", "delay=600");
    let delayed = sandbox.send(&call);
    let moved = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        sandbox.set_clock(&json!({ "advance": "3d" })).await
    };
    let (exchange, clock) = tokio::join!(delayed, moved);
    assert_eq!(clock["now"], "2026-06-11T12:00:00Z", "the clock was moved meanwhile");
    let body: Value = serde_json::from_slice(&exchange.response_body).expect("a JSON body");
    assert_eq!(exchange.response_headers["x-mock-now"], NOW);
    let shown = body["data"]["last_updated"].as_str().or(body["data"]["lastUpdated"].as_str()).expect("a time");
    assert!(shown.starts_with("2026-06-08T12:00:00"), "{body}");
}

#[tokio::test]
async fn what_was_created_later_is_as_if_it_had_never_been_created() {
    let sandbox = Sandbox::start_small().await;
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 100 }));
    let listed = sandbox.success(&list).await;
    let purchase = listed["data"][0]["purchaseId"].as_str().expect("an id").to_owned();
    let generate = sandbox.post("fullwhere", "/partners/survey-tracker/generate", &json!({ "purchaseId": purchase }));
    sandbox.set_clock(&json!({ "advance": "2d" })).await;
    let later = sandbox.success(&generate).await;
    sandbox.set_clock(&json!({ "advance": "-2d" })).await;
    let now = sandbox.success(&generate).await;
    let created = |body: &Value| body[0]["createdAt"].as_str().expect("a time").to_owned();
    assert!(created(&later).starts_with("2026-06-10T12:00:00"), "{later}");
    assert!(created(&now).starts_with("2026-06-08T12:00:00"), "{now}");
    // Two days later there is one record, the new one.
    sandbox.set_clock(&json!({ "advance": "2d" })).await;
    assert_eq!(created(&sandbox.success(&generate).await), created(&now));
    assert_eq!(sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await["removed_records"], 1);
}

#[tokio::test]
async fn a_date_is_midnight() {
    let sandbox = Sandbox::start_small().await;
    assert_eq!(sandbox.set_clock(&json!({ "now": "2026-06-09" })).await["now"], "2026-06-09T00:00:00Z");
    let scenario = sandbox.control(Method::PUT, "/scenario", &json!({ "now": "2026-06-10" }));
    assert_eq!(sandbox.success(&scenario).await["now"], "2026-06-10T00:00:00Z");
    for now in [json!("2026-06-31"), json!("2026-06-09T00:00:00"), json!("tomorrow"), json!("09.06.2026")] {
        for (method, target) in [(Method::POST, "/clock"), (Method::PUT, "/scenario")] {
            let (status, answer) = sandbox.answer(&sandbox.control(method, target, &json!({ "now": now }))).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{now}");
            let message = answer["message"].as_str().expect("a text");
            assert!(message.contains("`now` is not a date-time with a zone"), "{now}: {message}");
        }
    }
}
