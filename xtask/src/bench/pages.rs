//! Pages of transactions against ready-made rows that serde_json writes.

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::operations::Operations;
use super::rounds::Side;
use super::server::Server;
use super::table::Table;

/// Every order there is.
pub(super) const WHOLE: &str = "date_type=order_date&start_date=2024-06-08T00:00:00&end_date=2026-09-06T00:00:00";

/// A tenth of the orders of a year in the middle.
pub(super) const DECLINED: &str =
    "date_type=order_date&start_date=2025-01-01T00:00:00&end_date=2025-12-31T23:59:59&status%5B%5D=declined";

const ORDERS: u32 = 1_000_000;
const SMALL_WORLD: u32 = 10_000;

/// How much more CPU time than the bare server's a page may take.
const WANTED: f64 = 2.0;

/// Measures pages of 100 and 1000 rows out of a million orders, and the default page in requests/s.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let bare = bench.programs.start_bare().await?;
    let mut table = Table::new(&["page of transactions", "sandbox", "bare", "ratio", "wanted"]);
    let large = bench.programs.start_sandbox(ORDERS, 1).await?;
    for (rows, name, query) in [
        (100, "unfiltered", WHOLE),
        (100, "by status and date", DECLINED),
        (1000, "unfiltered", WHOLE),
        (1000, "by status and date", DECLINED),
    ] {
        let what = format!("{rows} rows of 1,000,000 orders, {name}, CPU time");
        let (shown, ready) = sides(&large, &bare, query, rows).await?;
        let compared = bench.compare(&what, 32, &shown, &ready).await?;
        table.compare(&what, "µs", compared.medians(|sample| sample.cpu), Some(WANTED));
    }
    drop(large);
    let small = bench.programs.start_sandbox(SMALL_WORLD, 1).await?;
    let (shown, ready) = sides(&small, &bare, WHOLE, 25).await?;
    let what = "25 rows of 10,000 orders, unfiltered";
    let compared = bench.compare(what, 32, &shown, &ready).await?;
    table.compare(&format!("{what}, CPU time"), "µs", compared.medians(|sample| sample.cpu), None);
    table.compare(what, "requests/s", compared.medians(|sample| sample.rate), None);
    Ok(table)
}

/// The call for the page in the middle of what the query finds, which is full.
pub(super) async fn middle_page(server: &Server, query: &str, rows: u64) -> anyhow::Result<Call> {
    let (first, pages) = last_page(server, query, rows).await?;
    let middle = first.to(format!("{}&page={}", first.url, pages.div_ceil(2)));
    let found = read(&mut Connection::open(&server.origin).await?, &middle).await?.data.len() as u64;
    ensure!(found == rows, "the page has {found} rows, not {rows}: {}", middle.curl());
    Ok(middle)
}

/// The call for what the query finds, without a page, and how many pages there are.
pub(super) async fn last_page(server: &Server, query: &str, rows: u64) -> anyhow::Result<(Call, u64)> {
    let mut connection = Connection::open(&server.origin).await?;
    let known = Operations::read(&mut connection, &server.origin).await?.paged_call()?;
    let first = known.to(format!("{}?{query}&limit={rows}", known.url));
    let pages = read(&mut connection, &first).await?.last_page;
    Ok((first, pages))
}

async fn sides<'s>(
    sandbox: &'s Server,
    bare: &'s Server,
    query: &str,
    rows: u64,
) -> anyhow::Result<(Side<'s>, Side<'s>)> {
    let call = middle_page(sandbox, query, rows).await?;
    let ready = call.to(format!("{}/rows/{rows}", bare.origin));
    let shown_length = Connection::open(&sandbox.origin).await?.succeed(&call).await?.body.len();
    let ready_length = Connection::open(&bare.origin).await?.succeed(&ready).await?.body.len();
    eprintln!("{rows} rows: {shown_length} bytes by the sandbox, {ready_length} bytes by the bare server");
    Ok((Side { server: sandbox, call }, Side { server: bare, call: ready }))
}

#[derive(Debug, Deserialize)]
struct Page {
    data: Vec<serde::de::IgnoredAny>,
    last_page: u64,
}

async fn read(connection: &mut Connection, call: &Call) -> anyhow::Result<Page> {
    let answer = connection.succeed(call).await?;
    serde_json::from_slice(&answer.body).with_context(|| format!("no page came of {}", call.curl()))
}
