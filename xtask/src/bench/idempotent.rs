//! Writing with idempotency keys, as clients do that retry: every key is sent twice.

use anyhow::Context as _;

use super::Bench;
use super::call::{Call, NUMBER};
use super::connection::Connection;
use super::operations::Operations;
use super::rounds::median;
use super::table::{Table, limit, number};
use super::wrk::Load;

const ORDERS: u32 = 10_000;

/// How many clients write at once.
const CLIENTS: u32 = 32;

/// How many milliseconds 99 of 100 requests may take in memory. In a file, the disk decides.
const WANTED: f64 = 10.0;

/// An operation that creates something whenever it is called, and takes an idempotency key.
const OPERATION: (&str, &str) = ("agentref", "createProgramInvite");

/// Measures a sandbox that keeps its records in memory, and one that keeps them in a file.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let folder = tempfile::tempdir_in(&bench.folder).context("there is no place for state files")?;
    let mut table =
        Table::new(&["writing with idempotency keys, 32 clients, every key twice", "in memory", "in a file", "wanted"]);
    let mut samples = [Vec::new(), Vec::new()];
    for round in 1..=bench.rounds {
        let state = folder.path().join(format!("{round}.db"));
        let state = ["--state", state.to_str().context("a path")?];
        for (more, samples) in [&[][..], &state].into_iter().zip(&mut samples) {
            eprintln!("idempotent: round {round} of {}", bench.rounds);
            let sandbox = bench.programs.start_sandbox_with(ORDERS, 1, more).await?;
            let mut connection = Connection::open(&sandbox.origin).await?;
            let operations = Operations::read(&mut connection, &sandbox.origin).await?;
            let (provider, id) = OPERATION;
            let listed = operations.all().iter().find(|listed| listed.provider == provider && listed.id == id);
            let call = Call::listed(listed.context("the sandbox does not list the operation")?)?;
            let call = call.with_header("Idempotency-Key", NUMBER).repeated(2);
            samples.push(bench.wrk.load(&sandbox, &call, Load { connections: CLIENTS, seconds: bench.seconds }).await?);
            sandbox.stop().await?;
        }
    }
    let [memory, file] = &samples;
    let figures = |figure: fn(&super::wrk::Sample) -> f64| {
        [memory, file].map(|samples| median(samples.iter().map(figure).collect()))
    };
    let rates = figures(|sample| sample.rate).map(|rate| format!("{} requests/s", number(rate)));
    let [memory, file] = rates;
    table.add(["requests".to_owned(), memory, file, "–".to_owned()]);
    for (what, figure, wanted) in [
        ("median latency", (|sample| sample.median / 1e3) as fn(&super::wrk::Sample) -> f64, None),
        ("p99 latency", |sample| sample.p99 / 1e3, Some(WANTED)),
    ] {
        let [memory, file] = figures(figure);
        let wanted = wanted.map_or_else(|| "–".to_owned(), |wanted| limit(memory, wanted, "ms"));
        table.add([what.to_owned(), format!("{} ms", number(memory)), format!("{} ms", number(file)), wanted]);
    }
    Ok(table)
}
