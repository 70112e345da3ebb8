//! Status answers against a constant body of the same size.

use super::Bench;
use super::connection::Connection;
use super::operations::Operations;
use super::rounds::Side;
use super::table::Table;

const ORDERS: u32 = 10_000;

/// How much more CPU time than the bare server's a status answer may take.
const WANTED: f64 = 1.4;

/// Measures a status answer of each provider that has one.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let sandbox = bench.programs.start_sandbox(ORDERS, 1).await?;
    let bare = bench.programs.start_bare().await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let operations = Operations::read(&mut connection, &sandbox.origin).await?;
    let mut table = Table::new(&["status answer, CPU time", "sandbox", "bare", "ratio", "wanted"]);
    for (title, call) in operations.status_calls()? {
        let length = connection.succeed(&call).await?.body.len();
        let constant = Side { call: call.to(format!("{}/bytes/{length}", bare.origin)), server: &bare };
        let what = format!("{title}, {length} bytes");
        let shown = Side { server: &sandbox, call };
        let compared = bench.compare(&what, 32, &shown, &constant).await?;
        table.compare(&what, "µs", compared.medians(|sample| sample.cpu), Some(WANTED));
    }
    Ok(table)
}
