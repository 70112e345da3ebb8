//! Recording sales with `--state`, against a loop that commits the same records with redb.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use tokio::process::Command;
use tokio::time::sleep;

use super::Bench;
use super::recording::{CONNECTIONS, sale};
use super::rounds::median;
use super::table::Table;
use super::wrk::Load;

const ORDERS: u32 = 10_000;

/// How many times as many records the bare loop may commit.
const WANTED: f64 = 2.0;

/// The size of a record in the state file, in bytes: a sale in JSON, with its time and its origin.
const RECORD: usize = 460;

/// Measures both on the same disk. The loop commits as many records at once as there are connections, so both may have as
/// many on their way.
pub(super) async fn measure(bench: &Bench, operation: Option<&str>) -> anyhow::Result<Table> {
    let folder = tempfile::tempdir_in(&bench.folder).context("there is no place for state files")?;
    let (mut loops, mut rates, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=bench.rounds {
        eprintln!("durable: round {round} of {}", bench.rounds);
        let state = folder.path().join(format!("{round}.db"));
        let sandbox =
            bench.programs.start_sandbox_with(ORDERS, 1, &["--state", state.to_str().context("a path")?]).await?;
        let (_, call) = sale(&sandbox, operation).await?;
        let load = Load { connections: CONNECTIONS, seconds: bench.seconds };
        let sample = bench.wrk.load(&sandbox, &call, load).await?;
        sandbox.stop().await?;
        rates.push(sample.rate);
        times.push(sample.median / 1e3);
        // What one of them has left to the disk must not burden the other.
        sleep(Duration::from_secs(1)).await;
        loops.push(committed(bench, &folder.path().join(format!("{round}.loop"))).await?);
        sleep(Duration::from_secs(1)).await;
    }
    let columns = ["recording a sale in a file, 32 in flight", "bare loop of commits", "sandbox", "ratio", "wanted"];
    let mut table = Table::new(&columns);
    let rates = (median(loops), median(rates));
    table.compare("records that are on the disk", "/s", rates, Some(WANTED));
    let latency = format!("{:.1} ms", median(times));
    table.add(["median latency".to_owned(), "–".to_owned(), latency, "–".to_owned(), "–".to_owned()]);
    Ok(table)
}

/// How many records a second the loop commits.
async fn committed(bench: &Bench, file: &std::path::Path) -> anyhow::Result<f64> {
    let output = Command::new(&bench.programs.bare)
        .arg("disk")
        .arg(file)
        .args([bench.seconds.to_string(), CONNECTIONS.to_string(), RECORD.to_string()])
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(output.status.success(), "the loop fails: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)?.trim().parse().context("the loop does not print a number")
}
