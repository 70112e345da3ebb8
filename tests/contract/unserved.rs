//! Calls that the sandbox does not serve say so where an SDK shows it; and the provider's own base URL works.

use http::{Method, StatusCode};

use crate::harness::{Sandbox, assert_kept, providers};

#[tokio::test]
async fn an_endpoint_that_the_sandbox_lacks_says_so_in_the_providers_form() {
    let sandbox = Sandbox::start_small().await;
    let address = sandbox.server.address();
    for provider in providers() {
        let exchange = sandbox.send(&sandbox.get(provider, "/nowhere/at-all?page=1")).await;
        assert_eq!(exchange.status, StatusCode::NOT_FOUND, "{provider}");
        let body = String::from_utf8_lossy(&exchange.response_body).into_owned();
        let message = format!(
            "Trackside does not serve GET /nowhere/at-all. What it serves: http://{address}/reference/{provider}"
        );
        assert!(body.contains(&message), "{provider}: {body}");
        let reference = reqwest::get(format!("http://{address}/reference/{provider}")).await.expect("a page");
        assert_eq!(reference.status(), StatusCode::OK, "{provider}");
    }
}

#[tokio::test]
async fn a_method_that_the_sandbox_lacks_says_so_too() {
    let sandbox = Sandbox::start_small().await;
    let exchange = sandbox.send(&sandbox.call("partnero", Method::DELETE, "/v1/program")).await;
    assert_eq!(exchange.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(exchange.response_headers["allow"], "GET, HEAD, PUT, OPTIONS");
    let body = String::from_utf8_lossy(&exchange.response_body).into_owned();
    assert!(body.contains("Trackside does not serve DELETE /v1/program. What it serves: http://"), "{body}");
}

#[tokio::test]
async fn the_link_of_a_providers_host_name_leads_to_the_sandboxs_pages() {
    let sandbox = Sandbox::start_small().await;
    let call = sandbox.get("partnero", "/nowhere").header("host", "partnero.localhost:4010");
    let call = crate::harness::Call { target: "/nowhere".to_owned(), ..call };
    let body = String::from_utf8_lossy(&sandbox.send(&call).await.response_body).into_owned();
    assert!(body.contains("http://localhost:4010/reference/partnero"), "{body}");
}

#[tokio::test]
async fn the_providers_own_base_path_works_below_the_prefix() {
    let sandbox = Sandbox::start_small().await;
    let catalogue = sandbox.catalogue().await;
    let id = catalogue["programs"][0]["at"]["agentref"]["id"].as_str().expect("an id").to_owned();
    let short = sandbox.get("agentref", format!("/programs/{id}/tracking/status"));
    let data = sandbox.success(&short).await["data"].clone();
    let long = sandbox.get("agentref", format!("/api/v1/programs/{id}/tracking/status"));
    let exchange = sandbox.send(&long).await;
    assert_eq!(exchange.status, StatusCode::OK);
    let body: serde_json::Value = serde_json::from_slice(&exchange.response_body).expect("a JSON body");
    assert_eq!(body["data"], data);
    assert_kept(&short, &trackside_contract::Exchange { target: short.target.clone(), ..exchange });
    let entries = sandbox.control(Method::GET, "/journal?provider=agentref", &serde_json::Value::Null);
    let target = &sandbox.success(&entries).await["entries"][0]["target"];
    assert!(target.as_str().expect("a text").starts_with("/agentref/api/v1/"), "as it was sent: {target}");
    let unknown = sandbox.send(&sandbox.get("agentref", "/api/v1/nowhere")).await;
    let body = String::from_utf8_lossy(&unknown.response_body).into_owned();
    assert!(body.contains("Trackside does not serve GET /nowhere."), "{body}");
}
