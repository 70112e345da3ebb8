//! What Partnero's documentation says of the two types of programs, of failures, and of bounds.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Sandbox, contract, document, fixture};

/// The rules and places that a body of `GET /v1/program` breaks, apart from rules across fields.
fn broken(body: &Value) -> Vec<(String, String)> {
    let violations = contract("partnero").judge_body("getProgram", 200, body);
    let of_shape = violations.into_iter().filter(|violation| violation.rule.to_string() != "semantic");
    of_shape.map(|violation| (violation.rule.to_string(), violation.pointer)).collect()
}

#[tokio::test]
async fn each_type_of_program_has_the_portal_settings_of_its_type() {
    let sandbox = Sandbox::start_small().await;
    let common = [
        "partner_portal_url",
        "program_page_enabled",
        "registration_disabled",
        "widget_enabled",
        "embeddable_form_enabled",
    ];
    let affiliate = [
        "leads_page_enabled",
        "google_login_enabled",
        "passwordless_login_enabled",
        "sub_accounts_enabled",
        "signup_popup_enabled",
    ];
    let mut seen = BTreeSet::new();
    for key in sandbox.server.sandbox().keys().of("partnero").filter(|key| key.works()) {
        let data =
            sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&key.secrets)).await["data"].take();
        let Some(kind) = data["program"]["type"].as_str() else { continue };
        let own = if kind == "Affiliate" { &affiliate[..] } else { &["popup_form_enabled"] };
        let expected: BTreeSet<&str> = common.iter().chain(own).copied().collect();
        let shown: BTreeSet<&str> =
            data["portal_settings"].as_object().expect("settings").keys().map(String::as_str).collect();
        assert_eq!(shown, expected, "{kind}");
        seen.insert(kind.to_owned());
    }
    assert_eq!(seen.len(), 2, "{seen:?}");
}

#[test]
fn the_settings_of_one_types_portal_do_not_fit_the_other() {
    let (affiliate, friends) =
        (fixture("partnero/getProgram.affiliate.json"), fixture("partnero/getProgram.refer-a-friend.json"));
    for (mut body, other) in [(affiliate.clone(), &friends), (friends.clone(), &affiliate)] {
        assert_eq!(broken(&body), []);
        body["data"]["portal_settings"] = other["data"]["portal_settings"].clone();
        let found = broken(&body);
        assert!(found.iter().any(|(_, place)| place.starts_with("/data/portal_settings/")), "{found:?}");
    }
}

#[test]
fn what_the_providers_own_example_shows_beside_the_table_is_always_there() {
    let example = fixture("partnero/getProgram.affiliate.json");
    let stats = example["data"]["stats"].as_object().expect("figures").keys();
    let growth = stats.filter(|name| name.ends_with("_growth")).map(|name| format!("/data/stats/{name}"));
    let shown = ["/data/program/initial", "/data/stats/total_paid", "/data/stats/total_pending"].map(str::to_owned);
    let shown: Vec<String> = growth.chain(shown).collect();
    assert_eq!(shown.len(), 13, "ten figures and the net profit have grown: {shown:?}");
    let schemas = document("partnero")["components"]["schemas"].take();
    for pointer in shown {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let mut body = example.clone();
        body.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object").remove(name);
        assert_eq!(broken(&body), [("body/required".to_owned(), pointer.clone())]);
        let component = if name == "initial" { "AffiliateProgramDetails" } else { "AffiliateStatistics" };
        assert_eq!(schemas[component]["properties"][name]["x-provenance"]["source"], "example", "{name}");
    }
}

#[test]
fn the_legacy_overview_of_which_no_example_is_known_may_lack_growth() {
    let mut body = fixture("partnero/getProgramOverview.affiliate.json");
    body["data"].as_object_mut().expect("an object").retain(|name, _| !name.ends_with("_growth"));
    let found = contract("partnero").judge_body("getProgramOverview", 200, &body);
    assert_eq!(found, []);
}

#[tokio::test]
async fn a_key_without_the_permission_is_refused_at_both_endpoints() {
    let sandbox = Sandbox::start_small().await;
    for path in ["/v1/program", "/v1/program/overview"] {
        let (status, body) = sandbox.answer(&sandbox.get("partnero", path).with_secrets(&["pk-restricted"])).await;
        assert_eq!((status.as_u16(), body), (403, json!({ "message": "This action is unauthorized." })), "{path}");
    }
}

#[test]
fn a_failure_fits_the_shape_of_its_status_and_no_other() {
    let invalid = fixture("partnero/failure-invalid-website.json");
    let message = json!({ "message": "Unauthenticated." });
    let message_with_status = json!({ "message": "Unauthenticated.", "status": 0 });
    let message_of_success = json!({ "message": "Unauthenticated.", "status": 1 });
    for (status, body, fits) in [
        (422, &invalid, true),
        (422, &message, false),
        (401, &message, true),
        (401, &message_with_status, true),
        (401, &message_of_success, false),
        (401, &invalid, false),
    ] {
        let found = contract("partnero").judge_body("getProgram", status, body);
        assert_eq!(found.is_empty(), fits, "{status} {body}: {found:?}");
    }
}

#[test]
fn settings_keep_the_bounds_within_which_they_can_be_changed() {
    let long = |length| Value::from("w".repeat(length));
    for (pointer, value, rule) in [
        ("/data/program_settings/cookie_lifetime", json!("7"), None),
        ("/data/program_settings/cookie_lifetime", json!("9999999"), None),
        ("/data/program_settings/cookie_lifetime", json!("0"), Some("body/pattern")),
        ("/data/program_settings/cookie_lifetime", json!("10000000"), Some("body/pattern")),
        ("/data/program_settings/currency", json!("EUR"), None),
        ("/data/program_settings/currency", json!("eur"), Some("body/pattern")),
        ("/data/program/website", long(250), None),
        ("/data/program/website", long(251), Some("body/length")),
        ("/data/program/name", long(255), None),
        ("/data/program/name", long(256), Some("body/length")),
    ] {
        let mut body = fixture("partnero/getProgram.affiliate.json");
        *body.pointer_mut(pointer).expect("a field") = value.clone();
        let expected: Vec<_> = rule.map(|rule| (rule.to_owned(), pointer.to_owned())).into_iter().collect();
        assert_eq!(broken(&body), expected, "{pointer} {value}");
    }
}

#[test]
fn the_mail_service_of_a_newsletter_is_an_open_value() {
    let field = document("partnero")["components"]["schemas"]["NewsletterProgram"]["properties"]["esp_type"].take();
    assert!(field["x-extensible-enum"].as_array().expect("known values").contains(&json!("beehiiv")));
    let mut body = fixture("partnero/getProgram.newsletter.json");
    for service in ["custom", "mailchimp", "a-service-of-tomorrow"] {
        body["data"]["esp_type"] = service.into();
        assert_eq!(broken(&body), [], "{service}");
    }
}
