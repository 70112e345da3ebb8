//! Partnero's subscribers: the list has as many as the program counts.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};

use super::partnero_webhooks::{call, send};
use crate::harness::Sandbox;

const KIND: &str = "newsletter";

/// Subscribers, those who brought others, and those who were brought: as the program counts them.
async fn counted(sandbox: &Sandbox) -> [u64; 3] {
    let program = sandbox.success(&call(sandbox, KIND, Method::GET, "/v1/program")).await["data"].take();
    ["total_subscribers", "total_referring", "total_referred"].map(|name| program[name].as_u64().expect("a count"))
}

/// All of a list, page by page.
async fn walked(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let target = format!("/v1/subscribers?limit=250&page={page}{query}");
        let list = sandbox.success(&call(sandbox, KIND, Method::GET, &target)).await;
        rows.extend(list["data"].as_array().expect("a list").clone());
        if list["links"]["next"].is_null() {
            break;
        }
    }
    rows
}

/// Walks through the list and compares what it finds with what the program counts.
async fn check(sandbox: &Sandbox, when: &str) -> Vec<Value> {
    let rows = walked(sandbox, "").await;
    let count = |passes: fn(&Value) -> bool| rows.iter().filter(|row| passes(row)).count() as u64;
    let found = [
        rows.len() as u64,
        count(|row| row["referrals_count"].as_u64() > Some(0)),
        count(|row| row["is_referred"] == true),
    ];
    assert_eq!(found, counted(sandbox).await, "{when}");
    let emails: BTreeSet<&str> = rows.iter().filter_map(|row| row["email"].as_str()).collect();
    assert_eq!(emails.len(), rows.len(), "{when}: nobody is listed twice");
    let times: Vec<&str> = rows.iter().filter_map(|row| row["created_at"].as_str()).collect();
    assert!(times.is_sorted_by(|earlier, later| earlier >= later), "{when}: the newest is first");
    let [referred, others] =
        [walked(sandbox, "&refer_status=referred").await, walked(sandbox, "&refer_status=non_referred").await];
    assert!(
        referred.iter().all(|row| row["is_referred"] == true) && others.iter().all(|row| row["is_referred"] == false)
    );
    assert_eq!([(referred.len() + others.len()) as u64, referred.len() as u64], [found[0], found[2]], "{when}");
    rows
}

#[tokio::test]
async fn the_list_has_as_many_as_the_program_counts() {
    let sandbox = Sandbox::start_small().await;
    let rows = check(&sandbox, "at first").await;
    assert!(rows.len() > 100);
    let brought: u64 = rows.iter().filter_map(|row| row["referrals_count"].as_u64()).sum();
    assert_eq!(brought, counted(&sandbox).await[2], "everybody who was brought was brought by one");

    let create =
        async |body: Value| sandbox.success(&send(&sandbox, KIND, Method::POST, "/v1/subscribers", &body)).await;
    let referrer = rows.iter().rfind(|row| row["referrals_count"] == 0).expect("somebody").clone();
    create(json!({ "email": "one@mail.example" })).await;
    create(json!({ "email": "two@mail.example", "referral": { "email": "one@mail.example" } })).await;
    create(json!({ "email": "three@mail.example", "referral": { "id": referrer["id"] } })).await;
    check(&sandbox, "after three were added").await;

    let put = json!({ "email": "two@mail.example", "update": { "name": "Two", "status": "suspended" } });
    let updated = sandbox.success(&send(&sandbox, KIND, Method::PUT, "/v1/subscribers", &put)).await["data"].take();
    assert_eq!((&updated["name"], &updated["status"]), (&json!("Two"), &json!("Suspended")));
    check(&sandbox, "after one was changed").await;

    let delete = async |body: Value| {
        let deleted = sandbox.success(&send(&sandbox, KIND, Method::DELETE, "/v1/subscribers", &body)).await;
        assert_eq!(deleted, json!({ "status": 1 }));
    };
    let referred = rows.iter().find(|row| row["is_referred"] == true).expect("somebody");
    let referring = rows.iter().rfind(|row| row["referrals_count"] == 2).expect("somebody");
    delete(json!({ "id": referred["id"] })).await;
    check(&sandbox, "after one who was brought was deleted").await;
    delete(json!({ "email": referring["email"] })).await;
    check(&sandbox, "after one who brought others was deleted").await;
    delete(json!({ "email": "three@mail.example" })).await;
    delete(json!({ "email": "one@mail.example" })).await;
    check(&sandbox, "after two who were added were deleted").await;

    sandbox.set_clock(&json!({ "advance": "20d" })).await;
    check(&sandbox, "after twenty days").await;
}

#[tokio::test]
async fn subscribers_are_found_by_id_and_by_address() {
    let sandbox = Sandbox::start_small().await;
    let rows = walked(&sandbox, "").await;
    for row in [&rows[0], &rows[rows.len() / 2], &rows[rows.len() - 1]] {
        let [id, email] = ["id", "email"].map(|name| row[name].as_str().expect("a text"));
        for path in [id, email] {
            let found = sandbox.success(&call(&sandbox, KIND, Method::GET, &format!("/v1/subscribers/{path}"))).await;
            assert_eq!(found["data"], *row, "{path}");
        }
        for query in [format!("id={id}"), format!("email={}", email.to_uppercase()), format!("id={id}&email={email}")] {
            let target = format!("/v1/subscribers:search?{query}");
            let found = sandbox.success(&call(&sandbox, KIND, Method::GET, &target)).await;
            assert_eq!(found["data"], json!([row]), "{query}");
        }
    }
    let [one, other] = [&rows[0], &rows[1]].map(|row| row["email"].as_str().expect("a text"));
    let id = rows[1]["id"].as_str().expect("an id");
    let target = format!("/v1/subscribers:search?id={id}&email={one}");
    assert_eq!(sandbox.success(&call(&sandbox, KIND, Method::GET, &target)).await["data"], json!([]), "not {other}");
    for id in ["48209999", "1", "subscriber-999999@mail.example", "nobody"] {
        let (status, failure) =
            sandbox.answer(&call(&sandbox, KIND, Method::GET, &format!("/v1/subscribers/{id}"))).await;
        assert_eq!((status.as_u16(), failure), (404, json!({ "message": "Subscriber not found." })), "{id}");
    }
}

#[tokio::test]
async fn an_added_subscriber_has_no_id_until_somebody_gives_one() {
    let sandbox = Sandbox::start_small().await;
    let create =
        async |body: Value| sandbox.answer(&send(&sandbox, KIND, Method::POST, "/v1/subscribers", &body)).await;
    let (status, created) = create(json!({ "email": "Maria@mail.example" })).await;
    let created = &created["data"];
    assert_eq!((status.as_u16(), &created["id"], &created["status"]), (201, &Value::Null, &json!("Active")));
    assert_eq!((&created["approved"], &created["tos"], &created["name"]), (&json!(true), &Value::Null, &Value::Null));
    let taken = walked(&sandbox, "").await[3].clone();
    for (body, field) in [
        (json!({ "email": "maria@mail.example" }), "email"),
        (json!({ "email": taken["email"] }), "email"),
        (json!({ "email": "other@mail.example", "id": taken["id"] }), "id"),
        (json!({ "email": "no address" }), "email"),
        (json!({ "name": "Nobody" }), "email"),
        (json!({ "email": "other@mail.example", "status": "Active" }), "status"),
        (json!({ "email": "other@mail.example", "referral": {} }), "referral"),
    ] {
        let (status, failure) = create(body.clone()).await;
        assert_eq!((status.as_u16(), failure["errors"][field].is_array()), (422, true), "{body}: {failure}");
    }
    let (status, failure) = create(json!({ "email": "other@mail.example", "referral": { "id": "none" } })).await;
    assert_eq!((status.as_u16(), failure), (400, json!({ "message": "Invalid referral" })));
    let put = json!({ "email": "maria@mail.example", "update": { "email": taken["email"] } });
    assert_eq!(sandbox.answer(&send(&sandbox, KIND, Method::PUT, "/v1/subscribers", &put)).await.0, 422);
    for (method, body) in [(Method::PUT, json!({ "update": {} })), (Method::DELETE, json!({}))] {
        assert_eq!(sandbox.answer(&send(&sandbox, KIND, method, "/v1/subscribers", &body)).await.0, 422, "{body}");
    }
    for (query, status) in [("limit=9", 422), ("limit=250", 200), ("limit=251", 422), ("refer_status=all", 422)] {
        let list = call(&sandbox, KIND, Method::GET, &format!("/v1/subscribers?{query}"));
        assert_eq!(sandbox.answer(&list).await.0, status, "{query}");
    }
    assert_eq!(sandbox.answer(&call(&sandbox, "affiliate", Method::GET, "/v1/subscribers")).await.0, 403);
}
