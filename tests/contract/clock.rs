//! The clock over the wire: what moves with it, what polling finds, and the way back.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Sandbox, WHOLE_TIME, body_without_id};

/// Everything that the providers show of the world, byte for byte except for the ids of requests.
async fn everything(sandbox: &Sandbox) -> Vec<String> {
    let mut bodies = Vec::new();
    for call in [
        sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}")),
        sandbox
            .get("wecantrack", format!("/api/v3/transactions?{}&status[]=approved", by_update("2024-01-01T00:00:00"))),
        sandbox.get("partnero", "/v1/program"),
        sandbox.get("partnero", "/v1/program/overview"),
        sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 100 })),
    ] {
        bodies.push(body_without_id(&sandbox.send(&call).await));
    }
    for link in links(sandbox, &["agentref", "affitor"]).await {
        let call = sandbox.get(link.0, link.1);
        bodies.push(body_without_id(&sandbox.send(&call).await));
    }
    bodies
}

/// Where the programs that always exist can be seen.
async fn links(sandbox: &Sandbox, providers: &[&'static str]) -> Vec<(&'static str, String)> {
    let catalogue = sandbox.catalogue().await;
    let mut links = Vec::new();
    for program in catalogue["programs"].as_array().unwrap().iter().filter(|program| program["state"] == "healthy") {
        for provider in providers {
            let link = program["at"][*provider]["link"].as_str().unwrap();
            links.push((*provider, link.split_once(&format!("/{provider}")).unwrap().1.to_owned()));
        }
    }
    links
}

fn by_update(from: &str) -> String {
    format!("date_type=last_wct_update&start_date={from}&end_date=2026-12-31T00:00:00")
}

#[tokio::test]
async fn going_back_gives_the_earlier_bytes() {
    let sandbox = Sandbox::start_small().await;
    let mut seen: Vec<(Value, Vec<String>)> = Vec::new();
    for step in [json!({ "advance": "0s" }), json!({ "advance": "3d" }), json!({ "advance": "5w" })] {
        let now = sandbox.set_clock(&step).await["now"].clone();
        let picture = everything(&sandbox).await;
        assert!(seen.iter().all(|(_, earlier)| *earlier != picture), "{step} changes something");
        seen.push((now, picture));
    }
    for (now, picture) in seen.iter().rev() {
        sandbox.set_clock(&json!({ "now": now })).await;
        assert_eq!(everything(&sandbox).await, *picture, "at {now}");
    }
}

#[tokio::test]
async fn polling_by_update_finds_exactly_what_changed() {
    let sandbox = Sandbox::start_small().await;
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    let mut last = "2024-01-01T00:00:00".to_owned();
    for advance in ["0s", "1h", "5m", "2d", "1s", "3w", "6h"] {
        let clock = sandbox.set_clock(&json!({ "advance": advance })).await;
        let mut changed = 0;
        for page in 1.. {
            let call =
                sandbox.get("wecantrack", format!("/api/v3/transactions?{}&limit=400&page={page}", by_update(&last)));
            let found = sandbox.success(&call).await;
            let rows = found["data"].as_array().unwrap();
            for row in rows {
                changed += usize::from(
                    known.insert(row["transaction_id"].as_str().unwrap().to_owned(), row.clone()).as_ref() != Some(row),
                );
            }
            if found["next_page_url"].is_null() {
                break;
            }
        }
        last = clock["now"].as_str().unwrap().trim_end_matches('Z').to_owned();
        let mut all = BTreeMap::new();
        for page in 1.. {
            let call = sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1000&page={page}"));
            let found: Value = serde_json::from_slice(&sandbox.send(&call).await.response_body).unwrap();
            let rows = found["data"].as_array().unwrap();
            all.extend(rows.iter().map(|row| (row["transaction_id"].as_str().unwrap().to_owned(), row.clone())));
            if found["next_page_url"].is_null() {
                break;
            }
        }
        assert_eq!(known, all, "after {advance}");
        assert!(changed > 0 || ["1s", "5m", "1h", "6h"].contains(&advance), "something has changed in {advance}");
    }
}

#[tokio::test]
async fn surveys_unfold_with_the_clock() {
    let sandbox = Sandbox::start_small().await;
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 100 }));
    let before = sandbox.success(&list).await;
    let scheduled: Vec<String> = before["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|tracker| tracker["status"] == "Scheduled")
        .map(|tracker| tracker["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(scheduled.len() > 3, "{scheduled:?}");
    sandbox.set_clock(&json!({ "advance": "30d" })).await;
    for id in scheduled {
        let tracker = sandbox.success(&sandbox.get("fullwhere", format!("/partners/survey-tracker?id={id}"))).await;
        assert_ne!(tracker["status"], "Scheduled", "{tracker}");
        assert!(!tracker["sentAt"].is_null(), "{tracker}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_nothing_moves() {
    let sandbox = Sandbox::start_small().await;
    for (body, reason) in [
        (json!({}), "`now` is missing"),
        (json!({ "now": "2026-06-09T00:00:00Z", "advance": "1d" }), "give one of the two"),
        (json!({ "advance": "3660d" }), "2036-06-05T00:00:00Z"),
        (json!({ "advance": "-900d" }), "from 2024-01-01T00:00:00Z"),
        (json!({ "now": "2026-06-09T00:00:00" }), "`now`"),
        (json!({ "advance": "tomorrow" }), "`advance`"),
        (json!({ "advance": "9999999999d" }), "`advance`"),
        (json!({ "ticking": "yes" }), "`ticking`"),
        (json!({ "advanced": "1d" }), "`advanced` is unknown; did you mean `advance`?"),
    ] {
        let (status, answer) = sandbox.answer(&sandbox.control(Method::POST, "/clock", &body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(answer["message"].as_str().unwrap().contains(reason), "{body}: {answer}");
        let clock = sandbox.success(&sandbox.control(Method::GET, "/clock", &Value::Null)).await;
        assert_eq!((&clock["now"], &clock["ticking"]), (&json!(crate::harness::NOW), &json!(false)), "{body}");
    }
}

#[tokio::test]
async fn every_answer_tells_the_time() {
    let sandbox = Sandbox::start_small().await;
    let call = sandbox.get("partnero", "/v1/program");
    for (body, expected) in [
        (json!({ "now": "2026-07-01T08:00:00+02:00" }), "2026-07-01T06:00:00Z"),
        (json!({ "advance": "1h30m" }), "2026-07-01T07:30:00Z"),
        (json!({ "advance": "-1w" }), "2026-06-24T07:30:00Z"),
        (json!({ "now": "2026-06-24T07:30:00.999Z" }), "2026-06-24T07:30:00Z"),
    ] {
        assert_eq!(sandbox.set_clock(&body).await["now"], expected);
        assert_eq!(sandbox.send(&call).await.response_headers["x-mock-now"], expected);
    }
}

/// What was an end once: the clock could not be set beyond day 90, or ran past it into a world that stood still.
#[tokio::test]
async fn past_day_90_the_world_goes_on() {
    let sandbox = Sandbox::start_small().await;
    let transactions = |from: &str, until: &str| {
        let query = format!("date_type=order_date&start_date={from}T00:00:00&end_date={until}T00:00:00&limit=1000");
        sandbox.get("wecantrack", format!("/api/v3/transactions?{query}"))
    };
    let summer = transactions("2026-05-01", "2026-06-01");
    let before = sandbox.success(&summer).await;
    for (now, from) in [("2026-09-20T12:00:00Z", "2026-09-08"), ("2029-01-01T00:00:00Z", "2028-12-01")] {
        let clock = sandbox.set_clock(&json!({ "now": now })).await;
        assert_eq!((&clock["now"], clock.get("notice")), (&json!(now), None));
        let new = sandbox.success(&transactions(from, &now[..10])).await;
        assert!(new["total"].as_u64().unwrap() > 0, "{new}");
    }
    sandbox.set_clock(&json!({ "now": crate::harness::NOW })).await;
    assert_eq!(sandbox.success(&summer).await["data"], before["data"], "what comes before stays the same");
}

#[tokio::test]
async fn past_the_end_of_the_simulation_clock_health_and_banner_say_so() {
    let sandbox = Sandbox::start_small().await;
    let before = sandbox.success(&sandbox.control(Method::GET, "/clock", &Value::Null)).await;
    assert!(before.get("notice").is_none(), "{before}");
    sandbox.set_clock(&json!({ "now": before["horizon"], "ticking": true })).await;
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    for target in ["/clock", "/health"] {
        let after = sandbox.success(&sandbox.control(Method::GET, target, &Value::Null)).await;
        let notice = after["notice"].as_str().unwrap_or_else(|| panic!("{target}: {after}"));
        assert!(notice.contains("ended at 2036-06-05T00:00:00Z, so nothing new happens"), "{notice}");
    }
    let banner = reqwest::get(format!("http://{}/", sandbox.server.address())).await.expect("a response");
    let banner = banner.text().await.expect("a banner");
    assert!(banner.contains("Attention: the simulation ended at"), "{banner}");
}
