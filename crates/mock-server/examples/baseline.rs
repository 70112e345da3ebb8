//! What the sandbox is measured against: a bare axum server. One handler answers a constant body, one writes ready-made rows of the size of
//! wecantrack's with serde_json, and one reads the body that records a sale. `cargo xtask bench` starts it beside the sandbox; it prints its address.
//!
//! With the arguments `disk FILE SECONDS BATCH BYTES` it is what a state file is measured against: a loop that commits batches of records with redb and
//! waits for the disk each time. It prints how many records it has committed per second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use redb::{Database, TableDefinition};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

/// The same allocator as the sandbox has.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

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

/// The body that records a sale, as `POST /_mock/events` and Affitor's `POST /api/v1/track/sale` declare it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is measured is that they are read")]
struct Sale {
    event: Option<String>,
    program: Option<String>,
    partner: Option<String>,
    customer: Option<String>,
    order: Option<String>,
    at: Option<DateTime<Utc>>,
    amount_cents: Option<i64>,
    commission_cents: Option<i64>,
    reason: Option<String>,
    key: Option<String>,
    transaction_id: Option<String>,
    customer_key: Option<String>,
    currency: Option<String>,
    coupon: Option<bool>,
    direct: Option<bool>,
}

/// What the answers are made of, made once.
struct Ready {
    body: Bytes,
    rows: Vec<Row>,
}

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => serve(),
        ["disk", file, seconds, batch, bytes] => {
            let rate = commit(file, Duration::from_secs(seconds.parse()?), batch.parse()?, bytes.parse()?)?;
            println!("{rate:.1}");
            Ok(())
        }
        _ => anyhow::bail!("expected no arguments, or disk FILE SECONDS BATCH BYTES"),
    }
}

#[tokio::main]
async fn serve() -> anyhow::Result<()> {
    let ready =
        Arc::new(Ready { body: Bytes::from(vec![b' '; MOST_BYTES]), rows: (0..).map(row).take(MOST_ROWS).collect() });
    let router = axum::Router::new()
        .route("/bytes/{count}", get(bytes))
        .route("/rows/{count}", get(rows))
        .route("/sales/{count}", post(sale))
        .with_state(ready);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    Ok(axum::serve(listener, router).await?)
}

/// Commits batches of so many records of so many bytes. Returns the number of records per second.
fn commit(file: &str, time: Duration, batch: u64, bytes: usize) -> anyhow::Result<f64> {
    const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
    let database = Database::create(file)?;
    let record = vec![b'x'; bytes];
    let (started, mut committed) = (Instant::now(), 0);
    while started.elapsed() < time {
        let transaction = database.begin_write()?;
        {
            let mut records = transaction.open_table(RECORDS)?;
            for number in committed..committed + batch {
                records.insert(number, &record[..])?;
            }
        }
        transaction.commit()?;
        committed += batch;
    }
    #[expect(clippy::cast_precision_loss, reason = "there are far less than 2^52")]
    Ok(committed as f64 / started.elapsed().as_secs_f64())
}

async fn bytes(State(ready): State<Arc<Ready>>, Path(count): Path<usize>) -> Result<impl IntoResponse, StatusCode> {
    if count > MOST_BYTES {
        return Err(StatusCode::NOT_FOUND);
    }
    // A slice of shared bytes is a clone of them: nothing is copied.
    Ok(([(CONTENT_TYPE, "application/json")], ready.body.slice(..count)))
}

async fn sale(
    State(ready): State<Arc<Ready>>,
    Path(count): Path<usize>,
    body: Bytes,
) -> Result<impl IntoResponse, StatusCode> {
    serde_json::from_slice::<Sale>(&body).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
    bytes(State(ready), Path(count)).await
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
