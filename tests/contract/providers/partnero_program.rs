//! Partnero's calls about the key and the program.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

fn put(sandbox: &Sandbox, target: &str, body: &Value) -> Call {
    sandbox.call("partnero", Method::PUT, target).header("content-type", "application/json").body(body.to_string())
}

async fn program(sandbox: &Sandbox) -> Value {
    sandbox.success(&sandbox.get("partnero", "/v1/program")).await["data"].take()
}

#[tokio::test]
async fn a_key_tells_whose_it_is_whatever_its_program() {
    let sandbox = Sandbox::start_small().await;
    for key in sandbox.server.sandbox().keys().of("partnero").filter(|key| key.works()) {
        let facts =
            sandbox.success(&sandbox.get("partnero", "/v1/test").with_secrets(&key.secrets)).await["data"].take();
        let shown = sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&key.secrets)).await;
        let nested = &shown["data"]["program"];
        if nested.is_null() {
            assert_eq!(
                (&facts["program"]["id"], &facts["program"]["type"]),
                (&shown["data"]["id"], &json!("Newsletter"))
            );
        } else {
            for (field, of_program) in [("id", "public_id"), ("name", "name"), ("type", "type"), ("website", "website")]
            {
                assert_eq!(facts["program"][field], nested[of_program], "{field}");
            }
        }
    }
}

#[tokio::test]
async fn what_changes_about_the_program_is_seen_at_other_providers_too() {
    let sandbox = Sandbox::start_small().await;
    let body = json!({
        "name": "Wren Kites", "website": "https://wren.example",
        "program_settings": { "cookie_lifetime": 21, "welcome_email_enabled": false },
        "portal_settings": { "widget_enabled": false, "google_login_enabled": true },
    });
    let changed = sandbox.success(&put(&sandbox, "/v1/program", &body)).await;
    assert_eq!(changed, json!({ "status": 1, "message": "Program updated successfully" }));
    let shown = program(&sandbox).await;
    for (pointer, expected) in [
        ("/program/name", json!("Wren Kites")),
        ("/program/website", json!("https://wren.example")),
        ("/program_settings/cookie_lifetime", json!("21")),
        ("/program_settings/welcome_email_enabled", json!(false)),
        ("/portal_settings/widget_enabled", json!(false)),
        ("/portal_settings/google_login_enabled", json!(true)),
    ] {
        assert_eq!(shown.pointer(pointer), Some(&expected), "{pointer}");
    }
    let listed = sandbox.success(&sandbox.get("agentref", "/programs?limit=100")).await["data"].take();
    let mut listed = listed.as_array().expect("rows").iter();
    let other = listed.find(|known| known["name"] == "Wren Kites").expect("the program");
    assert_eq!(other["cookieDuration"], 21, "{other}");
    let legacy = sandbox.success(&sandbox.get("partnero", "/v1/program/overview")).await["data"].take();
    assert_eq!(legacy["overview_program_current_settings"]["cookie_lifetime"], "21");
}

#[tokio::test]
async fn more_than_other_providers_can_show_is_kept() {
    let sandbox = Sandbox::start_small().await;
    let name = "Wren ".repeat(40).trim().to_owned();
    let body = json!({ "name": name, "program_settings": { "cookie_lifetime": 9_999_999 } });
    sandbox.success(&put(&sandbox, "/v1/program", &body)).await;
    let shown = program(&sandbox).await;
    assert_eq!(
        (&shown["program"]["name"], &shown["program_settings"]["cookie_lifetime"]),
        (&json!(name), &json!("9999999"))
    );
    sandbox.success(&put(&sandbox, "/v1/program", &json!({ "name": "Wren" }))).await;
    assert_eq!(program(&sandbox).await["program"]["name"], "Wren");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_field_and_changes_nothing() {
    let sandbox = Sandbox::start_small().await;
    let before = program(&sandbox).await;
    for body in [
        json!({ "website": "nowhere" }),
        json!({ "website": format!("https://{}.example", "w".repeat(250)) }),
        json!({ "name": "w".repeat(256) }),
        json!({ "name": " " }),
        json!({ "program_settings": { "cookie_lifetime": 0 } }),
        json!({ "program_settings": { "cookie_lifetime": 10_000_000 } }),
        json!({ "program_settings": { "currency": "VND" } }),
    ] {
        let (status, answer) = sandbox.answer(&put(&sandbox, "/v1/program", &body)).await;
        assert_eq!((status, &answer["status"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(0)), "{body}: {answer}");
    }
    assert_eq!(program(&sandbox).await, before);
    let currency = &before["program_settings"]["currency"];
    sandbox.success(&put(&sandbox, "/v1/program", &json!({ "program_settings": { "currency": currency } }))).await;
}

#[tokio::test]
async fn the_older_call_changes_the_same_settings() {
    let sandbox = Sandbox::start_small().await;
    let settings =
        json!({ "settings": { "cookie_lifetime": 14, "onboarding_enabled": false, "signup_popup_enabled": true } });
    sandbox.success(&put(&sandbox, "/v1/settings", &settings)).await;
    let shown = program(&sandbox).await;
    assert_eq!(shown["program_settings"]["cookie_lifetime"], "14");
    assert_eq!(shown["program_settings"]["onboarding_enabled"], false);
    assert_eq!(shown["portal_settings"]["signup_popup_enabled"], true);
}
