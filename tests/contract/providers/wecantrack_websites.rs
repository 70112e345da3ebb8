//! Websites at wecantrack: added, changed and removed, and the scripts and options that follow from them.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

const PATH: &str = "/api/v1/websites";

async fn list(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    sandbox.success(&sandbox.get("wecantrack", format!("{PATH}{query}"))).await.as_array().expect("a list").clone()
}

fn patch(sandbox: &Sandbox, query: &str, body: &Value) -> Call {
    let call = sandbox.call("wecantrack", Method::PATCH, format!("{PATH}{query}"));
    call.header("content-type", "application/json").body(body.to_string())
}

fn delete(sandbox: &Sandbox, query: &str) -> Call {
    sandbox.call("wecantrack", Method::DELETE, format!("{PATH}{query}"))
}

async fn refused(sandbox: &Sandbox, call: &Call) -> (u16, String) {
    let (status, body) = sandbox.answer(call).await;
    (status.as_u16(), body["error"].as_str().unwrap_or_else(|| panic!("no error: {body}")).to_owned())
}

#[tokio::test]
async fn a_website_is_added_changed_and_removed() {
    let sandbox = Sandbox::start_small().await;
    let before = list(&sandbox, "").await;
    let body =
        json!({ "url": "https://lampdeals.example", "auto_tagging": true, "redirect_through": "https://wct-1.com" });
    let call = sandbox.post("wecantrack", PATH, &body);
    let exchange = sandbox.send(&call).await;
    assert_eq!(exchange.status, StatusCode::CREATED);
    let created: Value = serde_json::from_slice(&exchange.response_body).unwrap();
    assert_eq!((&created["url"], &created["active"]), (&json!("https://lampdeals.example"), &json!(true)));
    assert!(before.iter().all(|website| website["id"].as_u64() < created["id"].as_u64()), "{created}");
    assert_eq!(json!(list(&sandbox, &format!("?id={}", created["id"])).await), json!([created]));
    // With http or https, with a slash or without, it is the same website.
    for url in ["https://lampdeals.example", "https://lampdeals.example/", "http://lampdeals.example"] {
        let again = sandbox.post("wecantrack", PATH, &json!({ "url": url }));
        assert_eq!(refused(&sandbox, &again).await, (400, "The url has already been taken.".to_owned()), "{url}");
    }

    // The URL names it in the body or in the query; the body counts.
    let switched = json!({ "id": created["id"], "url": created["url"], "active": false });
    let in_query =
        patch(&sandbox, "?url=https://lampdeals.example", &json!({ "active": false, "ip_anonymization": 2 }));
    assert_eq!(sandbox.success(&in_query).await, switched);
    let in_body = json!({ "url": "https://lampdeals.example/", "active": true });
    assert_eq!(sandbox.success(&patch(&sandbox, "?url=https://elsewhere.example", &in_body)).await, created);
    let options = "/api/v1/user/websites?site_url=https://lampdeals.example/";
    let options = sandbox.success(&sandbox.get("wecantrack", options)).await;
    assert_eq!(
        options,
        json!({
            "id": created["id"], "url": created["url"], "active": true, "auto_tagging": true,
            "redirect_through": "https://wct-1.com", "ip_anonymization": 2,
        })
    );

    assert_eq!(sandbox.success(&delete(&sandbox, "?url=https://lampdeals.example")).await, created);
    assert_eq!(list(&sandbox, "").await, before);
    let unknown = (404, "Website not found.".to_owned());
    assert_eq!(refused(&sandbox, &delete(&sandbox, "?url=https://lampdeals.example")).await, unknown);
    // A new one with the same URL is another one; one of the world can be removed, too.
    let again = sandbox.success(&call).await;
    assert!(again["id"].as_u64() > created["id"].as_u64(), "{again}");
    let in_body = delete(&sandbox, "").header("content-type", "application/json");
    let in_body = in_body.body(json!({ "url": before[0]["url"] }).to_string());
    assert_eq!(sandbox.success(&in_body).await, before[0]);
    assert_eq!(list(&sandbox, "").await[..before.len() - 1], before[1..]);
}

#[tokio::test]
async fn what_is_wrong_with_a_website_is_said_in_one_text() {
    let sandbox = Sandbox::start_small().await;
    for (body, error) in [
        (json!({}), "The url field is required."),
        (json!({ "url": "lampdeals" }), "The url field must be a valid URL."),
        (json!({ "url": "ftp://lampdeals.example" }), "The url field must be a valid URL."),
        (json!({ "url": "https://lampdeals.example", "active": "yes" }), "The active field must be true or false."),
        (
            json!({ "url": "https://lampdeals.example", "fb_pixel_id": "7" }),
            "The fb pixel id field must be an integer.",
        ),
        (
            json!({ "url": "https://lampdeals.example", "ip_anonymization": 3 }),
            "The ip anonymization field must not be greater than 2.",
        ),
        (
            json!({ "url": "https://lampdeals.example", "mgid_currency_id": "SEK" }),
            "The selected mgid currency id is invalid.",
        ),
        (
            json!({ "url": "https://lampdeals.example", "redirect_through": "https://wct-3.com" }),
            "The selected redirect through is invalid.",
        ),
        (
            json!({ "url": "https://lampdeals.example", "google_ads_tag_id": "AW-1" }),
            "The google ads tag id field must look like AW-123456789/AbC-D_efG.",
        ),
        (json!({ "url": "https://lampdeals.example", "proxy": "no url" }), "The proxy field must be a valid URL."),
    ] {
        let call = sandbox.post("wecantrack", PATH, &body);
        assert_eq!(refused(&sandbox, &call).await, (400, error.to_owned()), "{body}");
    }
    for call in [patch(&sandbox, "", &json!({ "active": true })), delete(&sandbox, ""), delete(&sandbox, "?url=%20")] {
        assert_eq!(refused(&sandbox, &call).await, (400, "The url field is required.".to_owned()), "{}", call.target);
    }
    let unknown = patch(&sandbox, "?url=https://elsewhere.example", &json!({}));
    assert_eq!(refused(&sandbox, &unknown).await.0, 404);
    assert_eq!(refused(&sandbox, &patch(&sandbox, "", &json!("text"))).await, (400, "Bad Request".to_owned()));
}

#[tokio::test]
async fn a_new_account_has_websites_of_its_own() {
    let sandbox = Sandbox::start_small().await;
    let before = list(&sandbox, "").await;
    let empty = |call: Call| call.with_secrets(&["wct-empty"]);
    let information = empty(sandbox.get("wecantrack", "/api/v1/user/information"));
    let seen = sandbox.success(&information).await;
    assert_eq!((&seen["total_active_network_accounts"], &seen["has_website"]), (&json!(0), &json!(false)));
    let created = sandbox.success(&empty(sandbox.post("wecantrack", PATH, &json!({ "url": before[0]["url"] })))).await;
    assert_eq!(sandbox.success(&empty(sandbox.get("wecantrack", PATH))).await, json!([created]));
    assert_eq!(sandbox.success(&information).await["has_website"], true);
    assert_eq!(list(&sandbox, "").await, before);
}

#[tokio::test]
async fn clicks_from_a_website_count_for_it_while_it_is_active() {
    let sandbox = Sandbox::start_small().await;
    let website =
        sandbox.success(&sandbox.post("wecantrack", PATH, &json!({ "url": "https://lampdeals.example" }))).await;
    let link = sandbox.catalogue().await["programs"][0]["partner_link"].as_str().unwrap().to_owned();
    let body = json!({ "affiliate_url": link, "clickout_url": "https://www.lampdeals.example/ten-lamps" });
    let clickout = sandbox.post("wecantrack", "/api/v1/clickout", &body);
    sandbox.success(&clickout).await;
    let clicks = sandbox.success(&sandbox.control(Method::GET, "/events?event=click", &Value::Null)).await;
    let sale = json!({ "event": "sale", "customer": clicks["events"][0]["customer"] });
    for _ in 0..2 {
        sandbox.success(&sandbox.control(Method::POST, "/events", &sale)).await;
    }
    let day = "date_type=click_date&start_date=2026-06-08T00:00:00&end_date=2026-06-08T23:59:59";
    for (filter, total, rows) in [
        (format!("website_id={}&limit=1", website["id"]), 2, 1),
        (format!("website_id={}&limit=1&page=3", website["id"]), 2, 0),
        (format!("website_id={}&status[]=declined", website["id"]), 0, 0),
        (format!("website_id={}", website["id"].as_u64().unwrap() + 1), 0, 0),
    ] {
        let page = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{day}&{filter}"))).await;
        let found = page["data"].as_array().unwrap();
        assert_eq!((page["total"].as_u64(), found.len()), (Some(total), rows), "{filter}");
        assert!(found.iter().all(|row| row["clickout_url"] == "https://www.lampdeals.example/ten-lamps"), "{page}");
    }
    sandbox.success(&patch(&sandbox, "?url=https://lampdeals.example", &json!({ "active": false }))).await;
    let (status, body) = sandbox.answer(&clickout).await;
    assert_eq!((status.as_u16(), &body["warning"]), (299, &json!("The website is not active.")));
}

#[tokio::test]
async fn scripts_load_the_stand_in_from_where_they_were_requested() {
    let sandbox = Sandbox::start_small().await;
    let url = list(&sandbox, "").await[0]["url"].as_str().unwrap().to_owned();
    let script = sandbox.get("wecantrack", format!("/api/v1/websites/script?url={url}"));
    let exchange = sandbox.send(&script).await;
    assert_eq!(exchange.response_headers["content-type"], "text/javascript");
    let text = sandbox.success(&script).await;
    let code = sandbox.success(&sandbox.get("wecantrack", format!("/api/v1/user/tracking_code?site_url={url}"))).await;
    assert_eq!(text, code, "the plugin's route is a twin");
    let source = format!("{}/wct.js", sandbox.server.base_url("wecantrack"));
    assert!(text.as_str().unwrap().contains(&format!("script.src = \"{source}?type=session\"")), "{text}");
    let stand_in = reqwest::get(source).await.expect("a response");
    assert_eq!(stand_in.headers()["content-type"], "text/javascript; charset=utf-8");
    assert!(stand_in.text().await.unwrap().contains("api/public/v1/clickout"));
    // Settings reach the script, and what is not active leaves links alone.
    assert!(text.as_str().unwrap().contains("\"do_not_modify_links\":false"), "{text}");
    sandbox
        .success(&patch(&sandbox, &format!("?url={url}"), &json!({ "active": false, "dynamic_content": true })))
        .await;
    let text = sandbox.success(&script).await;
    for option in ["\"do_not_modify_links\":true", "\"page_mutations\":true"] {
        assert!(text.as_str().unwrap().contains(option), "{text}");
    }
    for target in ["/api/v1/websites/script?url=https://elsewhere.example", "/api/v1/user/tracking_code?site_url=x"] {
        assert_eq!(refused(&sandbox, &sandbox.get("wecantrack", target)).await.0, 404, "{target}");
    }
    for target in ["/api/v1/websites/script", "/api/v1/user/tracking_code", "/api/v1/user/websites"] {
        assert_eq!(refused(&sandbox, &sandbox.get("wecantrack", target)).await.0, 400, "{target}");
    }
}
