//! The webhook events of the published documents: a payload of each that keeps the contract, and what is said of it
//! when it is broken.

use std::fs;
use std::path::Path;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Map, Value, json};
use trackside_contract::{Contract, Delivery, Origin};

use crate::support::{load, named};

const PROVIDERS: [&str; 3] = ["agentref", "partnero", "wecantrack"];

fn read(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The document of a provider, and a payload of each of its events, made by hand.
fn events(provider: &str) -> (Contract, Map<String, Value>) {
    let Value::Object(payloads) = read(&format!("tests/events/{provider}.json")) else {
        panic!("{provider}: no object")
    };
    (load(&read(&format!("../../specs/{provider}.json"))), payloads)
}

#[track_caller]
fn check(contract: &Contract, event: &str, payload: &Value, expected: &[(&str, &str)]) {
    let violations = contract.judge_payload(event, payload, Origin::Sandbox);
    let expected: Vec<_> = expected.iter().map(|(rule, place)| ((*rule).to_owned(), (*place).to_owned())).collect();
    let lines: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(named(&violations), expected, "{event}\n{}", lines.join("\n"));
}

#[test]
fn a_payload_of_every_event_keeps_the_contract() {
    let mut judged = 0;
    for provider in PROVIDERS {
        let (contract, payloads) = events(provider);
        let mut declared: Vec<_> = contract.webhooks().iter().map(|webhook| webhook.event.as_str()).collect();
        let mut given: Vec<_> = payloads.keys().map(String::as_str).collect();
        declared.sort_unstable();
        given.sort_unstable();
        assert_eq!(given, declared, "{provider}");
        for (event, payload) in &payloads {
            check(&contract, event, payload, &[]);
            judged += 1;
        }
    }
    assert_eq!(judged, 35);
}

#[test]
fn the_examples_of_every_event_keep_the_contract() {
    for provider in PROVIDERS {
        let (contract, _) = events(provider);
        for webhook in contract.webhooks() {
            let place = format!("{}/post/requestBody/content/application~1json/examples", webhook.pointer);
            let examples = contract.document().pointer(&place).and_then(Value::as_object).expect("it has examples");
            for (name, example) in examples {
                check(&contract, &webhook.event, &example["value"], &[]);
                assert!(example["summary"].is_string(), "{} {name}", webhook.event);
            }
        }
    }
}

#[test]
fn every_event_misses_what_it_must_have() {
    for provider in PROVIDERS {
        let (contract, payloads) = events(provider);
        for (event, payload) in &payloads {
            let fields = payload.as_object().expect("a payload is an object");
            // A field that may be absent is not missed.
            let optional = ["programId", "sale_amount_euro", "commission_amount_euro"];
            for name in fields.keys().filter(|name| !optional.contains(&name.as_str())) {
                let mut broken = fields.clone();
                broken.shift_remove(name);
                check(&contract, event, &broken.into(), &[("body/required", &format!("/{name}"))]);
            }
            let mut broken = fields.clone();
            broken.insert("more".to_owned(), json!(1));
            check(&contract, event, &broken.into(), &[("body/unknown-field", "/more")]);
        }
    }
}

#[test]
fn an_event_is_not_taken_for_another() {
    for (provider, field) in [("agentref", "type"), ("partnero", "event")] {
        let (contract, payloads) = events(provider);
        for (event, payload) in &payloads {
            for other in payloads.keys().filter(|other| *other != event) {
                let mut broken = payload.clone();
                broken[field] = json!(other);
                check(&contract, event, &broken, &[("body/enum", &format!("/{field}"))]);
            }
        }
    }
}

#[test]
fn what_is_broken_is_named_by_its_rule() {
    let zero = json!("00000000-0000-4000-8000-000000000000");
    for (provider, event, pointer, value, rule, place) in [
        ("agentref", "program.created", "/data/id", zero.clone(), "semantic", ""),
        (
            "agentref",
            "program.created",
            "/data/commissionType",
            json!("percentage"),
            "body/enum",
            "/data/commissionType",
        ),
        ("agentref", "program.created", "/data/cookieDuration", json!(0), "body/bounds", "/data/cookieDuration"),
        ("agentref", "program.updated", "/data/updatedFields", json!([]), "body/size", "/data/updatedFields"),
        ("agentref", "program.updated", "/programId", zero.clone(), "semantic", ""),
        ("agentref", "affiliate.joined", "/data/programId", zero.clone(), "semantic", ""),
        ("agentref", "affiliate.approved", "/data/status", json!("blocked"), "semantic", ""),
        ("agentref", "affiliate.blocked", "/data/status", json!("approved"), "semantic", ""),
        ("agentref", "affiliate.unblocked", "/data/status", json!("blocked"), "semantic", ""),
        ("agentref", "conversion.created", "/data/status", json!("approved"), "semantic", ""),
        ("agentref", "conversion.created", "/data/amount", json!("129.90"), "body/type", "/data/amount"),
        ("agentref", "conversion.created", "/id", json!("evt_1"), "body/pattern", "/id"),
        ("agentref", "conversion.created", "/schemaVersion", json!(1), "body/bounds", "/schemaVersion"),
        ("agentref", "conversion.created", "/createdAt", json!("2026-04-01 09:15:00"), "body/format", "/createdAt"),
        ("agentref", "conversion.created", "/environment", json!("test"), "body/enum", "/environment"),
        ("agentref", "conversion.created", "/merchantId", json!("mer_1"), "body/format", "/merchantId"),
        ("agentref", "conversion.refunded", "/data/status", json!("pending"), "semantic", ""),
        ("agentref", "payout.created", "/data/status", json!("completed"), "semantic", "/data"),
        ("agentref", "payout.processing", "/data/status", json!("pending"), "semantic", ""),
        ("agentref", "payout.completed", "/data/completedAt", json!(null), "semantic", "/data"),
        ("agentref", "payout.failed", "/data/status", json!("pending"), "semantic", ""),
        ("agentref", "flag.resolved", "/data/resolvedAt", json!(null), "semantic", "/data"),
        ("partnero", "partner.created", "/data/id", json!(77), "body/type", "/data/id"),
        ("partnero", "partner.created", "/webhook_key", json!(""), "body/length", "/webhook_key"),
        ("partnero", "partner.updated", "/data/referral_link", json!("https://other.example"), "semantic", "/data"),
        ("partnero", "partner.deleted", "/data/status", json!("gone"), "body/enum", "/data/status"),
        ("partnero", "partner.approved", "/data/approved", json!(1), "body/type", "/data/approved"),
        ("partnero", "partner.rejected", "/data/tags", json!(null), "body/type", "/data/tags"),
        ("partnero", "partner.archived", "/data/status", json!("deleted"), "semantic", ""),
        ("partnero", "customer.created", "/data/deleted", json!(true), "semantic", "/data"),
        ("partnero", "customer.updated", "/data/updated_at", json!("2020-01-01T00:00:00.000000Z"), "semantic", "/data"),
        ("partnero", "customer.credited", "/data/referrals_count", json!(-1), "body/bounds", "/data/referrals_count"),
        ("partnero", "transaction.created", "/data/deleted_at", json!("2026-05-02T10:41:26.000000Z"), "semantic", ""),
        ("partnero", "transaction.created", "/data/rewards/0/key", json!("t-8"), "semantic", "/data"),
        ("partnero", "transaction.deleted", "/data/amount", json!("19.90"), "body/type", "/data/amount"),
        ("partnero", "lead.submitted", "/data/status", json!("rejected"), "semantic", ""),
        ("partnero", "lead.converted", "/data/converted_to", json!(null), "semantic", "/data"),
        ("partnero", "lead.rejected", "/data/can_be_rejected", json!(true), "semantic", "/data"),
        ("partnero", "subscriber.created", "/data/email", json!(null), "body/type", "/data/email"),
        ("partnero", "subscriber.rewarded", "/data/reward", json!({}), "body/type", "/data/reward"),
        ("wecantrack", "conversion.created", "/sale_amount", json!("49.99"), "body/type", "/sale_amount"),
        ("wecantrack", "conversion.created", "/reference", json!("abc"), "body/pattern", "/reference"),
        ("wecantrack", "conversion.created", "/click_date", json!("2026-04-01 10:20:01"), "semantic", ""),
        ("wecantrack", "conversion.created", "/validation_date", json!("2026-04-02 00:00:00"), "semantic", ""),
        ("wecantrack", "conversion.created", "/modified_date", json!("2026-04-02 00:00:00"), "semantic", ""),
        ("wecantrack", "conversion.created", "/order_date", json!("2026-02-30 00:00:00"), "body/format", "/order_date"),
        ("wecantrack", "conversion.updated", "/status", json!("approved"), "semantic", ""),
        ("wecantrack", "conversion.updated", "/validation_date", json!("2026-03-01 00:00:00"), "semantic", ""),
        ("wecantrack", "conversion.updated", "/sub_ids", json!({ "a": 1 }), "body/type", "/sub_ids/a"),
    ] {
        let (contract, payloads) = events(provider);
        let mut payload = payloads[event].clone();
        *payload.pointer_mut(pointer).unwrap_or_else(|| panic!("{event} has no {pointer}")) = value;
        let violations = contract.judge_payload(event, &payload, Origin::Sandbox);
        let found = named(&violations);
        assert!(found.contains(&(rule.to_owned(), place.to_owned())), "{event} {pointer}: {found:?}");
    }
}

#[test]
fn the_headers_of_a_delivery_belong_to_its_payload() {
    let (contract, payloads) = events("agentref");
    let payload = &payloads["conversion.created"];
    let delivered = |id: &str, without: &str| {
        let headers = [
            ("content-type", "application/json"),
            ("svix-id", id),
            ("svix-timestamp", "1774276200"),
            ("svix-signature", "v1,"),
        ];
        let headers = headers.into_iter().filter(|(name, _)| *name != without);
        Delivery {
            method: Method::POST,
            target: "/".to_owned(),
            headers: headers
                .map(|(name, value)| {
                    (HeaderName::try_from(name).expect("a name"), HeaderValue::try_from(value).expect("a value"))
                })
                .collect::<HeaderMap>(),
            body: payload.to_string().into(),
        }
    };
    let judged = |delivery: &Delivery| named(&contract.judge_delivery("conversion.created", delivery, Origin::Sandbox));
    let id = payload["id"].as_str().expect("an id");
    assert_eq!(judged(&delivered(id, "")), []);
    assert_eq!(judged(&delivered("msg_other", "")), [("semantic".to_owned(), String::new())]);
    let missing = judged(&delivered(id, "svix-timestamp"));
    assert_eq!(missing, [("header/missing".to_owned(), "header:svix-timestamp".to_owned())]);
}

#[test]
fn a_conversion_in_a_query_is_judged_as_one_in_a_body() {
    let (contract, payloads) = events("wecantrack");
    for (event, payload) in &payloads {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in payload.as_object().expect("an object") {
            match value {
                Value::Object(fields) => {
                    for (field, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                        query.append_pair(&format!("{name}[{field}]"), value.as_str().expect("a text"));
                    }
                }
                Value::Null => {}
                Value::String(text) => drop(query.append_pair(name, text)),
                other => drop(query.append_pair(name, &other.to_string())),
            }
        }
        let query = query.finish();
        let judged = |query: &str| {
            let target = format!("/hooks?{query}");
            let delivery = Delivery { method: Method::GET, target, headers: HeaderMap::new(), body: Vec::new().into() };
            named(&contract.judge_delivery(event, &delivery, Origin::Sandbox))
        };
        assert_eq!(judged(&query), [], "{query}");
        let broken = query.replace("currency_id=EUR&", "");
        assert_eq!(judged(&broken), [("body/required".to_owned(), "/currency_id".to_owned())], "{broken}");
    }
}
