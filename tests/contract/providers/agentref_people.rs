//! AgentRef's affiliates, applications, flags, coupons and invites.

use http::Method;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn list(sandbox: &Sandbox, target: &str) -> Vec<Value> {
    sandbox.success(&sandbox.get("agentref", target)).await["data"].as_array().expect("rows").clone()
}

async fn post(sandbox: &Sandbox, target: String, body: &Value) -> Value {
    sandbox.success(&sandbox.post("agentref", target, body)).await["data"].take()
}

fn id(thing: &Value) -> &str {
    thing["id"].as_str().expect("an id")
}

/// How many partners a program has by status at Partnero.
async fn at_partnero(sandbox: &Sandbox, program: &str) -> [i64; 3] {
    let programs = sandbox.catalogue().await["programs"].take();
    let mut programs = programs.as_array().expect("programs").iter();
    let listed = programs.find(|known| known["at"]["agentref"]["id"] == program).expect("the program");
    let key = format!("pk-{}", listed["at"]["partnero"]["id"].as_str().expect("a code").to_lowercase());
    let shown = sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&[key])).await;
    let activity = &shown["data"]["stats"]["partner_activity"];
    ["active", "pending", "archived"].map(|status| activity[status].as_i64().expect("a number"))
}

/// An affiliate whose link can be followed, and the link.
async fn with_link(sandbox: &Sandbox) -> (Value, String) {
    let listed = sandbox.catalogue().await["programs"][0].take();
    let program = listed["at"]["agentref"]["id"].as_str().expect("an id");
    let link = listed["partner_link"].as_str().expect("a link").to_owned();
    let code = link.rsplit('/').next().and_then(|end| end.split('?').next()).expect("a code").to_owned();
    let all = list(sandbox, &format!("/programs/{program}/affiliates?limit=100")).await;
    let affiliate = all.into_iter().find(|affiliate| affiliate["code"] == *code).expect("the affiliate");
    (affiliate, link)
}

#[tokio::test]
async fn a_blocked_affiliate_has_no_clicks_and_an_unblocked_one_has() {
    let sandbox = Sandbox::start_small().await;
    let (affiliate, link) = with_link(&sandbox).await;
    let program = affiliate["programId"].as_str().expect("an id").to_owned();
    let client = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
    let clicks = async || {
        client.get(&link).send().await.expect("a response");
        let shown = sandbox.success(&sandbox.get("agentref", format!("/affiliates/{}", id(&affiliate)))).await;
        shown["data"]["totalClicks"].as_u64().expect("a number")
    };
    let before = affiliate["totalClicks"].as_u64().expect("a number");
    let [active, _, archived] = at_partnero(&sandbox, &program).await;
    assert_eq!(clicks().await, before + 1);
    let path = format!("/affiliates/{}", id(&affiliate));
    for _ in 0..2 {
        let blocked = post(&sandbox, format!("{path}/block"), &json!({ "reason": "Spam" })).await;
        assert_eq!(blocked["status"], "blocked");
    }
    assert_eq!(clicks().await, before + 1);
    assert_eq!(at_partnero(&sandbox, &program).await[0], active - 1);
    assert_eq!(at_partnero(&sandbox, &program).await[2], archived + 1);
    let found = async |query: &str| {
        let all = list(&sandbox, &format!("/affiliates?programId={program}&limit=100{query}")).await;
        all.iter().any(|known| known["id"] == affiliate["id"])
    };
    assert_eq!(
        (found("").await, found("&includeBlocked=true").await, found("&status=blocked").await),
        (false, true, true)
    );
    let unblocked = sandbox.success(&sandbox.call("agentref", Method::POST, format!("{path}/unblock"))).await;
    assert_eq!(unblocked["data"]["status"], "approved");
    assert_eq!(clicks().await, before + 2);
    assert!(found("").await);
}

#[tokio::test]
async fn affiliates_are_searched_and_sorted() {
    let sandbox = Sandbox::start_small().await;
    let all = list(&sandbox, "/affiliates?limit=100&includeBlocked=true").await;
    for (field, query) in [("createdAt", "createdAt"), ("totalClicks", "totalClicks")] {
        let sorted = list(&sandbox, &format!("/affiliates?limit=100&sortBy={query}&sortOrder=asc")).await;
        let values: Vec<_> =
            sorted.iter().map(|row| (row[field].as_u64(), row[field].as_str().map(str::to_owned))).collect();
        assert!(values.is_sorted(), "{field}");
        let mut back = list(&sandbox, &format!("/affiliates?limit=100&sortBy={query}&sortOrder=desc&page=1")).await;
        back.reverse();
        assert_eq!(
            back.last().map(id),
            list(&sandbox, &format!("/affiliates?limit=1&sortBy={query}&sortOrder=desc")).await.first().map(id)
        );
    }
    let wanted = all[0]["code"].as_str().expect("a code");
    let found =
        list(&sandbox, &format!("/affiliates?limit=100&includeBlocked=true&search={}", wanted.to_uppercase())).await;
    assert!(found.iter().any(|row| row["code"] == wanted), "{found:?}");
    assert!(found.iter().all(|row| row["code"].as_str().expect("a code").contains(wanted) || row["code"] != wanted));
    assert!(list(&sandbox, "/affiliates?search=nobody-is-called-so").await.is_empty());
}

#[tokio::test]
async fn the_figures_of_affiliates_are_those_of_the_program() {
    let sandbox = Sandbox::start_small().await;
    let programs = list(&sandbox, "/programs?limit=100").await;
    for program in programs {
        let path = format!("/programs/{}", id(&program));
        let mut affiliates = Vec::new();
        for page in 1.. {
            let rows = list(&sandbox, &format!("{path}/affiliates?includeBlocked=true&limit=100&page={page}")).await;
            if rows.is_empty() {
                break;
            }
            affiliates.extend(rows);
        }
        let sum = |field: &str| affiliates.iter().map(|row| row[field].as_i64().expect("a number")).sum::<i64>();
        let stats = sandbox.success(&sandbox.get("agentref", format!("{path}/stats"))).await["data"].take();
        assert_eq!(json!(sum("totalConversions")), stats["totalConversions"], "{}", program["name"]);
        assert_eq!(json!(sum("totalEarnings")), stats["totalCommissions"], "{}", program["name"]);
        let view = sandbox.server.sandbox().moment();
        let view = view.view();
        let known = view.program_by_uuid(id(&program).parse().expect("a UUID")).expect("the program");
        let clicks = i64::try_from(view.totals(known.id).clicks).expect("a number");
        // A program without partners has clicks on its own links.
        assert!(affiliates.is_empty() || sum("totalClicks") == clicks, "{}: {clicks}", program["name"]);
    }
}

#[tokio::test]
async fn an_application_that_is_approved_makes_an_affiliate() {
    let sandbox = Sandbox::start_small().await;
    let program = sandbox.catalogue().await["programs"][0]["at"]["agentref"]["id"].as_str().expect("an id").to_owned();
    let join = json!({
        "event": "partner_joined", "program": program, "code": "kestrel", "name": "Ida Moss", "email": "ida@mail.example",
    });
    sandbox.success(&sandbox.control(Method::POST, "/events", &join)).await;
    let waiting = list(&sandbox, &format!("/applications?status=pending&programId={program}&search=ida%20moss")).await;
    let [application] = &waiting[..] else { panic!("{waiting:?}") };
    assert_eq!((&application["name"], &application["email"]), (&json!("Ida Moss"), &json!("ida@mail.example")));
    assert_eq!(application["affiliateId"], Value::Null);
    let affiliates = format!("/affiliates?programId={program}&includeBlocked=true&search=kestrel");
    assert!(list(&sandbox, &affiliates).await.is_empty());

    let path = format!("/applications/{}", id(application));
    let [active, pending, _] = at_partnero(&sandbox, &program).await;
    let approved = post(&sandbox, format!("{path}/approve"), &json!({ "note": "Welcome" })).await;
    assert_eq!((&approved["status"], &approved["note"]), (&json!("approved"), &json!("Welcome")));
    assert_eq!(at_partnero(&sandbox, &program).await[..2], [active + 1, pending - 1]);
    let found = list(&sandbox, &affiliates).await;
    assert_eq!((found.len(), &found[0]["id"]), (1, &approved["affiliateId"]));
    for (decision, status) in [("decline", "declined"), ("block", "blocked"), ("approve", "approved")] {
        // The SDKs send no body if there is no note.
        let call = sandbox.call("agentref", Method::POST, format!("{path}/{decision}"));
        let call = call.header("content-type", "application/json");
        let decided = sandbox.success(&call).await["data"].take();
        assert_eq!((&decided["status"], &decided["note"]), (&json!(status), &json!("Welcome")));
        assert_eq!(sandbox.success(&sandbox.get("agentref", path.clone())).await["data"], decided);
        let is_active = at_partnero(&sandbox, &program).await[0] == active + 1;
        assert_eq!(is_active, status == "approved");
    }
}

#[tokio::test]
async fn a_flag_is_resolved_and_can_block_the_affiliate() {
    let sandbox = Sandbox::start_small().await;
    let stats = async || sandbox.success(&sandbox.get("agentref", "/flags/stats")).await["data"].take();
    let open = list(&sandbox, "/flags?status=open&limit=100").await;
    assert_eq!(stats().await["open"], open.len());
    let mut flagged = None;
    for flag in &open {
        let affiliate = format!("/affiliates/{}", flag["affiliateId"].as_str().expect("an id"));
        if sandbox.success(&sandbox.get("agentref", affiliate)).await["data"]["status"] == "approved" {
            flagged = Some(flag);
            break;
        }
    }
    let flag = flagged.expect("a flag about an affiliate who is not blocked");
    let path = format!("/flags/{}/resolve", id(flag));
    let looked_at = post(&sandbox, path.clone(), &json!({ "status": "reviewed", "note": "Odd" })).await;
    assert_eq!((&looked_at["note"], looked_at["resolvedAt"].is_string()), (&json!("Odd"), true));
    let affiliate = format!("/affiliates/{}", flag["affiliateId"].as_str().expect("an id"));
    assert_eq!(sandbox.success(&sandbox.get("agentref", affiliate.clone())).await["data"]["status"], "approved");
    post(&sandbox, path, &json!({ "status": "confirmed", "blockAffiliate": true })).await;
    assert_eq!(sandbox.success(&sandbox.get("agentref", affiliate)).await["data"]["status"], "blocked");
    let after = stats().await;
    assert_eq!((&after["open"], &after["confirmed"]), (&json!(open.len() - 1), &json!(1)));
    let confirmed = list(&sandbox, "/flags?status=confirmed").await;
    assert_eq!((confirmed.len(), &confirmed[0]["id"]), (1, &flag["id"]));
    let of_type = list(&sandbox, &format!("/flags?type={}&limit=100", flag["type"].as_str().expect("a type"))).await;
    assert!(of_type.iter().all(|other| other["type"] == flag["type"]) && !of_type.is_empty());
}

#[tokio::test]
async fn coupons_and_invites_are_created_and_found_again() {
    let sandbox = Sandbox::start_small().await;
    let (affiliate, _) = with_link(&sandbox).await;
    let program = affiliate["programId"].as_str().expect("an id");
    let coupons = format!("/programs/{program}/coupons");
    let body = json!({ "affiliateId": affiliate["id"], "code": "HERON10", "expiresAt": "2026-07-01T00:00:00Z" });
    let coupon = post(&sandbox, coupons.clone(), &body).await;
    assert!(list(&sandbox, &coupons).await.contains(&coupon));
    for (body, status) in [
        (json!({ "affiliateId": affiliate["id"], "code": "heron10" }), 409),
        (json!({ "affiliateId": affiliate["id"], "code": "PAST", "expiresAt": "2026-06-01T00:00:00Z" }), 422),
        (json!({ "affiliateId": program, "code": "NOBODY" }), 404),
    ] {
        let (found, answer) = sandbox.answer(&sandbox.post("agentref", coupons.clone(), &body)).await;
        assert_eq!(found.as_u16(), status, "{answer}");
    }
    let delete = sandbox.call("agentref", Method::DELETE, format!("/coupons/{}", id(&coupon)));
    assert_eq!(sandbox.success(&delete).await["data"], coupon);
    assert_eq!(sandbox.answer(&delete).await.0.as_u16(), 404);
    assert!(!list(&sandbox, &coupons).await.contains(&coupon));
    let brief = post(&sandbox, coupons.clone(), &body).await;
    sandbox.set_clock(&json!({ "advance": "30d" })).await;
    assert!(!list(&sandbox, &coupons).await.iter().any(|known| known["id"] == brief["id"]), "it has expired");

    let invites = format!("/programs/{program}/invites");
    let body = json!({ "email": "ida@mail.example", "expiresInDays": 7, "trackingCode": "ida-20", "usageLimit": 1 });
    let invite = post(&sandbox, invites.clone(), &body).await;
    assert_eq!((&invite["email"], &invite["expiresAt"]), (&json!("ida@mail.example"), &json!("2026-07-15T12:00:00Z")));
    let open = post(&sandbox, invites.clone(), &json!({})).await;
    assert_eq!((&open["email"], &open["expiresAt"]), (&Value::Null, &Value::Null));
    assert_ne!(open["token"], invite["token"]);
    let all = list(&sandbox, &invites).await;
    assert!(all.contains(&invite) && all.contains(&open));
    let taken = json!({ "trackingCode": affiliate["code"] });
    let expected = if affiliate["code"].as_str().expect("a code").len() > 50 { 422 } else { 409 };
    assert_eq!(sandbox.answer(&sandbox.post("agentref", invites, &taken)).await.0.as_u16(), expected);
}
