//! Start to first answer, and resident memory.

use std::time::Instant;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::operations::Operations;
use super::pages::{DECLINED, WHOLE, middle_page};
use super::rounds::median;
use super::table::{Table, grouped, limit, number};
use super::wrk::Load;

/// A size of world, how often it is started, and what is wanted of it.
struct Size {
    orders: u32,
    starts: u32,
    /// Seconds until the first answer, and MiB after it.
    wanted: Option<(f64, f64)>,
    /// Whether it is put under load, too. A filter by status needs some 50 bytes for each order.
    loaded: bool,
}

const SIZES: [Size; 4] = [
    Size { orders: 10_000, starts: 9, wanted: None, loaded: true },
    Size { orders: 1_000_000, starts: 5, wanted: Some((0.25, 100.0)), loaded: true },
    Size { orders: 10_000_000, starts: 5, wanted: Some((0.5, 250.0)), loaded: true },
    Size { orders: 100_000_000, starts: 5, wanted: Some((3.0, 2048.0)), loaded: false },
];

/// Measures each size of world.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let columns =
        ["orders", "start to first answer", "wanted", "resident after it", "wanted", "after load by status", "peak"];
    let mut table = Table::new(&columns);
    let first = first_call(bench).await?;
    for Size { orders, starts, wanted, loaded } in SIZES {
        let mut seconds = Vec::new();
        for start in 1..=starts {
            eprintln!("{orders} orders: start {start} of {starts}");
            seconds.push(time_to_first_answer(bench, orders, &first).await?);
        }
        let seconds = median(seconds);
        let sandbox = bench.programs.start_sandbox(orders, 1).await?;
        Connection::open(&sandbox.origin).await?.succeed(&first).await?;
        let started = sandbox.memory()?;
        for query in [WHOLE, DECLINED].into_iter().filter(|_| loaded) {
            eprintln!("{orders} orders: load");
            let call = middle_page(&sandbox, query, 100).await?;
            bench.wrk.load(&sandbox, &call, Load { connections: 32, seconds: bench.seconds }).await?;
        }
        let after = sandbox.memory()?;
        sandbox.stop().await?;
        let shown =
            if seconds < 1.0 { format!("{} ms", number(seconds * 1e3)) } else { format!("{} s", number(seconds)) };
        let mebibytes = |figure: f64| format!("{} MiB", number(figure));
        table.add([
            grouped(&orders.to_string()),
            shown,
            wanted.map_or_else(|| "–".to_owned(), |(wanted, _)| limit(seconds, wanted, "s")),
            mebibytes(started.resident),
            wanted.map_or_else(|| "–".to_owned(), |(_, wanted)| limit(started.resident, wanted, "MiB")),
            if loaded { mebibytes(after.resident) } else { "–".to_owned() },
            mebibytes(after.peak),
        ]);
    }
    Ok(table)
}

/// The call that is sent first to every sandbox: a page of every order.
async fn first_call(bench: &Bench) -> anyhow::Result<Call> {
    let sandbox = bench.programs.start_sandbox(0, 1).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let call = Operations::read(&mut connection, &sandbox.origin).await?.paged_call()?;
    sandbox.stop().await?;
    Ok(call.to(format!("{}?{WHOLE}&limit=25", call.url)))
}

/// Seconds from starting the sandbox to the end of its first answer.
async fn time_to_first_answer(bench: &Bench, orders: u32, call: &Call) -> anyhow::Result<f64> {
    let started = Instant::now();
    let sandbox = bench.programs.start_sandbox(orders, 1).await?;
    Connection::open(&sandbox.origin).await?.succeed(call).await?;
    let seconds = started.elapsed().as_secs_f64();
    sandbox.stop().await?;
    Ok(seconds)
}
