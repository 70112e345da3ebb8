//! Partnero's coupons and the promotion codes that give their discounts.

use http::Method;
use serde_json::{Value, json};

use super::partnero_webhooks::{call, send};
use crate::harness::Sandbox;

const KIND: &str = "affiliate";

async fn listed(sandbox: &Sandbox, target: &str) -> Vec<Value> {
    let list = sandbox.success(&call(sandbox, KIND, Method::GET, target)).await;
    list["data"].as_array().expect("a list").clone()
}

fn coupon() -> Value {
    json!({
        "coupon_discount_type": "percent",
        "coupon_discount_amount": 12.5,
        "coupon_duration_type": "months",
        "coupon_duration_value": 3
    })
}

#[tokio::test]
async fn a_new_sandbox_has_coupons_and_the_codes_that_agentref_shows_of_the_same_partners() {
    let sandbox = Sandbox::start_small().await;
    assert_eq!(listed(&sandbox, "/v1/coupons").await.len(), 3);
    let codes = listed(&sandbox, "/v1/promotion-codes").await;
    let of_partners: Vec<&Value> = codes.iter().filter(|code| code["limit_to_specific_partner"] == true).collect();
    assert!(!of_partners.is_empty() && of_partners.len() < codes.len(), "{codes:?}");

    let name =
        sandbox.success(&call(&sandbox, KIND, Method::GET, "/v1/program")).await["data"]["program"]["name"].take();
    let programs = sandbox.success(&sandbox.get("agentref", "/programs?pageSize=100")).await["data"].take();
    let mut programs = programs.as_array().expect("a list").iter();
    if let Some(program) = programs.find(|program| program["name"] == name) {
        let id = program["id"].as_str().expect("an id");
        let shown = sandbox.success(&sandbox.get("agentref", format!("/programs/{id}/coupons"))).await["data"].take();
        for code in of_partners {
            let mut coupons = shown.as_array().expect("a list").iter();
            assert!(coupons.any(|coupon| coupon["code"] == code["code"]), "{code} is none of {shown}");
        }
    }
    for (kind, path) in [("refer-a-friend", "/v1/coupons"), ("newsletter", "/v1/promotion-codes")] {
        assert_eq!(sandbox.answer(&call(&sandbox, kind, Method::GET, path)).await.0, 403, "{kind} {path}");
    }
}

#[tokio::test]
async fn a_coupon_is_found_renamed_and_deleted_with_its_codes() {
    let sandbox = Sandbox::start_small().await;
    let mut body = coupon();
    body["uuid_code"] = json!("spring_26");
    body["promotion_codes"] = json!(["SPRING-A", "SPRING-B"]);
    body["metadata"] = json!({ "campaign": 7 });
    let (status, created) = sandbox.answer(&send(&sandbox, KIND, Method::POST, "/v1/coupons", &body)).await;
    let created = &created["data"];
    assert_eq!((status.as_u16(), &created["name"]), (201, &json!("spring_26")), "it is named for its code");
    assert_eq!(created["promotion_codes"], json!(["SPRING-A", "SPRING-B"]));
    assert_eq!((&created["coupon_discount_amount"], &created["active"]), (&json!(12.5), &json!(true)));
    assert_eq!(created["metadata"], json!({ "campaign": 7 }));
    assert_eq!(listed(&sandbox, "/v1/coupons?limit=1").await, std::slice::from_ref(created), "the newest is first");
    assert_eq!(listed(&sandbox, "/v1/coupons?sort=asc").await.last(), Some(created));

    let path = "/v1/coupons/spring_26";
    let changed = send(&sandbox, KIND, Method::PUT, path, &json!({ "name": "Spring", "active": false }));
    let changed = sandbox.success(&changed).await["data"].take();
    assert_eq!((&changed["name"], &changed["active"]), (&json!("Spring"), &json!(false)));
    assert_eq!(sandbox.success(&call(&sandbox, KIND, Method::GET, path)).await["data"], changed);
    let code = sandbox.success(&call(&sandbox, KIND, Method::GET, "/v1/promotion-codes/SPRING-A")).await["data"].take();
    assert_eq!((&code["coupon"]["name"], &code["metadata"]), (&json!("Spring"), &json!([])));

    assert_eq!(sandbox.success(&call(&sandbox, KIND, Method::DELETE, path)).await, json!({ "status": 1 }));
    for path in [path, "/v1/promotion-codes/SPRING-A"] {
        assert_eq!(sandbox.answer(&call(&sandbox, KIND, Method::GET, path)).await.0, 404, "{path}");
    }
    let again = send(&sandbox, KIND, Method::POST, "/v1/coupons", &body);
    assert_eq!(sandbox.answer(&again).await.0, 201, "its code and its promotion codes are free again");
}

#[tokio::test]
async fn fields_of_a_coupon_that_need_each_other_are_checked() {
    let sandbox = Sandbox::start_small().await;
    for (changes, field) in [
        (json!({ "coupon_discount_amount": 100.5 }), Some("coupon_discount_amount")),
        (json!({ "coupon_discount_amount": 100.5, "coupon_discount_type": "static" }), None),
        (json!({ "coupon_discount_amount": -1 }), Some("coupon_discount_amount")),
        (json!({ "coupon_discount_type": "fixed" }), Some("coupon_discount_type")),
        (json!({ "coupon_duration_value": null }), Some("coupon_duration_value")),
        (json!({ "coupon_duration_value": null, "coupon_duration_type": "once" }), None),
        (json!({ "redemption_times_status": true }), Some("redemption_times_value")),
        (json!({ "redemption_times_status": true, "redemption_times_value": 100 }), None),
        (json!({ "redemption_times_value": 100 }), None),
        (json!({ "redemption_specific_date_status": true }), Some("redemption_specific_date_value")),
        (json!({ "redemption_specific_date_status": true, "redemption_specific_date_value": "2026-12-31" }), None),
        (json!({ "uuid_code": "a b" }), Some("uuid_code")),
        (json!({ "promotion_codes": ["WELCOMEL8"] }), Some("promotion_codes")),
        (json!({ "promotion_codes": ["TWICE", "twice"] }), Some("promotion_codes")),
    ] {
        let mut body = coupon();
        body.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
        let (status, answer) = sandbox.answer(&send(&sandbox, KIND, Method::POST, "/v1/coupons", &body)).await;
        match field {
            Some(field) => {
                let is_named = answer["errors"].get(field).is_some();
                assert_eq!((status.as_u16(), is_named), (422, true), "{changes}: {answer}");
            }
            None => assert_eq!(status, 201, "{changes}: {answer}"),
        }
    }
}

#[tokio::test]
async fn a_promotion_code_is_found_limited_and_deleted() {
    let sandbox = Sandbox::start_small().await;
    let uuid = listed(&sandbox, "/v1/coupons").await[0]["uuid_code"].take();
    for path in ["/v1/promotion-codes", "/v1/promotion-code"] {
        let body = json!({ "coupon_uuid": uuid, "code": "Autumn20", "minimum_order_status": true, "minimum_order_value": 49.99 });
        let (status, created) = sandbox.answer(&send(&sandbox, KIND, Method::POST, path, &body)).await;
        let created = &created["data"];
        assert_eq!((status.as_u16(), &created["coupon"]["uuid_code"]), (201, &uuid), "{path}");
        assert_eq!((&created["minimum_order_value"], &created["times_redeemed"]), (&json!(49.99), &json!(0)));
        let again = json!({ "coupon_uuid": uuid, "code": "AUTUMN20" });
        let (status, failure) = sandbox.answer(&send(&sandbox, KIND, Method::POST, path, &again)).await;
        assert_eq!((status.as_u16(), failure["errors"]["code"].is_array()), (422, true), "{failure}");

        let changes = json!({ "expiration_date_status": true });
        let own = "/v1/promotion-codes/Autumn20";
        let (status, failure) = sandbox.answer(&send(&sandbox, KIND, Method::PUT, own, &changes)).await;
        assert_eq!((status.as_u16(), failure["errors"]["expiration_date_value"].is_array()), (422, true));
        let changes = json!({ "expiration_date_status": true, "expiration_date_value": "2026-12-31" });
        let changed = sandbox.success(&send(&sandbox, KIND, Method::PUT, own, &changes)).await["data"].take();
        assert_eq!(
            (&changed["expiration_date_value"], &changed["minimum_order_value"]),
            (&json!("2026-12-31"), &json!(49.99)),
            "the rest stays"
        );
        let first = &listed(&sandbox, "/v1/promotion-codes").await[0];
        assert_eq!((&first["code"], first.get("coupon")), (&json!("Autumn20"), None), "lists leave the coupon out");
        assert_eq!(sandbox.success(&call(&sandbox, KIND, Method::DELETE, own)).await, json!({ "status": 1 }));
        assert_eq!(sandbox.answer(&call(&sandbox, KIND, Method::GET, own)).await.0, 404);
    }
}

#[tokio::test]
async fn the_number_of_a_coupon_does_not_name_it() {
    let sandbox = Sandbox::start_small().await;
    for path in ["/v1/promotion-codes", "/v1/promotion-code"] {
        for (body, field) in
            [(json!({ "coupon_id": 1, "code": "A" }), "coupon_uuid"), (json!({ "coupon_uuid": "none" }), "coupon_uuid")]
        {
            let (status, failure) = sandbox.answer(&send(&sandbox, KIND, Method::POST, path, &body)).await;
            assert_eq!((status.as_u16(), failure["errors"][field].is_array()), (422, true), "{failure}");
        }
    }
}
