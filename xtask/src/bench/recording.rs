//! Recording a sale over HTTP, against a bare handler that reads the same body and answers the same size.

use anyhow::Context as _;
use hyper::Method;
use trackside_schemas::control::ListedOperation;

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

/// The operation of the control API, which fills in most of a sale itself and says where to look.
const CAUSE: &str = "control/causeEvent";

/// The field in which the shop's own number of the sale is. No two sales may have the same.
const NUMBERED: &str = "transaction_id";

/// The field by which a call that records a sale is told from one that takes it back.
const AMOUNT: &str = "amount_cents";

/// The body with which a sale is caused: one event, because a coupon needs no click.
const BODY: &str = r#"{"event":"sale","coupon":true,"amount_cents":4990,"transaction_id":"order-1001"}"#;

/// Measures a sandbox that keeps its records in memory.
pub(super) async fn measure(bench: &Bench, operation: Option<&str>) -> anyhow::Result<Table> {
    let bare = bench.programs.start_bare().await?;
    let mut table = Table::new(&["recording a sale in memory, 32 connections", "sandbox", "bare", "ratio", "wanted"]);
    // What a shop calls, and what a test calls.
    let usual = [None, Some(CAUSE)];
    for operation in operation.as_ref().map_or(&usual[..], |_| std::slice::from_ref(&operation)) {
        let sandbox = bench.programs.start_sandbox(ORDERS, 1).await?;
        let (operation, call) = sale(&sandbox, *operation).await?;
        let length = Connection::open(&sandbox.origin).await?.succeed(&call.first()).await?.body.len();
        let what = format!("{operation}, {length} bytes");
        let constant = Side { call: call.to(format!("{}/sales/{length}", bare.origin)), server: &bare };
        let recorded = Side { server: &sandbox, call };
        let compared = bench.compare(&what, CONNECTIONS, &recorded, &constant).await?;
        table.compare(&format!("{what}, CPU time"), "µs", compared.medians(|sample| sample.cpu), Some(WANTED));
        table.compare(&what, "requests/s", compared.medians(|sample| sample.rate), None);
        sandbox.stop().await?;
    }
    Ok(table)
}

/// The operation, `provider/operation`, that records a sale, and its call. Without one, the first that a provider has.
pub(super) async fn sale(sandbox: &Server, operation: Option<&str>) -> anyhow::Result<(String, Call)> {
    if operation == Some(CAUSE) {
        let call = Call::json(Method::POST, format!("{}/_mock/events", sandbox.origin), BODY.to_owned());
        return Ok((CAUSE.to_owned(), call));
    }
    let mut connection = Connection::open(&sandbox.origin).await?;
    let operations = Operations::read(&mut connection, &sandbox.origin).await?;
    let name = |listed: &ListedOperation| format!("{}/{}", listed.provider, listed.id);
    let has =
        |listed: &ListedOperation, field: &str| listed.body.as_ref().is_some_and(|body| body.get(field).is_some());
    let is_meant = |listed: &&ListedOperation| match operation {
        Some(operation) => name(listed) == operation,
        None => listed.writes && has(listed, NUMBERED) && has(listed, AMOUNT),
    };
    let listed = operations.all().iter().find(is_meant);
    let listed =
        listed.with_context(|| format!("the sandbox has no operation {}", operation.unwrap_or("for sales")))?;
    anyhow::ensure!(listed.writes, "{} records nothing", name(listed));
    Ok((name(listed), Call::listed(listed)?.numbered(NUMBERED)))
}
