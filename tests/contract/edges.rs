//! Rough edges: the catalogue says where they are, and the call that it names shows them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Call, Sandbox};

/// The edges of the catalogue, by provider and name.
async fn edges(sandbox: &Sandbox) -> BTreeMap<(String, String), Value> {
    let catalogue = sandbox.catalogue().await;
    let edges = catalogue["edges"].as_array().expect("a list").iter();
    edges.map(|edge| ((text(&edge["provider"]), text(&edge["name"])), edge.clone())).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The call that shows an edge.
fn call(sandbox: &Sandbox, edge: &Value) -> Call {
    let link = text(&edge["at"]["link"]);
    let (provider, call) = match edge["provider"].as_str() {
        Some("wecantrack") => ("/wecantrack", sandbox.get("wecantrack", "")),
        Some("partnero") => ("/partnero", sandbox.get("partnero", "")),
        other => panic!("{other:?} has no edges"),
    };
    let target = link.split_once(provider).expect("a URL of the provider").1.to_owned();
    let secrets: Vec<String> = edge["at"]["credential"].as_array().expect("a list").iter().map(text).collect();
    Call { target, ..call.with_secrets(&secrets) }
}

/// The rows of a page with the id of an edge.
async fn row(sandbox: &Sandbox, edge: &Value) -> Value {
    let page = sandbox.success(&call(sandbox, edge)).await;
    let rows: Vec<_> = page["data"].as_array().expect("rows").iter().collect();
    let found: Vec<_> = rows.iter().filter(|row| row["transaction_id"] == edge["at"]["id"]).collect();
    assert_eq!(found.len(), 1, "{edge}: {rows:?}");
    (**found[0]).clone()
}

#[tokio::test]
async fn every_edge_is_where_the_catalogue_says() {
    type Test = fn(&Value) -> bool;
    const ROWS: [(&str, Test); 12] = [
        ("amount-below-zero", |row| {
            text(&row["sale_amount"]).starts_with('-') && text(&row["commission_amount_euro"]).starts_with('-')
        }),
        ("amount-of-zero", |row| row["sale_amount"] == "0.00" && row["commission_amount_euro"] == "0.00"),
        ("correction", |row| row["status"] == "approved"),
        ("currency-without-decimals", |row| row["currency_id"] == "JPY" && text(&row["sale_amount"]).ends_with(".00")),
        ("google-click", |row| row["gcid"].is_string() && row["click_date"].is_string()),
        ("name-beyond-ascii", |row| !text(&row["advertiser_name"]).is_ascii()),
        ("no-click", |row| {
            row["click_date"].is_null() && row["clickout_url"].is_null() && row["reference"].is_string()
        }),
        ("no-decline-reason", |row| row["status"] == "declined" && row["decline_reason"].is_null()),
        ("no-reference", |row| row["reference"].is_null() && row["order_ref"].is_null()),
        ("no-validation-date", |row| row["status"] == "approved" && row["validation_date"].is_null()),
        ("reversal", |row| row["status"] == "declined"),
        ("sub-ids-with-null", |row| row["sub_ids"].as_object().is_some_and(|ids| ids.values().any(Value::is_null))),
    ];
    let sandbox = Sandbox::start().await;
    let mut edges = edges(&sandbox).await;
    for (name, is_shown) in ROWS {
        let edge = edges.remove(&("wecantrack".to_owned(), name.to_owned())).unwrap_or_else(|| panic!("no {name}"));
        let row = row(&sandbox, &edge).await;
        assert!(is_shown(&row), "{name}: {row}");
        assert_eq!(edge["since"].is_string(), matches!(name, "reversal" | "correction"), "{name}");
    }
    let mut edge =
        |provider: &str, name: &str| edges.remove(&(provider.to_owned(), name.to_owned())).expect("it is listed");
    let twice = sandbox.success(&call(&sandbox, &edge("wecantrack", "reported-twice"))).await;
    let references: Vec<_> =
        twice["data"].as_array().expect("rows").iter().map(|row| text(&row["order_ref"])).collect();
    assert!(
        references.iter().any(|one| references.iter().filter(|other| *other == one).count() == 2),
        "{references:?}"
    );
    let pages = sandbox.success(&call(&sandbox, &edge("wecantrack", "links-of-many-pages"))).await;
    let gaps = pages["links"].as_array().expect("links").iter().filter(|link| link["label"] == "...").count();
    assert_eq!(gaps, 2);
    let yen = sandbox.success(&call(&sandbox, &edge("partnero", "currency-without-decimals"))).await["data"].clone();
    let revenue = text(&yen["stats"]["total_revenue"]["jpy"]);
    assert!(revenue.starts_with('¥') && !revenue.contains('.'), "{revenue}");
    assert_eq!(yen["program_settings"]["currency"], "JPY");
    let name = sandbox.success(&call(&sandbox, &edge("partnero", "name-beyond-ascii"))).await;
    assert!(!text(&name["data"]["program"]["name"]).is_ascii());
    assert!(edges.is_empty(), "these are not tested: {:?}", edges.keys());
}

#[tokio::test]
async fn before_a_late_change_the_row_is_another() {
    let sandbox = Sandbox::start().await;
    let all = edges(&sandbox).await;
    for name in ["reversal", "correction"] {
        let edge = &all[&("wecantrack".to_owned(), name.to_owned())];
        let after = row(&sandbox, edge).await;
        assert_eq!(after["last_wct_update"], text(&edge["since"]).replace('T', " ").trim_end_matches('Z'));
        let since: chrono::DateTime<chrono::Utc> = text(&edge["since"]).parse().expect("a time");
        sandbox.set_clock(&json!({ "now": since - chrono::Duration::seconds(1) })).await;
        let second = text(&after["order_date"]).replace(' ', "T");
        let by_order = format!("/api/v3/transactions?date_type=order_date&start_date={second}&end_date={second}");
        let rows = sandbox.success(&sandbox.get("wecantrack", by_order)).await;
        let rows = rows["data"].as_array().expect("rows");
        let before = rows.iter().find(|row| row["transaction_id"] == after["transaction_id"]).expect("it is there");
        assert_eq!(before["status"], "approved");
        assert!(text(&before["last_wct_update"]) < text(&after["last_wct_update"]));
        assert_eq!(before["sale_amount"] == after["sale_amount"], name == "reversal");
        let gone = sandbox.success(&call(&sandbox, edge)).await;
        assert!(
            gone["data"].as_array().expect("rows").iter().all(|row| row["transaction_id"] != after["transaction_id"])
        );
        sandbox.set_clock(&json!({ "now": crate::harness::NOW })).await;
    }
}

#[tokio::test]
async fn a_world_without_orders_has_no_edges_of_orders() {
    let configuration = trackside_mock_server::Configuration { orders: 0, ..crate::harness::configuration() };
    let sandbox = Sandbox::start_with(configuration).await;
    let edges = edges(&sandbox).await;
    assert!(edges.keys().all(|(provider, _)| provider == "partnero") && edges.len() == 2, "{:?}", edges.keys());
}
