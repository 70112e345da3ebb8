//! AgentRef's conversions and payouts, and the merchant's own settings.

use http::Method;
use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn get(sandbox: &Sandbox, target: &str) -> Value {
    sandbox.success(&sandbox.get("agentref", target)).await["data"].take()
}

async fn cause(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&sandbox.control(Method::POST, "/events", body)).await["events"].take()
}

async fn first_program(sandbox: &Sandbox) -> String {
    sandbox.catalogue().await["programs"][0]["at"]["agentref"]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_sale_becomes_a_conversion_and_its_status_follows_the_order() {
    let sandbox = Sandbox::start_small().await;
    let program = first_program(&sandbox).await;
    let stats = format!("/programs/{program}/stats");
    let before = get(&sandbox, &stats).await;
    let sale = json!({ "event": "sale", "program": program, "amount_cents": 10_000, "commission_cents": 1000 });
    let events = cause(&sandbox, &sale).await;
    let order = events.as_array().expect("events").last().expect("a sale")["order"].clone();
    let newest = async || get(&sandbox, "/conversions/recent?limit=1").await[0].take();
    let conversion = newest().await;
    assert_eq!(conversion["id"], order);
    assert_eq!(
        (&conversion["status"], &conversion["amount"], &conversion["commission"], &conversion["method"]),
        (&json!("pending"), &json!(10_000), &json!(1000), &json!("cookie")),
    );
    let affiliate = conversion["affiliateId"].as_str().expect("an id");
    let of_affiliate = format!("/conversions?affiliateId={affiliate}&programId={program}&status=pending&limit=1");
    assert_eq!(get(&sandbox, &of_affiliate).await[0], conversion);
    assert_eq!(get(&sandbox, &format!("/affiliates/{affiliate}")).await["programId"], conversion["programId"]);
    let after = get(&sandbox, &stats).await;
    let difference = |field: &str| after[field].as_i64().expect("a number") - before[field].as_i64().expect("a number");
    assert_eq!(
        ["totalRevenue", "totalCommissions", "pendingCommissions", "totalConversions"].map(difference),
        [10_000, 1000, 1000, 1],
    );

    for (event, status, amount) in [
        (json!({ "event": "approval" }), "approved", 10_000),
        (json!({ "event": "refund", "amount_cents": 4000 }), "partially_refunded", 6000),
        (json!({ "event": "refund" }), "refunded", 6000),
    ] {
        let mut body = event;
        body["order"] = order.clone();
        cause(&sandbox, &body).await;
        let now = newest().await;
        assert_eq!((&now["id"], &now["status"], &now["amount"]), (&order, &json!(status), &json!(amount)), "{body}");
    }
    let declined = cause(&sandbox, &sale).await;
    let order = declined.as_array().expect("events").last().expect("a sale")["order"].clone();
    cause(&sandbox, &json!({ "event": "decline", "order": order })).await;
    let now = newest().await;
    assert_eq!((&now["id"], &now["status"]), (&order, &json!("rejected")));
    let coupon = json!({ "event": "sale", "program": program, "coupon": true });
    cause(&sandbox, &coupon).await;
    assert_eq!(newest().await["method"], "coupon");
}

#[tokio::test]
async fn the_numbers_of_conversions_add_up_and_ranges_hold() {
    let sandbox = Sandbox::start_small().await;
    for query in ["", "?period=30d", "?period=7d"] {
        let stats = get(&sandbox, &format!("/conversions/stats{query}")).await;
        let days = match query {
            "?period=30d" => Some("2026-05-09T12:00:00Z"),
            "?period=7d" => Some("2026-06-01T12:00:00Z"),
            _ => None,
        };
        let from = days.map(|from| format!("&startDate={from}")).unwrap_or_default();
        let total = async |status: &str| {
            let call = sandbox.get("agentref", format!("/conversions?limit=1{from}{status}"));
            sandbox.success(&call).await["meta"]["total"].as_u64().expect("a number")
        };
        assert_eq!(stats["total"], total("").await, "{query}");
        assert_eq!(stats["pending"], total("&status=pending").await, "{query}");
        let approved = total("&status=approved").await + total("&status=partially_refunded").await;
        assert_eq!(stats["approved"], approved, "{query}");
        let others = total("&status=rejected").await + total("&status=refunded").await;
        assert_eq!(stats["total"].as_u64().expect("a number"), stats["pending"].as_u64().unwrap() + approved + others);
    }
    let range = "startDate=2026-03-01T00:00:00Z&endDate=2026-03-31T23:59:59Z";
    let march = get(&sandbox, &format!("/conversions?limit=100&{range}")).await;
    let same = get(&sandbox, "/conversions?limit=100&from=2026-03-01T00:00:00Z&to=2026-03-31T23:59:59Z").await;
    assert_eq!(march, same);
    let rows = march.as_array().expect("rows");
    assert!(
        !rows.is_empty() && rows.iter().all(|row| row["createdAt"].as_str().expect("a time").starts_with("2026-03-"))
    );
    assert!(rows.is_sorted_by(|left, right| left["createdAt"].as_str() >= right["createdAt"].as_str()));
}

#[tokio::test]
async fn a_payout_clears_what_is_owed_at_every_provider() {
    let sandbox = Sandbox::start_small().await;
    let pending = get(&sandbox, "/payouts/pending?limit=100").await;
    let rows = pending.as_array().expect("rows");
    assert!(rows.is_sorted_by(|left, right| left["pendingAmount"].as_i64() >= right["pendingAmount"].as_i64()));
    let owed = &rows[0];
    let program = owed["programId"].as_str().expect("an id");
    let (affiliate, stats) =
        (format!("/affiliates/{}?include=stats", owed["affiliateId"].as_str().expect("an id")), "/payouts/stats");
    let before = get(&sandbox, &affiliate).await["stats"].take();
    assert_eq!(before["pendingPayout"], owed["pendingAmount"]);
    let paid_before = get(&sandbox, stats).await["totalPaid"].as_i64().expect("a number");
    let body = json!({ "affiliateId": owed["affiliateId"], "programId": program, "method": "bank_transfer" });
    let payout = sandbox.success(&sandbox.post("agentref", "/payouts", &body)).await["data"].take();
    assert_eq!((&payout["amount"], &payout["status"]), (&owed["pendingAmount"], &json!("completed")));
    let of_affiliate =
        format!("/payouts?affiliateId={}&programId={program}", owed["affiliateId"].as_str().expect("an id"));
    assert_eq!(get(&sandbox, &of_affiliate).await[0], payout);
    let still = get(&sandbox, "/payouts/pending?limit=100").await;
    assert!(still.as_array().expect("rows").iter().all(|row| row["affiliateId"] != owed["affiliateId"]));
    let after = get(&sandbox, &affiliate).await["stats"].take();
    assert_eq!(after["pendingPayout"], 0);
    let difference = |field: &str| after[field].as_i64().expect("a number") - before[field].as_i64().expect("a number");
    assert_eq!(json!(difference("totalPaidOut")), payout["amount"]);
    let paid = get(&sandbox, stats).await["totalPaid"].as_i64().expect("a number");
    assert_eq!(json!(paid - paid_before), payout["amount"]);
    let events = sandbox.success(&sandbox.control(Method::GET, "/events?event=payout", &Value::Null)).await;
    assert_eq!(events["events"][0]["cause"]["provider"], "agentref");

    let (status, error) = sandbox.answer(&sandbox.post("agentref", "/payouts", &body)).await;
    assert_eq!((status.as_u16(), &error["error"]["code"]), (409, &json!("CONFLICT")));
    let other = get(&sandbox, "/programs?limit=100").await;
    let other = other.as_array().expect("rows").iter().find(|known| known["id"] != program).expect("another");
    let elsewhere = json!({ "affiliateId": owed["affiliateId"], "programId": other["id"], "method": "paypal" });
    assert_eq!(sandbox.answer(&sandbox.post("agentref", "/payouts", &elsewhere)).await.0.as_u16(), 404);
}

#[tokio::test]
async fn payouts_have_every_status_and_their_sums_are_those_of_partnero() {
    let sandbox = Sandbox::start().await;
    let stats = get(&sandbox, "/payouts/stats").await;
    for (status, field) in [("completed", "totalPaid"), ("failed", "totalFailed")] {
        let (mut sum, mut page) = (0, 1);
        loop {
            let rows = get(&sandbox, &format!("/payouts?status={status}&limit=100&page={page}")).await;
            let rows = rows.as_array().expect("rows").clone();
            sum += rows.iter().map(|row| row["amount"].as_i64().expect("a number")).sum::<i64>();
            page += 1;
            if rows.len() < 100 {
                break;
            }
        }
        assert_eq!(stats[field], sum, "{status}");
        assert!(sum > 0, "{status}");
    }
    let moment = sandbox.server.sandbox().moment();
    let view = moment.view();
    for program in view.programs() {
        let list = view.payout_list(program.id);
        let counts = view.payouts(program.id);
        let paid = list.iter().filter(|payout| payout.status == trackside_world::PayoutStatus::Paid);
        assert_eq!(paid.clone().count() as u64, counts.finished.count, "{}", program.name);
        assert_eq!(paid.map(|payout| payout.amount).sum::<i64>(), counts.finished.amount, "{}", program.name);
    }
}

#[tokio::test]
async fn the_merchants_settings_stay_and_count_for_new_programs() {
    let sandbox = Sandbox::start_small().await;
    let patch = |body: &Value| {
        let call = sandbox.call("agentref", Method::PATCH, "/merchant");
        call.header("content-type", "application/json").body(body.to_string())
    };
    let changes = json!({
        "companyName": "Heron", "timezone": "Europe/Berlin", "defaultCookieDuration": 90, "defaultPayoutThreshold": 7500,
        "trackingParamAliases": ["ref", "via"], "logoUrl": "https://heron.example/logo.png",
    });
    let changed = sandbox.success(&patch(&changes)).await["data"].take();
    for (field, value) in changes.as_object().expect("fields") {
        assert_eq!(&changed[field], value, "{field}");
    }
    assert_eq!(get(&sandbox, "/merchant").await, changed);
    assert_eq!(get(&sandbox, "/me").await["owner"]["name"], "Heron");
    let body = json!({ "name": "New", "commissionType": "one_time", "commissionPercent": 10 });
    let program = sandbox.success(&sandbox.post("agentref", "/programs", &body)).await["data"].take();
    assert_eq!((&program["cookieDuration"], &program["payoutThreshold"]), (&json!(90), &json!(7500)));
    assert_eq!(program["merchantId"], changed["id"]);

    // Whether visitors have to consent: the program's setting, or else the merchant's.
    let status = format!("/programs/{}/tracking/status", program["id"].as_str().expect("an id"));
    assert_eq!(get(&sandbox, &status).await["status"]["trackingRequiresConsent"], false);
    sandbox.success(&patch(&json!({ "trackingRequiresConsent": true }))).await;
    assert_eq!(get(&sandbox, &status).await["status"]["trackingRequiresConsent"], true);

    let put = sandbox.call("agentref", Method::PUT, "/merchant/notifications");
    let put = put.header("content-type", "application/json").body(json!({ "newAffiliate": false }).to_string());
    let preferences = sandbox.success(&put).await["data"].take();
    assert_eq!((&preferences["newAffiliate"], &preferences["newConversion"]), (&json!(false), &json!(true)));
    assert_eq!(get(&sandbox, "/merchant/notifications").await, preferences);
    assert_eq!(get(&sandbox, "/merchant").await["notificationPreferences"], preferences);
}

#[tokio::test]
async fn a_new_merchant_is_set_up_and_subscribes() {
    let sandbox = Sandbox::start_small().await;
    let new = |call: crate::harness::Call| call.with_secrets(&["ak_live_empty"]);
    let merchant = async || sandbox.success(&new(sandbox.get("agentref", "/merchant"))).await["data"].take();
    assert_eq!(merchant().await["onboardingCompleted"], false);
    let named = new(sandbox.post("agentref", "/onboarding/merchant", &json!({ "companyName": "Kestrel" })));
    let named = sandbox.success(&named).await["data"].take();
    assert_eq!((&named["companyName"], &named["merchantId"]), (&json!("Kestrel"), &merchant().await["id"]));
    sandbox.success(&new(sandbox.call("agentref", Method::POST, "/onboarding/complete"))).await;
    let complete = merchant().await;
    assert_eq!((&complete["onboardingCompleted"], &complete["onboardingStep"]), (&json!(true), &json!(4)));
    assert_ne!(get(&sandbox, "/merchant").await["companyName"], "Kestrel", "another merchant");

    let tiers = get(&sandbox, "/billing/tiers").await;
    let ids: Vec<_> = tiers.as_array().expect("tiers").iter().map(|tier| tier["id"].clone()).collect();
    assert_eq!(ids, ["free", "starter", "growth", "pro"]);
    let subscribe = sandbox.post("agentref", "/billing/subscribe", &json!({ "tier": "growth" }));
    let status = sandbox.success(&subscribe).await["data"].take();
    assert_eq!((&status["tier"], &status["nextTier"]), (&json!("growth"), &json!("pro")));
    assert_eq!(get(&sandbox, "/billing").await, status);
    assert_eq!(get(&sandbox, "/merchant").await["billingTier"], "growth");
    assert_eq!(sandbox.answer(&subscribe).await.0.as_u16(), 409);
}
