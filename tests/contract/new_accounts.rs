//! The first requests of a new account, which has nothing yet; and examples that carry the sandbox's address.

use http::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Sandbox, WHOLE_TIME, assert_kept};

#[tokio::test]
async fn a_new_account_of_wecantrack_is_empty() {
    let sandbox = Sandbox::start_small().await;
    let call = |target: &str| sandbox.get("wecantrack", target).with_secrets(&["wct-empty"]);
    let page = sandbox.success(&call(&format!("/api/v3/transactions?{WHOLE_TIME}"))).await;
    assert_eq!((&page["total"], &page["data"], &page["next_page_url"]), (&json!(0), &json!([]), &Value::Null));
    for target in ["/api/v1/websites", "/api/v2/network_accounts"] {
        assert_eq!(sandbox.success(&call(target)).await, json!([]), "{target}");
    }
    assert_ne!(sandbox.success(&call("/api/v2/networks")).await, json!([]), "networks belong to nobody");
}

#[tokio::test]
async fn a_new_partner_of_fullwhere_is_empty() {
    let sandbox = Sandbox::start_small().await;
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 1 }));
    let listed = sandbox.success(&list).await;
    let secrets = ["fw-key-empty", "fw-secret-empty"];
    let empty = sandbox.success(&list.clone().with_secrets(&secrets)).await;
    assert_eq!((&empty["total"], &empty["data"]), (&json!(0), &json!([])));
    let id = listed["data"][0]["id"].as_str().expect("an id");
    let get = sandbox.get("fullwhere", format!("/partners/survey-tracker?id={id}"));
    sandbox.success(&get).await;
    assert_eq!(sandbox.answer(&get.with_secrets(&secrets)).await.0, StatusCode::NOT_FOUND);
    let purchase = json!({ "purchaseId": listed["data"][0]["purchaseId"] });
    let generate = sandbox.post("fullwhere", "/partners/survey-tracker/generate", &purchase).with_secrets(&secrets);
    assert_eq!(sandbox.answer(&generate).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_merchant_of_agentref_has_no_program() {
    let sandbox = Sandbox::start_small().await;
    let catalogue = sandbox.catalogue().await;
    let id = catalogue["programs"][0]["at"]["agentref"]["id"].as_str().expect("an id").to_owned();
    let get = sandbox.get("agentref", format!("/programs/{id}/tracking/status"));
    sandbox.success(&get).await;
    let (status, body) = sandbox.answer(&get.with_secrets(&["ak_live_empty"])).await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::NOT_FOUND, &json!("NOT_FOUND")), "{body}");
}

#[tokio::test]
async fn the_catalogue_lists_the_keys_of_new_accounts() {
    let sandbox = Sandbox::start_small().await;
    let catalogue = sandbox.catalogue().await;
    let providers = catalogue["providers"].as_array().expect("a list").iter();
    let credentials = providers.flat_map(|provider| provider["credentials"].as_array().expect("a list"));
    let new: Vec<_> =
        credentials.filter(|credential| credential["note"].as_str().expect("a text").contains("new")).collect();
    assert_eq!(new.len(), 4, "{new:?}");
    assert!(new.iter().all(|credential| credential["works"] == true));
}

#[tokio::test]
async fn examples_carry_the_sandboxs_address() {
    let sandbox = Sandbox::start_small().await;
    let call =
        sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}")).header("prefer", "example=empty");
    for host in ["localhost:4010", "127.0.0.1:4010"] {
        let call = call.clone().header("host", host);
        let exchange = sandbox.send(&call).await;
        assert_kept(&call, &exchange);
        assert_eq!(exchange.response_headers["preference-applied"], "example=empty");
        let body = String::from_utf8_lossy(&exchange.response_body).into_owned();
        assert!(!body.contains("api.wecantrack.com"), "{body}");
        assert!(body.contains(&format!("\"http://{host}/wecantrack/api/v3/transactions")), "{body}");
    }
}
