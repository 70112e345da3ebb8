//! Partnero's transactions and bonuses: what is recorded, who is rewarded, and what other providers show of it.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

async fn get(sandbox: &Sandbox, target: &str) -> Value {
    sandbox.success(&sandbox.get("partnero", target)).await["data"].take()
}

async fn create(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.post("partnero", "/v1/transactions", body)).await["data"].take()
}

/// The status and the message of a call without a body.
async fn act(sandbox: &Sandbox, method: Method, target: &str) -> (u16, Value) {
    let (status, mut body) = sandbox.answer(&sandbox.call("partnero", method, target)).await;
    (status.as_u16(), body["message"].take())
}

async fn refused(sandbox: &Sandbox, call: &Call) -> (u16, Value) {
    let (status, body) = sandbox.answer(call).await;
    (status.as_u16(), body)
}

/// The newest transaction of the first program, which has a customer and a partner.
async fn newest(sandbox: &Sandbox) -> Value {
    get(sandbox, "/v1/transactions?limit=1").await[0].take()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[tokio::test]
async fn the_pages_of_the_list_are_the_sales_with_a_partner_by_time() {
    let sandbox = Sandbox::start_small().await;
    let whole = get(&sandbox, "/v1/transactions?limit=250").await;
    let whole = whole.as_array().expect("rows");
    assert!(!whole.is_empty());
    assert!(whole.is_sorted_by(|one, other| text(&one["created_at"]) >= text(&other["created_at"])));
    assert!(whole.iter().all(|row| row["deleted_at"].is_null() && row["partner"].is_string()));
    let (mut paged, mut page) = (Vec::new(), 1);
    while page < 40 {
        let body = sandbox.success(&sandbox.get("partnero", format!("/v1/transactions?limit=9&page={page}"))).await;
        paged.extend(body["data"].as_array().expect("rows").clone());
        page += 1;
        if body["links"]["next"].is_null() {
            break;
        }
    }
    assert_eq!(&paged[..whole.len().min(paged.len())], &whole[..whole.len().min(paged.len())]);
    let (mut count, mut page) = (whole.len(), 1);
    while count == 250 * page {
        page += 1;
        let more = get(&sandbox, &format!("/v1/transactions?limit=250&page={page}")).await;
        count += more.as_array().expect("rows").len();
    }
    let purchases = get(&sandbox, "/v1/program").await["stats"]["total_purchases"].take();
    assert_eq!(purchases, json!(count.to_string()));
    for row in whole.iter().step_by(17) {
        assert_eq!(&get(&sandbox, &format!("/v1/transactions/{}", text(&row["key"]))).await, row);
        let theirs = get(&sandbox, &format!("/v1/customers/{}/transactions", text(&row["customer"]))).await;
        assert!(theirs.as_array().expect("rows").contains(row), "{row}");
    }
}

#[tokio::test]
async fn a_transaction_rewards_the_partner_of_its_customer() {
    let sandbox = Sandbox::start_small().await;
    let known = newest(&sandbox).await;
    let customer = json!({ "key": known["customer"] });
    let target = format!("/v1/customers/{}", text(&known["customer"]));
    // The sale that is known may have been another partner's.
    let partner = get(&sandbox, &target).await["partner"].take();
    for (fields, amount, reward) in [
        (json!({ "amount": 200, "reward": 12.34 }), json!(200), Some(json!(12.34))),
        (json!({ "reward": 5 }), json!(0), Some(json!(5))),
        (json!({ "amount": 99.99, "rewardable": false }), json!(99.99), None),
        (json!({ "amount": 10, "reward": 1, "rewarded": true }), json!(10), None),
    ] {
        let mut body = json!({ "customer": customer, "key": "t-1", "product_id": "p-9", "action": "upgrade" });
        body.as_object_mut().expect("fields").extend(fields.as_object().expect("fields").clone());
        let made = create(&sandbox, &body).await;
        let shown = (&made["key"], &made["action"], &made["amount"], &made["partner"], &made["customer"]);
        assert_eq!(shown, (&json!("t-1"), &json!("upgrade"), &amount, &partner, &known["customer"]));
        let rewards: Vec<_> =
            made["rewards"].as_array().expect("a list").iter().map(|one| one["amount"].clone()).collect();
        assert_eq!(rewards, Vec::from_iter(reward), "{fields}");
        for reward in made["rewards"].as_array().expect("a list") {
            assert_eq!(reward["product_type_data"], json!({ "product_id": "p-9" }));
        }
    }
    // A repeated key is recorded once more: the newest is the one that is shown.
    let same = get(&sandbox, "/v1/transactions?key=t-1").await;
    assert_eq!(same.as_array().expect("rows").len(), 4);
    assert_eq!(get(&sandbox, "/v1/transactions/t-1").await["amount"], 10);
    let without_key = create(&sandbox, &json!({ "customer": customer, "amount": 1 })).await;
    assert_eq!(get(&sandbox, &format!("/v1/transactions/{}", text(&without_key["key"]))).await, without_key);
}

#[tokio::test]
async fn many_transactions_and_a_new_customer_come_with_one_request() {
    let sandbox = Sandbox::start_small().await;
    let known = newest(&sandbox).await;
    let mut body = json!({
        "customer": { "key": "cus-1", "email": "ada@shop.example", "name": "Ada", "partner": { "id": known["partner"] } },
        "transactions": [{ "key": "a", "amount": 10 }, { "key": "b", "amount": 20, "amount_units": "eur" }],
    });
    let unknown = refused(&sandbox, &sandbox.post("partnero", "/v1/transactions", &body)).await;
    assert_eq!(unknown, (404, json!({ "message": "Customer not found." })));
    body["options"] = json!({ "create_customer": true });
    let last = create(&sandbox, &body).await;
    assert_eq!((&last["key"], &last["customer"], &last["partner"]), (&json!("b"), &json!("cus-1"), &known["partner"]));
    let theirs = get(&sandbox, "/v1/customers/cus-1/transactions?sort=asc").await;
    assert_eq!(theirs.as_array().expect("rows").iter().map(|row| text(&row["key"])).collect::<Vec<_>>(), ["a", "b"]);
    // A known customer keeps their partner.
    body["customer"]["partner"] = json!({ "key": "nobody" });
    body["transactions"] = json!([{ "key": "c", "reward": 3 }]);
    assert_eq!(create(&sandbox, &body).await["partner"], known["partner"]);
    for (field, value, status) in [
        ("customer", json!({ "key": "cus-2", "partner": { "key": "nobody" } }), 400),
        ("customer", json!({ "name": "nobody" }), 422),
        ("transactions", json!([{ "key": "d" }]), 422),
        ("transactions", json!([{ "amount": 1, "amount_units": "usd" }]), 422),
        ("transactions", json!([{ "amount": 1, "created_at": "2031-01-01T00:00:00Z" }]), 422),
        ("transactions", json!([{ "amount": -1 }]), 422),
    ] {
        let mut wrong = body.clone();
        wrong[field] = value.clone();
        let (found, body) = refused(&sandbox, &sandbox.post("partnero", "/v1/transactions", &wrong)).await;
        assert_eq!(found, status, "{value}: {body}");
    }
}

#[tokio::test]
async fn an_archived_transaction_comes_back_and_a_deleted_one_does_not() {
    let sandbox = Sandbox::start_small().await;
    let known = newest(&sandbox).await;
    let body = json!({ "customer": { "key": known["customer"] }, "key": "t-7", "amount": 100, "reward": 20 });
    let revenue = async || get(&sandbox, "/v1/program").await["stats"]["total_reward"].take();
    let before = revenue().await;
    create(&sandbox, &body).await;
    let with = revenue().await;
    assert_ne!(before, with);
    let order = sandbox.success(&sandbox.control(Method::GET, "/events?event=sale&limit=1", &Value::Null)).await;
    let order = order["events"][0]["order"].clone();
    let approval = json!({ "event": "approval", "order": order });
    sandbox.success(&sandbox.control(Method::POST, "/events", &approval)).await;
    let status_elsewhere = async || {
        let recent = sandbox.success(&sandbox.get("agentref", "/conversions/recent?limit=20")).await;
        let rows = recent["data"].as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["id"] == order).expect("a conversion")["status"].take()
    };
    let (archive, restore) = ("/v1/transactions/t-7/archive", "/v1/transactions/t-7/revoke-archive");
    assert_eq!(act(&sandbox, Method::POST, restore).await, (400, json!("Transaction is not archived.")));
    assert_eq!(act(&sandbox, Method::POST, archive).await, (200, Value::Null));
    assert_eq!(status_elsewhere().await, "refunded");
    assert_eq!(revenue().await, before);
    assert_eq!(act(&sandbox, Method::POST, archive).await, (400, json!("Transaction is already archived.")));
    assert!(get(&sandbox, "/v1/transactions/t-7").await["deleted_at"].is_string());
    assert_eq!(get(&sandbox, "/v1/transactions?key=t-7").await, json!([]));
    assert_eq!(act(&sandbox, Method::POST, restore).await, (200, Value::Null));
    assert_eq!((status_elsewhere().await, revenue().await), (json!("approved"), with));
    assert_eq!(act(&sandbox, Method::DELETE, "/v1/transactions/t-7").await, (200, Value::Null));
    assert_eq!((status_elsewhere().await, revenue().await), (json!("refunded"), before));
    for (method, target) in [
        (Method::GET, "/v1/transactions/t-7"),
        (Method::DELETE, "/v1/transactions/t-7"),
        (Method::POST, archive),
        (Method::POST, restore),
    ] {
        assert_eq!(act(&sandbox, method, target).await, (404, json!("Transaction not found.")), "{target}");
    }
}

#[tokio::test]
async fn only_sales_of_referred_customers_are_transactions_of_a_refer_a_friend_program() {
    let sandbox = Sandbox::start_small().await;
    let keys = sandbox.server.sandbox().keys();
    let key = keys.of("partnero").find(|key| key.kind == Some("refer-a-friend")).expect("a key").secrets.clone();
    let with_key = |call: Call| call.with_secrets(&key);
    let list = sandbox.success(&with_key(sandbox.get("partnero", "/v1/transactions?limit=250"))).await;
    let rows = list["data"].as_array().expect("rows");
    assert!(
        !rows.is_empty() && rows.iter().all(|row| row["referred_customer"].is_string() && row.get("partner").is_none())
    );
    let friend = &rows[0]["referred_customer"];
    let body = json!({ "customer": { "id": friend }, "amount": 50, "key": "r-1" });
    let made = sandbox.success(&with_key(sandbox.post("partnero", "/v1/transactions", &body))).await;
    assert_eq!((&made["data"]["customer"], &made["data"]["referred_customer"]), (&rows[0]["customer"], friend));
    let target = format!("/v1/customers/{}/transactions", text(friend));
    let theirs = sandbox.success(&with_key(sandbox.get("partnero", target))).await;
    assert_eq!(theirs["data"][0], made["data"]);
    let archive = with_key(sandbox.call("partnero", Method::POST, "/v1/transactions/r-1/archive"));
    assert_eq!(refused(&sandbox, &archive).await.0, 403);
}

#[tokio::test]
async fn a_bonus_counts_as_a_reward_and_is_owed() {
    let sandbox = Sandbox::start_small().await;
    let partner = newest(&sandbox).await["partner"].take();
    let target = format!("/v1/partners/{}", text(&partner));
    let owed =
        async || get(&sandbox, &target).await["commissions"]["not_paid"][0]["amount"].as_f64().expect("a number");
    let before = owed().await;
    let call = sandbox.post("partnero", format!("{target}/reward"), &json!({ "amount": 12.5, "note": "thanks" }));
    let bonus = sandbox.success(&call).await["data"].take();
    assert_eq!((&bonus["amount"], &bonus["partner"], &bonus["note"]), (&json!(12.5), &partner, &json!("thanks")));
    assert!((owed().await - before - 12.5).abs() < 0.001);
    let event = sandbox.success(&sandbox.control(Method::GET, "/events?event=bonus", &Value::Null)).await;
    assert_eq!((&event["total"], &event["events"][0]["amount_cents"]), (&json!(1), &json!(1250)));
    for (target, body, status) in [
        (format!("{target}/reward"), json!({ "amount": 0 }), 422),
        (format!("{target}/reward"), json!({ "amount": 1, "date": "2031-01-01T00:00:00Z" }), 422),
        ("/v1/partners/nobody/reward".to_owned(), json!({ "amount": 1 }), 404),
    ] {
        assert_eq!(refused(&sandbox, &sandbox.post("partnero", &target, &body)).await.0, status, "{target} {body}");
    }
}
