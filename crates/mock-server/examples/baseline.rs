//! What the sandbox is measured against: a bare axum server. One handler answers a constant body, the other writes ready-made rows of the size of
//! wecantrack's with serde_json. `cargo xtask bench` starts it beside the sandbox; it prints its address.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use serde::Serialize;
use tokio::net::TcpListener;

/// The longest constant body.
const MOST_BYTES: usize = 1 << 20;

/// The longest page.
const MOST_ROWS: usize = 1000;

/// A row with as many fields and about as many bytes as a transaction.
#[derive(Serialize)]
struct Row {
    transaction_id: String,
    last_wct_update: String,
    modified_date: String,
    user_network_account_id: i64,
    reference: String,
    sub_ids: SubIds,
    sale_amount: String,
    commission_amount: String,
    sale_amount_euro: String,
    commission_amount_euro: String,
    currency_id: String,
    status: String,
    order_date: String,
    click_date: Option<String>,
    validation_date: Option<String>,
    advertiser_id: String,
    advertiser_name: String,
    decline_reason: Option<String>,
    order_ref: Option<String>,
    clickout_url: Option<String>,
    click_metadata: ClickMetadata,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SubIds {
    click_ref: String,
}

#[derive(Serialize)]
struct ClickMetadata {
    title: String,
    webshop_name: String,
}

/// As many fields beside the rows as a page of transactions has.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "these are the names of a page's fields")]
struct Page<'r> {
    current_page: u64,
    data: &'r [Row],
    first_page_url: &'static str,
    from: u64,
    last_page: u64,
    last_page_url: &'static str,
    next_page_url: &'static str,
    path: &'static str,
    per_page: usize,
    prev_page_url: &'static str,
    to: u64,
    total: u64,
}

/// What the answers are made of, made once.
struct Ready {
    body: Bytes,
    rows: Vec<Row>,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let ready =
        Arc::new(Ready { body: Bytes::from(vec![b' '; MOST_BYTES]), rows: (0..).map(row).take(MOST_ROWS).collect() });
    let router =
        axum::Router::new().route("/bytes/{count}", get(bytes)).route("/rows/{count}", get(rows)).with_state(ready);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    axum::serve(listener, router).await
}

async fn bytes(State(ready): State<Arc<Ready>>, Path(count): Path<usize>) -> Result<impl IntoResponse, StatusCode> {
    if count > MOST_BYTES {
        return Err(StatusCode::NOT_FOUND);
    }
    // A slice of shared bytes is a clone of them: nothing is copied.
    Ok(([(CONTENT_TYPE, "application/json")], ready.body.slice(..count)))
}

async fn rows(State(ready): State<Arc<Ready>>, Path(count): Path<usize>) -> Result<impl IntoResponse, StatusCode> {
    let data = ready.rows.get(..count).ok_or(StatusCode::NOT_FOUND)?;
    let page = Page {
        current_page: 5001,
        data,
        first_page_url: "http://127.0.0.1:4010/wecantrack/api/v3/transactions?date_type=order_date&start_date=2024-06-08T00%3A00%3A00&page=1",
        from: 500_001,
        last_page: 10_000,
        last_page_url: "http://127.0.0.1:4010/wecantrack/api/v3/transactions?date_type=order_date&start_date=2024-06-08T00%3A00%3A00&page=10000",
        next_page_url: "http://127.0.0.1:4010/wecantrack/api/v3/transactions?date_type=order_date&start_date=2024-06-08T00%3A00%3A00&page=5002",
        path: "http://127.0.0.1:4010/wecantrack/api/v3/transactions",
        per_page: count,
        prev_page_url: "http://127.0.0.1:4010/wecantrack/api/v3/transactions?date_type=order_date&start_date=2024-06-08T00%3A00%3A00&page=5000",
        to: 500_100,
        total: 1_000_000,
    };
    Ok(([(CONTENT_TYPE, "application/json")], serde_json::to_vec(&page).expect("a page can be written")))
}

fn row(index: u64) -> Row {
    let date = |hour: u64| format!("2026-05-{:02} {:02}:14:09", 1 + index % 28, hour % 24);
    let reference = format!("WCT2605{:02}135314e7x4d", 1 + index % 28);
    Row {
        transaction_id: format!("{}", 710_000_000_000 + index),
        last_wct_update: date(21),
        modified_date: date(14),
        user_network_account_id: 20_417,
        sub_ids: SubIds { click_ref: reference.clone() },
        reference,
        sale_amount: format!("{}.29", 40 + index),
        commission_amount: format!("{}.14", 3 + index % 9),
        sale_amount_euro: format!("{}.02", 37 + index),
        commission_amount_euro: format!("{}.98", 2 + index % 9),
        currency_id: "EUR".to_owned(),
        status: "approved".to_owned(),
        order_date: date(12),
        click_date: Some(date(11)),
        validation_date: Some(date(14)),
        advertiser_id: "1042".to_owned(),
        advertiser_name: "Lumen Home and Garden".to_owned(),
        decline_reason: None,
        order_ref: Some(format!("LH-{:08}", 1_000_000 + index)),
        clickout_url: Some(format!("https://lumenhome.example/products/{index}?utm_source=affiliate")),
        click_metadata: ClickMetadata {
            title: "How to light a small room with ten lamps: a practical guide".to_owned(),
            webshop_name: "Lumen Home".to_owned(),
        },
    }
}
