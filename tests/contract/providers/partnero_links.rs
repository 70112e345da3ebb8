//! Partnero's links of partners.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn get(sandbox: &Sandbox, target: &str) -> Value {
    sandbox.success(&sandbox.get("partnero", target)).await["data"].take()
}

async fn joined(sandbox: &Sandbox) {
    let body = json!({ "email": "ida@mail.example", "id": "one", "key": "kestrel" });
    sandbox.success(&sandbox.post("partnero", "/v1/partners", &body)).await;
}

#[tokio::test]
async fn a_link_is_created_changed_found_and_deleted() {
    let sandbox = Sandbox::start_small().await;
    joined(&sandbox).await;
    let domains = get(&sandbox, "/v1/partner_referral_links:domains").await;
    assert_eq!((&domains[0]["id"], &domains[0]["is_additional"]), (&Value::Null, &json!(false)));
    let body = json!({
        "key": "spring", "partner": { "id": "one" }, "domain_id": domains[1]["id"], "is_additional": true,
    });
    let link = sandbox.success(&sandbox.post("partnero", "/v1/partner_referral_links", &body)).await["data"].take();
    let url = format!("{}spring", domains[1]["url"].as_str().expect("a URL"));
    assert_eq!(
        link,
        json!({
            "id": "spring", "key": "spring", "url": url, "default": false, "is_additional": true, "direct_tracking": false,
            "direct_tracking_redirect": false, "direct_tracking_redirect_url": null,
        })
    );
    let links = get(&sandbox, "/v1/partners/one/referral_links").await;
    assert_eq!((&links[0]["key"], &links[0]["default"], &links[1]), (&json!("kestrel"), &json!(true), &link));
    let partner = get(&sandbox, "/v1/partners/one").await;
    assert_eq!(partner["referral_links"], json!([links[0]["url"], link["url"]]));
    for key in ["spring", "kestrel"] {
        let target = format!("/v1/partner_referral_links/{key}");
        let body = json!({ "direct_tracking": true, "direct_tracking_redirect_url": "https://a.example" }).to_string();
        let change = sandbox.call("partnero", Method::PUT, target.clone()).header("content-type", "application/json");
        let changed = sandbox.success(&change.body(body)).await["data"].take();
        assert_eq!((&changed["direct_tracking"], &changed["id"]), (&json!(true), &json!(key)));
        assert_eq!(get(&sandbox, &target).await, changed);
        assert_eq!(get(&sandbox, &format!("/v1/partner_referral_links:search?key={key}")).await, json!([changed]));
    }
    let delete = |key: &str| sandbox.call("partnero", Method::DELETE, format!("/v1/partner_referral_links/{key}"));
    assert_eq!(sandbox.success(&delete("spring")).await, json!({ "status": 1 }));
    assert_eq!(sandbox.answer(&delete("spring")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(sandbox.answer(&delete("kestrel")).await.0, StatusCode::BAD_REQUEST, "the first link stays");
    assert_eq!(get(&sandbox, "/v1/partners/one/referral_links").await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn keys_are_unique_and_what_is_named_must_exist() {
    let sandbox = Sandbox::start_small().await;
    joined(&sandbox).await;
    let partner = json!({ "id": "one" });
    let create = async |body: Value| {
        let (status, answer) = sandbox.answer(&sandbox.post("partnero", "/v1/partner_referral_links", &body)).await;
        (status.as_u16(), answer)
    };
    assert_eq!(create(json!({ "key": "spring", "partner": partner })).await.0, 201);
    for (body, status, field) in [
        (json!({ "key": "spring", "partner": partner }), 422, "key"),
        (json!({ "key": "kestrel", "partner": partner }), 422, "key"),
        (json!({ "key": "new", "partner": partner, "domain_id": "x", "is_additional": true }), 422, "domain_id"),
        (json!({ "key": "new", "partner": partner, "domain_id": "x" }), 422, "is_additional"),
        (json!({ "key": "new" }), 422, "partner"),
        (json!({ "key": "new", "partner": { "key": "nobody" } }), 400, ""),
    ] {
        let (found, answer) = create(body.clone()).await;
        assert_eq!(found, status, "{body}: {answer}");
        assert!(field.is_empty() || answer["errors"][field].is_array(), "{body}: {answer}");
    }
    let body = json!({ "email": "a@mail.example", "key": "spring" });
    let (status, answer) = sandbox.answer(&sandbox.post("partnero", "/v1/partners", &body)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer["errors"]["key"], json!(["The key has already been taken."]));
    sandbox.success(&sandbox.call("partnero", Method::DELETE, "/v1/partners/one")).await;
    let gone = sandbox.get("partnero", "/v1/partner_referral_links/spring");
    assert_eq!(sandbox.answer(&gone).await.0, StatusCode::NOT_FOUND, "it went with the partner");
}

#[tokio::test]
async fn all_links_have_ids_of_their_own() {
    let sandbox = Sandbox::start_small().await;
    let links = get(&sandbox, "/v1/partner_referral_links:search?limit=250").await;
    let links = links.as_array().expect("rows");
    let ids: BTreeSet<_> = links.iter().map(|link| link["id"].as_str()).collect();
    assert_eq!(ids.len(), links.len());
    assert!(links.iter().any(|link| link["default"] == false), "a few partners have a second link");
    for link in &links[..5] {
        let target = format!("/v1/partner_referral_links/{}", link["id"].as_str().expect("an id"));
        assert_eq!(&get(&sandbox, &target).await, link);
    }
}
