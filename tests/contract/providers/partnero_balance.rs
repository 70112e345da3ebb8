//! Balances of customers of Partnero's refer-a-friend programs.

use http::Method;
use serde_json::{Value, json};

use super::partnero_referral::{answer, created, get, start};

#[tokio::test]
async fn credits_add_up_by_currency() {
    let sandbox = start().await;
    created(&sandbox, &json!({ "id": "shop_1" })).await;
    let (balance, credit) = ("/v1/customers/shop_1/balance", "/v1/customers/shop_1/balance/credit");
    let empty = get(&sandbox, balance).await;
    assert_eq!((&empty["customer"]["id"], &empty["balance"]["currency"]), (&json!("shop_1"), &json!([])));
    let mut last = Value::Null;
    for (amount, units) in [(25.5, "usd"), (4.25, "USD"), (10.0, "eur")] {
        let body = json!({ "amount": amount, "amount_units": units, "is_currency": true });
        let (status, shown) = answer(&sandbox, Method::POST, credit, &body).await;
        assert_eq!(status, 200, "{shown}");
        last = shown;
    }
    let expected = json!([
        { "amount": 10, "amount_units": "EUR", "is_currency": true },
        { "amount": 29.75, "amount_units": "USD", "is_currency": true },
    ]);
    assert_eq!(last["balance"]["currency"], expected);
    assert_eq!(get(&sandbox, balance).await, last);
    for (body, status) in [
        (json!({ "amount": 0, "amount_units": "usd" }), 422),
        (json!({ "amount": -1, "amount_units": "usd" }), 422),
        (json!({ "amount": 1, "amount_units": "dollars" }), 422),
        (json!({ "amount": 1 }), 422),
    ] {
        assert_eq!(answer(&sandbox, Method::POST, credit, &body).await.0, status, "{body}");
    }
    let nobody = "/v1/customers/nobody/balance/credit";
    let body = json!({ "amount": 1, "amount_units": "usd" });
    assert_eq!(answer(&sandbox, Method::POST, nobody, &body).await.0, 404);
}

#[tokio::test]
async fn whoever_brings_friends_earns_the_commissions_of_their_sales() {
    let sandbox = start().await;
    let referred = get(&sandbox, "/v1/customers?refer_status=referred&limit=250&sort=asc").await;
    let mut earned = 0;
    for row in referred.as_array().expect("rows").iter().take(20) {
        let id = row["referring_customer"]["id"].as_str().expect("an id");
        let stats = get(&sandbox, &format!("/v1/customers/{id}/stats")).await;
        let balance = get(&sandbox, &format!("/v1/customers/{id}/balance")).await;
        let rewards: Vec<_> = stats["rewards"].as_array().expect("amounts").iter().map(|one| &one["amount"]).collect();
        let parts = balance["balance"]["currency"].as_array().expect("parts");
        assert_eq!(parts.iter().map(|part| &part["amount"]).collect::<Vec<_>>(), rewards, "{id}");
        earned += parts.len();
    }
    assert!(earned > 0);
}
