//! Fullwhere: lists, filters, and survey links that are created once and stay.

use std::collections::BTreeSet;

use http::StatusCode;
use serde_json::{Value, json};

use crate::harness::Sandbox;

const LIST: &str = "/partners/survey-tracker/list";
/// Whether a filter keeps a tracker.
type Keep<'a> = Box<dyn Fn(&Value) -> bool + 'a>;

const GENERATE: &str = "/partners/survey-tracker/generate";

async fn list(sandbox: &Sandbox, body: Value) -> Value {
    sandbox.success(&sandbox.post("fullwhere", LIST, &body)).await
}

/// Every tracker, walked page by page.
async fn walk(sandbox: &Sandbox, filter: &Value) -> Vec<Value> {
    let mut trackers = Vec::new();
    for page in 1.. {
        let mut body = filter.clone();
        body["limit"] = json!(100);
        body["page"] = json!(page);
        let answer = list(sandbox, body).await;
        let rows = answer["data"].as_array().unwrap();
        trackers.extend(rows.iter().cloned());
        if rows.is_empty() {
            assert_eq!(answer["total"].as_u64(), Some(trackers.len() as u64), "{filter}");
            break;
        }
    }
    trackers
}

fn ids(trackers: &[Value]) -> BTreeSet<String> {
    trackers.iter().map(|tracker| tracker["id"].as_str().unwrap().to_owned()).collect()
}

/// The purchases whose program sends surveys.
async fn purchases(sandbox: &Sandbox) -> Vec<String> {
    let trackers = list(sandbox, json!({ "limit": 100 })).await;
    let purchases: BTreeSet<_> = trackers["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tracker| tracker["purchaseId"].as_str().unwrap().to_owned())
        .collect();
    purchases.into_iter().collect()
}

#[tokio::test]
async fn pages_part_the_listing() {
    let sandbox = Sandbox::start().await;
    let all = walk(&sandbox, &json!({})).await;
    assert!(all.len() > 1000, "the world sends surveys: {}", all.len());
    assert_eq!(ids(&all).len(), all.len(), "no tracker is listed twice");
    let first = list(&sandbox, json!({})).await;
    assert_eq!(first["data"].as_array().unwrap().len(), 10, "the documented default");
    assert_eq!(first["data"].as_array().unwrap()[..], all[..10]);
    for tracker in all.iter().step_by(97) {
        let id = tracker["id"].as_str().unwrap();
        assert_eq!(
            sandbox.success(&sandbox.get("fullwhere", format!("/partners/survey-tracker?id={id}"))).await,
            *tracker
        );
    }
}

#[tokio::test]
async fn filters_keep_exactly_what_they_say() {
    let sandbox = Sandbox::start_small().await;
    let all = walk(&sandbox, &json!({})).await;
    let text = |tracker: &Value, field: &str| tracker[field].as_str().unwrap().to_owned();
    let some: Vec<String> = all.iter().step_by(211).map(|tracker| text(tracker, "purchaseId")).take(40).collect();
    let customers: Vec<String> = all.iter().step_by(307).map(|tracker| text(tracker, "customerId")).take(30).collect();
    let (from, until) = ("2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z");
    let cases: Vec<(Value, Keep<'_>)> = vec![
        (json!({ "purchases": some }), Box::new(|tracker| some.contains(&text(tracker, "purchaseId")))),
        (json!({ "customers": customers }), Box::new(|tracker| customers.contains(&text(tracker, "customerId")))),
        (
            json!({ "fromSendAt": from, "toSendAt": until }),
            Box::new(|tracker| *from <= *text(tracker, "sendAt") && *text(tracker, "sendAt") <= *until),
        ),
        (
            json!({ "fromSendAt": from, "purchases": some }),
            Box::new(|tracker| *from <= *text(tracker, "sendAt") && some.contains(&text(tracker, "purchaseId"))),
        ),
        (json!({ "purchases": null, "customers": null, "fromSendAt": null, "toSendAt": null }), Box::new(|_| true)),
        (json!({ "purchases": ["nothing"] }), Box::new(|_| false)),
    ];
    for (filter, keep) in cases {
        let expected: Vec<_> = all.iter().filter(|tracker| keep(tracker)).cloned().collect();
        assert_eq!(walk(&sandbox, &filter).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn generating_again_gives_the_same_trackers() {
    let sandbox = Sandbox::start_small().await;
    let before = walk(&sandbox, &json!({})).await;
    let purchase = purchases(&sandbox).await.remove(0);
    let body = json!({ "purchaseId": purchase });
    let created = sandbox.success(&sandbox.post("fullwhere", GENERATE, &body)).await;
    let trackers = created.as_array().unwrap();
    assert!(!trackers.is_empty());
    for tracker in trackers {
        assert_eq!(
            (&tracker["purchaseId"], &tracker["sendingType"], &tracker["sentAt"], &tracker["sentTo"]),
            (&json!(purchase), &json!("External"), &Value::Null, &Value::Null)
        );
        assert!(tracker["link"].is_string(), "the link of an external tracker is there at once");
    }
    for _ in 0..3 {
        assert_eq!(sandbox.success(&sandbox.post("fullwhere", GENERATE, &body)).await, created);
    }
    let after = walk(&sandbox, &json!({})).await;
    assert_eq!(after.len(), before.len() + trackers.len());
    assert_eq!(&ids(&after) - &ids(&before), ids(trackers));
    let of_purchase = walk(&sandbox, &json!({ "purchases": [purchase] })).await;
    for tracker in trackers {
        assert!(of_purchase.contains(tracker), "a created tracker is listed");
        let id = tracker["id"].as_str().unwrap();
        assert_eq!(
            sandbox.success(&sandbox.get("fullwhere", format!("/partners/survey-tracker?id={id}"))).await,
            *tracker,
            "and can be fetched"
        );
    }
}

#[tokio::test]
async fn parallel_requests_create_one_set() {
    let sandbox = Sandbox::start().await;
    let purchase = purchases(&sandbox).await.remove(1);
    let call = sandbox.post("fullwhere", GENERATE, &json!({ "purchaseId": purchase }));
    let answers =
        tokio::join!(sandbox.success(&call), sandbox.success(&call), sandbox.success(&call), sandbox.success(&call));
    assert!(answers.0 == answers.1 && answers.1 == answers.2 && answers.2 == answers.3);
}

#[tokio::test]
async fn what_was_not_created_does_not_exist() {
    let sandbox = Sandbox::start().await;
    let other = Sandbox::start().await;
    let purchase = purchases(&sandbox).await.remove(2);
    let created = sandbox.success(&sandbox.post("fullwhere", GENERATE, &json!({ "purchaseId": purchase }))).await;
    let id = created[0]["id"].as_str().unwrap();
    assert_eq!(
        other.answer(&other.get("fullwhere", format!("/partners/survey-tracker?id={id}"))).await.0,
        StatusCode::NOT_FOUND
    );
    let unknown = sandbox.get("fullwhere", "/partners/survey-tracker?id=3c90c3cc-0d44-4b50-8888-8dd25736052a");
    assert_eq!(sandbox.answer(&unknown).await.0, StatusCode::NOT_FOUND);
    for (purchase, expected) in [
        ("3c90c3cc-0d44-4b50-8888-8dd25736052a", StatusCode::NOT_FOUND),
        (id, StatusCode::NOT_FOUND),
        ("nothing", StatusCode::BAD_REQUEST),
        ("MV-99999999", StatusCode::BAD_REQUEST),
        ("3c90c3cc0d444b5088888dd25736052a", StatusCode::BAD_REQUEST),
        ("🦀", StatusCode::BAD_REQUEST),
        (&"x".repeat(200), StatusCode::BAD_REQUEST),
    ] {
        let (status, _) =
            sandbox.answer(&sandbox.post("fullwhere", GENERATE, &json!({ "purchaseId": purchase }))).await;
        assert_eq!(status, expected, "{purchase}");
    }
}

#[tokio::test]
async fn purchases_and_customers_are_named_by_uuids() {
    let sandbox = Sandbox::start_small().await;
    let mut customers = BTreeSet::new();
    for tracker in walk(&sandbox, &json!({})).await {
        for field in ["id", "surveyId", "purchaseId", "customerId"] {
            let id = tracker[field].as_str().unwrap();
            assert!(uuid::Uuid::try_parse(id).is_ok_and(|uuid| uuid.to_string() == id), "{field}: {id}");
        }
        customers.insert(tracker["customerId"].as_str().unwrap().to_owned());
    }
    let customer = customers.first().unwrap();
    let capitals = list(&sandbox, json!({ "customers": [customer.to_uppercase()], "limit": 1 })).await;
    assert_eq!(capitals["data"][0]["customerId"], json!(customer), "capitals name the same customer");
}

#[tokio::test]
async fn channels_and_statuses_begin_with_a_capital() {
    let sandbox = Sandbox::start_small().await;
    let all = walk(&sandbox, &json!({})).await;
    for (field, known) in [
        ("sendingType", ["Email", "Sms", "Whatsapp"].as_slice()),
        ("status", &["Scheduled", "Sent", "Opened", "Completed", "Failed"]),
    ] {
        let seen: BTreeSet<_> = all.iter().map(|tracker| tracker[field].as_str().unwrap()).collect();
        assert_eq!(seen, known.iter().copied().collect(), "{field}");
    }
}

#[tokio::test]
async fn a_plain_date_bounds_the_list_at_midnight() {
    let sandbox = Sandbox::start_small().await;
    let plain = json!({ "fromSendAt": "2026-02-01", "toSendAt": "2026-03-01", "limit": 100 });
    let precise =
        json!({ "fromSendAt": "2026-02-01T00:00:00.000Z", "toSendAt": "2026-03-01T00:00:00.000Z", "limit": 100 });
    let answer = list(&sandbox, plain).await;
    assert!(answer["total"].as_u64() > Some(10), "{}", answer["total"]);
    assert_eq!(answer, list(&sandbox, precise).await);
}
