//! What the journal costs: CPU time a request, and memory when it is full.

use anyhow::ensure;
use serde::Deserialize;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::operations::Operations;
use super::pages::{WHOLE, middle_page};
use super::rounds::Side;
use super::table::{Table, limit, number};
use super::wrk::Load;

const ORDERS: u32 = 10_000;

/// How much more CPU time a request may take with the journal than without it.
const WANTED: f64 = 1.1;

/// How much memory the sandbox may have with a full journal, in MiB.
const WANTED_MEMORY: f64 = 64.0;

/// Measures a status answer of each provider that has one, and pages of transactions, with the journal and without it.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let noting = bench.programs.start_sandbox(ORDERS, 1).await?;
    let silent = bench.programs.start_sandbox_with(ORDERS, 1, &["--journal", "0"]).await?;
    let operations = Operations::read(&mut Connection::open(&noting.origin).await?, &noting.origin).await?;
    let mut table = Table::new(&["CPU time a request", "with the journal", "without", "ratio", "wanted"]);
    let mut calls = Vec::new();
    for (title, call) in operations.status_calls()? {
        calls.push((format!("{title}, status"), call));
    }
    for rows in [25, 1000] {
        calls.push((format!("a page of {rows} rows"), middle_page(&noting, WHOLE, rows).await?));
    }
    for (what, call) in calls {
        let elsewhere = call.to(format!("{}{}", silent.origin, call.target()));
        let subject = Side { server: &noting, call };
        let reference = Side { server: &silent, call: elsewhere };
        let compared = bench.compare(&what, 32, &subject, &reference).await?;
        table.compare(&what, "µs", compared.medians(|sample| sample.cpu), Some(WANTED));
    }
    Ok(table)
}

/// Fills the journal in several ways, and measures what the sandbox has then.
pub(super) async fn memory(bench: &Bench) -> anyhow::Result<Table> {
    let columns = ["a journal full of", "entries", "resident before", "resident", "wanted", "peak"];
    let mut table = Table::new(&columns);
    for rows in [1, 25, 100, 1000] {
        eprintln!("a journal full of pages of {rows} rows");
        let sandbox = bench.programs.start_sandbox(ORDERS, 1).await?;
        let before = sandbox.memory()?.resident;
        let call = middle_page(&sandbox, WHOLE, rows).await?;
        bench.wrk.load(&sandbox, &call, Load { connections: 8, seconds: bench.seconds }).await?;
        let counts = Counts::read(&sandbox.origin).await?;
        ensure!(counts.seen > 2 * counts.kept, "the journal is not full: {counts:?}");
        let memory = sandbox.memory()?;
        sandbox.stop().await?;
        let mebibytes = |figure: f64| format!("{} MiB", number(figure));
        table.add([
            format!("pages of {rows} rows"),
            counts.kept.to_string(),
            mebibytes(before),
            mebibytes(memory.resident),
            limit(memory.resident, WANTED_MEMORY, "MiB"),
            mebibytes(memory.peak),
        ]);
    }
    Ok(table)
}

/// How many requests a journal has seen, and how many entries it has.
#[derive(Debug, Deserialize)]
struct Counts {
    seen: u64,
    kept: u64,
}

impl Counts {
    async fn read(origin: &str) -> anyhow::Result<Self> {
        #[derive(Deserialize)]
        struct List {
            counts: Counts,
        }

        let call = Call::get(format!("{origin}/_mock/journal?limit=1"));
        let answer = Connection::open(origin).await?.succeed(&call).await?;
        Ok(serde_json::from_slice::<List>(&answer.body)?.counts)
    }
}
