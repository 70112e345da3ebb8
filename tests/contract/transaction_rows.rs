//! wecantrack: rows as the provider's examples show them, by the contract and in the sandbox.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Sandbox, WHOLE_TIME, contract};

/// The violations of a page of one row, which differs from a documented one in these fields.
fn broken(changes: &Value) -> Vec<String> {
    let contract = contract("wecantrack");
    let example = contract.examples().find(|example| example.name == "page-in-the-middle").expect("an example");
    let mut page = example.value.clone();
    for (name, value) in changes.as_object().expect("fields") {
        page["data"][0][name] = value.clone();
    }
    contract.judge_body(&example.operation, 200, &page).iter().map(ToString::to_string).collect()
}

#[test]
fn the_contract_takes_what_the_examples_show() {
    let approved = json!({ "status": "approved", "decline_reason": null });
    let and = |more: Value| {
        let mut fields = approved.clone();
        fields.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        fields
    };
    let webhook = json!({
        "network_id": "awin",
        "reference": "WCT200514135314abcde",
        "validation_date": null,
        "sub_ids": {
            "clickref": "XYYZUSERID-DEALID-WCT200514135314abcde", "clickref2": null, "clickref3": null, "clickref4": null,
            "clickref5": null, "clickref6": null
        }
    });
    for (changes, rule) in [
        // The row of the webhook's example: approved without a date, the reference as a part of a sub id, nulls.
        (and(webhook), None),
        (json!({ "reference": null, "sub_ids": {} }), None),
        (json!({ "reference": null }), None),
        (json!({ "reference": "wct200514135314e", "sub_ids": {} }), None),
        (json!({ "reference": "Wct200514135314e" }), Some("/reference")),
        (json!({ "reference": "WCT200514135314" }), Some("/reference")),
        (json!({ "reference": "WCT200514135314abcdef" }), Some("/reference")),
        (json!({ "reference": "WCT200514135314abcde" }), Some("holds the transaction's reference")),
        (json!({ "sub_ids": { "clickRef": null } }), None),
        (json!({ "sub_ids": { "subid1": 7 } }), Some("/sub_ids/subid1")),
        (json!({ "click_metadata": { "position": 3, "tags": ["a", null], "page": { "id": 1 } } }), None),
        (json!({ "click_metadata": "title" }), Some("/click_metadata")),
        (json!({ "status": "pending", "decline_reason": null }), Some("a pending transaction has no validation date")),
        (json!({ "order_date": "2026-02-30 06:58:44" }), Some("/order_date")),
        (json!({ "order_date": "2026-05-11T06:58:44" }), Some("/order_date")),
    ] {
        let violations = broken(&changes);
        match rule {
            None => assert!(violations.is_empty(), "{changes}: {violations:?}"),
            Some(rule) => {
                assert!(violations.iter().any(|violation| violation.contains(rule)), "{changes}: {violations:?}");
            }
        }
    }
}

/// Every transaction of a small world.
async fn all(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let call = sandbox.get("wecantrack", format!("/api/v3/transactions?{query}&page={page}"));
        let found = sandbox.success(&call).await["data"].as_array().expect("rows").clone();
        if found.is_empty() {
            break;
        }
        rows.extend(found);
    }
    rows
}

#[tokio::test]
async fn some_networks_do_not_say_when_they_approved() {
    let sandbox = Sandbox::start_small().await;
    let rows = all(&sandbox, WHOLE_TIME).await;
    let undated = |row: &&Value| row["status"] == "approved" && row["validation_date"].is_null();
    let networks: BTreeSet<_> = rows.iter().filter(undated).map(|row| row["network_id"].as_str().unwrap()).collect();
    assert_eq!(networks, BTreeSet::from(["tradeloop"]));
    let of_network = |row: &&Value| row["network_id"] == "tradeloop" && row["status"] == "approved";
    assert!(rows.iter().filter(of_network).all(|row| row["validation_date"].is_null()));
    // A row without the date is not in a range of it; every other one is.
    let by_validation = all(&sandbox, &WHOLE_TIME.replace("order_date", "validation_date")).await;
    let dated = rows.iter().filter(|row| !row["validation_date"].is_null()).count();
    assert_eq!(by_validation.len(), dated);
    assert!(by_validation.iter().all(|row| !row["validation_date"].is_null()));
}

#[tokio::test]
async fn sub_ids_hold_the_reference_in_the_way_of_their_network() {
    let sandbox = Sandbox::start_small().await;
    let (mut same, mut part, mut without) = (0, 0, 0);
    for row in all(&sandbox, WHOLE_TIME).await {
        let sub_ids = row["sub_ids"].as_object().expect("a map");
        match row["reference"].as_str() {
            None => {
                assert!(
                    row["click_date"].is_null() && sub_ids.is_empty() && row["click_metadata"] == json!({}),
                    "{row}"
                );
                without += 1;
            }
            Some(reference) if sub_ids.contains_key("clickref") => {
                let first = sub_ids["clickref"].as_str().expect("text");
                assert!(first.len() > reference.len() && first.ends_with(reference), "{row}");
                assert!((2..=6).all(|number| sub_ids[&format!("clickref{number}")].is_null()), "{row}");
                part += 1;
            }
            Some(reference) => {
                assert_eq!(row["sub_ids"], json!({ "clickRef": reference }));
                same += 1;
            }
        }
    }
    assert!(same > 100 && part > 100 && without > 5, "{same}, {part} and {without}");
}

#[tokio::test]
async fn transactions_name_networks_by_their_slugs() {
    let sandbox = Sandbox::start_small().await;
    let networks = sandbox.success(&sandbox.get("wecantrack", "/api/v2/networks")).await;
    let known: BTreeSet<_> = networks.as_array().unwrap().iter().map(|network| network["id"].to_string()).collect();
    let named: BTreeSet<_> = all(&sandbox, WHOLE_TIME).await.iter().map(|row| row["network_id"].to_string()).collect();
    assert_eq!(named, known);
}
