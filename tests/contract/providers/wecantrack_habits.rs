//! Habits of public clients of wecantrack: how PHP writes lists, links that get the query again, and the key in the query.

use serde_json::{Value, json};

use crate::harness::{Sandbox, WHOLE_TIME};

async fn page(sandbox: &Sandbox, query: &str) -> Value {
    sandbox.success(&sandbox.get("wecantrack", format!("/api/v3/transactions?{query}"))).await
}

#[tokio::test]
async fn lists_are_read_however_php_writes_them() {
    let sandbox = Sandbox::start_small().await;
    let usual =
        page(&sandbox, &format!("{WHOLE_TIME}&status[]=pending&status[]=declined&limit=7")).await["data"].take();
    assert_eq!(usual.as_array().unwrap().len(), 7);
    for lists in [
        "status[0]=pending&status[1]=declined",
        "status%5B0%5D=pending&status%5B1%5D=declined",
        "status%5B%5D=pending&status[]=declined",
        "status[7]=pending&status[]=declined",
    ] {
        assert_eq!(page(&sandbox, &format!("{WHOLE_TIME}&{lists}&limit=7")).await["data"], usual, "{lists}");
    }
}

#[tokio::test]
async fn the_link_to_the_next_page_may_get_the_query_again() {
    let sandbox = Sandbox::start_small().await;
    let query = format!("{WHOLE_TIME}&status[]=approved&limit=5");
    let first = page(&sandbox, &query).await;
    let next = first["next_page_url"].as_str().expect("there are more");
    let (_, next) = next.split_once('?').expect("a query");
    let second = page(&sandbox, next).await;
    assert_eq!(second["current_page"], 2);
    // The client adds its own parameters to the link, so that most of them come twice; the last one counts, as in PHP.
    let again = page(&sandbox, &format!("{next}&{query}")).await;
    assert_eq!((&again["data"], &again["current_page"]), (&second["data"], &json!(2)));
    let third = again["next_page_url"].as_str().expect("there are more").split_once('?').expect("a query").1.to_owned();
    let third = page(&sandbox, &format!("{third}&{query}")).await;
    assert_eq!((&third["current_page"], &third["from"]), (&json!(3), &json!(11)));
    let limited = page(&sandbox, &format!("limit=100&page=9&{query}&page=2")).await;
    assert_eq!(limited["data"], second["data"]);
}

#[tokio::test]
async fn the_key_may_stand_in_the_query() {
    let sandbox = Sandbox::start_small().await;
    for (target, status) in [
        (format!("/api/v3/transactions?{WHOLE_TIME}&api_key=wct-sandbox"), 200),
        ("/api/v1/websites?api_key=wct-sandbox".to_owned(), 200),
        ("/api/v2/clicks/aggregation?last_clicks=5&api_key=wct-sandbox".to_owned(), 200),
        ("/api/v1/websites?api_key=wct-nobody".to_owned(), 401),
        ("/api/v1/websites".to_owned(), 401),
    ] {
        let call = sandbox.get("wecantrack", target.clone()).without_credentials();
        assert_eq!(sandbox.answer(&call).await.0.as_u16(), status, "{target}");
    }
}

#[tokio::test]
async fn a_day_without_a_time_is_refused() {
    let sandbox = Sandbox::start_small().await;
    for (dates, field) in [
        ("start_date=2026-05-01&end_date=2026-05-31T23:59:59", "start_date"),
        ("start_date=2026-05-01T00:00:00&end_date=2026-05-31", "end_date"),
    ] {
        let call = sandbox.get("wecantrack", format!("/api/v3/transactions?date_type=order_date&{dates}"));
        let (status, body) = sandbox.answer(&call).await;
        assert_eq!(status.as_u16(), 422, "{dates}: {body}");
        let text = body["errors"][field][0].as_str().unwrap_or_default();
        assert!(text.ends_with("must match the format Y-m-d\\TH:i:s."), "{dates}: {body}");
    }
}
