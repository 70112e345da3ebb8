//! wecantrack's lists of websites, networks and accounts: filters, refusals, and the ties to transactions.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Sandbox, WHOLE_TIME};

async fn rows(sandbox: &Sandbox, target: &str) -> Vec<Value> {
    sandbox.success(&sandbox.get("wecantrack", target)).await.as_array().expect("a bare list").clone()
}

fn texts(rows: &[Value], field: &str) -> BTreeSet<String> {
    rows.iter().map(|row| row[field].to_string()).collect()
}

#[tokio::test]
async fn websites_are_found_by_id_and_by_address() {
    let sandbox = Sandbox::start_small().await;
    let all = rows(&sandbox, "/api/v1/websites").await;
    let mut websites = sandbox.catalogue().await["websites"].as_array().expect("a list").clone();
    websites.retain(|website| website["owner"] == "usual");
    assert_eq!(texts(&all, "id"), texts(&websites, "id"));
    let (id, url) = (&all[1]["id"], all[1]["url"].as_str().expect("an address"));
    for (query, expected) in [
        (format!("id={id}"), vec![all[1].clone()]),
        (format!("url={url}"), vec![all[1].clone()]),
        (format!("id={id}&url=https://elsewhere.example"), Vec::new()),
        ("id=1".to_owned(), Vec::new()),
    ] {
        assert_eq!(rows(&sandbox, &format!("/api/v1/websites?{query}")).await, expected, "{query}");
    }
}

#[tokio::test]
async fn accounts_are_found_by_ids_however_php_writes_them() {
    let sandbox = Sandbox::start_small().await;
    let all = rows(&sandbox, "/api/v2/network_accounts").await;
    let (first, third) = (&all[0]["id"], &all[2]["id"]);
    for (query, expected) in [
        (format!("ids[]={first}&ids[]={third}"), vec![all[0].clone(), all[2].clone()]),
        (format!("ids%5B0%5D={first}&ids%5B1%5D={third}"), vec![all[0].clone(), all[2].clone()]),
        (format!("ids[]={first}&ids[]=1"), vec![all[0].clone()]),
        ("ids[]=1".to_owned(), Vec::new()),
    ] {
        assert_eq!(rows(&sandbox, &format!("/api/v2/network_accounts?{query}")).await, expected, "{query}");
    }
}

#[tokio::test]
async fn each_version_refuses_in_its_own_shape() {
    let sandbox = Sandbox::start_small().await;
    for (target, status, body) in [
        ("/api/v1/websites?id=one", 400, json!({ "error": "The id field must be an integer." })),
        ("/api/v1/websites?id=0", 400, json!({ "error": "The id field must be at least 1." })),
        (
            "/api/v2/network_accounts?ids[]=one",
            422,
            json!({ "message": "The ids field must be an array.", "errors": { "ids": ["The ids field must be an array."] } }),
        ),
    ] {
        let (answered, found) = sandbox.answer(&sandbox.get("wecantrack", target)).await;
        assert_eq!((answered.as_u16(), found), (status, body), "{target}");
    }
}

#[tokio::test]
async fn transactions_name_accounts_and_accounts_name_networks() {
    let sandbox = Sandbox::start_small().await;
    let networks = texts(&rows(&sandbox, "/api/v2/networks").await, "id");
    let accounts = rows(&sandbox, "/api/v2/network_accounts").await;
    assert!(networks.len() > 2 && texts(&accounts, "network_id").is_subset(&networks), "{networks:?}");
    let page =
        sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{WHOLE_TIME}&limit=1000"))).await;
    let named = texts(page["data"].as_array().expect("rows"), "user_network_account_id");
    assert!(!named.is_empty() && named.is_subset(&texts(&accounts, "id")), "{named:?}");
    for account in &accounts {
        let filtered = format!("/api/v3/transactions?{WHOLE_TIME}&network_account_id={}&limit=1", account["id"]);
        assert!(sandbox.success(&sandbox.get("wecantrack", filtered)).await["total"].is_u64(), "{account}");
    }
}
