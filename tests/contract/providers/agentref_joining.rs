//! How affiliates come to AgentRef's programs: by invites, and by the marketplace.

use http::Method;
use serde_json::{Value, json};

use super::agentref_own::{call, own};
use crate::harness::Sandbox;

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// A program with a state, as its AgentRef id.
async fn program(sandbox: &Sandbox, state: &str) -> String {
    let programs = sandbox.catalogue().await["programs"].take();
    let program = programs.as_array().expect("programs").iter().find(|known| known["state"] == state);
    text(&program.expect("such a program")["at"]["agentref"]["id"]).to_owned()
}

async fn invite(sandbox: &Sandbox, program: &str, body: &Value) -> String {
    let created = sandbox.success(&sandbox.post("agentref", format!("/programs/{program}/invites"), body)).await;
    text(&created["data"]["token"]).to_owned()
}

async fn claim(sandbox: &Sandbox, token: &str) -> (u16, Value) {
    let call = call(sandbox, Method::POST, &format!("/invites/{token}/claim"), &Value::Null);
    let (status, body) = sandbox.answer(&call).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn whoever_claims_an_invite_is_an_affiliate_of_its_program() {
    let sandbox = Sandbox::start_small().await;
    let id = program(&sandbox, "healthy").await;
    let token = invite(&sandbox, &id, &json!({ "trackingCode": "heron-claims", "usageLimit": 1 })).await;
    let seen = sandbox.success(&sandbox.get("agentref", format!("/invites/{token}")).without_credentials()).await;
    assert_eq!((&seen["data"]["token"], &seen["data"]["programId"]), (&json!(token), &json!(id)));

    let before = own(&sandbox, "/me/programs").await["data"].as_array().expect("programs").len();
    let (status, claimed) = claim(&sandbox, &token).await;
    assert_eq!((status, &claimed["data"]["programId"]), (201, &json!(id)), "{claimed}");
    let programs = own(&sandbox, "/me/programs").await["data"].take();
    assert_eq!(programs.as_array().expect("programs").len(), before + 1);
    assert_eq!(
        (&programs[0]["programId"], &programs[0]["code"], &programs[0]["isApproved"], &programs[0]["affiliateId"]),
        (&json!(id), &json!("heron-claims"), &json!(true), &claimed["data"]["affiliateId"])
    );
    let affiliate = format!("/affiliates/{}", text(&claimed["data"]["affiliateId"]));
    let affiliate = sandbox.success(&sandbox.get("agentref", affiliate)).await;
    assert_eq!(
        (&affiliate["data"]["status"], &affiliate["data"]["code"]),
        (&json!("approved"), &json!("heron-claims"))
    );
    let links = own(&sandbox, &format!("/me/links?program_id={id}")).await;
    assert_eq!(links["data"][0]["code"], "heron-claims");
    assert_eq!(claim(&sandbox, &token).await.0, 409);
}

#[tokio::test]
async fn invites_end_and_are_for_somebody() {
    let sandbox = Sandbox::start_small().await;
    let id = program(&sandbox, "healthy").await;
    let ending = invite(&sandbox, &id, &json!({ "expiresInDays": 1 })).await;
    let other = invite(&sandbox, &id, &json!({ "email": "somebody.else@mail.example" })).await;
    let used = invite(&sandbox, &id, &json!({ "usageLimit": 1 })).await;
    sandbox.success(&sandbox.call("agentref", Method::POST, format!("/invites/{used}/claim"))).await;
    sandbox.set_clock(&json!({ "advance": "25h" })).await;
    for (token, word) in [(&ending, "expired"), (&other, "e-mail"), (&used, "used")] {
        let (status, body) = claim(&sandbox, token).await;
        assert_eq!((status, &body["error"]["code"]), (409, &json!("CONFLICT")), "{body}");
        assert!(text(&body["error"]["message"]).contains(word), "{body}");
    }
    assert_eq!(claim(&sandbox, "inv_nothing").await.0, 404);
    assert_eq!(sandbox.answer(&sandbox.get("agentref", "/invites/inv_nothing")).await.0, 404);
}

async fn apply(sandbox: &Sandbox, program: &str) -> (u16, Value) {
    let body = json!({ "message": "I write about boats." });
    let (status, body) =
        sandbox.answer(&call(sandbox, Method::POST, &format!("/marketplace/apply/{program}"), &body)).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn an_application_waits_for_the_merchant() {
    let sandbox = Sandbox::start_small().await;
    let id = program(&sandbox, "healthy").await;
    let (status, applied) = apply(&sandbox, &id).await;
    assert_eq!((status, &applied["data"]["status"]), (201, &json!("pending")), "{applied}");
    let membership = own(&sandbox, &format!("/me/programs/{id}")).await["data"].take();
    assert_eq!((&membership["isApproved"], &membership["isBlocked"]), (&json!(false), &json!(false)));
    assert_eq!(apply(&sandbox, &id).await.0, 409);

    let waiting = format!("/applications?programId={id}&status=pending&limit=1");
    let application = sandbox.success(&sandbox.get("agentref", waiting)).await["data"][0].take();
    assert_eq!(application["message"], "I write about boats.");
    let approve = format!("/applications/{}/approve", text(&application["id"]));
    sandbox.success(&sandbox.post("agentref", approve, &json!({}))).await;
    let membership = own(&sandbox, &format!("/me/programs/{id}")).await["data"].take();
    assert_eq!(membership["isApproved"], true);
}

#[tokio::test]
async fn a_program_may_approve_everybody_or_only_those_who_are_invited() {
    let sandbox = Sandbox::start_small().await;
    let id = program(&sandbox, "healthy").await;
    let set = async |body: Value| {
        let call = sandbox.call("agentref", Method::PATCH, format!("/programs/{id}"));
        sandbox.success(&call.header("content-type", "application/json").body(body.to_string())).await;
    };
    set(json!({ "applicationAccess": "invite_only" })).await;
    assert_eq!(apply(&sandbox, &id).await.0, 409);
    set(json!({ "applicationAccess": "open", "autoApproveAffiliates": true })).await;
    let (status, applied) = apply(&sandbox, &id).await;
    assert_eq!((status, &applied["data"]["status"]), (201, &json!("auto_approved")), "{applied}");
    assert_eq!(own(&sandbox, &format!("/me/programs/{id}")).await["data"]["isApproved"], true);
}

#[tokio::test]
async fn the_marketplace_lists_public_programs_that_run() {
    let sandbox = Sandbox::start_small().await;
    let listed = async |query: &str| {
        let page = own(&sandbox, &format!("/marketplace/programs{query}")).await;
        page["data"].as_array().expect("programs").clone()
    };
    let ids =
        |programs: &[Value]| programs.iter().map(|program| text(&program["programId"]).to_owned()).collect::<Vec<_>>();
    let all = listed("").await;
    assert!(all.len() >= 2, "{all:?}");
    for (sort, field) in [("epc", "epc"), ("conversionRate", "conversionRate"), ("commission", "commissionPercent")] {
        let sorted = listed(&format!("?sort={sort}")).await;
        let values: Vec<f64> = sorted.iter().map(|program| program[field].as_f64().expect("a number")).collect();
        assert!(values.is_sorted_by(|one, next| one >= next), "{sort}: {values:?}");
        assert_eq!(sorted.len(), all.len());
    }
    let highest = listed("?sort=epc&limit=1").await[0]["epc"].as_f64().expect("a number");
    assert!(!listed(&format!("?minEpc={highest}")).await.is_empty());
    assert!(listed(&format!("?minEpc={}", highest + 0.01)).await.is_empty());
    assert!(listed("?minCommission=100").await.is_empty());
    assert!(listed("?category=Boats").await.is_empty());
    for query in ["limit=51", "limit=0", "sort=random", "minCommission=101"] {
        let call = call(&sandbox, Method::GET, &format!("/marketplace/programs?{query}"), &Value::Null);
        assert_eq!(sandbox.answer(&call).await.0, 400, "{query}");
    }

    let id = program(&sandbox, "healthy").await;
    assert!(ids(&all).contains(&id));
    let settings = json!({ "status": "draft" });
    let call = sandbox.call("agentref", Method::PATCH, format!("/programs/{id}/marketplace"));
    sandbox.success(&call.header("content-type", "application/json").body(settings.to_string())).await;
    assert!(!ids(&listed("").await).contains(&id));
    assert_eq!(apply(&sandbox, &id).await.0, 404);
}
