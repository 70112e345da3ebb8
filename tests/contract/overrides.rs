//! Overrides over a real socket: what they change, what is refused, and that the contract stands above them.

use std::sync::OnceLock;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_contract::{Contract, Exchange, Origin};
use trackside_mock_server::Configuration;

use crate::harness::{Call, Sandbox, WHOLE_TIME, assert_kept, body_without_id, configuration, document, fixture};

/// A healthy affiliate program of the default world: its id at AgentRef, its number, its key at Partnero.
const UUID: &str = "17ee437b-1ade-4184-a078-fed25077ce58";
const NUMBER: &str = "1022";
const PARTNERO_KEY: &str = "pk-95u4ubu1";
/// Another one.
const OTHER_UUID: &str = "72401f0c-7b50-4358-8e68-148dc8036031";

/// A call to the control surface, whose answer keeps its own document.
async fn control(sandbox: &Sandbox, method: Method, target: &str, body: &Value) -> (StatusCode, Value) {
    static CONTRACT: OnceLock<Contract> = OnceLock::new();
    let contract = CONTRACT.get_or_init(|| Contract::from_value(&document("control")).expect("the document is sound"));
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    let body = if method == Method::GET { String::new() } else { body.to_string() };
    let call = Call { provider: "_mock", method, target: target.to_owned(), headers, body: body.into() };
    let exchange = sandbox.send(&call).await;
    assert_eq!(contract.judge(&exchange, Origin::Sandbox), [], "{target}");
    (exchange.status, serde_json::from_slice(&exchange.response_body).expect("a JSON body"))
}

/// Sets overrides that are accepted.
async fn set(sandbox: &Sandbox, overrides: Value) {
    let (status, body) = control(sandbox, Method::PUT, "/overrides", &json!({ "overrides": overrides })).await;
    assert_eq!((status, &body["overrides"]), (StatusCode::OK, &overrides), "{body}");
}

fn tracking_status(sandbox: &Sandbox, uuid: &str) -> Call {
    sandbox.get("agentref", format!("/programs/{uuid}/tracking/status"))
}

fn transactions(sandbox: &Sandbox, more: &str) -> Call {
    sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}{more}"))
}

fn reasons(exchange: &Exchange) -> Vec<&str> {
    let reasons = exchange.response_headers.get_all("x-mock-reason").iter();
    reasons.map(|reason| reason.to_str().expect("reasons are ASCII")).collect()
}

fn body(exchange: &Exchange) -> Value {
    serde_json::from_slice(&exchange.response_body).expect("a JSON body")
}

/// Whether an answer that keeps the contract was touched by the override with the number.
async fn is_touched(sandbox: &Sandbox, call: &Call, number: usize) -> bool {
    let exchange = sandbox.send(call).await;
    assert_eq!(exchange.status.as_u16() / 100, 2, "{}", call.target);
    assert_kept(call, &exchange);
    reasons(&exchange).iter().any(|reason| reason.starts_with(&format!("override {number}: ")))
}

#[tokio::test]
async fn an_override_changes_what_it_names_and_says_so() {
    let sandbox = Sandbox::start().await;
    let call = tracking_status(&sandbox, UUID);
    let plain = sandbox.send(&call).await;
    assert_eq!(reasons(&plain), Vec::<&str>::new());
    let patch = json!({ "data": { "status": { "cookieDuration": 7, "trackingDomain": null } } });
    set(&sandbox, json!([{ "provider": "agentref", "operation": "getTrackingStatus", "patch": patch }])).await;

    let touched = sandbox.send(&call).await;
    assert_kept(&call, &touched);
    assert_eq!(reasons(&touched), ["override 1: /data/status/cookieDuration, /data/status/trackingDomain"]);
    let mut expected = body(&plain);
    expected["data"]["status"]["cookieDuration"] = json!(7);
    expected["data"]["status"]["trackingDomain"] = Value::Null;
    expected["meta"] = body(&touched)["meta"].clone();
    assert_eq!(String::from_utf8_lossy(&touched.response_body), expected.to_string(), "only that, in the same order");

    let failure = sandbox.send(&call.clone().without_credentials()).await;
    assert_eq!((failure.status.as_u16(), reasons(&failure).len()), (401, 1));
    let head = sandbox.send(&Call { method: Method::HEAD, ..call }).await;
    assert_eq!((head.status.as_u16(), reasons(&head)), (200, reasons(&touched)));
}

#[tokio::test]
async fn operation_id_and_credential_say_whose_answers_are_changed() {
    let sandbox = Sandbox::start().await;
    let trackers = sandbox.success(&sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}))).await;
    let text =
        |pointer: &str| trackers.pointer(pointer).and_then(Value::as_str).expect("the world has trackers").to_owned();
    let (tracker, purchase, other) = (text("/data/0/id"), text("/data/0/purchaseId"), text("/data/5/purchaseId"));
    let list = |purchases: &[&str]| {
        sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "purchases": purchases }))
    };
    let page = sandbox.success(&transactions(&sandbox, "&limit=1")).await;
    let account = page["data"][0]["user_network_account_id"].to_string();
    let name = json!({ "data": { "program": { "name": "Another Name" } } });
    let partnero = sandbox.get("partnero", "/v1/program");
    let warned = json!({ "data": { "summary": "As somebody wants it." } });

    let none = json!(null);
    for (provider, operation, id, credential, patch, touched, untouched) in [
        (
            "agentref",
            "getTrackingStatus",
            json!(UUID),
            none.clone(),
            &warned,
            tracking_status(&sandbox, UUID),
            tracking_status(&sandbox, OTHER_UUID),
        ),
        (
            "agentref",
            "getTrackingStatus",
            json!(UUID.to_uppercase()),
            none.clone(),
            &warned,
            tracking_status(&sandbox, UUID),
            tracking_status(&sandbox, OTHER_UUID),
        ),
        (
            "affitor",
            "getTrackingStatus",
            json!(NUMBER),
            none.clone(),
            &json!({ "data": { "hasPartners": false } }),
            sandbox.get("affitor", format!("/api/tracking/status/{NUMBER}")),
            tracking_status(&sandbox, UUID),
        ),
        (
            "partnero",
            "getProgram",
            none.clone(),
            json!(PARTNERO_KEY),
            &name,
            partnero.clone(),
            partnero.clone().with_secrets(&["pk-1tv2bulm"]),
        ),
        (
            "partnero",
            "getProgram",
            none.clone(),
            none.clone(),
            &name,
            partnero,
            sandbox.get("partnero", "/v1/program/overview"),
        ),
        (
            "fullwhere",
            "getSurveyTracker",
            json!(tracker),
            none.clone(),
            &json!({ "surveyName": "Another" }),
            sandbox.get("fullwhere", format!("/partners/survey-tracker?id={tracker}")),
            list(&[&purchase]),
        ),
        (
            "fullwhere",
            "listSurveyTrackers",
            json!(purchase),
            json!("fw-key-sandbox"),
            &json!({ "data": [], "total": 0 }),
            list(&[&other, &purchase]),
            list(&[&other]),
        ),
        (
            "wecantrack",
            "listTransactions",
            json!(account),
            none,
            &json!({ "path": "https://elsewhere.example" }),
            transactions(&sandbox, &format!("&limit=3&network_account_id={account}")),
            transactions(&sandbox, "&limit=3"),
        ),
    ] {
        let mut wanted = json!({ "provider": provider, "operation": operation, "patch": patch });
        for (field, value) in [("id", id), ("credential", credential)] {
            if !value.is_null() {
                wanted[field] = value;
            }
        }
        let first = json!({ "provider": "wecantrack", "operation": "listTransactions", "id": "no-such-id", "patch": { "path": "https://nowhere.example" } });
        set(&sandbox, json!([first, wanted])).await;
        assert!(is_touched(&sandbox, &touched, 2).await, "{wanted} must touch {}", touched.target);
        assert!(!is_touched(&sandbox, &untouched, 2).await, "{wanted} must not touch {}", untouched.target);
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_the_reason_and_changes_nothing() {
    let sandbox = Sandbox::start().await;
    let kept = json!([{ "provider": "affitor", "operation": "getTrackingStatus", "patch": { "data": { "hasPartners": false } } }]);
    set(&sandbox, kept.clone()).await;
    let agentref = |more: Value| {
        let mut wanted =
            json!({ "provider": "agentref", "operation": "getTrackingStatus", "patch": { "data": { "summary": "" } } });
        wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        wanted
    };
    let of = |provider: &str, operation: &str, patch: Value| json!({ "provider": provider, "operation": operation, "patch": patch });
    for (wanted, said) in [
        (
            of("agentreff", "getTrackingStatus", json!({ "a": 1 })),
            &["overrides[1].provider", "\"agentreff\"", "known providers are agentref, "][..],
        ),
        (of("control", "getHealth", json!({ "a": 1 })), &["overrides[1].provider", "known providers are "]),
        (
            of("partnero", "getProgramOverviews", json!({ "a": 1 })),
            &["overrides[1].operation", "known operations are getProgramOverview, getProgram"],
        ),
        (agentref(json!({ "patch": {} })), &["overrides[1].patch", "changes nothing"]),
        (agentref(json!({ "id": "12" })), &["overrides[1].id", "does not look like"]),
        (
            agentref(json!({ "id": "17ee437b-1ade-4184-a078-000000000000" })),
            &["overrides[1].id", "no program 17ee437b-1ade-4184-a078-000000000000"],
        ),
        (agentref(json!({ "id": "12", "force": true })), &["overrides[1].id"]),
        (
            json!({ "provider": "partnero", "operation": "getProgram", "id": NUMBER, "patch": { "name": "x" } }),
            &["overrides[1].id", "neither parameters", "credential"],
        ),
        (
            agentref(json!({ "credential": "ak_live_sandbix" })),
            &["overrides[1].credential", "credentials that work are ak_live_sandbox"],
        ),
        (agentref(json!({ "credential": "ak_live_revoked" })), &["overrides[1].credential", "a revoked key"]),
        (agentref(json!({ "credential": "wct-sandbox" })), &["overrides[1].credential"]),
        (
            agentref(json!({ "patch": { "data": { "status": { "cookieDuration": "30" } } } })),
            &[
                "overrides[1].patch",
                "example `healthy`",
                "body/type /data/status/cookieDuration: is \"30\" (string), the contract says integer",
                "\"force\": true",
            ],
        ),
        (agentref(json!({ "patch": { "data": { "stauts": {} } } })), &["body/unknown-field /data/stauts"]),
        (agentref(json!({ "patch": { "data": { "summary": null } } })), &["body/required /data/summary: is missing"]),
        (
            agentref(json!({ "patch": { "data": { "stats": { "conversionsLast30Days": { "total": 0 } } } } })),
            &[
                "semantic /data/stats/conversionsLast30Days",
                "self.total = 0, self.clickToken = 61, self.coupon = 9",
                "[double(self.total) >= double(self.clickToken) + double(self.coupon)]",
            ],
        ),
        (
            agentref(json!({ "id": UUID, "patch": { "data": { "programId": OTHER_UUID } } })),
            &["in the response to /programs/17ee437b", "the program answered is the program asked for"],
        ),
        (
            of("wecantrack", "listTransactions", json!({ "data": [], "total": 0 })),
            &["example `page`", "from and to count the transactions of the page, and are null when it is empty"],
        ),
        (of("fullwhere", "generateSurveyTrackers", json!({ "data": [] })), &["the contract says array"]),
        (
            json!({ "provider": "partnero", "operation": "getProgram", "credential": PARTNERO_KEY, "patch": { "data": { "program": { "name": 7 } } } }),
            &["in the response to /v1/program", "is 7 (integer), the contract says string"],
        ),
    ] {
        let list = json!({ "overrides": [kept[0], wanted] });
        for (target, body) in [("/overrides", list.clone()), ("/scenario", list)] {
            let (status, answer) = control(&sandbox, Method::PUT, target, &body).await;
            assert_eq!((status.as_u16(), &answer["error"]), (422, &json!("invalid")), "{wanted}: {answer}");
            let message = answer["message"].as_str().unwrap();
            for text in said {
                assert!(message.contains(text), "{wanted}: {message:?} must contain {text:?}");
            }
        }
        assert_eq!(control(&sandbox, Method::GET, "/overrides", &json!({})).await.1["overrides"], kept);
    }
    let two = json!({ "overrides": [agentref(json!({ "patch": {} })), agentref(json!({ "id": "12" }))] });
    let (_, answer) = control(&sandbox, Method::PUT, "/overrides", &two).await;
    let message = answer["message"].as_str().unwrap();
    assert!(
        message.contains("overrides[0].patch") && message.contains("overrides[1].id"),
        "every one is named: {message}"
    );
}

#[tokio::test]
async fn an_override_may_need_the_one_before_it() {
    let sandbox = Sandbox::start().await;
    let of = |patch: Value| json!({ "provider": "affitor", "operation": "getTrackingStatus", "id": NUMBER, "patch": { "data": { "statistics": { "payments": patch } } } });
    let details = of(json!({ "detailsSubmitted": false, "payoutsEnabled": false }));
    let payouts = of(json!({ "payoutsEnabled": true }));
    let list = json!({ "overrides": [details, payouts] });
    let (status, answer) = control(&sandbox, Method::PUT, "/overrides", &list).await;
    assert_eq!(status.as_u16(), 422, "{answer}");
    assert!(answer["message"].as_str().unwrap().contains("overrides[1].patch"), "{answer}");

    let submitted = of(json!({ "detailsSubmitted": true }));
    set(&sandbox, json!([details, submitted, payouts])).await;
    let call = sandbox.get("affitor", format!("/api/tracking/status/{NUMBER}"));
    let exchange = sandbox.send(&call).await;
    assert_kept(&call, &exchange);
    assert_eq!(reasons(&exchange).len(), 3);
    assert_eq!(body(&exchange)["data"]["statistics"]["payments"]["detailsSubmitted"], json!(true));
    assert_eq!(body(&exchange)["data"]["statistics"]["payments"]["payoutsEnabled"], json!(true));
}

#[tokio::test]
async fn an_answer_that_an_override_would_break_is_sent_without_it() {
    let sandbox = Sandbox::start().await;
    let call = tracking_status(&sandbox, UUID);
    let plain = sandbox.send(&call).await;
    for (patch, said) in [
        // The examples have no request: only the request shows that another program is answered.
        (json!({ "data": { "programId": OTHER_UUID } }), "the program answered is the program asked for"),
        // Adds up in the example `fresh`, which has no clicks, and in no program that has some.
        (
            json!({ "data": { "stats": { "clicksLast7Days": { "total": 1, "redirect": 1 } } } }),
            "the total is the sum of redirect and direct clicks",
        ),
        // Nothing recent lies in the future: the rule reads the sandbox's clock.
        (
            json!({ "data": { "recent": { "lastDirectClick": { "affiliateCode": "a", "createdAt": "2026-06-08T12:00:01Z", "entryHost": "a.example" } } } }),
            "nothing recent lies in the future",
        ),
    ] {
        let mut wanted = json!([{ "provider": "agentref", "operation": "getTrackingStatus", "patch": patch }]);
        set(&sandbox, wanted.clone()).await;
        let exchange = sandbox.send(&call).await;
        assert_kept(&call, &exchange);
        assert_eq!(body_without_id(&exchange), body_without_id(&plain), "{patch}");
        let reason = reasons(&exchange).concat();
        assert!(
            reason.starts_with("override 1 was not applied, because it would break the contract: semantic"),
            "{reason}"
        );
        assert!(reason.contains(said), "{reason} must contain {said}");

        wanted[0]["force"] = json!(true);
        set(&sandbox, wanted).await;
        let exchange = sandbox.send(&call).await;
        assert_ne!(body_without_id(&exchange), body_without_id(&plain), "{patch}");
        assert!(reasons(&exchange)[0].starts_with("override 1: /data/"), "{:?}", reasons(&exchange));
    }
}

#[tokio::test]
async fn forced_overrides_break_the_contract_and_others_still_do_not() {
    let sandbox = Sandbox::start().await;
    let of = |id: &str, patch: Value, force: bool| {
        let mut wanted =
            json!({ "provider": "agentref", "operation": "getTrackingStatus", "id": id, "patch": { "data": patch } });
        if force {
            wanted["force"] = json!(true);
        }
        wanted
    };
    let forced = of(UUID, json!({ "status": { "cookieDuration": "30" }, "summary": null, "colour": "red" }), true);
    set(
        &sandbox,
        json!([forced, of(UUID, json!({ "warnings": [] }), false), of(OTHER_UUID, json!({ "summary": "x" }), false)]),
    )
    .await;
    let exchange = sandbox.send(&tracking_status(&sandbox, UUID)).await;
    let data = &body(&exchange)["data"];
    assert_eq!(
        (&data["status"]["cookieDuration"], &data["colour"], data.get("summary")),
        (&json!("30"), &json!("red"), None)
    );
    assert_eq!(
        reasons(&exchange),
        [
            "override 1: /data/status/cookieDuration, /data/summary, /data/colour (breaks the contract)",
            "override 2: /data/warnings"
        ]
    );
    assert!(is_touched(&sandbox, &tracking_status(&sandbox, OTHER_UUID), 3).await);
}

#[tokio::test]
async fn lists_are_empty_on_every_page() {
    let scenario = fixture("scenarios/empty-lists.json");
    let sandbox = Sandbox::start().await;
    let (status, answer) = control(&sandbox, Method::PUT, "/scenario", &scenario).await;
    assert_eq!((status.as_u16(), &answer), (200, &scenario));
    for more in ["", "&page=7&limit=25", "&status[]=approved", "&network_account_id=1"] {
        let page = sandbox.success(&transactions(&sandbox, more)).await;
        assert_eq!(
            (&page["data"], &page["from"], &page["to"], &page["total"]),
            (&json!([]), &json!(null), &json!(null), &json!(0)),
            "{more}"
        );
    }
    let list = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({ "limit": 3, "page": 2 }));
    assert_eq!(sandbox.success(&list).await, json!({ "data": [], "total": 0, "page": 2, "limit": 3 }));
}

#[tokio::test]
async fn scenarios_are_played_listed_saved_and_left() {
    let sandbox = Sandbox::start().await;
    let before = control(&sandbox, Method::GET, "/scenario", &json!({})).await.1;
    assert_eq!(before, json!({ "now": "2026-06-08T12:00:00Z" }));

    let mut scenario = fixture("scenarios/three-warnings.json");
    scenario["now"] = json!("2026-06-10T08:30:00Z");
    scenario["faults"] = json!([{ "provider": "affitor", "error_rate": 0.5 }]);
    assert_eq!(control(&sandbox, Method::PUT, "/scenario", &scenario).await, (StatusCode::OK, scenario.clone()));
    assert_eq!(control(&sandbox, Method::GET, "/scenario", &json!({})).await.1, scenario);
    let call = tracking_status(&sandbox, UUID);
    assert_eq!(sandbox.success(&call).await["data"]["warnings"].as_array().map(Vec::len), Some(3));
    let catalogue = control(&sandbox, Method::GET, "/world", &json!({})).await.1;
    assert_eq!(
        (&catalogue["now"], &catalogue["overrides"], &catalogue["faults"]),
        (&scenario["now"], &scenario["overrides"], &scenario["faults"])
    );

    for (broken, said) in [
        (json!({ "name": "a", "now": "2041-01-01T00:00:00Z" }), "`now`"),
        (
            json!({ "name": "b", "now": "2026-06-09T00:00:00Z", "overrides": [{ "provider": "shop", "operation": "x", "patch": { "a": 1 } }] }),
            "overrides[0].provider",
        ),
        (
            json!({ "name": "c", "overrides": [{ "provider": "agentref", "operation": "getTrackingStatus", "patches": {} }] }),
            "`overrides[0].patches` is unknown; did you mean `patch`?",
        ),
        (json!({ "name": "d", "clock": "2026-06-09T00:00:00Z" }), "clock"),
        (json!({ "name": "e".repeat(101) }), "`name` has more than 100 characters"),
        (
            json!({ "overrides": [{ "provider": "agentref", "operation": "getTrackingStatus", "patch": { "a": 1 }, "note": "n".repeat(501) }] }),
            "`overrides[0].note` has more than 500 characters",
        ),
        (
            json!({ "overrides": [{ "provider": "agentref", "patch": { "a": 1 } }] }),
            "`overrides[0]` lacks the field `operation`",
        ),
    ] {
        let (status, answer) = control(&sandbox, Method::PUT, "/scenario", &broken).await;
        assert_eq!(status.as_u16(), 422, "{broken}: {answer}");
        assert!(answer["message"].as_str().unwrap().contains(said), "{broken}: {answer}");
        assert_eq!(control(&sandbox, Method::GET, "/scenario", &json!({})).await.1, scenario, "all or nothing");
    }

    let faults_only = json!({ "name": "other", "faults": null, "overrides": null });
    let (status, answer) = control(&sandbox, Method::PUT, "/scenario", &faults_only).await;
    assert_eq!((status.as_u16(), answer), (200, json!({ "name": "other", "now": "2026-06-10T08:30:00Z" })));

    control(&sandbox, Method::PUT, "/scenario", &scenario).await;
    control(&sandbox, Method::POST, "/reset", &json!({})).await;
    assert_eq!(control(&sandbox, Method::GET, "/scenario", &json!({})).await.1, before);
    assert_eq!(reasons(&sandbox.send(&call).await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_reset_goes_back_to_the_scenario_of_the_start() {
    let scenario = fixture("scenarios/three-warnings.json");
    let started = serde_json::from_value(scenario.clone()).expect("the file is a scenario");
    let sandbox = Sandbox::start_with(Configuration { scenario: started, now: None, ..configuration() }).await;
    assert_eq!(control(&sandbox, Method::GET, "/scenario", &json!({})).await.1, scenario);
    set(&sandbox, json!([])).await;
    let call = tracking_status(&sandbox, UUID);
    assert!(!is_touched(&sandbox, &call, 1).await);
    control(&sandbox, Method::POST, "/reset", &json!({})).await;
    assert!(is_touched(&sandbox, &call, 1).await);
    assert_eq!(control(&sandbox, Method::GET, "/scenario", &json!({})).await.1, scenario);
}

#[tokio::test]
async fn a_scenario_of_faults_is_played() {
    let scenario = fixture("scenarios/rate-limited.json");
    let sandbox = Sandbox::start().await;
    assert_eq!(control(&sandbox, Method::PUT, "/scenario", &scenario).await, (StatusCode::OK, scenario));
}

#[tokio::test]
async fn with_any_key_any_credential_can_be_meant() {
    let sandbox = Sandbox::start_with(Configuration { any_key: true, ..configuration() }).await;
    let patch = json!({ "data": { "summary": "As somebody wants it." } });
    set(&sandbox, json!([{ "provider": "agentref", "operation": "getTrackingStatus", "credential": "ak_live_of_mine", "patch": patch }])).await;
    let call = tracking_status(&sandbox, UUID);
    assert!(!is_touched(&sandbox, &call, 1).await);
    assert!(is_touched(&sandbox, &call.with_secrets(&["ak_live_of_mine"]), 1).await);
}
