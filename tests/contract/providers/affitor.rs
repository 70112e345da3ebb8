//! What Affitor's documentation and CLI say, beyond the page of the endpoint.

use http::StatusCode;

use crate::harness::{Call, Sandbox, contract, document, fixture};

fn status(sandbox: &Sandbox) -> Call {
    let number = sandbox.server.sandbox().moment().view().programs().next().expect("a program").number;
    sandbox.get("affitor", format!("/api/tracking/status/{number}")).without_credentials()
}

#[tokio::test]
async fn a_session_is_sent_after_bearer_and_without_it_as_well() {
    let sandbox = Sandbox::start_small().await;
    for (value, expected) in [
        ("Bearer session-member", StatusCode::OK),
        ("bearer session-member", StatusCode::OK),
        ("session-member", StatusCode::OK),
        ("Basic session-member", StatusCode::UNAUTHORIZED),
        ("Bearer", StatusCode::UNAUTHORIZED),
    ] {
        let (status, _) = sandbox.answer(&status(&sandbox).header("authorization", value)).await;
        assert_eq!(status, expected, "{value}");
    }
    let scheme = document("affitor")["components"]["securitySchemes"]["session"].take();
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&"http".into(), &"bearer".into()));
}

#[tokio::test]
async fn an_api_key_in_place_of_a_session_is_no_credential() {
    let sandbox = Sandbox::start_small().await;
    for secret in ["aff_sandbox", "affk_sandbox"] {
        let exchange = sandbox.send(&status(&sandbox).header("authorization", format!("Bearer {secret}"))).await;
        assert_eq!(exchange.status, StatusCode::UNAUTHORIZED, "{secret}");
        let reason = exchange.response_headers["x-mock-reason"].to_str().expect("a text");
        assert!(reason.contains("of its kind"), "{reason}");
    }
    let any =
        Sandbox::start_with(trackside_mock_server::Configuration { any_key: true, ..crate::harness::configuration() })
            .await;
    for (secret, expected) in [("aff_mine", 401), ("affk_mine", 401), ("eyJhbGciOi", 200)] {
        let (answered, _) = any.answer(&status(&any).header("authorization", format!("Bearer {secret}"))).await;
        assert_eq!(answered.as_u16(), expected, "{secret}");
    }
}

#[tokio::test]
async fn a_failure_may_lack_name_and_details_and_the_sandbox_sends_both() {
    let shown = fixture("affitor/failure-without-name.json");
    assert_eq!(contract("affitor").judge_body("getTrackingStatus", 401, &shown), []);
    let sandbox = Sandbox::start_small().await;
    let (_, body) = sandbox.answer(&status(&sandbox)).await;
    assert_eq!(body["error"]["name"], "UnauthorizedError");
    assert!(body["error"]["details"].is_object());
}

#[test]
fn statuses_that_only_sibling_endpoints_document_are_marked_as_inferred() {
    let responses = document("affitor")["paths"]["/api/tracking/status/{programId}"]["get"]["responses"].take();
    for (status, source) in [
        ("200", "documented"),
        ("400", "inferred"),
        ("401", "inferred"),
        ("403", "inferred"),
        ("404", "documented"),
        ("500", "documented"),
    ] {
        assert_eq!(responses[status]["x-provenance"]["source"], source, "{status}");
    }
}

#[tokio::test]
async fn the_document_is_where_the_provider_serves_its_own() {
    let sandbox = Sandbox::start_small().await;
    let here = Call { headers: Vec::new(), ..sandbox.get("affitor", "/openapi.yaml") };
    let exchange = sandbox.send(&here).await;
    assert_eq!(
        (exchange.status, &exchange.response_headers["content-type"]),
        (StatusCode::OK, &"application/yaml".parse().unwrap())
    );
    // JSON is YAML.
    let document: serde_json::Value = serde_json::from_slice(&exchange.response_body).expect("JSON");
    let spec = sandbox.control(http::Method::GET, "/specs/affitor", &serde_json::Value::Null);
    assert_eq!(document, sandbox.success(&spec).await);
}
