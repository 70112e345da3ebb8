//! wecantrack's pages, filters and links are real.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::harness::{Sandbox, WHOLE_TIME, configuration};

const PATH: &str = "/api/v3/transactions";

async fn page(sandbox: &Sandbox, query: &str) -> Value {
    sandbox.success(&sandbox.get("wecantrack", format!("{PATH}?{query}"))).await
}

/// Every row of a listing, walked by its next links.
async fn walk(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut answer = page(sandbox, query).await;
    let total = answer["total"].as_u64().unwrap();
    loop {
        rows.extend(answer["data"].as_array().unwrap().iter().cloned());
        let Some(next) = answer["next_page_url"].as_str() else { break };
        let query = next.split_once('?').unwrap().1.to_owned();
        assert!(next.starts_with(&sandbox.server.base_url("wecantrack")), "{next} leads elsewhere");
        answer = page(sandbox, &query).await;
    }
    assert_eq!(rows.len() as u64, total, "{query}");
    rows
}

fn id(row: &Value) -> String {
    row["transaction_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn pages_part_the_listing() {
    let sandbox = Sandbox::start().await;
    let by_thousand = walk(&sandbox, WHOLE_TIME).await;
    let before_today = by_thousand
        .iter()
        .filter(|row| ("2024-06-08".."2026-06-08").contains(&row["order_date"].as_str().unwrap()))
        .count();
    assert!(before_today.abs_diff(10_000) <= 200, "about every order of the 24 months is listed: {before_today}");
    let by_odd = walk(&sandbox, &format!("{WHOLE_TIME}&limit=777")).await;
    assert_eq!(by_thousand, by_odd);
    let ids: BTreeSet<String> = by_thousand.iter().map(id).collect();
    assert_eq!(ids.len(), by_thousand.len(), "no transaction is listed twice");
}

#[tokio::test]
async fn filters_keep_exactly_what_they_say() {
    let sandbox = Sandbox::start_small().await;
    let all = walk(&sandbox, WHOLE_TIME).await;
    let catalogue = sandbox.catalogue().await;

    for status in ["pending", "approved", "declined"] {
        let expected: Vec<_> = all.iter().filter(|row| row["status"] == status).cloned().collect();
        assert!(!expected.is_empty(), "the world has {status} transactions");
        assert_eq!(walk(&sandbox, &format!("{WHOLE_TIME}&status[]={status}")).await, expected, "{status}");
        assert_eq!(
            walk(&sandbox, &format!("{WHOLE_TIME}&status[0]={status}")).await,
            expected,
            "PHP's notation of {status}"
        );
    }
    let two = walk(&sandbox, &format!("{WHOLE_TIME}&status[]=pending&status%5B%5D=declined")).await;
    assert_eq!(two, all.iter().filter(|row| row["status"] != "approved").cloned().collect::<Vec<_>>());

    let mut network_of = BTreeMap::new();
    let mut tags_of: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for network in catalogue["networks"].as_array().unwrap() {
        for account in network["accounts"].as_array().unwrap() {
            let number = account["id"].as_i64().unwrap();
            network_of.insert(number, network["id"].as_str().unwrap().to_owned());
            tags_of.insert(
                number,
                account["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap().to_owned()).collect(),
            );
        }
    }
    let account_of = |row: &Value| row["user_network_account_id"].as_i64().unwrap();
    let networks: BTreeSet<_> = network_of.values().cloned().collect();
    let mut listed = 0;
    for network in &networks {
        let expected: Vec<_> = all.iter().filter(|row| network_of[&account_of(row)] == *network).cloned().collect();
        listed += expected.len();
        assert_eq!(walk(&sandbox, &format!("{WHOLE_TIME}&network_id={network}")).await, expected, "{network}");
    }
    assert_eq!(listed, all.len());
    for number in network_of.keys() {
        let expected: Vec<_> = all.iter().filter(|row| account_of(row) == *number).cloned().collect();
        assert_eq!(walk(&sandbox, &format!("{WHOLE_TIME}&network_account_id={number}")).await, expected, "{number}");
    }
    for tag in tags_of.values().flatten().collect::<BTreeSet<_>>() {
        let expected: Vec<_> = all.iter().filter(|row| tags_of[&account_of(row)].contains(tag)).cloned().collect();
        assert_eq!(walk(&sandbox, &format!("{WHOLE_TIME}&network_account_tags[]={tag}")).await, expected, "{tag}");
    }

    let mut by_website = 0;
    for website in catalogue["websites"].as_array().unwrap() {
        by_website += walk(&sandbox, &format!("{WHOLE_TIME}&website_id={}", website["id"])).await.len();
    }
    assert_eq!(by_website, all.len(), "every transaction belongs to one website");
    for nothing in ["network_id=nobody", "network_account_id=1", "website_id=1", "network_account_tags[]=nothing"] {
        assert_eq!(walk(&sandbox, &format!("{WHOLE_TIME}&{nothing}")).await.len(), 0, "{nothing}");
    }
}

#[tokio::test]
async fn each_date_type_asks_its_own_date() {
    let sandbox = Sandbox::start_small().await;
    let all = walk(&sandbox, WHOLE_TIME).await;
    let (from, until) = ("2026-03-03T04:05:06", "2026-04-04T05:06:07");
    for date_type in ["order_date", "modified_date", "click_date", "validation_date", "last_wct_update"] {
        let (first, last) = (from.replace('T', " "), until.replace('T', " "));
        let inside = |row: &&Value| row[date_type].as_str().is_some_and(|date| *first <= *date && *date <= *last);
        let mut expected: Vec<_> = all.iter().filter(inside).map(id).collect();
        let rows = walk(&sandbox, &format!("date_type={date_type}&start_date={from}&end_date={until}&limit=100")).await;
        let mut found: Vec<_> = rows.iter().map(id).collect();
        assert!(rows.is_sorted_by_key(|row| row[date_type].as_str().unwrap().to_owned()), "{date_type} is in order");
        found.sort();
        expected.sort();
        assert!(!expected.is_empty(), "{date_type}");
        assert_eq!(found, expected, "{date_type}");
    }
}

#[tokio::test]
async fn both_ends_of_a_range_are_inside() {
    let sandbox = Sandbox::start().await;
    let rows = page(&sandbox, &format!("{WHOLE_TIME}&limit=1&page=500")).await;
    let date = rows["data"][0]["order_date"].as_str().unwrap().replace(' ', "T");
    let exactly = page(&sandbox, &format!("date_type=order_date&start_date={date}&end_date={date}")).await;
    assert!(exactly["data"].as_array().unwrap().contains(&rows["data"][0]));
}

#[tokio::test]
async fn links_repeat_the_callers_query() {
    let sandbox = Sandbox::start().await;
    let answer = page(&sandbox, &format!("api_key=wct-sandbox&{WHOLE_TIME}&status[]=approved&limit=10&page=3")).await;
    for (name, number) in [("first_page_url", 1), ("prev_page_url", 2), ("next_page_url", 4)] {
        let url = url::Url::parse(answer[name].as_str().unwrap()).unwrap();
        let pairs: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs["page"], number.to_string(), "{name}");
        assert_eq!((pairs["api_key"].as_str(), pairs["limit"].as_str()), ("wct-sandbox", "10"), "{name}");
        assert!(url.query_pairs().any(|(name, value)| name.starts_with("status[") && value == "approved"), "{name}");
    }
    assert_eq!(
        (&answer["current_page"], &answer["per_page"], &answer["from"], &answer["to"]),
        (&3.into(), &10.into(), &21.into(), &30.into())
    );
}

#[tokio::test]
async fn past_the_end_there_is_nothing() {
    let sandbox = Sandbox::start().await;
    let answer = page(&sandbox, &format!("{WHOLE_TIME}&page=100000")).await;
    assert_eq!(
        (answer["data"].as_array().unwrap().len(), &answer["from"], &answer["to"], &answer["next_page_url"]),
        (0, &Value::Null, &Value::Null, &Value::Null)
    );
    let last = page(&sandbox, &format!("{WHOLE_TIME}&page={}", i64::MAX)).await;
    assert_eq!((last["data"].as_array().unwrap().len(), &last["next_page_url"]), (0, &Value::Null));
    let empty =
        page(&sandbox, "date_type=order_date&start_date=1999-01-01T00:00:00&end_date=1999-01-02T00:00:00").await;
    assert_eq!((&empty["total"], &empty["last_page"], &empty["current_page"]), (&0.into(), &1.into(), &1.into()));
}

#[tokio::test]
async fn the_same_request_gives_the_same_bytes() {
    let (first, second) = (Sandbox::start().await, Sandbox::start_with(configuration()).await);
    for (provider, target) in [("partnero", "/v1/program".to_owned()), ("partnero", "/v1/program/overview".to_owned())]
    {
        let bytes = first.send(&first.get(provider, target.clone())).await.response_body;
        assert_eq!(bytes, first.send(&first.get(provider, target.clone())).await.response_body, "{target}, again");
        assert_eq!(
            bytes,
            second.send(&second.get(provider, target.clone())).await.response_body,
            "{target}, after a restart"
        );
    }
    let target = format!("{PATH}?{WHOLE_TIME}&limit=50&page=7");
    let rows = |body: bytes::Bytes| serde_json::from_slice::<Value>(&body).unwrap()["data"].clone();
    let answer = rows(first.send(&first.get("wecantrack", target.clone())).await.response_body);
    assert_eq!(answer, rows(second.send(&second.get("wecantrack", target)).await.response_body));
}
