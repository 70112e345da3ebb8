//! How errors are told apart: the status first.

use trackside_client::{CallError, agentref, partnero, wecantrack};
use uuid::Uuid;

use crate::listener::Listener;

const REFUSAL: &str = r#"{"error":{"code":"RATE_LIMITED","message":"Slow down."},"meta":{"requestId":"req_1"}}"#;

async fn refused(status: u16, body: &str) -> agentref::Error {
    let listener = Listener::answering(status, body).await;
    let client = agentref::connect(&listener.address, agentref::Credentials::new("key")).expect("a client");
    let answer = client.get_tracking_status().id(Uuid::nil()).send().await;
    listener.recorded().await;
    answer.expect_err("no success")
}

#[tokio::test]
async fn failures_in_the_providers_words_are_typed() {
    // 405 is not declared; it is answered in the same words.
    for status in [401, 405, 429, 500] {
        let error = refused(status, REFUSAL).await;
        let CallError::Refused { status: seen, headers, body } = &error else { panic!("{error}") };
        assert_eq!(seen.as_u16(), status);
        assert_eq!(headers["retry-after"], "7");
        assert_eq!((body.error.code.as_str(), body.meta.request_id.as_str()), ("RATE_LIMITED", "req_1"));
    }
}

#[tokio::test]
async fn unions_of_failures_are_typed() {
    let listener = Listener::answering(422, r#"{"status":0,"errors":{"name":["Too long."]}}"#).await;
    let client = partnero::connect(&listener.address, partnero::Credentials::new("key")).expect("a client");
    let error = client.get_program().send().await.expect_err("no success");
    let CallError::Refused { body, .. } = &error else { panic!("{error}") };
    let partnero::types::Failure::InvalidFields(invalid) = body.as_ref() else { panic!("{error}") };
    assert_eq!(invalid.errors["name"], ["Too long."]);
}

#[tokio::test]
async fn what_cannot_be_read_keeps_its_status() {
    for (status, body, reason) in [
        (502, "<html>Bad gateway</html>", "expected value at line 1 column 1"),
        (404, r#"{"error":{"code":"NOT_FOUND"},"meta":{"requestId":"a"}}"#, "error: missing field `message`"),
        (200, r#"{"data":{},"meta":{"requestId":"a"}}"#, "data: missing field"),
        (200, "", "EOF while parsing"),
        (204, "", "the status is not declared"),
        (302, "", "the status is not declared"),
    ] {
        let error = refused(status, body).await;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        let CallError::Unreadable { text, reason: found, .. } = &error else { panic!("{error}") };
        assert_eq!(text, body);
        assert!(found.contains(reason), "{status}: {found}");
    }
}

#[tokio::test]
async fn a_broken_connection_is_a_matter_of_transport() {
    for answer in
        ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", "HTTP/1.1 500 No\r\ncontent-length: 100\r\n\r\n{"]
    {
        let listener = Listener::sending(answer.to_owned()).await;
        let credentials = wecantrack::Credentials::in_query("key-1234567890");
        let client = wecantrack::connect(&listener.address, credentials).expect("a client");
        let call = client.list_transactions().date_type(wecantrack::types::DateType::OrderDate);
        let call = call.start_date("2026-05-01T00:00:00").end_date("2026-05-31T23:59:59");
        let error = call.send().await.expect_err("no answer");
        assert!(matches!(error, CallError::Transport(_)), "{error}");
        assert_eq!(error.status(), None);
        assert!(!format!("{error:?}").contains("key-1234567890"), "the key does not leave by the error");
    }
}

#[tokio::test]
async fn a_request_that_breaks_the_rules_is_not_sent() {
    let address = "http://127.0.0.1:9";
    let client = agentref::connect(address, agentref::Credentials::new("line\nbreak")).expect("a client");
    let error = client.get_tracking_status().id(Uuid::nil()).send().await.expect_err("no header");
    assert!(matches!(&error, CallError::InvalidRequest(reason) if reason.contains("line break")), "{error}");

    let client = wecantrack::connect(address, wecantrack::Credentials::new("key")).expect("a client");
    let error = client.list_transactions().start_date("2026-02-30T00:00:00").send().await.expect_err("no such day");
    assert!(
        matches!(&error, CallError::InvalidRequest(reason) if reason.contains("start_date") || reason.contains("date_type")),
        "{error}"
    );

    let error = agentref::connect("127.0.0.1", agentref::Credentials::new("key")).expect_err("no base URL");
    assert!(error.to_string().contains("is not a base URL"), "{error}");
}
