//! What is sent: exactly what the provider documents.

use trackside_client::{affitor, agentref, control, fullwhere, partnero, wecantrack};
use uuid::Uuid;

use crate::listener::{Listener, Recorded};

const ACCEPT: &str = "accept: application/json";

fn check(recorded: &Recorded, line: &str, headers: &[&str], body: &str) {
    assert_eq!(recorded.line, line);
    assert_eq!(recorded.headers, headers, "{line}");
    assert_eq!(recorded.body, body, "{line}");
}

#[tokio::test]
async fn agentref_carries_a_bearer_key() {
    let listener = Listener::answering(500, "{}").await;
    let client = agentref::connect(&listener.address, agentref::Credentials::new("ak_live_1")).expect("a client");
    let _ = client.get_tracking_status().id(Uuid::nil()).send().await;
    let headers = [ACCEPT, "authorization: Bearer ak_live_1"];
    check(
        &listener.recorded().await,
        "GET /programs/00000000-0000-0000-0000-000000000000/tracking/status",
        &headers,
        "",
    );
}

#[tokio::test]
async fn the_control_surface_is_told_the_token_where_there_is_one() {
    for (token, headers) in [(None, &[ACCEPT][..]), (Some("a-token"), &[ACCEPT, "authorization: Bearer a-token"])] {
        let listener = Listener::answering(500, "{}").await;
        let client = match token {
            Some(token) => control::connect_with_token(&listener.address, token),
            None => control::connect(&listener.address),
        };
        let _ = client.expect("a client").get_health().send().await;
        check(&listener.recorded().await, "GET /health", headers, "");
    }
}

#[tokio::test]
async fn affitor_carries_a_bearer_session() {
    let listener = Listener::answering(500, "{}").await;
    let client = affitor::connect(&format!("{}/affitor/", listener.address), affitor::Credentials::new("token 1"))
        .expect("a client");
    let _ = client.get_tracking_status().program_id(42_u64).send().await;
    let headers = [ACCEPT, "authorization: Bearer token 1"];
    check(&listener.recorded().await, "GET /affitor/api/tracking/status/42", &headers, "");
}

#[tokio::test]
async fn partnero_carries_a_bearer_key() {
    for path in ["/v1/program", "/v1/program/overview"] {
        let listener = Listener::answering(500, "{}").await;
        let client = partnero::connect(&listener.address, partnero::Credentials::new("key")).expect("a client");
        if path.ends_with("overview") {
            let _ = client.get_program_overview().send().await;
        } else {
            let _ = client.get_program().send().await;
        }
        check(&listener.recorded().await, &format!("GET {path}"), &[ACCEPT, "authorization: Bearer key"], "");
    }
}

#[tokio::test]
async fn fullwhere_carries_key_and_secret() {
    let connect =
        |address: &str| fullwhere::connect(address, fullwhere::Credentials::new("key", "secret")).expect("a client");

    let listener = Listener::answering(500, "{}").await;
    let _ = connect(&listener.address).get_survey_tracker().id(Uuid::nil()).send().await;
    let headers = [ACCEPT, "x-api-key: key", "x-api-secret: secret"];
    let line = "GET /partners/survey-tracker?id=00000000-0000-0000-0000-000000000000";
    check(&listener.recorded().await, line, &headers, "");

    let listener = Listener::answering(500, "{}").await;
    let body = fullwhere::types::SurveyTrackerFilter::builder().limit(5.0).purchases(vec!["LH-1".to_owned()]);
    let _ = connect(&listener.address).list_survey_trackers().body(body).send().await;
    let headers =
        [ACCEPT, "content-length: 45", "content-type: application/json", "x-api-key: key", "x-api-secret: secret"];
    let body = r#"{"limit":5.0,"page":1.0,"purchases":["LH-1"]}"#;
    check(&listener.recorded().await, "POST /partners/survey-tracker/list", &headers, body);

    let listener = Listener::answering(500, "{}").await;
    let body = fullwhere::types::PurchaseToSurvey::builder().purchase_id("LH-1");
    let _ = connect(&listener.address).generate_survey_trackers().body(body).send().await;
    let headers =
        [ACCEPT, "content-length: 21", "content-type: application/json", "x-api-key: key", "x-api-secret: secret"];
    check(&listener.recorded().await, "POST /partners/survey-tracker/generate", &headers, r#"{"purchaseId":"LH-1"}"#);
}

#[tokio::test]
async fn wecantrack_carries_a_key_in_header_or_query() {
    use wecantrack::types::{DateType, TransactionStatus};

    let range = "date_type=order_date&end_date=2026-05-31T23%3A59%3A59&limit=25&start_date=2026-05-01T00%3A00%3A00\
                 &status%5B%5D=pending&status%5B%5D=approved";
    for (credentials, query, headers) in [
        (wecantrack::Credentials::new("key"), range.to_owned(), [ACCEPT, "x-api-key: key"].as_slice()),
        (wecantrack::Credentials::in_query("k&y"), format!("{range}&api_key=k%26y"), &[ACCEPT]),
    ] {
        let listener = Listener::answering(500, "{}").await;
        let client = wecantrack::connect(&listener.address, credentials).expect("a client");
        let call = client.list_transactions().date_type(DateType::OrderDate).limit(25_u64);
        let call = call.start_date("2026-05-01T00:00:00").end_date("2026-05-31T23:59:59");
        let _ = call.status(vec![TransactionStatus::Pending, TransactionStatus::Approved]).send().await;
        check(&listener.recorded().await, &format!("GET /api/v3/transactions?{query}"), headers, "");
    }
}

#[test]
fn debug_output_keeps_secrets() {
    let fullwhere =
        fullwhere::connect(fullwhere::SANDBOX, fullwhere::Credentials::new("key-1234567890", "secret-1234567890"));
    for (text, shown) in [
        (format!("{:?}", agentref::Credentials::new("ak_live_1234567890")), "Credentials({Authorization: …7890})"),
        (format!("{:?}", affitor::Credentials::new("short")), "Credentials({Authorization: …})"),
        (format!("{:?}", wecantrack::Credentials::in_query("key-1234567890")), "Credentials({api_key: …7890})"),
        (format!("{:?}", fullwhere.expect("a client")), "Credentials({X-API-KEY: …7890, X-API-SECRET: …7890})"),
    ] {
        assert!(text.contains(shown), "{text}");
        assert!(!text.contains("123456"), "{text}");
    }
}
