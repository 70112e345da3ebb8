//! The tests can fail: a contract that says something else is seen to be broken by the same answers.

use http::HeaderMap;
use serde_json::{Value, json};
use trackside_contract::{Contract, Exchange, Origin, Violation};

use crate::harness::{Sandbox, WHOLE_TIME, document};

/// Judges an answer of the sandbox by a changed copy of the published document.
fn judge(provider: &str, exchange: &Exchange, change: impl FnOnce(&mut Value)) -> Vec<Violation> {
    let mut changed = document(provider);
    change(&mut changed);
    assert_ne!(changed, document(provider), "the copy is changed");
    Contract::from_value(&changed).expect("the changed copy loads").judge(exchange, Origin::Sandbox)
}

fn rename(properties: &mut Value, from: &str, to: &str) {
    let value = properties.as_object_mut().unwrap().shift_remove(from).unwrap_or_else(|| panic!("there is no {from}"));
    properties[to] = value;
}

fn named(violations: &[Violation]) -> Vec<(String, String)> {
    violations.iter().map(|violation| (violation.rule.to_string(), violation.pointer.clone())).collect()
}

async fn transactions(sandbox: &Sandbox) -> Exchange {
    sandbox.send(&sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1"))).await
}

#[tokio::test]
async fn a_renamed_field_is_seen() {
    let sandbox = Sandbox::start().await;
    let exchange = transactions(&sandbox).await;
    let violations = judge("wecantrack", &exchange, |document| {
        let schema = &mut document["components"]["schemas"]["Transaction"];
        rename(&mut schema["properties"], "sale_amount", "sales_amount");
        for required in schema["required"].as_array_mut().unwrap() {
            if required == "sale_amount" {
                *required = json!("sales_amount");
            }
        }
    });
    let named = named(&violations);
    assert!(named.contains(&("body/unknown-field".into(), "/data/0/sale_amount".into())), "{named:?}");
    assert!(named.iter().any(|(rule, pointer)| rule == "body/required" && pointer.starts_with("/data/0")), "{named:?}");
}

#[tokio::test]
async fn another_type_format_or_rule_is_seen() {
    let sandbox = Sandbox::start().await;
    let exchange = transactions(&sandbox).await;
    let schema = "/components/schemas/Transaction";
    for (change, rule, pointer) in [
        (
            json!({ "path": format!("{schema}/properties/sale_amount"), "value": { "type": "number" } }),
            "body/type",
            "/data/0/sale_amount",
        ),
        (
            json!({ "path": format!("{schema}/properties/transaction_id"), "value": { "type": "string", "format": "uuid" } }),
            "body/format",
            "/data/0/transaction_id",
        ),
        (
            json!({ "path": format!("{schema}/properties/currency_id"), "value": { "type": "string", "enum": ["DOGE"] } }),
            "body/enum",
            "/data/0/currency_id",
        ),
        (
            json!({ "path": format!("{schema}/x-validations"), "value": [{ "rule": "self.sale_amount == '0'", "message": "made to fail", "provenance": { "source": "documented" } }] }),
            "semantic",
            "/data/0",
        ),
    ] {
        let violations = judge("wecantrack", &exchange, |document| {
            *document.pointer_mut(change["path"].as_str().unwrap()).unwrap() = change["value"].clone();
        });
        assert!(
            named(&violations).contains(&(rule.to_owned(), pointer.to_owned())),
            "{rule}: {:?}",
            named(&violations)
        );
    }
}

#[tokio::test]
async fn an_undeclared_status_a_lost_header_and_a_cut_body_are_seen() {
    let sandbox = Sandbox::start().await;
    let exchange = transactions(&sandbox).await;
    let undeclared = judge("wecantrack", &exchange, |document| {
        let responses = &mut document["paths"]["/api/v3/transactions"]["get"]["responses"];
        rename(responses, "200", "203");
    });
    assert!(named(&undeclared).iter().any(|(rule, _)| rule == "status/undeclared"), "{undeclared:?}");

    let contract = Contract::from_value(&document("wecantrack")).unwrap();
    let cut = Exchange {
        response_body: exchange.response_body.slice(..exchange.response_body.len() / 2),
        ..exchange.clone()
    };
    assert!(named(&contract.judge(&cut, Origin::Sandbox)).iter().any(|(rule, _)| rule == "body/not-json"));
    let bare = Exchange { response_headers: HeaderMap::new(), ..exchange };
    assert!(!contract.judge(&bare, Origin::Sandbox).is_empty());
}
