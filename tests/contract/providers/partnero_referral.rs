//! Partnero's refer-a-friend programs: who brought whom, and the links with which friends come.

use http::Method;
use serde_json::{Value, json};
use trackside_mock_server::Configuration;

use crate::harness::{Call, Sandbox, configuration};

/// A sandbox with enough friends.
pub(super) async fn start() -> Sandbox {
    Sandbox::start_with(Configuration { orders: 10_000, ..configuration() }).await
}

/// A call with the key of the refer-a-friend program, and a body unless it is null.
pub(super) fn call(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> Call {
    let keys = sandbox.server.sandbox().keys();
    let key = keys.of("partnero").find(|key| key.kind == Some("refer-a-friend")).expect("a key");
    let call = sandbox.call("partnero", method, target).with_secrets(&key.secrets);
    if body.is_null() { call } else { call.header("content-type", "application/json").body(body.to_string()) }
}

/// The status and the data, or the whole body without data.
pub(super) async fn answer(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> (u16, Value) {
    let (status, mut body) = sandbox.answer(&call(sandbox, method, target, body)).await;
    let data = body["data"].take();
    (status.as_u16(), if data.is_null() { body } else { data })
}

pub(super) async fn get(sandbox: &Sandbox, target: &str) -> Value {
    let (status, body) = answer(sandbox, Method::GET, target, &Value::Null).await;
    assert_eq!(status, 200, "{target}: {body}");
    body
}

/// Creates a customer.
pub(super) async fn created(sandbox: &Sandbox, body: &Value) -> Value {
    let (status, body) = answer(sandbox, Method::POST, "/v1/customers", body).await;
    assert_eq!(status, 201, "{body}");
    body
}

async fn figures(sandbox: &Sandbox) -> [u64; 3] {
    let stats = get(sandbox, "/v1/program").await["stats"].take();
    ["total_customers", "total_referring_customers", "total_referred_customers"]
        .map(|name| stats[name].as_u64().expect("a number"))
}

/// All rows of a list.
async fn all(sandbox: &Sandbox, target: &str) -> Vec<Value> {
    let (mut rows, mut page) = (Vec::new(), 1);
    loop {
        let mark = if target.contains('?') { '&' } else { '?' };
        let data = get(sandbox, &format!("{target}{mark}limit=250&page={page}")).await;
        let data = data.as_array().expect("rows");
        rows.extend(data.clone());
        if data.len() < 250 {
            return rows;
        }
        page += 1;
    }
}

#[tokio::test]
async fn friends_add_up_to_the_figures_of_the_program() {
    let sandbox = start().await;
    let [total, referring, referred] = figures(&sandbox).await;
    let whole = all(&sandbox, "/v1/customers").await;
    assert_eq!(whole.len() as u64, total);
    let brought = whole.iter().filter(|row| !row["referring_customer"].is_null()).count() as u64;
    let bringing = whole.iter().filter(|row| row["referrals_count"] != 0).count() as u64;
    // Those before the first one who brings friends have nobody, and the last ones have brought nobody yet.
    assert!(brought <= referred && referred - brought < 10, "{brought} of {referred}");
    assert!(bringing <= referring && referring - bringing < 10, "{bringing} of {referring}");
    let counted: u64 = whole.iter().map(|row| row["referrals_count"].as_u64().expect("a number")).sum();
    assert_eq!(counted, brought);
    assert_eq!(all(&sandbox, "/v1/customers?refer_status=referred").await.len() as u64, brought);
    assert_eq!(all(&sandbox, "/v1/customers?refer_status=non_referred").await.len() as u64, total - brought);
    let most = whole.iter().max_by_key(|row| row["referrals_count"].as_u64()).expect("somebody");
    let id = most["id"].as_str().expect("an id");
    let friends = all(&sandbox, &format!("/v1/customers/{id}/referrals")).await;
    assert_eq!(json!(friends.len()), most["referrals_count"]);
    assert!(friends.iter().all(|friend| friend["referring_customer"]["id"] == id && whole.contains(friend)));
    let stats = get(&sandbox, &format!("/v1/customers/{id}/stats")).await;
    assert_eq!(stats["referrals_count"], most["referrals_count"]);
}

#[tokio::test]
async fn a_customer_can_be_created_with_or_without_a_referring_one() {
    let sandbox = start().await;
    let before = figures(&sandbox).await;
    let nora = json!({ "id": "shop_1", "key": "nora-key", "email": "nora@mail.example", "name": "Nora" });
    let nora = created(&sandbox, &nora).await;
    assert_eq!((&nora["id"], &nora["referring_customer"]), (&json!("shop_1"), &Value::Null));
    assert!(nora["referral_link"].as_str().is_some_and(|link| link.ends_with("?ref=nora-key")), "{nora}");
    let metadata = json!({ "date_of_birth": "1990-05-17" });
    let named = json!({ "key": "nora-key" });
    let emil = json!({ "email": "emil@mail.example", "metadata": metadata, "referring_customer": named });
    let emil = created(&sandbox, &emil).await;
    assert_eq!((&emil["metadata"], &emil["referring_customer"]["id"]), (&metadata, &json!("shop_1")));
    assert_eq!(created(&sandbox, &json!({})).await["referring_customer"], Value::Null);
    assert_eq!(figures(&sandbox).await, [before[0] + 3, before[1] + 1, before[2] + 1]);
    let friends = get(&sandbox, "/v1/customers/shop_1/referrals").await;
    assert_eq!(friends, json!([emil]));
    for path in ["shop_1", "nora-key", "nora@mail.example"] {
        assert_eq!(get(&sandbox, &format!("/v1/customers/{path}")).await["referrals_count"], 1, "{path}");
    }
    assert_eq!(get(&sandbox, "/v1/customers:search?key=nora-key").await[0]["id"], "shop_1");
    assert_eq!(get(&sandbox, "/v1/customers:search?id=nora-key").await, json!([]));
    for (body, status) in [
        (json!({ "id": "shop_1" }), 422),
        (json!({ "key": "nora-key" }), 422),
        (json!({ "email": "nora@mail.example" }), 422),
        (json!({ "referring_customer": { "id": "nobody" } }), 400),
    ] {
        let (found, answer) = answer(&sandbox, Method::POST, "/v1/customers", &body).await;
        assert_eq!(found, status, "{body}: {answer}");
    }
    let deleted = answer(&sandbox, Method::DELETE, "/v1/customers/emil@mail.example", &Value::Null).await;
    assert_eq!(deleted.0, 200);
    assert_eq!(get(&sandbox, "/v1/customers/shop_1/referrals").await, json!([]));
    assert_eq!(figures(&sandbox).await, [before[0] + 2, before[1], before[2]]);
}

#[tokio::test]
async fn links_of_customers_are_made_changed_and_deleted() {
    let sandbox = start().await;
    let nora = created(&sandbox, &json!({ "id": "shop_1", "key": "nora-key" })).await;
    let links = get(&sandbox, "/v1/customers/shop_1/referral_links").await;
    assert_eq!((&links[0]["url"], &links[0]["default"]), (&nora["referral_link"], &json!(true)));
    let body = json!({ "key": "nora-spring", "customer": { "id": "shop_1" } });
    let (status, link) = answer(&sandbox, Method::POST, "/v1/customer_referral_links", &body).await;
    assert_eq!((status, &link["id"], &link["default"]), (201, &json!("nora-spring"), &json!(false)));
    let nora = get(&sandbox, "/v1/customers/shop_1").await;
    assert_eq!(nora["referral_links"], json!([links[0]["url"], link["url"]]));
    for (body, status) in [
        (body, 422),
        (json!({ "key": "nora-key", "customer": { "id": "shop_1" } }), 422),
        (json!({ "key": "free", "customer": { "id": "nobody" } }), 400),
        (json!({ "key": "free", "customer": { "id": "shop_1" }, "domain_id": "nothing", "is_additional": true }), 422),
    ] {
        let (found, answer) = answer(&sandbox, Method::POST, "/v1/customer_referral_links", &body).await;
        assert_eq!(found, status, "{body}: {answer}");
    }
    for id in ["nora-spring", "nora-key"] {
        let target = format!("/v1/customer_referral_links/{id}");
        let changes = json!({ "direct_tracking": true });
        assert_eq!(answer(&sandbox, Method::PUT, &target, &changes).await.1["direct_tracking"], true);
        assert_eq!(get(&sandbox, &target).await["direct_tracking"], true);
        let found = get(&sandbox, &format!("/v1/customer_referral_links:search?key={id}")).await;
        assert_eq!(found[0]["id"], id);
    }
    for (id, expected) in [("nora-spring", 200), ("nora-spring", 404), ("nora-key", 400), ("nobody", 404)] {
        let target = format!("/v1/customer_referral_links/{id}");
        assert_eq!(answer(&sandbox, Method::DELETE, &target, &Value::Null).await.0, expected, "{id}");
    }
}

#[tokio::test]
async fn an_invite_needs_an_address_and_a_known_sender() {
    let sandbox = start().await;
    created(&sandbox, &json!({ "id": "shop_1" })).await;
    for (body, status) in [
        (json!({ "email": "emil@mail.example" }), 200),
        (json!({ "email": "emil@mail.example", "customer": { "id": "shop_1" }, "personalization": { "name": "Emil" } }), 200),
        (json!({ "email": "emil@mail.example", "customer": { "id": "nobody" } }), 404),
        (json!({ "email": "emil" }), 422),
        (json!({}), 422),
    ] {
        let (found, answer) = answer(&sandbox, Method::POST, "/v1/customers:invite", &body).await;
        assert_eq!(found, status, "{body}: {answer}");
    }
}
