//! The same page with a large ledger and without one, and a large ledger in a file.

use std::time::Instant;

use anyhow::Context as _;
use hyper::Method;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde::Deserialize;
use serde_json::json;
use tokio::task::JoinSet;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::pages::middle_page;
use super::rounds::{Side, median};
use super::server::Server;
use super::table::{Table, limit, number};

const ORDERS: u32 = 1_000_000;

/// How many orders the ledger adds, and how many of the simulation it changes.
const ADDED: u64 = 90_000;
const CHANGED: u64 = 10_000;

/// How much more CPU time a page may take with the ledger.
const WANTED: f64 = 1.5;

const ROWS: u64 = 100;

/// The world in which the large file is opened.
const SMALL_WORLD: u32 = 10_000;

/// How many events the large file has.
const EVENTS: u64 = 1_000_000;

/// Seconds to the first answer, and MiB.
const WANTED_OPENED: (f64, f64) = (3.0, 400.0);

/// How many connections cause events at once.
const CONNECTIONS: u64 = 16;
const CONNECTIONS_OF_FILE: u64 = 256;

/// The time in which orders are placed: the year before the clock's.
const DATES: &str = "start_date=2024-06-08T00:00:00&end_date=2026-09-06T00:00:00";

/// Every type of date, and filters.
const QUERIES: [(&str, &str); 8] = [
    ("by order_date", "date_type=order_date"),
    ("by modified_date", "date_type=modified_date"),
    ("by click_date", "date_type=click_date"),
    ("by validation_date", "date_type=validation_date"),
    ("by last_wct_update", "date_type=last_wct_update"),
    ("by order_date, declined", "date_type=order_date&status%5B%5D=declined"),
    ("by click_date, pending and approved", "date_type=click_date&status%5B%5D=pending&status%5B%5D=approved"),
    ("by last_wct_update, approved", "date_type=last_wct_update&status%5B%5D=approved"),
];

/// Measures pages of 100 rows.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let with = bench.programs.start_sandbox(ORDERS, 1).await?;
    let without = bench.programs.start_sandbox(ORDERS, 1).await?;
    eprintln!("the ledger gets {} orders", ADDED + CHANGED);
    let references = references(&with).await?;
    fill(&with, &references).await?;
    let columns = ["page of 100 rows of 1,000,000 orders, CPU time", "with 100,000 in the ledger", "without", "ratio"];
    let mut table = Table::new(&[&columns[..], &["wanted"]].concat());
    for (name, query) in QUERIES {
        let query = format!("{query}&{DATES}");
        let subject = Side { server: &with, call: middle_page(&with, &query, ROWS).await? };
        let reference = Side { server: &without, call: middle_page(&without, &query, ROWS).await? };
        let compared = bench.compare(&format!("ledger, {name}"), 32, &subject, &reference).await?;
        table.compare(name, "µs", compared.medians(|sample| sample.cpu), Some(WANTED));
    }
    Ok(table)
}

/// Measures how long a sandbox takes to open a file with a million events, and its memory.
pub(super) async fn open(bench: &Bench) -> anyhow::Result<Table> {
    let folder = tempfile::tempdir_in(&bench.folder).context("there is no place for a state file")?;
    let state = folder.path().join("state.db");
    let arguments = ["--state", state.to_str().context("a path")?, "--journal", "0"];
    let sandbox = bench.programs.start_sandbox_with(SMALL_WORLD, 1, &arguments).await?;
    eprintln!("a file gets {EVENTS} events");
    // A sale brings a click, unless a coupon brings it.
    cause(&sandbox, CONNECTIONS_OF_FILE, EVENTS / 2, |_, at| json!({ "event": "sale", "at": at })).await?;
    let listed = Call::get(format!("{}/_mock/events?limit=1", sandbox.origin));
    let answer = Connection::open(&sandbox.origin).await?.succeed(&listed).await?;
    anyhow::ensure!(serde_json::from_slice::<Total>(&answer.body)?.total == EVENTS, "the file has other events");
    let listed_in = timed(&sandbox, &listed).await?;
    sandbox.stop().await?;
    let mut seconds = Vec::new();
    let mut memory = None;
    for start in 1..=3 {
        eprintln!("a file with {EVENTS} events: start {start} of 3");
        let started = Instant::now();
        let sandbox = bench.programs.start_sandbox_with(SMALL_WORLD, 1, &arguments).await?;
        Connection::open(&sandbox.origin)
            .await?
            .succeed(&Call::get(format!("{}/_mock/health", sandbox.origin)))
            .await?;
        seconds.push(started.elapsed().as_secs_f64());
        memory = Some(sandbox.memory()?);
        sandbox.stop().await?;
    }
    let (seconds, memory) = (median(seconds), memory.context("it was started")?);
    let mut table = Table::new(&["a state file with 1,000,000 events", "figure", "wanted"]);
    let (wanted_seconds, wanted_memory) = WANTED_OPENED;
    let mut add = |what: &str, figure: f64, unit: &str, wanted: Option<f64>| {
        let wanted = wanted.map_or_else(|| "–".to_owned(), |wanted| limit(figure, wanted, unit));
        table.add([what.to_owned(), format!("{} {unit}", number(figure)), wanted]);
    };
    add("start to first answer", seconds, "s", Some(wanted_seconds));
    add("resident after it", memory.resident, "MiB", Some(wanted_memory));
    add("peak", memory.peak, "MiB", None);
    let mebibytes = u32::try_from(std::fs::metadata(&state)?.len() >> 20)?;
    add("file", f64::from(mebibytes), "MiB", None);
    add("a list of one event", listed_in * 1e3, "ms", None);
    Ok(table)
}

#[derive(Debug, Deserialize)]
struct Total {
    total: u64,
}

async fn timed(sandbox: &Server, call: &Call) -> anyhow::Result<f64> {
    let mut connection = Connection::open(&sandbox.origin).await?;
    let mut seconds = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        connection.succeed(call).await?;
        seconds.push(started.elapsed().as_secs_f64());
    }
    Ok(median(seconds))
}

/// Transaction ids of approved orders of the simulation, from all of its time: they can be corrected.
async fn references(sandbox: &Server) -> anyhow::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Row {
        transaction_id: String,
    }
    #[derive(Deserialize)]
    struct Page {
        data: Vec<Row>,
    }
    let mut connection = Connection::open(&sandbox.origin).await?;
    let middle = middle_page(sandbox, &format!("date_type=order_date&{DATES}&status%5B%5D=approved"), 1000).await?;
    let (first, _) = middle.url.rsplit_once("&page=").context("the page has a number")?;
    let mut references = Vec::new();
    let mut page = 1;
    while references.len() < usize::try_from(CHANGED)? {
        let answer = connection.succeed(&middle.to(format!("{first}&page={page}"))).await?;
        let rows = serde_json::from_slice::<Page>(&answer.body)?.data;
        anyhow::ensure!(!rows.is_empty(), "there are only {} references", references.len());
        references.extend(rows.into_iter().map(|row| row.transaction_id));
        page += 40;
    }
    Ok(references)
}

/// Adds sales of all times, and corrects orders of the simulation.
async fn fill(sandbox: &Server, references: &[String]) -> anyhow::Result<()> {
    let references = references.to_vec();
    cause(
        sandbox,
        CONNECTIONS,
        CHANGED,
        move |place, _| json!({ "event": "correction", "order": references[place], "amount_cents": 1000 + place }),
    )
    .await?;
    cause(sandbox, CONNECTIONS, ADDED, |_, at| json!({ "event": "sale", "coupon": true, "at": at })).await
}

/// Causes so many events with several connections at once. `body` gets the place of the event and a time.
async fn cause(
    sandbox: &Server,
    connections: u64,
    count: u64,
    body: impl Fn(usize, &str) -> serde_json::Value + Clone + Send + 'static,
) -> anyhow::Result<()> {
    let mut causing = JoinSet::new();
    for first in 0..connections {
        let (origin, body) = (sandbox.origin.clone(), body.clone());
        causing.spawn(async move {
            let mut connection = Connection::open(&origin).await?;
            let mut chance = ChaCha8Rng::seed_from_u64(first);
            for place in (first..count).step_by(usize::try_from(connections)?) {
                let (day, second) = (chance.next_u32() % 700, chance.next_u32() % 86_400);
                let (year, day) = (2024 + (159 + day) / 365, (159 + day) % 365);
                let (month, day) = (1 + day / 31, 1 + day % 28);
                let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                let at = format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
                let body = body(usize::try_from(place)?, &at).to_string();
                connection.succeed(&Call::json(Method::POST, format!("{origin}/_mock/events"), body)).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = causing.join_next().await {
        done??;
    }
    Ok(())
}
