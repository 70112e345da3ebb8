//! Click aggregation over as many clicks as can be asked for, grouped by two fields.

use std::time::Instant;

use anyhow::Context as _;
use trackside_schemas::control::ListedOperation;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::operations::Operations;
use super::rounds::median;
use super::table::{Table, limit, number};

const ORDERS: u32 = 1_000_000;

/// The parameter that says how many clicks to count, and the most that can be asked for.
const PARAMETER: &str = "last_clicks";
const CLICKS: u32 = 75_000;

/// Milliseconds from request to response.
const WANTED: f64 = 10.0;

/// How often each query is sent. Each time it has another limit, so that no response comes from the cache.
const TIMES: u32 = 100;

const GROUPS: [&str; 3] =
    ["networks,custom_index_1", "network_accounts,custom_index_2", "custom_index_1,custom_index_2"];

/// Measures the time to the response over one connection.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let sandbox = bench.programs.start_sandbox(ORDERS, 1).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let operations = Operations::read(&mut connection, &sandbox.origin).await?;
    let counts = |operation: &&ListedOperation| operation.query.iter().any(|parameter| parameter.name == PARAMETER);
    let operation = operations.all().iter().find(counts).context("no provider counts clicks")?;
    let listed = Call::listed(operation)?;
    let path = listed.url.split('?').next().unwrap_or_default().to_owned();
    let mut table = Table::new(&["75,000 of the clicks around 1,000,000 orders", "median", "wanted"]);
    for groups in GROUPS {
        eprintln!("clicks by {groups}");
        let mut milliseconds = Vec::new();
        for time in 0..TIMES {
            let url = format!("{path}?{PARAMETER}={CLICKS}&group_by={groups}&limit={}", 1000 - time);
            let call = listed.to(url);
            let started = Instant::now();
            connection.succeed(&call).await?;
            milliseconds.push(started.elapsed().as_secs_f64() * 1e3);
        }
        let median = median(milliseconds);
        table.add([format!("by {groups}"), format!("{} ms", number(median)), limit(median, WANTED, "ms")]);
    }
    Ok(table)
}
