//! Sandboxes that start with a world file.

use std::path::Path;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_mock_server::{Configuration, MockServer, PinnedWorld, RateLimit};

use crate::harness::{Call, Sandbox, configuration, providers};

/// One program with one partner, and nothing else.
const SMALL: &str = "
simulate: false
programs:
  - name: Acme Coffee
    website: https://acme.example
    currency: USD
    without_website: true
    created_at: -20d
    ids: {affitor: 42, agentref: 7c9e6679-7425-40de-944b-e07fc1f90ae7, partnero: ACME2026}
    partners:
      - code: maria
";

/// The same program, with orders of the last days.
const ORDERS: &str = "
simulate: false
programs:
  - name: Acme Coffee
    ids: {affitor: 42, agentref: 7c9e6679-7425-40de-944b-e07fc1f90ae7, partnero: ACME2026}
    partners: [{code: maria}]
    customers: [{key: ada, partner: maria, signed_up_at: -10d}]
    orders:
      - {transaction_id: first, customer: ada, amount_cents: 10000, at: -3d}
      - {transaction_id: second, customer: ada, amount_cents: 2000, at: -1d}
";

fn pinned(text: &str) -> Configuration {
    let world = PinnedWorld::of_text(Path::new("world.yaml"), text).unwrap_or_else(|error| panic!("{error}"));
    Configuration { world: Some(world), ..configuration() }
}

async fn start(text: &str) -> Sandbox {
    Sandbox::start_with(pinned(text)).await
}

/// What a client of the program does at Affitor.
struct Client<'s> {
    sandbox: &'s Sandbox,
    key: String,
}

impl<'s> Client<'s> {
    /// With the key that `/_mock/world` shows for the program.
    async fn of(sandbox: &'s Sandbox, program: &str) -> Self {
        let world = sandbox.success(&sandbox.control(Method::GET, "/world", &Value::Null)).await;
        let affitor = world["providers"].as_array().unwrap().iter().find(|known| known["name"] == "affitor").unwrap();
        let note = format!("the key of {program}");
        let key = affitor["credentials"].as_array().unwrap().iter().rfind(|key| key["note"] == note).expect("its key");
        Self { sandbox, key: key["secrets"][0].as_str().unwrap().to_owned() }
    }

    fn call(&self, method: Method, path: &str, body: &Value) -> Call {
        let call = self.sandbox.call("affitor", method, path).without_credentials();
        let call = call.header("authorization", format!("Bearer {}", self.key));
        if body.is_null() { call } else { call.header("content-type", "application/json").body(body.to_string()) }
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.sandbox.success(&self.call(Method::POST, path, &body)).await
    }

    /// The gate that does not pass, and what it wants.
    async fn missing(&self) -> Option<(String, String)> {
        let ready = self.sandbox.success(&self.call(Method::GET, "/api/v1/programs/me/readiness", &Value::Null)).await;
        let blocker = ready["blocker"].as_str()?.to_owned();
        let action = ready["gates"][&blocker]["next_action"].as_str().expect("what to do").to_owned();
        Some((blocker, action))
    }

    /// The steps of the status: page views, referrals, payments.
    async fn steps(&self) -> [bool; 3] {
        let status = self.sandbox.success(&self.sandbox.get("affitor", "/api/tracking/status/42")).await;
        let steps = &status["data"]["stepStatuses"];
        ["pageview", "referrals", "payments"].map(|step| steps[step] == "complete")
    }

    async fn cause(&self, event: Value) -> Value {
        self.sandbox.success(&self.sandbox.control(Method::POST, "/events", &event)).await
    }
}

/// What the providers show of the orders of the program 42: conversions and revenue at Affitor, conversions at AgentRef,
/// transactions that count at wecantrack and the sum of their amounts, orders and customers at Partnero.
async fn shown(sandbox: &Sandbox) -> Value {
    let performance = sandbox.success(&sandbox.get("affitor", "/api/tracking/performance/42")).await;
    let program = "/programs/7c9e6679-7425-40de-944b-e07fc1f90ae7/tracking/status";
    let agentref = sandbox.success(&sandbox.get("agentref", program)).await;
    let range = "date_type=order_date&start_date=2026-01-01T00:00:00&end_date=2026-06-30T00:00:00&limit=1000";
    let rows = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{range}"))).await;
    let counting: Vec<_> = rows["data"].as_array().unwrap().iter().filter(|row| row["status"] != "declined").collect();
    let partnero = sandbox.success(&sandbox.get("partnero", "/v1/program/overview")).await;
    json!({
        "affitor": performance["metrics"],
        "agentref": agentref["data"]["stats"]["conversionsLast30Days"]["total"],
        "wecantrack": counting.len(),
        "partnero": partnero["data"],
    })
}

/// How many orders count at Affitor, AgentRef, wecantrack and Partnero.
fn conversions(shown: &Value) -> [i64; 4] {
    let number = |value: &Value| value.as_i64().unwrap_or_else(|| panic!("{shown}"));
    let purchases = shown["partnero"]["total_purchases"].as_str().and_then(|text| text.parse().ok());
    [
        number(&shown["affitor"]["totalConversions"]),
        number(&shown["agentref"]),
        number(&shown["wecantrack"]),
        purchases.unwrap_or_else(|| panic!("{shown}")),
    ]
}

#[tokio::test]
async fn a_program_is_set_up_step_by_step_and_works_at_every_provider() {
    let sandbox = start(SMALL).await;
    let client = Client::of(&sandbox, "Acme Coffee").await;
    assert_eq!(client.steps().await, [false, false, false]);
    let missing = |gate: &str, action: &str| Some((gate.to_owned(), action.to_owned()));
    assert_eq!(client.missing().await, missing("profile", "complete_program_profile"));
    client.cause(json!({ "event": "website_configured" })).await;
    assert_eq!(client.missing().await, missing("payout", "surface_stripe_connect_url"));

    client.post("/api/v1/cli/test-event", json!({ "event_type": "click" })).await;
    assert_eq!(client.steps().await, [true, false, false]);
    client.post("/api/v1/cli/test-event", json!({ "event_type": "lead" })).await;
    assert_eq!(client.steps().await, [true, true, false]);
    client.cause(json!({ "event": "stripe_pending" })).await;
    assert_eq!(client.steps().await, [true, true, false]);
    client.cause(json!({ "event": "stripe_connected" })).await;
    assert_eq!(client.steps().await, [true, true, true]);
    assert_eq!(client.missing().await, missing("tracking", "install_tracker_or_send_events"));
    client.cause(json!({ "event": "script_verified" })).await;
    assert_eq!(client.missing().await, missing("live", "run_synthetic_sale_chain"));

    assert_eq!(conversions(&shown(&sandbox).await), [0; 4], "tests do not count");
    let click = client.post("/api/v1/track/click", json!({ "affiliate_url": "https://acme.example/?aff=maria" })).await;
    assert_eq!(client.missing().await, None, "an event has arrived");
    let lead = json!({ "click_id": click["click_id"], "customer_key": "ada", "email": "ada@example.com" });
    client.post("/api/v1/track/lead", lead).await;
    let sale = json!({ "transaction_id": "txn_1", "customer_key": "ada", "amount_cents": 10_000 });
    client.post("/api/v1/track/sale", sale).await;
    assert_eq!(conversions(&shown(&sandbox).await), [1; 4]);
    client.post("/api/v1/track/refund", json!({ "transaction_id": "txn_1" })).await;
    assert_eq!(conversions(&shown(&sandbox).await), [0; 4]);
}

#[tokio::test]
async fn a_world_without_simulation_has_what_the_file_says_and_nothing_else() {
    for (text, programs) in [("simulate: false", 0), ("{\"simulate\": false, \"programs\": []}", 0), (SMALL, 1)] {
        let sandbox = start(text).await;
        let world = sandbox.success(&sandbox.control(Method::GET, "/world", &Value::Null)).await;
        assert_eq!(world["programs"].as_array().unwrap().len(), programs, "{text}");
        assert_eq!(world["orders"], 0);
        let listed = sandbox.success(&sandbox.get("affitor", "/api/advertiser/affiliate-programs")).await;
        assert_eq!(listed["data"].as_array().unwrap().len(), programs);
        let range = "date_type=order_date&start_date=2024-06-10T00:00:00&end_date=2026-06-30T00:00:00";
        let rows = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{range}"))).await;
        assert_eq!(rows["data"], json!([]));
        let trackers = sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}));
        let (status, body) = sandbox.answer(&trackers).await;
        assert!(status.is_success(), "{status} {body}");
    }
}

#[tokio::test]
async fn samples_of_an_empty_world_are_calls_that_fail_politely() {
    for text in [
        "simulate: false",
        "simulate: false\nprograms: [{name: A}]",
        "simulate: false\nprograms: [{name: A, kind: newsletter}]",
        SMALL,
        ORDERS,
    ] {
        let configuration = Configuration { rate_limit: RateLimit::Off, ..pinned(text) };
        let sandbox = Sandbox::start_with(configuration).await;
        for name in providers() {
            let path = format!("/operations?provider={name}");
            let listed = sandbox.success(&sandbox.control(Method::GET, path, &Value::Null)).await;
            for operation in listed["operations"].as_array().unwrap() {
                let url = operation["url"].as_str().unwrap();
                let method: Method = operation["method"].as_str().unwrap().parse().unwrap();
                let mut request = reqwest::Client::new().request(method, url);
                for (header, value) in operation["headers"].as_object().unwrap() {
                    request = request.header(header, value.as_str().unwrap());
                }
                if let Some(body) = operation["body"].as_object() {
                    request = request.body(Value::Object(body.clone()).to_string());
                }
                let status = request.send().await.expect("an answer").status();
                assert!(status.as_u16() < 500, "{text}: {} gave {status}", operation["id"]);
            }
        }
        for page in ["/", "/world", "/reference/affitor", "/_mock/specs/affitor"] {
            let url = format!("http://{}{page}", sandbox.server.address());
            let status = reqwest::get(url).await.expect("an answer").status();
            assert!(status.as_u16() < 500, "{text}: {page} gave {status}");
        }
    }
}

#[tokio::test]
async fn what_is_pinned_is_seen_from_its_time_on_and_stays_when_something_is_written_before() {
    let sandbox = start(ORDERS).await;
    assert_eq!(conversions(&shown(&sandbox).await), [2; 4]);
    sandbox.set_clock(&json!({ "advance": "-2d" })).await;
    assert_eq!(conversions(&shown(&sandbox).await), [1; 4]);
    sandbox.set_clock(&json!({ "advance": "-2d" })).await;
    assert_eq!(conversions(&shown(&sandbox).await), [0; 4]);
    // Between the two orders, a client writes: both stay, and nothing gets the identifiers of the later one.
    sandbox.set_clock(&json!({ "advance": "2d" })).await;
    let client = Client::of(&sandbox, "Acme Coffee").await;
    client
        .post("/api/v1/track/sale", json!({ "transaction_id": "own", "customer_key": "ada", "amount_cents": 500 }))
        .await;
    client.cause(json!({ "event": "sale", "program": "42" })).await;
    assert_eq!(conversions(&shown(&sandbox).await), [3; 4]);
    sandbox.set_clock(&json!({ "advance": "2d" })).await;
    assert_eq!(conversions(&shown(&sandbox).await), [4; 4]);
    let events = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await;
    let orders: std::collections::BTreeSet<_> =
        events["events"].as_array().unwrap().iter().filter_map(|event| event["order"].as_str()).collect();
    assert_eq!(orders.len(), 4, "{events}");

    let reset = sandbox.success(&sandbox.control(Method::POST, "/reset", &json!({}))).await;
    assert_eq!(reset["removed_records"], 4, "a sale and what Affitor knows of it, and a sale with its click");
    assert_eq!(conversions(&shown(&sandbox).await), [2; 4]);
}

#[tokio::test]
async fn events_of_the_file_are_listed_with_their_place_and_cannot_be_undone() {
    let sandbox = start(ORDERS).await;
    let events = sandbox.success(&sandbox.control(Method::GET, "/events", &Value::Null)).await;
    let listed = events["events"].as_array().unwrap();
    let kinds: Vec<_> = listed.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["sale", "sale", "lead", "click", "partner_approved", "partner_joined", "program_created"]);
    let cause = |place: &str| json!({ "provider": "world", "operation": "file", "request_id": place });
    assert_eq!(listed[0]["cause"], cause("programs[0].orders[1]"));
    assert_eq!(listed[6]["cause"], cause("programs[0]"));
    assert_eq!(
        (&listed[1]["recorded_at"], &listed[1]["happened_at"]),
        (&json!("2026-06-05T12:00:00Z"), &json!("2026-06-05T12:00:00Z"))
    );
    let undo = |id: &Value| sandbox.control(Method::POST, "/events/undo", &json!({ "ids": [id] }));
    let (status, refusal) = sandbox.answer(&undo(&listed[0]["id"])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let message = refusal["message"].as_str().unwrap();
    assert!(message.contains("is of the world file: change the file and start again"), "{message}");
    // What clients do with pinned things can be undone, and only that.
    let client = Client::of(&sandbox, "Acme Coffee").await;
    let refunded = client.cause(json!({ "event": "refund", "program": "Acme Coffee" })).await;
    assert_eq!(conversions(&shown(&sandbox).await), [1; 4]);
    let undone = sandbox.success(&undo(&refunded["events"][0]["id"])).await;
    assert_eq!(undone["events"].as_array().unwrap().len(), 1);
    assert_eq!(conversions(&shown(&sandbox).await), [2; 4]);
}

#[tokio::test]
async fn pinned_things_are_beside_the_simulated_ones() {
    let plain = Sandbox::start_small().await;
    let simulated = plain.catalogue().await["programs"].clone();
    let name = simulated[0]["name"].as_str().unwrap();
    let text = format!(
        "programs:
  - name: Acme Coffee
    ids: {{affitor: 42}}
  - simulated: {name}
    partners: [{{code: new-partner}}]
    orders: [{{partner: new-partner, amount_cents: 77, transaction_id: pinned-one}}]
"
    );
    let sandbox = Sandbox::start_with(Configuration { orders: 1500, ..pinned(&text) }).await;
    let programs = sandbox.catalogue().await["programs"].clone();
    assert_eq!(programs.as_array().unwrap().len(), simulated.as_array().unwrap().len() + 1);
    for provider in ["affitor", "agentref", "partnero", "wecantrack"] {
        assert_eq!(programs[0]["at"][provider], plain_ports(&simulated[0]["at"][provider], &plain, &sandbox));
    }
    let events = sandbox.success(&sandbox.control(Method::GET, "/events?event=sale", &Value::Null)).await;
    let sale = &events["events"][0];
    assert_eq!(
        (&sale["program"], &sale["partner"], &sale["amount_cents"]),
        (&json!(name), &json!("new-partner"), &json!(77))
    );
}

/// The value with the address of one sandbox in place of another's.
fn plain_ports(value: &Value, from: &Sandbox, to: &Sandbox) -> Value {
    let port = |sandbox: &Sandbox| format!(":{}/", sandbox.server.address().port());
    serde_json::from_str(&value.to_string().replace(&port(from), &port(to))).expect("JSON")
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_line_and_field() {
    for (text, expected) in [
        (
            "programs:\n- name: A\n  orders:\n  - partner: mria\n  partners:\n  - code: maria\n",
            "world.yaml:4:5: programs[0].orders[0].partner: the program has no partner \"mria\"; maybe maria is meant",
        ),
        (
            "programs:\n- name: A\n  partners: [{code: maria, joined_at: -1d}]\n  orders:\n  - {partner: maria, at: -2d}\n",
            "world.yaml:5:6: programs[0].orders[0].partner: the partner maria joins later than that",
        ),
        (
            "programs:\n- name: A\n  created_at: -5d\n  orders:\n  - at: -6d\n",
            "world.yaml:5:5: programs[0].orders[0].at: 2026-06-02T12:00:00Z is too early: nothing can happen there before 2026-06-03T12:00:00Z",
        ),
        (
            "programs:\n- name: A\n  orders:\n  - at: 2026-06-08T12:00:01Z\n",
            "world.yaml:4:5: programs[0].orders[0].at: 2026-06-08T12:00:01Z is after the start of the sandbox",
        ),
        (
            "programs:\n- name: A\n  orders:\n  - customer: ada\n",
            "world.yaml:4:5: programs[0].orders[0].customer: the program has no customer \"ada\"",
        ),
        (
            "programs:\n- name: A\n  orders:\n  - changes: [{change: reversal}]\n",
            "world.yaml:4:16: programs[0].orders[0].changes[0].change: an order that is pending cannot be reversed",
        ),
        (
            "programs:\n- name: A\n  orders:\n  - changes: [{change: approval, reason: x}]\n",
            "programs[0].orders[0].changes[0].reason: is not a field of this change",
        ),
        ("programs:\n- simulated: Nobody's\n", "world.yaml:2:3: programs[0].simulated: there is no simulated program"),
        (
            "programs:\n- simulated: X\n  currency: EUR\n",
            "programs[0].currency: cannot be chosen for a simulated program",
        ),
        ("programs:\n- website: https://a.example\n", "world.yaml:2:3: programs[0]: give a name"),
        (
            "programs:\n- {name: A, ids: {affitor: 7}}\n- {name: B, ids: {affitor: 7}}\n",
            "world.yaml:3:13: programs[1].ids: another program has this id",
        ),
        (
            "programs:\n- {name: A, partners: [{code: m}, {code: m}]}\n",
            "programs[0].partners[1].code: another partner of the program has this code",
        ),
        (
            "programs:\n- {name: A, partners: [{code: m, status: pending, approved_at: -1d}]}\n",
            "programs[0].partners[0].approved_at: does not go with the status",
        ),
        (
            "programs:\n- {name: A, customers: [{key: m}, {key: m}]}\n",
            "programs[0].customers[1].key: another customer of the program has this key",
        ),
        (
            "programs:\n- {name: A, orders: [{transaction_id: m}, {transaction_id: m}]}\n",
            "programs[0].orders[1].transaction_id: another order has this identifier",
        ),
        (
            "history:\n- recorded_at: -1d\n  events:\n  - {event: refund, order: no-such}\n",
            "world.yaml:4:21: history[0].events[0].order: does not exist",
        ),
        (
            "simulate: false\nhistory:\n- recorded_at: -1d\n  events:\n  - {event: sale}\n",
            "world.yaml:5:5: history[0].events[0].program: does not fit: there is no such program",
        ),
    ] {
        let started = MockServer::start(pinned(text)).await.map(drop);
        let error = started.expect_err(text);
        assert!(error.to_string().contains(expected), "{text}\n{error}\nexpected {expected}");
    }
}

/// Everything that providers show of a sandbox with the program 42, and its events.
async fn everything(sandbox: &Sandbox) -> Vec<Value> {
    let mut all = vec![shown(sandbox).await];
    let range = "date_type=order_date&start_date=2026-01-01T00:00:00&end_date=2026-06-30T00:00:00&limit=1000";
    for (provider, path) in [
        ("affitor", "/api/tracking/events/42?pageSize=100".to_owned()),
        ("affitor", "/api/tracking/status/42".to_owned()),
        ("affitor", "/api/advertiser/affiliate-programs".to_owned()),
        ("agentref", "/programs/7c9e6679-7425-40de-944b-e07fc1f90ae7/tracking/status".to_owned()),
        ("wecantrack", format!("/api/v3/transactions?{range}")),
    ] {
        all.push(sandbox.success(&sandbox.get(provider, path)).await);
    }
    all.push(sandbox.success(&sandbox.post("fullwhere", "/partners/survey-tracker/list", &json!({}))).await);
    let mut events = sandbox.success(&sandbox.control(Method::GET, "/events?limit=1000", &Value::Null)).await;
    for event in events["events"].as_array_mut().unwrap() {
        // Who caused it is another, and its number is where it is in the list.
        let event = event.as_object_mut().unwrap();
        event.remove("cause");
        event.remove("id");
    }
    // A file has programs before everything else of the same time.
    events["events"].as_array_mut().unwrap().sort_by_key(|event| (event["recorded_at"].to_string(), event.to_string()));
    all.push(events);
    all
}

/// The id of the first row of a list of AgentRef.
async fn id_of(sandbox: &Sandbox, list: &str) -> String {
    let rows = sandbox.success(&sandbox.get("agentref", list)).await["data"].take();
    rows[0]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_sandbox_that_starts_with_an_export_shows_the_same() {
    let sandbox = start(ORDERS).await;
    let client = Client::of(&sandbox, "Acme Coffee").await;
    client.cause(json!({ "event": "stripe_connected" })).await;
    client.cause(json!({ "event": "partner_joined", "name": "Nils Holm", "at": "2026-06-07T00:00:00Z" })).await;
    client.cause(json!({ "event": "partner_approved" })).await;
    client.post("/api/v1/cli/test-event", json!({ "event_type": "click" })).await;
    let url = format!("{}/?aff=maria", "https://acmecoffee.example");
    let click = client.post("/api/v1/track/click", json!({ "affiliate_url": url })).await;
    client.post("/api/v1/track/lead", json!({ "click_id": click["click_id"], "customer_key": "bob" })).await;
    let sale = json!({ "transaction_id": "third", "customer_key": "bob", "amount_cents": 9_900 });
    client.post("/api/v1/track/sale", sale).await;
    client.cause(json!({ "event": "sale", "at": "2026-06-08T09:00:00Z" })).await;
    client.cause(json!({ "event": "sale", "coupon": true })).await;
    client.cause(json!({ "event": "sale", "amount_cents": 60_000 })).await;
    client.cause(json!({ "event": "approval" })).await;
    client.cause(json!({ "event": "payout", "amount_cents": 1_000, "method": "paypal" })).await;
    client.cause(json!({ "event": "bonus", "amount_cents": 3_000 })).await;
    client.cause(json!({ "event": "payout_requested", "method": "other" })).await;
    client.cause(json!({ "event": "bonus" })).await;
    client.cause(json!({ "event": "payout_requested", "amount_cents": 500 })).await;
    client.cause(json!({ "event": "payout_approved" })).await;
    client.cause(json!({ "event": "payout_paid" })).await;
    client.cause(json!({ "event": "click", "direct": true })).await;
    sandbox.set_clock(&json!({ "advance": "1h" })).await;
    client.post("/api/v1/track/refund", json!({ "transaction_id": "third", "refund_amount_cents": 900 })).await;
    client.cause(json!({ "event": "approval" })).await;
    client.cause(json!({ "event": "reversal", "reason": "fraud" })).await;
    client
        .cause(json!({ "event": "program_created", "name": "Second: \"the\" shop", "commission_percent": 7.25 }))
        .await;
    client.cause(json!({ "event": "sale", "program": "Second: \"the\" shop" })).await;
    let terms = json!({
        "event": "program_revised", "program": "Acme Coffee", "name": "Acme Tea", "url": "https://tea.example",
        "commission_percent": 12.25, "cookie_days": 45, "payout_threshold_cents": 2500,
    });
    client.cause(terms).await;
    for event in ["program_paused", "program_resumed", "program_archived"] {
        client.cause(json!({ "event": event, "program": "Acme Tea" })).await;
    }
    let key = json!({ "name": "CI" });
    sandbox.success(&sandbox.post("affitor", "/api/advertiser/api-keys", &key)).await;
    let coupon = json!({ "affiliateId": id_of(&sandbox, "/affiliates").await, "code": "TEA10" });
    let program = id_of(&sandbox, "/programs?status=archived").await;
    sandbox.success(&sandbox.post("agentref", format!("/programs/{program}/coupons"), &coupon)).await;

    let exported = sandbox.success(&sandbox.control(Method::GET, "/world/export", &Value::Null)).await;
    let file = exported["file"].as_str().unwrap();
    assert_eq!(exported["left_out"], json!([]), "{file}");
    let before = everything(&sandbox).await;
    let world =
        PinnedWorld::of_text(Path::new("exported.yaml"), file).unwrap_or_else(|error| panic!("{error}\n{file}"));
    // The clock stands where the file says.
    let again = Sandbox::start_with(Configuration { now: None, world: Some(world), ..configuration() }).await;
    for (before, after) in before.iter().zip(everything(&again).await) {
        assert_eq!(plain_ports(before, &sandbox, &again), after, "{file}");
    }
    let second = again.success(&again.control(Method::GET, "/world/export", &Value::Null)).await;
    let without_comments =
        |text: &str| text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    assert_eq!(without_comments(second["file"].as_str().unwrap()), without_comments(file));
}

#[tokio::test]
async fn everything_that_is_seen_becomes_a_world_of_its_own() {
    let sandbox = Sandbox::start_with(Configuration { orders: 300, ..configuration() }).await;
    sandbox.success(&sandbox.control(Method::POST, "/events", &json!({ "event": "sale" }))).await;
    let exported = sandbox.success(&sandbox.control(Method::GET, "/world/export?all=true", &Value::Null)).await;
    let file = exported["file"].as_str().unwrap();
    assert!(exported["left_out"].as_array().unwrap().len() >= 5, "{}", exported["left_out"]);
    let world = PinnedWorld::of_text(Path::new("all.yaml"), file).unwrap_or_else(|error| panic!("{error}"));
    let again = Sandbox::start_with(Configuration { now: None, world: Some(world), ..configuration() }).await;
    let (before, after) = (sandbox.catalogue().await, again.catalogue().await);
    let names = |catalogue: &Value| {
        let programs = catalogue["programs"].as_array().unwrap().iter();
        let names = programs.map(|program| (program["name"].to_string(), program["at"]["affitor"]["id"].to_string()));
        names.collect::<std::collections::BTreeSet<_>>()
    };
    // Programs in yen cannot be written.
    let written: Vec<_> =
        before["programs"].as_array().unwrap().iter().filter(|program| program["currency"] != "JPY").cloned().collect();
    assert_eq!(names(&json!({ "programs": written })), names(&after));
    // Every order that can be written is there, with its amount and status.
    let range = "date_type=order_date&start_date=2024-06-10T00:00:00&end_date=2026-06-30T00:00:00&limit=1000";
    let rows = async |sandbox: &Sandbox| {
        let rows = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{range}"))).await;
        let rows = rows["data"].as_array().unwrap().iter();
        let mut rows: Vec<String> = rows
            .filter(|row| row["currency_id"] != "JPY" && !row["sale_amount"].to_string().contains('-'))
            .map(|row| {
                format!("{} {} {} {}", row["order_date"], row["sale_amount"], row["commission_amount"], row["status"])
            })
            .collect();
        rows.sort();
        rows
    };
    let (before, after) = (rows(&sandbox).await, rows(&again).await);
    assert!(before.len() > 100, "{}", before.len());
    assert_eq!(before, after);
}
