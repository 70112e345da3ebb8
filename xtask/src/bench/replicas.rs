//! Three replicas that record sales in one PostgreSQL ledger, against a bare loop of inserts.

#[path = "../../../crates/mock-server/tests/postgres/database.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod database;

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, ensure};
use tokio::process::Command;

use self::database::Database;
use super::Bench;
use super::recording::{CONNECTIONS, sale};
use super::rounds::median;
use super::table::{Table, at_least, number};
use super::wrk::Load;
use crate::postgres::programs;

const ORDERS: u32 = 10_000;

/// How many replicas there are.
const REPLICAS: u32 = 3;

/// What share of the bare loop's rate they reach together.
const WANTED: f64 = 0.5;

/// The size of a row in the log, in bytes.
const ROW: usize = 460;

/// Measures both on one server. The loop is pgbench: as many connections as there are clients, each committing one row.
pub(super) async fn measure(bench: &Bench, operation: Option<&str>) -> anyhow::Result<Table> {
    let folder = programs::found()?;
    let (mut loops, mut rates, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=bench.rounds {
        eprintln!("replicas: round {round} of {}", bench.rounds);
        let database = Database::start_with(folder.clone());
        let state = ["--state", &database.url()];
        let mut sandboxes = Vec::new();
        for _ in 0..REPLICAS {
            sandboxes.push(bench.programs.start_sandbox_with(ORDERS, 1, &state).await?);
        }
        let [first, second, third] = &sandboxes[..] else { unreachable!("there are three") };
        // wrk tells its connections apart by number, so each replica has about a third of them.
        let load = |share: u32| Load { connections: (CONNECTIONS + share) / REPLICAS, seconds: bench.seconds };
        let (calls, wrk) = (
            [sale(first, operation).await?.1, sale(second, operation).await?.1, sale(third, operation).await?.1],
            &bench.wrk,
        );
        let (one, two, three) = tokio::try_join!(
            wrk.load(first, &calls[0], load(0)),
            wrk.load(second, &calls[1], load(1)),
            wrk.load(third, &calls[2], load(2)),
        )?;
        rates.push(one.rate + two.rate + three.rate);
        times.push(median(vec![one.median, two.median, three.median]) / 1e3);
        for sandbox in sandboxes {
            sandbox.stop().await?;
        }
        loops.push(committed(&folder, &database, bench.seconds).await?);
    }
    let columns =
        ["recording a sale, 32 clients at three replicas", "bare loop of inserts", "replicas", "ratio", "wanted"];
    let mut table = Table::new(&columns);
    let (bare, replicas) = (median(loops), median(rates));
    let share = replicas / bare;
    table.add([
        "rows that are committed".to_owned(),
        format!("{} /s", number(bare)),
        format!("{} /s", number(replicas)),
        format!("{share:.2} ×"),
        at_least(share, WANTED, "×"),
    ]);
    let latency = format!("{:.1} ms", median(times));
    table.add(["median latency".to_owned(), "–".to_owned(), latency, "–".to_owned(), "–".to_owned()]);
    Ok(table)
}

/// How many rows a second the loop commits.
async fn committed(folder: &Path, database: &Database, seconds: u32) -> anyhow::Result<f64> {
    database.sql("CREATE TABLE bare (number bigserial PRIMARY KEY, record text NOT NULL)");
    let mut script = tempfile::Builder::new().suffix(".sql").tempfile()?;
    writeln!(script, "INSERT INTO bare (record) VALUES ('{}');", "x".repeat(ROW))?;
    let (connections, seconds) = (CONNECTIONS.to_string(), seconds.to_string());
    let output = Command::new(folder.join("pgbench"))
        .args(["--no-vacuum", "--jobs", "2", "--protocol", "prepared", "--client", &connections, "--time", &seconds])
        .arg("--file")
        .arg(script.path())
        .arg(database.url())
        .kill_on_drop(true)
        .output()
        .await
        .context("pgbench cannot be started")?;
    ensure!(output.status.success(), "pgbench fails: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = "));
    let rate = rate.and_then(|rest| rest.split(' ').next()).context("pgbench prints no rate")?;
    rate.parse().context("the rate of pgbench is not a number")
}
