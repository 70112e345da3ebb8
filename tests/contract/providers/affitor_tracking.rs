//! Affitor as a client works with it: from the first click to the refund, and what every provider shows of it.

use chrono::{DateTime, Utc};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};
use crate::stripe;

/// A program at Affitor.
pub(super) struct Program {
    pub(super) number: i64,
    key: String,
    pub(super) partner: String,
    pub(super) website: String,
    pub(super) cookie_days: i64,
    pub(super) percent: i64,
}

impl Program {
    /// The program in a state, such as `healthy`.
    pub(super) fn in_state(sandbox: &Sandbox, state: &str) -> Self {
        let inner = sandbox.server.sandbox();
        let moment = inner.moment();
        let view = moment.view();
        let program = view.programs().find(|program| program.state.name() == state).expect("such a program");
        // The usual program has another one that is easier to remember, which comes first.
        let is_its_own = |note: &str| note == format!("the key of {}", program.name);
        let keys = inner.keys().of("affitor").filter(|key| is_its_own(&key.note)).map(|key| key.secrets[0].clone());
        let partner = view.active_partner(program.id).and_then(|partner| view.partner_code(program.id, partner));
        Self {
            number: program.number,
            key: keys.last().expect("its key"),
            partner: partner.unwrap_or_default().to_owned(),
            website: program.website.clone(),
            cookie_days: program.cookie_days.into(),
            percent: program.commission_percent.into(),
        }
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Call {
        anonymous(path, body).header("authorization", format!("Bearer {}", self.key))
    }

    fn click_body(&self) -> Value {
        json!({ "affiliate_url": format!("{}/pricing?aff={}", self.website, self.partner) })
    }
}

fn anonymous(path: &str, body: &Value) -> Call {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Call { provider: "affitor", method: Method::POST, target: path.to_owned(), headers, body: body.to_string().into() }
}

async fn click(sandbox: &Sandbox, body: &Value) -> Value {
    sandbox.success(&anonymous("/api/v1/track/click", body)).await
}

/// The text of a refusal.
async fn refused(sandbox: &Sandbox, call: &Call, expected: u16) -> String {
    let (status, body) = sandbox.answer(call).await;
    assert_eq!(status.as_u16(), expected, "{} {}: {body}", call.target, String::from_utf8_lossy(&call.body));
    body["error"].as_str().map_or_else(|| body.to_string(), str::to_owned)
}

/// What the providers show of a healthy program: conversions at Affitor and AgentRef, pending transactions, leads at
/// Affitor, and sign-ups at Partnero.
pub(super) async fn figures(sandbox: &Sandbox, program: &Program) -> [i64; 5] {
    let performance = sandbox.get("affitor", format!("/api/tracking/performance/{}", program.number));
    let metrics = sandbox.success(&performance).await["metrics"].take();
    let world = sandbox.success(&sandbox.control(Method::GET, "/world", &Value::Null)).await;
    let listed = world["programs"].as_array().unwrap();
    let number = program.number.to_string();
    let here = listed.iter().find(|listed| listed["at"]["affitor"]["id"] == number.as_str()).unwrap();
    let uuid = here["at"]["agentref"]["id"].as_str().unwrap();
    let agentref = sandbox.success(&sandbox.get("agentref", format!("/programs/{uuid}/tracking/status"))).await;
    let today = "date_type=order_date&start_date=2026-06-08T00:00:00&end_date=2026-06-08T23:59:59&limit=1000";
    let rows = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{today}"))).await;
    let pending = rows["data"].as_array().unwrap().iter().filter(|row| row["status"] == "pending").count();
    let key = sandbox
        .server
        .sandbox()
        .keys()
        .of("partnero")
        .find(|key| key.secrets[0].ends_with(&here["at"]["partnero"]["id"].as_str().unwrap().to_lowercase()));
    let partnero = sandbox.get("partnero", "/v1/program/overview").with_secrets(&key.expect("its key").secrets);
    let overview = sandbox.success(&partnero).await;
    let signups = overview["data"]["total_signups"].as_str().expect("a number as text").replace(',', "");
    [
        metrics["totalConversions"].as_i64().unwrap(),
        agentref["data"]["stats"]["conversionsLast30Days"]["total"].as_i64().unwrap(),
        i64::try_from(pending).unwrap(),
        metrics["totalLeads"].as_i64().unwrap(),
        signups.parse().expect("a number"),
    ]
}

#[tokio::test]
async fn a_click_a_lead_and_a_sale_become_part_of_the_world_and_a_refund_takes_it_back() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "healthy");
    let before = figures(&sandbox, &program).await;
    let clicked = click(&sandbox, &program.click_body()).await;
    assert_eq!((&clicked["success"], &clicked["partner_code"]), (&json!(true), &json!(program.partner)), "{clicked}");
    assert_eq!(clicked["cookie_window_days"], program.cookie_days);
    let lead = json!({ "click_id": clicked["click_id"], "customer_key": "user_ada", "email": "ada@example.com" });
    sandbox.success(&program.post("/api/v1/track/lead", &lead)).await;
    let sale = json!({ "transaction_id": "txn_ada_1", "customer_key": "user_ada", "amount_cents": 10_000 });
    let sold = sandbox.success(&program.post("/api/v1/track/sale", &sale)).await;
    assert!(sold["sale_id"].is_i64() && sold["commission_id"].is_i64(), "{sold}");
    let after = figures(&sandbox, &program).await;
    let added: Vec<i64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
    assert_eq!(
        added, [1; 5],
        "conversions at Affitor and AgentRef, a pending transaction, a lead at Affitor and Partnero"
    );

    let events = format!("/api/tracking/events/{}?pageSize=3", program.number);
    let events = sandbox.success(&sandbox.get("affitor", events)).await;
    let kinds: Vec<_> = events["data"].as_array().unwrap().iter().map(|event| &event["event_type"]).collect();
    assert_eq!(kinds, ["conversion", "lead", "click"], "{events}");
    for event in events["data"].as_array().unwrap() {
        assert_eq!(event["click_id"], clicked["click_id"]);
    }
    let conversion = &events["data"][0];
    assert_eq!((&conversion["amount_cents"], &conversion["currency"]), (&json!(10_000), &json!("USD")));
    assert_eq!(conversion["processor_event_id"], "txn_ada_1");

    let refund = json!({ "transaction_id": "txn_ada_1", "refund_reason": "customer_request" });
    let refunded = sandbox.success(&program.post("/api/v1/track/refund", &refund)).await;
    assert_eq!((&refunded["status"], &refunded["commission_id"]), (&json!("reversed"), &sold["commission_id"]));
    let taken_back = figures(&sandbox, &program).await;
    assert_eq!(taken_back[..3], before[..3], "the conversions are gone, the transaction is declined");
    let again = sandbox.success(&program.post("/api/v1/track/refund", &refund)).await;
    assert_eq!((&again["status"], &again["reason"]), (&json!("skipped"), &json!("already reversed")));
    assert_eq!(figures(&sandbox, &program).await, taken_back);
}

#[tokio::test]
async fn a_part_of_a_sale_can_be_refunded_once() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "healthy");
    let clicked = click(&sandbox, &program.click_body()).await;
    // In the program's own currency, so that nothing is rounded on the way.
    let currency = sandbox.server.sandbox().moment().view().program_by_number(program.number).unwrap().currency.code();
    let sale = json!({
        "transaction_id": "part", "click_id": clicked["click_id"], "amount_cents": 10_000, "currency": currency
    });
    sandbox.success(&program.post("/api/v1/track/sale", &sale)).await;
    let refund = json!({ "transaction_id": "part", "refund_amount_cents": 2_500 });
    let refunded = sandbox.success(&program.post("/api/v1/track/refund", &refund)).await;
    assert_eq!(refunded["status"], "refunded");
    let deduction = refunded["deductionAmount"].as_f64().expect("a number");
    #[expect(clippy::cast_precision_loss, reason = "basis points are few")]
    let expected = 25.0 * program.percent as f64 / 10_000.0;
    assert!((deduction - expected).abs() < 0.011, "{deduction} of {expected}");
    let again = sandbox.success(&program.post("/api/v1/track/refund", &refund)).await;
    assert_eq!(again["status"], "skipped");
}

#[tokio::test]
async fn refusals_have_the_documented_words() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "healthy");
    let other = Program::in_state(&sandbox, "busy");
    let website = &program.website;
    for (body, words) in [
        (json!({}), "affiliate_url is required"),
        (json!({ "affiliate_url": "nonsense" }), "Invalid affiliate_url"),
        (json!({ "affiliate_url": website }), "No aff parameter found in affiliate_url"),
        (json!({ "affiliate_url": format!("{website}?aff=nobody") }), "Referral link not found"),
        (json!({ "affiliate_url": 7 }), "Invalid affiliate_url"),
    ] {
        assert_eq!(refused(&sandbox, &anonymous("/api/v1/track/click", &body), 400).await, words, "{body}");
    }
    let clicked = click(&sandbox, &program.click_body()).await;
    let click_id = &clicked["click_id"];
    let elsewhere = click(&sandbox, &other.click_body()).await;
    for (body, words) in [
        (json!({}), "click_id or customer_key is required"),
        (json!({ "click_id": null, "customer_key": "" }), "click_id or customer_key is required"),
        (json!({ "click_id": "cust_1_1" }), "Customer not found. Provide a valid click_id or customer_key."),
        (json!({ "customer_key": "nobody" }), "Customer not found. Provide a valid click_id or customer_key."),
        (json!({ "click_id": elsewhere["click_id"] }), "Customer does not belong to this program"),
    ] {
        assert_eq!(refused(&sandbox, &program.post("/api/v1/track/lead", &body), 400).await, words, "{body}");
    }
    let lead = json!({ "click_id": click_id, "customer_key": "user_1" });
    sandbox.success(&program.post("/api/v1/track/lead", &lead)).await;
    let twice = refused(&sandbox, &program.post("/api/v1/track/lead", &lead), 400).await;
    assert_eq!(twice, "Customer status cannot be updated to lead. Current status: lead");
    for (body, words) in [
        (json!({}), "transaction_id is required and must be a string"),
        (json!({ "transaction_id": 7 }), "transaction_id is required and must be a string"),
        (json!({ "transaction_id": "a" }), "amount_cents is required and must be a positive integer"),
        (
            json!({ "transaction_id": "a", "amount_cents": 0 }),
            "amount_cents is required and must be a positive integer",
        ),
        (json!({ "transaction_id": "a", "amount_cents": 1 }), "Customer not found. Provide customer_key or click_id."),
        (
            json!({ "transaction_id": "a", "amount_cents": 1, "click_id": elsewhere["click_id"] }),
            "No affiliate attribution found for this customer in this program",
        ),
    ] {
        assert_eq!(refused(&sandbox, &program.post("/api/v1/track/sale", &body), 400).await, words, "{body}");
    }
    let sale = json!({ "transaction_id": "a", "amount_cents": 1, "customer_key": "user_1" });
    sandbox.success(&program.post("/api/v1/track/sale", &sale)).await;
    let lead = refused(&sandbox, &program.post("/api/v1/track/lead", &lead), 400).await;
    assert_eq!(lead, "Customer status cannot be updated to lead. Current status: conversion");
    // The transaction is unique on the whole platform.
    let theirs = json!({ "transaction_id": "a", "amount_cents": 1, "click_id": elsewhere["click_id"] });
    for call in [program.post("/api/v1/track/sale", &sale), other.post("/api/v1/track/sale", &theirs)] {
        let words = refused(&sandbox, &call, 409).await;
        assert_eq!(words, "Duplicate transaction_id. This sale has already been recorded.");
    }
    let refund = |transaction: &str| json!({ "transaction_id": transaction });
    assert_eq!(
        refused(&sandbox, &program.post("/api/v1/track/refund", &json!({})), 400).await,
        "transaction_id is required"
    );
    for call in
        [program.post("/api/v1/track/refund", &refund("nothing")), other.post("/api/v1/track/refund", &refund("a"))]
    {
        assert_eq!(refused(&sandbox, &call, 404).await, "Sale not found for transaction_id");
    }
    let stranger = anonymous("/api/v1/track/sale", &sale).header("authorization", "Bearer aff_wrong");
    assert_eq!(refused(&sandbox, &stranger, 401).await, "Invalid API token");
    let stranger = anonymous("/api/v1/track/lead", &lead_of(click_id)).header("authorization", "Bearer aff_wrong");
    assert_eq!(refused(&sandbox, &stranger, 401).await, "Invalid API token");
}

fn lead_of(click_id: &Value) -> Value {
    json!({ "click_id": click_id })
}

#[tokio::test]
async fn the_last_click_wins_and_an_old_first_click_earns_nothing() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "healthy");
    let first = click(&sandbox, &program.click_body()).await;
    let other = {
        let inner = sandbox.server.sandbox();
        let moment = inner.moment();
        let view = moment.view();
        let known = view.program_by_number(program.number).unwrap();
        let codes =
            (0..50).map(trackside_world::PartnerId).filter(|partner| view.is_active_partner(known.id, *partner));
        let mut codes = codes.filter_map(|partner| view.partner_code(known.id, partner));
        codes.find(|code| *code != program.partner).expect("another partner").to_owned()
    };
    let body = json!({
        "affiliate_url": format!("{}?aff={other}", program.website), "existing_click_id": first["click_id"]
    });
    let second = click(&sandbox, &body).await;
    assert_eq!((&second["click_id"], &second["partner_code"]), (&first["click_id"], &json!(other)));
    let sale = |transaction: &str| json!({ "transaction_id": transaction, "amount_cents": 5000, "click_id": first["click_id"] });
    sandbox.success(&program.post("/api/v1/track/sale", &sale("one"))).await;
    let events = sandbox.success(&sandbox.control(Method::GET, "/events?event=sale", &Value::Null)).await;
    assert_eq!(events["events"][0]["partner"], json!(other));

    let days = program.cookie_days + 1;
    sandbox.set_clock(&json!({ "advance": format!("{days}d") })).await;
    let late = sandbox.success(&program.post("/api/v1/track/sale", &sale("two"))).await;
    assert_eq!(late["attributed"], false, "{late}");
    assert_eq!((&late["sale_id"], &late["commission_id"]), (&Value::Null, &Value::Null));
    assert_eq!((&late["click_age_days"], &late["window_days"]), (&json!(days), &json!(program.cookie_days)));
    // Nothing was recorded: the transaction is free.
    let click = click(&sandbox, &program.click_body()).await;
    let sale = json!({ "transaction_id": "two", "amount_cents": 5000, "click_id": click["click_id"] });
    sandbox.success(&program.post("/api/v1/track/sale", &sale)).await;
}

#[tokio::test]
async fn the_steps_of_a_fresh_program_complete_one_after_the_other() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "fresh");
    let steps = async || {
        let call = sandbox.get("affitor", format!("/api/tracking/status/{}", program.number));
        let steps = sandbox.success(&call).await["data"]["stepStatuses"].take();
        ["pageview", "referrals", "payments"].map(|step| steps[step] == "complete")
    };
    let blocker = async || {
        let call = sandbox.get("affitor", "/api/v1/programs/me/readiness").without_credentials();
        let ready = sandbox.success(&call.header("authorization", format!("Bearer {}", program.key))).await;
        let name = ready["blocker"].as_str().unwrap_or("none").to_owned();
        let action = ready["gates"][&name]["next_action"].as_str().unwrap_or_default().to_owned();
        (name, action, ready["state"].as_str().unwrap().to_owned())
    };
    let test = json!({ "additional_data": { "test_mode": true, "program_id": program.number.to_string() } });
    let at = |blocker: &str, action: &str, state: &str| (blocker.to_owned(), action.to_owned(), state.to_owned());
    assert_eq!(steps().await, [false, false, false]);
    assert_eq!(blocker().await, at("profile", "complete_program_profile", "draft"));
    let website = json!({ "event": "website_configured", "program": program.number.to_string() });
    sandbox.success(&sandbox.control(Method::POST, "/events", &website)).await;
    assert_eq!(blocker().await, at("payout", "surface_stripe_connect_url", "configuring"));
    let recorded = click(&sandbox, &test).await;
    assert_eq!(recorded["data"]["programId"], program.number);
    assert_eq!(steps().await, [true, false, false]);
    sandbox.success(&program.post("/api/v1/track/lead", &test)).await;
    assert_eq!(steps().await, [true, true, false]);
    let connect = json!({
        "program_id": program.number.to_string(), "stripe_user_id": "acct_1", "webhook_endpoint_id": "we_1",
        "webhook_secret": "whsec_1"
    });
    let connect = anonymous("/api/v1/cli/stripe-connect", &connect).header("authorization", "Bearer cli_sandbox");
    sandbox.success(&connect).await;
    assert_eq!(steps().await, [true, true, true]);
    assert_eq!(blocker().await, at("tracking", "install_tracker_or_send_events", "configuring"));
    let seen = json!({ "event": "script_verified", "program": program.number.to_string() });
    sandbox.success(&sandbox.control(Method::POST, "/events", &seen)).await;
    assert_eq!(blocker().await, at("live", "run_synthetic_sale_chain", "ready"));
    let chain = sandbox.success(&program.post("/api/v1/cli/test-event", &json!({ "type": "chain" }))).await;
    assert_eq!(chain["data"]["verdict"], json!({ "click": "attributed", "lead": "attributed", "sale": "attributed" }));
    assert_eq!(blocker().await, at("none", "", "integration_verified"));
}

#[tokio::test]
async fn ten_chains_an_hour_are_enough() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "healthy");
    let chain = program.post("/api/v1/cli/test-event", &json!({ "type": "chain" }));
    for _ in 0..10 {
        sandbox.success(&chain).await;
        sandbox.set_clock(&json!({ "advance": "1m" })).await;
    }
    let exchange = sandbox.send(&chain).await;
    crate::harness::assert_kept(&chain, &exchange);
    assert_eq!(exchange.status, StatusCode::TOO_MANY_REQUESTS);
    // The first one was sent ten minutes ago.
    let wait: i64 = exchange.response_headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((2990..=3000).contains(&wait), "{wait}");
    let single = program.post("/api/v1/cli/test-event", &json!({ "event_type": "sale" }));
    assert_eq!(sandbox.success(&single).await["data"]["received"], true);
    sandbox.set_clock(&json!({ "advance": format!("{wait}s") })).await;
    sandbox.success(&chain).await;
    for body in [json!({}), json!({ "type": "bundle" }), json!({ "event_type": "view" })] {
        let (status, body) = sandbox.answer(&program.post("/api/v1/cli/test-event", &body)).await;
        assert_eq!((status.as_u16(), &body["error"]), (400, &json!("event_type must be one of: click, lead, sale.")));
    }
}

#[tokio::test]
async fn an_exchanged_key_stops_working_at_once_and_undo_brings_it_back() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "healthy");
    let path = format!("/api/advertiser/affiliate-programs/{}/regenerate-api-token", program.number);
    let exchanged = sandbox.success(&sandbox.call("affitor", Method::POST, path)).await;
    let new = exchanged["data"]["api_token"].as_str().expect("a key");
    let readiness = |key: &str| {
        let call = sandbox.get("affitor", "/api/v1/programs/me/readiness").without_credentials();
        call.header("authorization", format!("Bearer {key}"))
    };
    for old in [program.key.as_str(), "aff_sandbox"] {
        let (status, body) = sandbox.answer(&readiness(old)).await;
        assert_eq!((status.as_u16(), &body["error"]["code"]), (401, &json!("api_key_rotation_required")), "{old}");
    }
    let ready = sandbox.success(&readiness(new)).await;
    assert_eq!(ready["key_rotated_at"], "2026-06-08T12:00:00.000Z");
    let list = sandbox.success(&sandbox.get("affitor", "/api/advertiser/affiliate-programs")).await;
    let shown = list["data"].as_array().unwrap().iter().find(|listed| listed["id"] == program.number).unwrap();
    assert_eq!(shown["api_token_masked"], exchanged["data"]["api_token_masked"]);
    let events = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await;
    assert_eq!((&events["total"], &events["events"][0]["event"]), (&json!(1), &json!("record")));
    let undo = json!({ "ids": [events["events"][0]["id"]] });
    sandbox.success(&sandbox.control(Method::POST, "/events/undo", &undo)).await;
    sandbox.success(&readiness(&program.key)).await;
    assert_eq!(sandbox.answer(&readiness(new)).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn management_keys_have_scopes_programs_and_an_end() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "healthy");
    let create = |body: &Value| sandbox.post("affitor", "/api/advertiser/api-keys", body);
    let with = |key: &Value, call: Call| {
        call.without_credentials().header("authorization", format!("Bearer {}", key.as_str().expect("a key")))
    };
    let programs = || sandbox.get("affitor", "/api/advertiser/affiliate-programs");
    let path = format!("/api/advertiser/affiliate-programs/{}/regenerate-api-token", program.number);
    let body = json!({
        "name": "CI", "scopes": ["program:list"], "program_scope": [program.number.to_string()],
        "expires_at": "2026-06-09T00:00:00Z"
    });
    let created = sandbox.success(&create(&body)).await["data"].take();
    let key = &created["key"];
    let listed = sandbox.success(&with(key, programs())).await;
    assert_eq!(listed["data"].as_array().unwrap().len(), 1, "only the program that the key is limited to");
    let (status, _) = sandbox.answer(&with(key, sandbox.call("affitor", Method::POST, path))).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "the scope is missing");
    let (status, _) = sandbox.answer(&with(key, sandbox.get("affitor", "/api/advertiser/api-keys"))).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "keys are managed with a session");

    let one = format!("/api/advertiser/api-keys/{}", created["id"]);
    let change = sandbox.call("affitor", Method::PUT, one.clone()).header("content-type", "application/json");
    let changed = sandbox.success(&change.body(json!({ "scopes": ["dashboard:view"] }).to_string())).await;
    assert_eq!((&changed["data"]["name"], &changed["data"]["scopes"]), (&json!("CI"), &json!(["dashboard:view"])));
    assert_eq!(sandbox.answer(&with(key, programs())).await.0, StatusCode::FORBIDDEN);

    let lasting = sandbox.success(&create(&json!({ "name": "lasting" }))).await["data"].take();
    sandbox.success(&with(&lasting["key"], programs())).await;
    sandbox.set_clock(&json!({ "advance": "13h" })).await;
    assert_eq!(sandbox.answer(&with(key, programs())).await.0, StatusCode::UNAUTHORIZED, "it has expired");
    let one = format!("/api/advertiser/api-keys/{}", lasting["id"]);
    let revoked = sandbox.success(&sandbox.call("affitor", Method::DELETE, one)).await;
    assert_eq!(revoked["data"]["status"], "revoked");
    assert_eq!(sandbox.answer(&with(&lasting["key"], programs())).await.0, StatusCode::UNAUTHORIZED);
    let keys = sandbox.success(&sandbox.get("affitor", "/api/advertiser/api-keys")).await;
    let shown = keys.to_string();
    assert!(!shown.contains(lasting["key"].as_str().unwrap()) && shown.contains("****"), "{shown}");
    let unknown = sandbox.call("affitor", Method::DELETE, "/api/advertiser/api-keys/4711");
    assert_eq!(sandbox.answer(&unknown).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_login_of_the_command_line_creates_a_program_that_can_be_worked_with() {
    let sandbox = Sandbox::start_small().await;
    let started = sandbox.success(&anonymous("/api/v1/cli/auth/start", &json!({}))).await["data"].take();
    let state = started["state"].as_str().expect("a state");
    let get = |path: String| Call { method: Method::GET, ..anonymous(&path, &Value::Null) }.body("");
    let poll = async || sandbox.success(&get(format!("/api/v1/cli/auth/poll?state={state}"))).await["data"].take();
    assert_eq!(poll().await["status"], "pending");
    let end = sandbox.success(&get(format!("/api/v1/cli/auth/callback?state={state}"))).await;
    assert_eq!(end["data"]["status"], "complete");
    let complete = poll().await;
    assert_eq!(complete["status"], "complete");
    assert_eq!(poll().await["status"], "consumed");
    assert!(started["poll_url"].as_str().unwrap().starts_with("http://127.0.0.1"), "{started}");

    let login = format!("Bearer {}", complete["token"].as_str().expect("a token"));
    let init = json!({
        "name": "Acme Analytics", "domain": "acme.example", "commission_type": "recurring_percent",
        "commission_rate": 20, "cookie_duration": 45
    });
    let created = sandbox.success(&anonymous("/api/v1/cli/init", &init).header("authorization", &login)).await;
    let key = format!("Bearer {}", created["data"]["api_key"].as_str().expect("a key"));
    assert_eq!(created["data"]["program_slug"], "acme-analytics");
    let status = sandbox.success(&get("/api/v1/cli/status".to_owned()).header("authorization", &key)).await;
    assert_eq!(status["data"]["program_id"], created["data"]["program_id"]);
    let ready = get("/api/v1/programs/me/readiness".to_owned()).header("authorization", &key);
    assert_eq!(sandbox.success(&ready).await["blocker"], "payout");
    let listed = sandbox.success(&get("/api/v1/cli/programs".to_owned()).header("authorization", &login)).await;
    let names: Vec<_> = listed["data"].as_array().unwrap().iter().map(|program| &program["name"]).collect();
    assert!(names.contains(&&json!("Acme Analytics")), "{names:?}");
    let number = created["data"]["program_id"].as_str().unwrap();
    sandbox.success(&sandbox.get("affitor", format!("/api/tracking/status/{number}"))).await;
}

/// A webhook of Stripe, signed as Stripe does.
fn signed(path: &str, event: &Value, secret: &str, at: DateTime<Utc>) -> Call {
    stripe::signed(anonymous(path, event), secret, at)
}

#[tokio::test]
async fn webhooks_of_stripe_report_sales_and_refunds() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "healthy");
    let clicked = click(&sandbox, &program.click_body()).await;
    let now = Utc::now();
    let distributor = "/api/webhook-distributor/stripe";
    let event = |kind: &str, object: Value| json!({ "id": "evt_1", "type": kind, "data": { "object": object } });
    let metadata = json!({
        "affitor_click_id": clicked["click_id"], "affitor_customer_key": "user_stripe",
        "program_id": program.number.to_string()
    });
    let customer = event("customer.created", json!({ "id": "cus_1", "metadata": metadata }));
    sandbox.success(&signed(distributor, &customer, "whsec_sandbox", now)).await;
    // The invoice names the customer at Stripe only.
    let invoice = json!({
        "id": "in_1", "customer": "cus_1", "amount_paid": 4900, "currency": "usd", "subscription": "sub_1",
        "metadata": { "program_id": program.number.to_string() }
    });
    let paid = event("invoice.paid", invoice);
    for _ in 0..2 {
        sandbox.success(&signed(distributor, &paid, "whsec_sandbox", now)).await;
    }
    let kinds = async || {
        let events = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await;
        let kinds =
            events["events"].as_array().unwrap().iter().map(|event| event["event"].as_str().unwrap().to_owned());
        kinds.filter(|kind| kind != "record").collect::<Vec<_>>()
    };
    assert_eq!(kinds().await, ["sale", "lead", "click"], "sent twice, recorded once");
    let refund = event(
        "charge.refunded",
        json!({ "id": "ch_1", "invoice": "in_1", "amount_refunded": 4900,
        "metadata": { "program_id": program.number.to_string() } }),
    );
    sandbox.success(&signed(distributor, &refund, "whsec_sandbox", now)).await;
    assert_eq!(kinds().await, ["refund", "sale", "lead", "click"]);
    let other = event("customer.subscription.deleted", json!({ "id": "sub_1" }));
    sandbox.success(&signed(distributor, &other, "whsec_sandbox", now)).await;

    for (secret, at) in [("wrong", now), ("whsec_sandbox", now - chrono::Duration::minutes(6))] {
        let words = refused(&sandbox, &signed(distributor, &paid, secret, at), 400).await;
        assert_eq!(words, "Webhook signature verification failed");
    }
    let unsigned = anonymous(distributor, &paid);
    assert_eq!(sandbox.answer(&unsigned).await.0, StatusCode::UNAUTHORIZED);
    let older = format!("/webhooks/stripe/{}", program.number);
    sandbox.success(&signed(&older, &other, "whsec_sandbox", now)).await;
}

#[tokio::test]
async fn a_lead_from_a_browser_is_provisional_where_the_backend_has_to_confirm_it() {
    let sandbox = Sandbox::start_small().await;
    let program = Program::in_state(&sandbox, "consent-required");
    let clicked = click(&sandbox, &program.click_body()).await;
    let lead = json!({ "click_id": clicked["click_id"], "customer_key": "user_b" });
    let provisional = sandbox.success(&anonymous("/api/v1/track/lead", &lead)).await;
    assert_eq!(provisional["provisional"], true, "{provisional}");
    let confirmed = sandbox.success(&program.post("/api/v1/track/lead", &lead)).await;
    assert!(confirmed.get("provisional").is_none(), "{confirmed}");
    // Elsewhere a browser is believed, and may send nulls.
    let healthy = Program::in_state(&sandbox, "healthy");
    let clicked = click(&sandbox, &healthy.click_body()).await;
    let lead = json!({
        "click_id": clicked["click_id"], "customer_key": null, "email": null, "session_id": null, "debug_mode": false
    });
    let tracked = sandbox.success(&anonymous("/api/v1/track/lead", &lead)).await;
    assert!(tracked.get("provisional").is_none(), "{tracked}");
}
