//! Providers show one business: the same program has the same facts wherever it can be seen.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use trackside_mock_server::Grant;

use crate::harness::{Sandbox, WHOLE_TIME};

/// What wecantrack's transactions of one advertiser add up to.
#[derive(Debug, Default, Clone, PartialEq)]
struct Sum {
    orders: i64,
    revenue: i64,
    commissions: i64,
}

/// Reads "1124.90" as hundredths.
fn hundredths(text: &Value) -> i64 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// Reads "$1,124.90", "-SEK 12.00", "¥1,125" and the like as hundredths of the main unit.
fn formatted(value: &Value) -> i64 {
    let text = value.as_str().unwrap();
    let digits: String = text.chars().filter(|character| character.is_ascii_digit() || *character == '-').collect();
    let number: i64 = digits.parse().unwrap();
    if text.contains('.') { number } else { number * 100 }
}

fn only(map: &Value) -> (&String, &Value) {
    let map = map.as_object().unwrap();
    assert_eq!(map.len(), 1, "{map:?}: programs have one currency");
    map.iter().next().unwrap()
}

async fn sums(sandbox: &Sandbox) -> BTreeMap<String, Sum> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for page in 1.. {
        let answer =
            sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&page={page}"))).await;
        let rows = answer["data"].as_array().unwrap();
        if rows.is_empty() {
            break;
        }
        for row in rows.iter().filter(|row| row["status"] != "declined") {
            let sum = sums.entry(row["advertiser_id"].as_str().unwrap().to_owned()).or_default();
            sum.orders += 1;
            sum.revenue += hundredths(&row["sale_amount"]);
            sum.commissions += hundredths(&row["commission_amount"]);
        }
    }
    sums
}

/// A sandbox in which much has happened at every program but the newsletter, which sells nothing.
async fn stirred() -> Sandbox {
    let sandbox = Sandbox::start().await;
    let catalogue = sandbox.catalogue().await;
    let programs = catalogue["programs"].as_array().unwrap().iter().filter(|program| program["kind"] != "newsletter");
    let events = [
        "sale",
        "click",
        "sale",
        "approval",
        "sale",
        "refund",
        "lead",
        "sale",
        "correction",
        "decline",
        "sale",
        "approval",
        "reversal",
        "stripe_connected",
        "reopening",
        "stripe_disconnected",
    ];
    let mut happened = 0;
    for (number, program) in programs.enumerate() {
        for (place, event) in events.iter().enumerate().skip(number % 3) {
            let mut body = json!({ "event": event, "program": program["name"] });
            if matches!(*event, "sale" | "correction") {
                body["amount_cents"] = json!(1 + (number * 31 + place * 977) % 50_000);
            }
            if *event == "sale" {
                body["coupon"] = json!(place % 4 == 0);
            }
            let (status, answer) = sandbox.answer(&sandbox.control(Method::POST, "/events", &body)).await;
            // A program without orders has none that could be approved.
            assert!(status.is_success() || status == StatusCode::UNPROCESSABLE_ENTITY, "{body}: {answer}");
            happened += usize::from(status.is_success());
        }
    }
    assert!(happened > 200, "{happened}");
    sandbox
}

#[tokio::test]
async fn stripe_is_connected_at_both_or_at_neither() {
    for sandbox in [Sandbox::start().await, stirred().await] {
        check_stripe(&sandbox).await;
    }
}

async fn check_stripe(sandbox: &Sandbox) {
    let (mut connected, mut not) = (0, 0);
    for program in sandbox.own_programs().await {
        let (uuid, number) =
            (program["at"]["agentref"]["id"].as_str().unwrap(), program["at"]["affitor"]["id"].as_str().unwrap());
        let agentref = sandbox.success(&sandbox.get("agentref", format!("/programs/{uuid}/tracking/status"))).await;
        let affitor = sandbox.success(&sandbox.get("affitor", format!("/api/tracking/status/{number}"))).await;
        let at_agentref = agentref["data"]["status"]["stripeConnected"].as_bool().unwrap();
        let at_affitor = affitor["data"]["statistics"]["payments"]["isStripeConnected"].as_bool().unwrap();
        assert_eq!(at_agentref, at_affitor, "{}", program["name"]);
        if at_agentref { connected += 1 } else { not += 1 }
    }
    assert!(connected > 0 && not > 0, "both kinds exist: {connected} and {not}");
}

#[tokio::test]
async fn partneros_figures_are_the_sums_of_wecantracks_transactions() {
    for sandbox in [Sandbox::start().await, stirred().await] {
        check_sums(&sandbox).await;
    }
}

async fn check_sums(sandbox: &Sandbox) {
    let sums = sums(sandbox).await;
    let programs = sandbox.own_programs().await;
    let (mut affiliate, mut referral) = (0, 0);
    for key in sandbox.server.sandbox().keys().of("partnero").filter(|key| matches!(key.grant, Grant::Program(_))) {
        let answer = sandbox.success(&sandbox.get("partnero", "/v1/program").with_secrets(&key.secrets)).await;
        let data = &answer["data"];
        let code = data["program"]["public_id"].as_str().or(data["id"].as_str()).unwrap();
        // The sales of the second account's programs are no transactions of the usual one.
        let Some(program) = programs.iter().find(|program| program["at"]["partnero"]["id"] == code) else { continue };
        let sum = sums.get(program["at"]["wecantrack"]["id"].as_str().unwrap()).cloned().unwrap_or_default();
        let currency = program["currency"].as_str().unwrap().to_lowercase();
        let stats = &data["stats"];
        match data["program"]["type"].as_str() {
            Some("Affiliate") => {
                assert_eq!(stats["total_purchases"].as_str().unwrap(), sum.orders.to_string(), "{code}");
                assert_eq!(only(&stats["total_revenue"]).0, &currency);
                assert_eq!(formatted(only(&stats["total_revenue"]).1), sum.revenue, "{code}");
                assert_eq!(formatted(only(&stats["total_reward"]).1), sum.commissions, "{code}");
                let overview =
                    sandbox.success(&sandbox.get("partnero", "/v1/program/overview").with_secrets(&key.secrets)).await;
                assert_eq!(
                    overview["data"]["total_purchases"], stats["total_purchases"],
                    "the flat and the nested answer agree"
                );
                affiliate += 1;
            }
            Some("Referral") => {
                assert_eq!(stats["total_sales"].as_i64().unwrap(), sum.orders, "{code}");
                assert_eq!(formatted(only(&stats["total_revenue_from_sales"]).1), sum.revenue, "{code}");
                referral += 1;
            }
            _ => assert!(data["esp_type"].is_string() && sum == Sum::default(), "{code}"),
        }
    }
    assert!(affiliate > 5 && referral > 0, "{affiliate} affiliate and {referral} refer-a-friend programs");
}

#[tokio::test]
async fn agentrefs_conversions_are_wecantracks_transactions_of_thirty_days() {
    for sandbox in [Sandbox::start().await, stirred().await] {
        check_conversions(&sandbox).await;
    }
}

async fn check_conversions(sandbox: &Sandbox) {
    let month = "date_type=order_date&start_date=2026-05-09T12:00:01&end_date=2026-06-08T12:00:00";
    let rows = sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{month}"))).await;
    assert!(rows["last_page"] == 1);
    let mut compared = 0;
    for program in sandbox.own_programs().await {
        let uuid = program["at"]["agentref"]["id"].as_str().unwrap();
        let status = sandbox.success(&sandbox.get("agentref", format!("/programs/{uuid}/tracking/status"))).await;
        let conversions = &status["data"]["stats"]["conversionsLast30Days"];
        let advertiser = &program["at"]["wecantrack"]["id"];
        let of_program = |row: &&Value| row["advertiser_id"] == *advertiser && row["status"] != "declined";
        let orders: Vec<_> = rows["data"].as_array().unwrap().iter().filter(of_program).collect();
        let clicked = orders.iter().filter(|row| !row["click_date"].is_null()).count();
        assert_eq!(
            (conversions["total"].as_u64(), conversions["clickToken"].as_u64()),
            (Some(orders.len() as u64), Some(clicked as u64)),
            "{}",
            program["name"]
        );
        compared += orders.len();
    }
    assert!(compared > 100, "only {compared} orders were compared");
}

#[tokio::test]
async fn the_catalogue_shows_what_there_is() {
    let sandbox = Sandbox::start().await;
    let catalogue = sandbox.catalogue().await;
    let programs = catalogue["programs"].as_array().unwrap();
    let states: std::collections::BTreeSet<_> =
        programs.iter().map(|program| program["state"].as_str().unwrap()).collect();
    assert!(states.len() >= 8, "{states:?}");
    for program in programs {
        assert!(!program["good_for"].as_str().unwrap().is_empty());
        for provider in ["agentref", "affitor", "partnero", "wecantrack"] {
            assert!(
                program["at"][provider]["link"].as_str().unwrap().starts_with("http://"),
                "{provider} {}",
                program["name"]
            );
        }
        for (provider, sight) in program["at"].as_object().unwrap() {
            let status = run_curl(sight["curl"].as_str().unwrap()).await;
            assert!(status.is_success(), "{provider} {}: {} answers {status}", program["name"], sight["curl"]);
        }
    }
}

/// Does what the curl line says: every argument stands between single quotes.
async fn run_curl(line: &str) -> http::StatusCode {
    let parts: Vec<&str> = line.split('\'').collect();
    let arguments = || parts.chunks_exact(2).map(|pair| (pair[0].trim(), pair[1]));
    let of = |flag: &'static str| {
        arguments().filter(move |(before, _)| before.trim_start_matches("curl ") == flag).map(|(_, value)| value)
    };
    let (_, url) = arguments().next_back().expect("the address comes last");
    let client = reqwest::Client::new();
    let mut request = match of("-d").next() {
        Some(body) => client.post(url).body(body.to_owned()),
        None => client.get(url),
    };
    for header in of("-H") {
        let (name, value) = header.split_once(": ").expect("a header has a name and a value");
        request = request.header(name, value);
    }
    request.send().await.expect("the sandbox answers").status()
}
