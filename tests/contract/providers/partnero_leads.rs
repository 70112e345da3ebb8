//! Partnero's leads: who is submitted, and what becomes of them.

use http::Method;
use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn get(sandbox: &Sandbox, target: &str) -> Value {
    sandbox.success(&sandbox.get("partnero", target)).await["data"].take()
}

async fn status_of(sandbox: &Sandbox, method: Method, target: &str) -> u16 {
    sandbox.answer(&sandbox.call("partnero", method, target)).await.0.as_u16()
}

async fn submit(sandbox: &Sandbox, name: &str, email: &str) -> Value {
    let partner = get(sandbox, "/v1/transactions?limit=1").await[0]["partner"].take();
    let fields = json!({ "1": "Acme", "3": ["A trial", "A call"] });
    let body = json!({ "name": name, "email": email, "partner": { "id": partner }, "cfields": fields });
    sandbox.success(&sandbox.post("partnero", "/v1/leads", &body)).await["data"].take()
}

#[tokio::test]
async fn a_lead_is_submitted_listed_and_deleted() {
    let sandbox = Sandbox::start_small().await;
    let lead = submit(&sandbox, "Jane Doe", "jane@mail.example").await;
    assert_eq!((&lead["status"], &lead["converted_to"]), (&json!("submitted"), &Value::Null));
    let form = json!([
        { "question": "Company", "answer": "Acme" },
        { "question": "Interested in", "answer": "A trial, A call" },
    ]);
    assert_eq!(lead["submission_form"], form);
    let target = format!("/v1/leads/{}", lead["id"]);
    assert_eq!(get(&sandbox, &target).await, lead);
    assert_eq!(get(&sandbox, "/v1/leads?limit=1").await, json!([lead]));
    assert_eq!(status_of(&sandbox, Method::DELETE, &target).await, 200);
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(status_of(&sandbox, method, &target).await, 404);
    }
    assert!(!get(&sandbox, "/v1/leads?limit=250").await.as_array().expect("rows").contains(&lead));
    let setup = get(&sandbox, "/v1/leads/details").await;
    assert!(["true", "false"].map(Value::from).contains(&setup["leads_enabled"]));
    for (field, value, status) in [
        ("partner", json!({ "key": "nobody" }), 400),
        ("email", json!("nobody"), 422),
        ("cfields", json!({ "77": "x" }), 422),
        ("cfields", json!({ "2": "Elsewhere" }), 422),
        ("cfields", json!({ "1": ["a", "b"] }), 422),
    ] {
        let mut body = json!({ "name": "A", "email": "a@mail.example", "partner": { "id": lead["submitter"]["id"] } });
        body[field] = value;
        assert_eq!(sandbox.answer(&sandbox.post("partnero", "/v1/leads", &body)).await.0.as_u16(), status, "{body}");
    }
}

#[tokio::test]
async fn a_lead_becomes_a_customer_once_by_post_or_by_get() {
    let sandbox = Sandbox::start_small().await;
    for (place, by_post) in [true, false].into_iter().enumerate() {
        let lead = submit(&sandbox, "Jane Doe", &format!("jane{place}@mail.example")).await;
        let query = format!("/v1/leads/convert?id={}&commission_transaction_amount=250", lead["id"]);
        let body = json!({ "id": lead["id"], "commission_transaction_amount": 250 });
        let call = if by_post {
            sandbox.post("partnero", "/v1/leads/convert", &body)
        } else {
            sandbox.get("partnero", &query)
        };
        let converted = sandbox.success(&call).await["data"].take();
        assert_eq!((&converted["id"], &converted["status"]), (&lead["id"], &json!("converted")));
        assert_eq!((&converted["can_be_converted"], &converted["can_be_rejected"]), (&json!(false), &json!(false)));
        let key = converted["converted_to"]["key"].as_str().expect("a key");
        assert_eq!(key.len(), 12);
        let theirs = get(&sandbox, &format!("/v1/customers/{key}/transactions")).await;
        assert_eq!((theirs.as_array().expect("rows").len(), &theirs[0]["amount"]), (1, &json!(250)));
        assert_eq!(theirs[0]["partner"], lead["submitter"]["id"]);
        assert_eq!(get(&sandbox, &format!("/v1/leads/{}", lead["id"])).await, converted);
        assert_eq!(status_of(&sandbox, Method::GET, &query).await, 400);
        assert_eq!(status_of(&sandbox, Method::GET, &format!("/v1/leads/reject?id={}", lead["id"])).await, 400);
    }
    assert_eq!(
        status_of(&sandbox, Method::GET, "/v1/leads/convert?id=987654&commission_transaction_amount=1").await,
        404
    );
    assert_eq!(status_of(&sandbox, Method::GET, "/v1/leads/convert?id=1").await, 422);
}

#[tokio::test]
async fn a_rejected_lead_stays_rejected() {
    let sandbox = Sandbox::start_small().await;
    for by_post in [true, false] {
        let lead = submit(&sandbox, "Jane", "jane@mail.example").await;
        let call = if by_post {
            sandbox.post("partnero", "/v1/leads/reject", &json!({ "id": lead["id"] }))
        } else {
            sandbox.get("partnero", format!("/v1/leads/reject?id={}", lead["id"]))
        };
        assert_eq!(sandbox.success(&call).await["data"]["status"], "rejected");
        assert_eq!(sandbox.answer(&call).await.0.as_u16(), 400);
    }
}

#[tokio::test]
async fn programs_where_partners_can_submit_leads_have_some() {
    let sandbox = Sandbox::start_small().await;
    let keys = sandbox.server.sandbox().keys();
    for key in keys.of("partnero").filter(|key| key.kind == Some("affiliate")) {
        let call = |target: &str| sandbox.get("partnero", target).with_secrets(&key.secrets);
        let setup = sandbox.success(&call("/v1/leads/details")).await;
        let leads = sandbox.success(&call("/v1/leads?limit=250")).await;
        let leads = leads["data"].as_array().expect("rows");
        if setup["data"]["leads_enabled"] == "false" {
            assert_eq!(leads.len(), 0);
        }
        for lead in leads {
            assert_ne!(lead["status"], "converted");
            assert!(lead["submitter"]["email"].as_str().is_some_and(|email| email.contains('@')), "{lead}");
        }
    }
}
