//! Pages of AgentRef's lists, asked for in three ways.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::Sandbox;

async fn page(sandbox: &Sandbox, query: &str) -> Value {
    sandbox.success(&sandbox.get("agentref", format!("/programs?{query}"))).await
}

fn ids(page: &Value) -> Vec<String> {
    let rows = page["data"].as_array().expect("rows").iter();
    rows.map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

/// Every row, walked through in one way.
async fn walk(sandbox: &Sandbox, next: impl Fn(usize, usize, Option<&str>) -> String) -> Vec<String> {
    let (mut found, mut number, mut cursor) = (Vec::new(), 0, None::<String>);
    loop {
        let page = page(sandbox, &next(number, found.len(), cursor.as_deref())).await;
        found.extend(ids(&page));
        number += 1;
        assert_eq!(page["meta"].get("nextCursor").is_some(), page["meta"]["hasMore"] == true, "{page}");
        if page["meta"]["hasMore"] == false {
            assert_eq!(page["meta"]["total"], found.len());
            return found;
        }
        cursor = page["meta"]["nextCursor"].as_str().map(str::to_owned);
    }
}

#[tokio::test]
async fn all_ways_lead_through_the_same_rows() {
    let sandbox = Sandbox::start_small().await;
    let all = ids(&page(&sandbox, "limit=100").await);
    assert!(all.len() > 10 && all.iter().collect::<BTreeSet<_>>().len() == all.len(), "{all:?}");
    assert_eq!(walk(&sandbox, |page, _, _| format!("page={}&pageSize=3", page + 1)).await, all);
    assert_eq!(walk(&sandbox, |page, _, _| format!("page={}&limit=4", page + 1)).await, all);
    assert_eq!(walk(&sandbox, |_, seen, _| format!("offset={seen}&limit=5")).await, all);
    let by_cursor = |_: usize, _: usize, cursor: Option<&str>| {
        cursor.map_or_else(|| "limit=3".to_owned(), |cursor| format!("limit=3&cursor={cursor}"))
    };
    assert_eq!(walk(&sandbox, by_cursor).await, all);
}

#[tokio::test]
async fn the_cursor_wins_and_stays_where_it_was_when_the_list_grows() {
    let sandbox = Sandbox::start_small().await;
    let all = ids(&page(&sandbox, "limit=100").await);
    let first = page(&sandbox, "limit=4").await;
    let cursor = first["meta"]["nextCursor"].as_str().expect("a cursor");
    assert_eq!(ids(&page(&sandbox, &format!("limit=4&cursor={cursor}&page=1&offset=0")).await), all[4..8]);
    let body = json!({ "name": "Newest", "commissionType": "one_time", "commissionPercent": 10 });
    let new = sandbox.success(&sandbox.post("agentref", "/programs", &body)).await;
    assert_eq!(
        ids(&page(&sandbox, "limit=1").await),
        [new["data"]["id"].as_str().expect("an id")],
        "the newest is first"
    );
    assert_eq!(ids(&page(&sandbox, &format!("limit=4&cursor={cursor}")).await), all[4..8]);
}

#[tokio::test]
async fn odd_pages_are_refused_or_empty() {
    let sandbox = Sandbox::start_small().await;
    for query in ["cursor=nonsense", "limit=0", "limit=101", "page=0", "pageSize=0", "offset=-1", "page=x"] {
        let (status, body) = sandbox.answer(&sandbox.get("agentref", format!("/programs?{query}"))).await;
        assert_eq!((status.as_u16(), &body["error"]["code"]), (400, &json!("BAD_REQUEST")), "{query}");
    }
    let past = page(&sandbox, "page=1000").await;
    assert_eq!(
        (&past["data"], &past["meta"]["page"], &past["meta"]["hasMore"]),
        (&json!([]), &json!(1000), &json!(false))
    );
    let usual = page(&sandbox, "").await;
    assert_eq!((&usual["meta"]["page"], &usual["meta"]["pageSize"]), (&json!(1), &json!(20)));
}
