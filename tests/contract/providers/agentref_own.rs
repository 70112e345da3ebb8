//! The affiliate's own side of AgentRef, held against what the merchant sees of the same affiliate.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

const AFFILIATE: &str = "ak_aff_sandbox";

pub(super) fn call(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> Call {
    let call = sandbox.call("agentref", method, target).with_secrets(&[AFFILIATE]);
    if body.is_null() { call } else { call.header("content-type", "application/json").body(body.to_string()) }
}

pub(super) async fn own(sandbox: &Sandbox, target: &str) -> Value {
    sandbox.success(&call(sandbox, Method::GET, target, &Value::Null)).await
}

async fn merchant(sandbox: &Sandbox, target: String) -> Value {
    sandbox.success(&sandbox.get("agentref", target)).await
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// All rows of a list, page by page.
async fn all_rows(sandbox: &Sandbox, path: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let page = own(sandbox, &format!("{path}?page={page}&limit=100")).await;
        rows.extend(page["data"].as_array().expect("rows").iter().cloned());
        if page["meta"]["hasMore"] == false {
            assert_eq!(page["meta"]["total"], rows.len());
            break;
        }
    }
    rows
}

fn sum(rows: &[Value], statuses: &[&str]) -> i64 {
    let counts = |row: &&Value| statuses.contains(&text(&row["status"]));
    rows.iter().filter(counts).map(|row| row["amount"].as_i64().expect("cents")).sum()
}

#[tokio::test]
async fn the_affiliate_sees_what_the_merchant_sees_of_them() {
    let sandbox = Sandbox::start().await;
    let programs = own(&sandbox, "/me/programs").await;
    let program = &programs["data"][0];
    let affiliate = merchant(&sandbox, format!("/affiliates/{}?include=stats", text(&program["affiliateId"]))).await;
    let (affiliate, stats) = (&affiliate["data"], &affiliate["data"]["stats"]);
    assert_eq!(
        (&program["code"], &program["totalClicks"], &program["totalConversions"], &program["totalCommission"]),
        (&affiliate["code"], &affiliate["totalClicks"], &affiliate["totalConversions"], &affiliate["totalEarnings"])
    );
    assert_eq!((&program["totalRevenue"], &program["totalPaidOut"]), (&stats["totalRevenue"], &stats["totalPaidOut"]));
    assert!(program["totalConversions"].as_u64() > Some(10), "there is something to see: {program}");

    let id = text(&program["programId"]);
    let detail = own(&sandbox, &format!("/me/programs/{id}")).await["data"].take();
    for field in ["code", "totalClicks", "totalCommission", "totalPaidOut", "isApproved", "createdAt"] {
        assert_eq!(detail[field], program[field], "{field}");
    }
    let own_program = merchant(&sandbox, format!("/programs/{id}")).await["data"].take();
    for field in ["website", "commissionPercent", "cookieDuration", "payoutThreshold", "currency"] {
        assert_eq!(detail[field], own_program[field], "{field}");
    }
}

#[tokio::test]
async fn earnings_add_up_to_the_overview() {
    let sandbox = Sandbox::start().await;
    let overview = own(&sandbox, "/me/overview").await["data"].take();
    let earnings = own(&sandbox, "/me/earnings").await["data"].take();
    for (one, other) in [
        ("totalEarnings", "total"),
        ("pendingEarnings", "pending"),
        ("availableEarnings", "available"),
        ("paidEarnings", "paid"),
    ] {
        assert_eq!(overview[one], earnings[other], "{one}");
        let of_programs = earnings["programs"].as_array().expect("programs").iter();
        let sum: i64 = of_programs.map(|program| program[other].as_i64().expect("cents")).sum();
        assert_eq!(earnings[other], sum, "{other}");
    }
    let id = text(&earnings["programs"][0]["programId"]);
    let rows = all_rows(&sandbox, &format!("/me/earnings/{id}")).await;
    let program = &earnings["programs"][0];
    assert_eq!(program["pending"], sum(&rows, &["pending"]));
    assert_eq!(program["total"], sum(&rows, &["pending", "approved", "paid", "partially_refunded"]));
    let paid = sum(&rows, &["paid"]);
    assert!(paid > 0 && paid <= program["paid"].as_i64().expect("cents"), "{paid} of {program}");

    let payouts = all_rows(&sandbox, "/me/payouts").await;
    assert_eq!(earnings["paid"], sum(&payouts, &["completed"]));
    let shown =
        merchant(&sandbox, format!("/payouts?affiliateId={}&limit=100", text(&payouts[0]["affiliateId"]))).await;
    assert_eq!(shown["data"].as_array(), Some(&payouts));
    let none = own(&sandbox, "/me/payouts?program_id=00000000-0000-4000-8000-000000000000").await;
    assert_eq!(none["data"], json!([]));
}

#[tokio::test]
async fn clicks_are_counted_in_a_range() {
    let sandbox = Sandbox::start_small().await;
    let program = own(&sandbox, "/me/programs").await["data"][0].take();
    let clicks = async |query: &str| {
        own(&sandbox, &format!("/me/clicks{query}")).await["data"]["totalClicks"].as_u64().expect("a number")
    };
    let all = clicks("").await;
    assert_eq!(all, program["totalClicks"]);
    let now = sandbox.set_clock(&json!({ "advance": "1s" })).await;
    let now: chrono::DateTime<chrono::Utc> = text(&now["now"]).parse().expect("a time");
    let middle = now - chrono::Duration::days(200);
    let (before, after) = (
        clicks(&format!("?endDate={}", (middle - chrono::Duration::seconds(1)).format("%Y-%m-%dT%H:%M:%SZ"))).await,
        clicks(&format!("?startDate={}", middle.format("%Y-%m-%dT%H:%M:%SZ"))).await,
    );
    assert_eq!(before + after, clicks("").await);
    assert!(before > 0 && after > 0, "{before} {after}");

    let link = format!("/l/{}?program={}", text(&program["code"]), text(&program["programId"]));
    let url = format!("http://{}{link}", sandbox.server.address());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let response = client.get(url).send().await.expect("a response");
    assert!(response.status().is_redirection(), "{}", response.status());
    assert_eq!(clicks("").await, before + after + 1);
    assert_eq!(clicks(&format!("?program_id={}", text(&program["programId"]))).await, before + after + 1);
    assert_eq!(clicks("?program_id=00000000-0000-4000-8000-000000000000").await, 0);
}

#[tokio::test]
async fn links_are_created_changed_and_deleted() {
    let sandbox = Sandbox::start_small().await;
    let program = own(&sandbox, "/me/programs").await["data"][0]["programId"].take();
    let program = text(&program);
    let listed = async || own(&sandbox, &format!("/me/links?program_id={program}")).await["data"].take();
    let first = listed().await;
    assert_eq!(first.as_array().map(Vec::len), Some(1), "every membership has a link from the start");

    let create = |body: Value| call(&sandbox, Method::POST, &format!("/me/links?program_id={program}"), &body);
    let body = json!({ "name": "Newsletter", "custom_slug": "spring-sale", "destination_path": "/" });
    let created = sandbox.success(&create(body.clone())).await["data"].take();
    assert_eq!(created["code"], "spring-sale");
    assert!(text(&created["targetUrl"]).starts_with("https://"), "{created}");
    for (body, status, word) in [
        (body, 409, "slug"),
        (json!({ "name": "A", "custom_slug": text(&first[0]["code"]).replace('_', "-") }), 409, "slug"),
        (json!({ "name": "A", "custom_slug": "ab" }), 422, "custom_slug"),
        (json!({ "name": "A", "custom_slug": "Spring" }), 422, "custom_slug"),
        (json!({ "name": "A", "destination_path": "/secret" }), 422, "destination_path"),
        (json!({ "name": "A", "destination_path": "//evil.example" }), 422, "destination_path"),
        (json!({ "custom_slug": "abc" }), 422, "name"),
    ] {
        let (found, failure) = sandbox.answer(&create(body.clone())).await;
        assert_eq!(found.as_u16(), status, "{body}: {failure}");
        assert!(text(&failure["error"]["message"]).contains(word), "{body}: {failure}");
    }
    let made = sandbox.success(&create(json!({ "name": "Another" }))).await["data"].take();
    assert!(text(&made["code"]).starts_with(text(&first[0]["code"])), "{made}");

    let path = format!("/me/links/{}?program_id={program}", text(&created["id"]));
    let changes = json!({ "isActive": false, "targetUrl": null });
    let changed = sandbox.success(&call(&sandbox, Method::PATCH, &path, &changes)).await["data"].take();
    let expected = (&json!(false), &Value::Null, &created["code"], &created["name"]);
    assert_eq!((&changed["isActive"], &changed["targetUrl"], &changed["code"], &changed["name"]), expected);
    let other = path.replace(program, "00000000-0000-4000-8000-000000000000");
    assert_eq!(sandbox.answer(&call(&sandbox, Method::DELETE, &other, &Value::Null)).await.0, 404);
    for id in [&created["id"], &made["id"], &first[0]["id"]] {
        let path = format!("/me/links/{}?program_id={program}", text(id));
        let deleted = sandbox.success(&call(&sandbox, Method::DELETE, &path, &Value::Null)).await;
        assert_eq!(deleted["data"], json!({ "id": id, "success": true }));
        assert_eq!(sandbox.answer(&call(&sandbox, Method::DELETE, &path, &Value::Null)).await.0, 404);
    }
    assert_eq!(listed().await, json!([]));
}

#[tokio::test]
async fn an_account_is_shown_masked_and_kept_when_it_is_sent_back() {
    let sandbox = Sandbox::start_small().await;
    let patch = async |body: Value| {
        sandbox.success(&call(&sandbox, Method::PATCH, "/me/payout-info", &body)).await["data"].take()
    };
    let before = own(&sandbox, "/me/payout-info").await["data"].take();
    let entered = patch(json!({ "payoutMethod": "bank_transfer", "bankIban": "DE89 3704 0044 0532 0130 00" })).await;
    assert_eq!((&entered["bankIban"], &entered["firstName"]), (&json!("****3000"), &before["firstName"]));
    let back = patch(json!({ "bankIban": "****3000", "city": "Lund" })).await;
    assert_eq!((&back["bankIban"], &back["city"]), (&json!("****3000"), &json!("Lund")));
    assert_eq!(own(&sandbox, "/me/payout-info").await["data"], back);
    let program = own(&sandbox, "/me/programs").await["data"][0]["programId"].take();
    let detail = own(&sandbox, &format!("/me/programs/{}", text(&program))).await["data"].take();
    assert_eq!((&detail["bankIban"], &detail["city"]), (&json!("****3000"), &json!("Lund")));
    let removed = patch(json!({ "bankIban": null, "payoutMethod": null })).await;
    assert_eq!(
        (&removed["bankIban"], &removed["payoutMethod"], &removed["city"]),
        (&Value::Null, &Value::Null, &json!("Lund"))
    );
    let wrong = call(&sandbox, Method::PATCH, "/me/payout-info", &json!({ "paypalEmail": "nobody" }));
    assert_eq!(sandbox.answer(&wrong).await.0, 422);
}

#[tokio::test]
async fn who_is_blocked_sees_it_and_creates_no_links() {
    let sandbox = Sandbox::start_small().await;
    let program = own(&sandbox, "/me/programs").await["data"][0].take();
    assert_eq!((&program["isApproved"], &program["isBlocked"]), (&json!(true), &json!(false)));
    let path = format!("/affiliates/{}/block", text(&program["affiliateId"]));
    sandbox.success(&sandbox.post("agentref", path, &json!({}))).await;
    let blocked = own(&sandbox, "/me/programs").await["data"][0].take();
    assert_eq!((&blocked["isApproved"], &blocked["isBlocked"]), (&json!(false), &json!(true)));
    let overview = own(&sandbox, "/me/overview").await["data"].take();
    assert_eq!((&overview["programCount"], &overview["activeProgramCount"]), (&json!(1), &json!(0)));
    let path = format!("/me/links?program_id={}", text(&program["programId"]));
    let create = call(&sandbox, Method::POST, &path, &json!({ "name": "Late" }));
    assert_eq!(sandbox.answer(&create).await.0, 409);
}

#[tokio::test]
async fn programs_of_others_are_not_found() {
    let sandbox = Sandbox::start_small().await;
    let joined = own(&sandbox, "/me/programs").await["data"][0]["programId"].take();
    let programs = merchant(&sandbox, "/programs".to_owned()).await["data"].take();
    let others = programs.as_array().expect("programs").iter().filter(|program| program["id"] != joined);
    for program in others {
        let id = text(&program["id"]);
        for path in [format!("/me/programs/{id}"), format!("/me/earnings/{id}")] {
            assert_eq!(sandbox.answer(&call(&sandbox, Method::GET, &path, &Value::Null)).await.0, 404, "{path}");
        }
    }
}
