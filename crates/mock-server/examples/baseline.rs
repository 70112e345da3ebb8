//! What the sandbox is measured against: a bare axum server with two handlers. One writes ready-made rows of the size of wecantrack's
//! with serde_json, the other answers bytes that are there already. `cargo xtask bench` starts it beside the sandbox; it prints its address.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use serde::Serialize;
use tokio::net::TcpListener;

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

#[derive(Serialize)]
struct Page<'r> {
    number: u64,
    data: &'r [Row],
    total: u64,
}

/// How many rows are kept.
const ROWS: u64 = 1000;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    let ready: Arc<[Row]> = (0..ROWS).map(row).collect();
    let constant = Bytes::from(vec![b'x'; 1 << 20]);
    let router = axum::Router::new()
        .route("/rows/{count}", get(rows))
        .with_state(ready)
        .route("/bytes/{count}", get(bytes))
        .with_state(constant);
    axum::serve(listener, router).await
}

/// So many of the ready-made rows, written for each request; at most all of them.
async fn rows(Path(count): Path<usize>, State(ready): State<Arc<[Row]>>) -> impl IntoResponse {
    let page = Page { number: 1, data: &ready[..count.min(ready.len())], total: 10_000 };
    ([(CONTENT_TYPE, "application/json")], serde_json::to_vec(&page).expect("a row can be written"))
}

/// So many bytes that are there already; a mebibyte at most.
async fn bytes(Path(count): Path<usize>, State(constant): State<Bytes>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], constant.slice(..count.min(constant.len())))
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
            title: "Ten lamps for a small room".to_owned(),
            webshop_name: "Lumen Home".to_owned(),
        },
    }
}
