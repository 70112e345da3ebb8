//! Partnero's customers: who is listed and found, who is created, and what becomes of them at every provider.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

/// A call with a body.
fn with_body(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> Call {
    sandbox.call("partnero", method, target).header("content-type", "application/json").body(body.to_string())
}

async fn get(sandbox: &Sandbox, target: &str) -> Value {
    sandbox.success(&sandbox.get("partnero", target)).await["data"].take()
}

async fn act(sandbox: &Sandbox, method: Method, target: &str) -> (u16, Value) {
    let (status, body) = sandbox.answer(&sandbox.call("partnero", method, target)).await;
    (status.as_u16(), body)
}

async fn send(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> (u16, Value) {
    let (status, body) = sandbox.answer(&with_body(sandbox, method, target, body)).await;
    (status.as_u16(), body)
}

/// The referral key and the id of a partner of the program.
async fn partner(sandbox: &Sandbox) -> (String, String) {
    let partners = get(sandbox, "/v1/partners?limit=250").await;
    let active = partners.as_array().expect("rows").iter().find(|row| row["status"] == "active").expect("one");
    let text = |name: &str| active[name].as_str().expect("a text").to_owned();
    (text("key"), text("id"))
}

async fn created(sandbox: &Sandbox, key: &str, email: &str) -> Value {
    let (partner, _) = partner(sandbox).await;
    let body = json!({ "key": key, "email": email, "name": "Nora", "partner": { "key": partner }, "tags": ["spring"] });
    sandbox.success(&sandbox.post("partnero", "/v1/customers", &body)).await["data"].take()
}

#[tokio::test]
async fn the_pages_of_the_list_are_the_whole_list() {
    let sandbox = Sandbox::start_small().await;
    created(&sandbox, "shop_1", "nora@mail.example").await;
    let whole = get(&sandbox, "/v1/customers?limit=250").await;
    let whole = whole.as_array().expect("rows");
    assert!((20..250).contains(&whole.len()), "{}", whole.len());
    assert_eq!(whole[0]["key"], "shop_1");
    let (mut paged, mut page) = (Vec::new(), 1);
    loop {
        let body = sandbox.success(&sandbox.get("partnero", format!("/v1/customers?limit=7&page={page}"))).await;
        paged.extend(body["data"].as_array().expect("rows").clone());
        if body["links"]["next"].is_null() {
            break;
        }
        page += 1;
    }
    assert_eq!(&paged, whole);
    let times: Vec<_> = whole.iter().map(|row| row["created_at"].as_str()).collect();
    assert!(times.is_sorted_by(|one, other| one >= other), "the newest first");
    let mut back = get(&sandbox, "/v1/customers?limit=250&sort=asc").await;
    back.as_array_mut().expect("rows").reverse();
    assert_eq!(back.as_array(), Some(whole));
    for row in &whole[..5] {
        for name in ["key", "email"] {
            let target = format!("/v1/customers/{}", row[name].as_str().expect("a text"));
            assert_eq!(&get(&sandbox, &target).await, row);
        }
    }
}

#[tokio::test]
async fn customers_are_listed_by_partner_and_searched() {
    let sandbox = Sandbox::start_small().await;
    let (key, id) = partner(&sandbox).await;
    created(&sandbox, "shop_1", "Nora.Berg@mail.example").await;
    let whole = get(&sandbox, "/v1/customers?limit=250").await;
    let theirs = whole.as_array().expect("rows").iter().filter(|row| row["partner"] == id.as_str()).count();
    let listed = get(&sandbox, &format!("/v1/customers?limit=250&partner_key={key}")).await;
    let listed = listed.as_array().expect("rows");
    assert!(theirs > 0 && listed.iter().all(|row| row["partner"] == id.as_str()));
    assert_eq!(listed.len(), theirs);
    assert_eq!(get(&sandbox, "/v1/customers?partner_key=nobody").await, json!([]));
    for (query, expected) in [
        ("email=nora.b", &["shop_1"][..]),
        ("id=shop_1", &["shop_1"]),
        ("key=shop_1&email=berg", &["shop_1"]),
        ("key=shop_1&email=other", &[]),
        ("key=shop_1&id=shop_2", &[]),
        ("email=nobody", &[]),
    ] {
        let found = get(&sandbox, &format!("/v1/customers:search?{query}")).await;
        let keys: Vec<_> = found.as_array().expect("rows").iter().map(|row| row["key"].as_str()).collect();
        assert_eq!(keys, expected.iter().map(|key| Some(*key)).collect::<Vec<_>>(), "{query}");
    }
    let found = get(&sandbox, "/v1/customers:search?limit=250&email=1").await;
    assert!(found.as_array().is_some_and(|rows| rows.len() > 3));
}

#[tokio::test]
async fn a_customer_needs_a_key_that_nobody_has_and_a_partner() {
    let sandbox = Sandbox::start_small().await;
    let (partner, id) = partner(&sandbox).await;
    let customer = created(&sandbox, "shop_1", "nora@mail.example").await;
    assert_eq!((&customer["partner"], &customer["name"]), (&json!(id), &json!("Nora")));
    assert_eq!((&customer["surname"], &customer["tags"]), (&Value::Null, &json!([{ "value": "spring" }])));
    let unknown = json!({ "message": "Invalid partner key" });
    let taken = json!({ "status": 0, "errors": { "key": ["The key has already been taken."] } });
    let missing = json!({ "status": 0, "errors": { "key": ["The key field is required."] } });
    for (body, status, expected) in [
        (json!({ "key": "shop_2" }), 400, &unknown),
        (json!({ "key": "shop_2", "partner": { "key": "nobody" } }), 400, &unknown),
        (json!({ "key": "shop_1", "partner": { "key": partner } }), 422, &taken),
        (json!({ "partner": { "key": partner } }), 422, &missing),
    ] {
        let (found, answer) = send(&sandbox, Method::POST, "/v1/customers", &body).await;
        assert_eq!((found, &answer), (status, expected), "{body}");
    }
    for identifier in [json!({ "id": id }), json!({ "key": partner })] {
        let key = format!("shop_of_{}", identifier.as_object().expect("an object").keys().next().expect("a key"));
        let body = json!({ "key": key, "partner": identifier });
        let (status, answer) = send(&sandbox, Method::POST, "/v1/customers", &body).await;
        assert_eq!((status, &answer["data"]["partner"]), (201, &json!(id)));
    }
}

#[tokio::test]
async fn every_provider_knows_a_customer_who_is_created() {
    let sandbox = Sandbox::start_small().await;
    let signups = async || {
        let stats = get(&sandbox, "/v1/program").await["stats"].take();
        stats["total_signups"].as_str().expect("a text").parse::<u64>().expect("a number")
    };
    let before = signups().await;
    created(&sandbox, "shop_1", "nora@mail.example").await;
    assert_eq!(signups().await, before + 1);
    let events = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await;
    let leads: Vec<_> =
        events["events"].as_array().expect("events").iter().filter(|one| one["event"] == "lead").collect();
    assert_eq!(leads.len(), 1, "{events}");
    assert!(leads[0]["partner"].is_string(), "{events}");
    // A provider to which nobody has told of the customer knows them, and misses only a click.
    let keys = sandbox.server.sandbox().keys();
    let program = keys.of("partnero").find(|key| key.works()).expect("a key").grant;
    let key = keys.of("affitor").find(|key| key.grant == program).expect("a key of the same program");
    let sale = json!({ "transaction_id": "in_1", "amount_cents": 5000, "customer_key": "shop_1", "currency": "USD" });
    let sale = sandbox.post("affitor", "/api/v1/track/sale", &sale).with_secrets(&key.secrets);
    let (status, answer) = sandbox.answer(&sale).await;
    assert_eq!(
        (status.as_u16(), &answer["error"]),
        (400, &json!("No affiliate attribution found for this customer in this program"))
    );
}

#[tokio::test]
async fn a_customer_is_changed_bare_or_inside_update() {
    let sandbox = Sandbox::start_small().await;
    created(&sandbox, "shop_1", "nora@mail.example").await;
    let target = "/v1/customers/shop_1";
    for (method, target, body, name, expected) in [
        (Method::PUT, target, json!({ "surname": "Berg" }), "surname", json!("Berg")),
        (Method::PUT, target, json!({ "update": { "name": "Eleonora" } }), "name", json!("Eleonora")),
        (Method::PUT, target, json!({ "email": "berg@mail.example" }), "email", json!("berg@mail.example")),
        (Method::PUT, target, json!({ "tags": ["a", "b"] }), "tags", json!([{ "value": "a" }, { "value": "b" }])),
        (
            Method::PUT,
            "/v1/customers",
            json!({ "key": "shop_1", "update": { "surname": "Lindgren" } }),
            "surname",
            json!("Lindgren"),
        ),
    ] {
        let (status, answer) = send(&sandbox, method, target, &body).await;
        assert_eq!((status, &answer["data"][name]), (200, &expected), "{body}: {answer}");
    }
    let customer = get(&sandbox, target).await;
    assert_eq!((&customer["name"], &customer["email"]), (&json!("Eleonora"), &json!("berg@mail.example")));
    assert_eq!(get(&sandbox, "/v1/customers/berg@mail.example").await, customer);
    assert_eq!(act(&sandbox, Method::GET, "/v1/customers/nora@mail.example").await.0, 404);
    let body = json!({ "key": "nobody", "update": { "name": "Nora" } });
    assert_eq!(send(&sandbox, Method::PUT, "/v1/customers", &body).await.0, 404);
    let body = json!({ "email": "nobody" });
    assert_eq!(send(&sandbox, Method::PUT, target, &body).await.0, 422);
}

#[tokio::test]
async fn who_is_archived_looks_deleted_and_comes_back_and_who_is_deleted_does_not() {
    let sandbox = Sandbox::start_small().await;
    created(&sandbox, "shop_1", "nora@mail.example").await;
    let (done, target) = (json!({ "status": 1 }), "/v1/customers/shop_1");
    let archive = "/v1/customers/shop_1/archive";
    let restore = "/v1/customers/shop_1/revoke-archive";
    assert_eq!(act(&sandbox, Method::POST, restore).await.0, 400);
    assert_eq!(act(&sandbox, Method::POST, archive).await, (200, done.clone()));
    assert_eq!(act(&sandbox, Method::POST, archive).await.0, 400);
    let customer = get(&sandbox, target).await;
    assert_eq!((&customer["deleted"], &customer["status"]), (&json!(true), &json!("deleted")));
    assert!(customer["deleted_at"].is_string());
    assert_eq!(act(&sandbox, Method::POST, restore).await, (200, done.clone()));
    let customer = get(&sandbox, target).await;
    assert_eq!((&customer["deleted"], &customer["deleted_at"]), (&json!(false), &Value::Null));
    assert_eq!(act(&sandbox, Method::DELETE, target).await, (200, done));
    for (method, target) in [(Method::GET, target), (Method::DELETE, target), (Method::POST, archive)] {
        assert_eq!(act(&sandbox, method.clone(), target).await, (404, json!({ "message": "Customer not found." })));
    }
    assert_eq!(get(&sandbox, "/v1/customers:search?email=nora").await, json!([]));
    // The key is free again.
    assert_eq!(created(&sandbox, "shop_1", "emil@mail.example").await["email"], "emil@mail.example");
    let emails: BTreeSet<_> = get(&sandbox, "/v1/customers")
        .await
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["email"].to_string())
        .collect();
    assert!(emails.contains("\"emil@mail.example\"") && !emails.contains("\"nora@mail.example\""));
}

#[tokio::test]
async fn a_newsletter_has_no_customers() {
    let sandbox = Sandbox::start_small().await;
    let keys = sandbox.server.sandbox().keys().of("partnero");
    let mut refused = 0;
    for key in keys.filter(|key| key.works()) {
        let (status, _) = sandbox.answer(&sandbox.get("partnero", "/v1/customers").with_secrets(&key.secrets)).await;
        refused += u32::from(status.as_u16() == 403);
        assert!([200, 403].contains(&status.as_u16()));
    }
    assert_eq!(refused, 1);
}
