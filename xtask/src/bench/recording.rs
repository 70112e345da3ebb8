//! Recording a sale over HTTP, against a bare handler that reads the same body and answers the same size.

use anyhow::Context as _;
use hyper::Method;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::operations::Operations;
use super::rounds::Side;
use super::server::Server;
use super::table::Table;

const ORDERS: u32 = 10_000;

/// How many requests are on their way at once.
pub(super) const CONNECTIONS: u32 = 32;

/// How much more CPU time than the bare server's recording a sale may take.
const WANTED: f64 = 2.5;

/// The operation that records a sale, unless another is named.
pub(super) const USUAL: &str = "control/causeEvent";

/// The body for the usual operation: one event, because a coupon needs no click.
const BODY: &str = r#"{"event":"sale","coupon":true,"amount_cents":4990,"transaction_id":"order-1001"}"#;

/// Measures a sandbox that keeps its records in memory.
pub(super) async fn measure(bench: &Bench, operation: &str) -> anyhow::Result<Table> {
    let sandbox = bench.programs.start_sandbox(ORDERS, 1).await?;
    let bare = bench.programs.start_bare().await?;
    let call = sale(&sandbox, operation).await?;
    let length = Connection::open(&sandbox.origin).await?.succeed(&call).await?.body.len();
    let mut table = Table::new(&["recording a sale in memory, 32 connections", "sandbox", "bare", "ratio", "wanted"]);
    let what = format!("{operation}, {length} bytes");
    let constant = Side { call: call.to(format!("{}/sales/{length}", bare.origin)), server: &bare };
    let recorded = Side { server: &sandbox, call };
    let compared = bench.compare(&what, CONNECTIONS, &recorded, &constant).await?;
    table.compare(&format!("{what}, CPU time"), "µs", compared.medians(|sample| sample.cpu), Some(WANTED));
    table.compare(&what, "requests/s", compared.medians(|sample| sample.rate), None);
    Ok(table)
}

/// The call of an operation, `provider/operation`, that records a sale.
pub(super) async fn sale(sandbox: &Server, operation: &str) -> anyhow::Result<Call> {
    if operation == USUAL {
        return Ok(Call::json(Method::POST, format!("{}/_mock/events", sandbox.origin), BODY.to_owned()));
    }
    let mut connection = Connection::open(&sandbox.origin).await?;
    let operations = Operations::read(&mut connection, &sandbox.origin).await?;
    let listed = operations.all().iter().find(|listed| format!("{}/{}", listed.provider, listed.id) == operation);
    let listed = listed.with_context(|| format!("the sandbox has no operation {operation}"))?;
    anyhow::ensure!(listed.writes, "{operation} records nothing");
    Call::listed(listed)
}
