//! What a named world costs to which nobody has written.

use std::time::Instant;

use anyhow::Context as _;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::table::{Table, limit, number};

const ORDERS: u32 = 10_000;

/// How many worlds are created.
const WORLDS: u32 = 1_000;

/// KiB for each.
const WANTED: f64 = 50.0;

/// Measures the memory that many worlds take, and how long the first request in a new one takes.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    // Without a journal, which would grow with the requests.
    let more = ["--journal", "0", "--max-worlds", "2000"];
    let sandbox = bench.programs.start_sandbox_with(ORDERS, 1, &more).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let read = |world: &str| Call::get(format!("{}/_world/{world}/wecantrack/api/v1/websites", sandbox.origin));
    let key = |call: &Call| call.with_header("x-api-key", "wct-sandbox");
    // What is made once, by whichever world comes first.
    for world in 0..10 {
        connection.succeed(&key(&read(&format!("before-{world}")))).await?;
    }
    let before = sandbox.memory()?.resident;
    let started = Instant::now();
    for world in 0..WORLDS {
        connection.succeed(&key(&read(&format!("worker-{world}")))).await?;
    }
    let first = started.elapsed().as_secs_f64() * 1e6 / f64::from(WORLDS);
    let memory = (sandbox.memory()?.resident - before) * 1024.0 / f64::from(WORLDS);
    let started = Instant::now();
    for world in 0..WORLDS {
        connection.succeed(&key(&read(&format!("worker-{world}")))).await?;
    }
    let later = started.elapsed().as_secs_f64() * 1e6 / f64::from(WORLDS);
    sandbox.stop().await.context("it does not stop")?;
    let head = format!("{} named worlds to which nobody has written", number(WORLDS.into()));
    let mut table = Table::new(&[&head, "figure", "wanted"]);
    table.add(["memory for each".to_owned(), format!("{} KiB", number(memory)), limit(memory, WANTED, "KiB")]);
    table.add(["a read in a new one".to_owned(), format!("{} µs", number(first)), "–".to_owned()]);
    table.add(["a read in an old one".to_owned(), format!("{} µs", number(later)), "–".to_owned()]);
    Ok(table)
}
