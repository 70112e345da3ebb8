//! Click aggregation at wecantrack, generated links, and the hosts of affiliate links.

use serde_json::{Value, json};
use url::Url;

use crate::harness::Sandbox;

async fn rows(sandbox: &Sandbox, query: &str) -> Vec<Value> {
    let target = format!("/api/v2/clicks/aggregation?{query}");
    sandbox.success(&sandbox.get("wecantrack", target)).await.as_array().expect("a bare list").clone()
}

fn sum(rows: &[Value], field: &str) -> f64 {
    rows.iter().map(|row| row[field].as_f64().unwrap_or_else(|| panic!("no {field}: {row}"))).sum()
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.005
}

#[tokio::test]
async fn the_last_clicks_are_counted_exactly() {
    let sandbox = Sandbox::start().await;
    for count in [1, 2, 3, 10, 999, 20_000, 75_000] {
        for by in ["", "&group_by=networks,custom_index_1", "&group_by=custom_index_2,network_accounts,custom_index_3"]
        {
            let rows = rows(&sandbox, &format!("last_clicks={count}{by}")).await;
            assert!(is_near(sum(&rows, "clicks"), f64::from(count)), "{count}{by}: {rows:?}");
        }
    }
}

#[tokio::test]
async fn groups_filters_and_order_keep_what_they_say() {
    let sandbox = Sandbox::start_small().await;
    let by_network = rows(&sandbox, "last_clicks=5000").await;
    let fields: Vec<&String> = by_network[0].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["total_commission_USD", "total_commission_EUR", "network_id", "clicks", "sales"]);
    let commissions: Vec<f64> = by_network.iter().map(|row| row["total_commission_EUR"].as_f64().unwrap()).collect();
    assert!(commissions.is_sorted_by(|one, other| one >= other), "{commissions:?}");

    let by_word = rows(&sandbox, "last_clicks=5000&group_by=custom_index_1&order_by=clicks&order_direction=asc").await;
    let clicks: Vec<f64> = by_word.iter().map(|row| row["clicks"].as_f64().unwrap()).collect();
    assert!(by_word.len() > 2 && clicks.is_sorted(), "{by_word:?}");
    assert!(by_word.iter().all(|row| row.get("network_id").is_none() && row["custom_index_1"].is_string()));
    let word = by_word[0]["custom_index_1"].as_str().unwrap();
    let filtered = rows(&sandbox, &format!("last_clicks=5000&custom_index_1={word}")).await;
    assert!(is_near(sum(&filtered, "clicks"), clicks[0]), "{word}: {filtered:?}");
    let sorted =
        rows(&sandbox, "last_clicks=5000&group_by=custom_index_1&order_by=custom_index_1&order_direction=asc").await;
    assert!(sorted.is_sorted_by_key(|row| row["custom_index_1"].as_str().unwrap().to_owned()), "{sorted:?}");

    let network = by_network[0]["network_id"].as_str().unwrap();
    for (filter, expected) in [
        (format!("networks={network}"), 1),
        (format!("networks={network},nobody"), 1),
        ("networks=nobody".to_owned(), 0),
        ("network_accounts=1".to_owned(), 0),
        ("custom_index_5=nothing".to_owned(), 0),
        ("limit=2".to_owned(), 2),
        ("limit=2&page=2".to_owned(), (by_network.len() - 2).min(2)),
        ("page=99".to_owned(), 0),
    ] {
        let found = rows(&sandbox, &format!("last_clicks=5000&{filter}")).await;
        assert_eq!(found.len(), expected, "{filter}: {found:?}");
        assert!(found.iter().all(|row| by_network.contains(row)), "{filter}: {found:?}");
    }
    let accounts =
        rows(&sandbox, &format!("last_clicks=5000&networks={network}&group_by=network_accounts,networks")).await;
    assert!(is_near(sum(&accounts, "clicks"), by_network[0]["clicks"].as_f64().unwrap()), "{accounts:?}");
    let empty = sandbox.get("wecantrack", "/api/v2/clicks/aggregation?last_clicks=5").with_secrets(&["wct-empty"]);
    assert_eq!(sandbox.success(&empty).await, json!([]));
}

#[tokio::test]
async fn clickouts_are_counted_once_with_their_words_and_sales() {
    let sandbox = Sandbox::start_small().await;
    let link = sandbox.catalogue().await["programs"][0]["partner_link"].as_str().unwrap().to_owned();
    for (word, count) in [("spring", 2), ("autumn", 1)] {
        for _ in 0..count {
            let body = json!({ "affiliate_url": link, "custom_index_4": word });
            sandbox.success(&sandbox.post("wecantrack", "/api/v1/clickout", &body)).await;
        }
    }
    // Clicks of the simulation have other words.
    let by_word = "last_clicks=3&group_by=custom_index_4&order_by=custom_index_4";
    let counted = |rows: Vec<Value>| -> Vec<(Value, Value, Value)> {
        rows.into_iter()
            .map(|row| (row["custom_index_4"].clone(), row["clicks"].clone(), row["sales"].clone()))
            .collect()
    };
    let expected = |sales: i64| [(json!("spring"), json!(2), json!(sales)), (json!("autumn"), json!(1), json!(0))];
    let before = counted(rows(&sandbox, by_word).await);
    assert_eq!(before, expected(0));
    let clicks = sandbox.success(&sandbox.control(http::Method::GET, "/events?event=click", &Value::Null)).await;
    let customer = clicks["events"].as_array().unwrap().last().unwrap()["customer"].clone();
    let sale = json!({ "event": "sale", "customer": customer, "commission_cents": 700 });
    sandbox.success(&sandbox.control(http::Method::POST, "/events", &sale)).await;
    assert_eq!(counted(rows(&sandbox, by_word).await), expected(1));
    let spring = rows(&sandbox, "last_clicks=3&group_by=custom_index_4&custom_index_4=spring").await;
    assert!(spring[0]["total_commission_EUR"].as_f64().unwrap() > 0.0, "{spring:?}");
}

#[tokio::test]
async fn queries_out_of_bounds_are_refused_by_name() {
    let sandbox = Sandbox::start_small().await;
    for (query, field) in [
        ("", "last_clicks"),
        ("last_clicks=0", "last_clicks"),
        ("last_clicks=75001", "last_clicks"),
        ("last_clicks=many", "last_clicks"),
        ("last_clicks=5&group_by=countries", "group_by"),
        ("last_clicks=5&group_by=networks,", "group_by"),
        ("last_clicks=5&networks=a,b,c,d,e,f", "networks"),
        ("last_clicks=5&network_accounts=1,,2", "network_accounts"),
        ("last_clicks=5&order_by=date", "order_by"),
        ("last_clicks=5&order_direction=down", "order_direction"),
        ("last_clicks=5&page=0", "page"),
        ("last_clicks=5&limit=1001", "limit"),
    ] {
        let call = sandbox.get("wecantrack", format!("/api/v2/clicks/aggregation?{query}"));
        let (status, body) = sandbox.answer(&call).await;
        assert_eq!(status.as_u16(), 422, "{query}: {body}");
        assert_eq!(body["errors"].as_object().unwrap().keys().collect::<Vec<_>>(), [field], "{query}: {body}");
    }
}

#[tokio::test]
async fn links_are_generated_for_the_accounts_that_reach_the_shop() {
    let sandbox = Sandbox::start_small().await;
    let world = sandbox.catalogue().await;
    let shop = world["programs"][0]["website"].as_str().unwrap();
    let body = json!({ "landing_page_url": format!("{shop}/lamps?color=red"), "sub_id_1": "a b", "sub_id_3": "c" });
    let generate = sandbox.post("wecantrack", "/api/v1/affiliate/generate-link", &body);
    let links = sandbox.success(&generate).await["links"].as_array().unwrap().clone();
    assert_eq!(links.len(), 3, "{links:?}");
    let accounts = sandbox.success(&sandbox.get("wecantrack", "/api/v2/network_accounts")).await;
    for link in &links {
        let account =
            accounts.as_array().unwrap().iter().find(|account| account["id"] == link["user_network_account_id"]);
        let account = account.expect("an account of the publisher");
        assert_eq!(
            (&account["name"], &account["network_id"]),
            (&link["user_network_account_name"], &link["network_id"])
        );
        let url = Url::parse(link["affiliate_url"].as_str().unwrap()).unwrap();
        let values: Vec<String> = url.query_pairs().map(|(_, value)| value.into_owned()).collect();
        assert_eq!((values[0].as_str(), &values[2..]), ("red", &["a b".to_owned(), "c".to_owned()][..]), "{url}");
        // Such a link is one that a clickout tracks.
        let clickout = json!({ "affiliate_url": url.as_str() });
        let clickout = sandbox.send(&sandbox.post("wecantrack", "/api/v1/clickout", &clickout)).await;
        assert_eq!(clickout.status.as_u16(), 200, "{url}");
    }
    assert_eq!(sandbox.success(&generate.with_secrets(&["wct-empty"])).await, json!({ "links": [] }));
    for (page, status) in [("https://elsewhere.example/", 200), ("elsewhere", 400), ("", 400)] {
        let call = sandbox.post("wecantrack", "/api/v1/affiliate/generate-link", &json!({ "landing_page_url": page }));
        let (answered, body) = sandbox.answer(&call).await;
        assert_eq!(answered.as_u16(), status, "{page}: {body}");
        assert!(status == 400 || body["links"] == json!([]), "{page}: {body}");
    }
}

#[tokio::test]
async fn the_plugin_is_told_which_hosts_have_affiliate_links() {
    let sandbox = Sandbox::start_small().await;
    // The plugin sends the key in the query.
    let call = sandbox.get("wecantrack", "/api/v1/domain_patterns?api_key=wct-sandbox").without_credentials();
    let patterns = sandbox.success(&call).await;
    let (catalogue, mut hosts) = (sandbox.catalogue().await, 0);
    for program in catalogue["programs"].as_array().unwrap().iter().filter(|program| program["owner"] == "usual") {
        let host = program["website"].as_str().unwrap().trim_start_matches("https:").trim_end_matches('/');
        assert_eq!(patterns["origins"][host], true, "{host}: {patterns}");
        hosts += 1;
    }
    assert!(hosts > 10, "{hosts}");
    let information = sandbox.success(&sandbox.get("wecantrack", "/api/v1/user/information")).await;
    let accounts = sandbox.success(&sandbox.get("wecantrack", "/api/v2/network_accounts")).await;
    assert_eq!(information["total_active_network_accounts"], accounts.as_array().unwrap().len());
    assert_eq!(information["has_website"], true);
}
