//! Going back to a checkpoint in a sandbox with many events, beside a request that does nothing.

use std::time::Instant;

use anyhow::Context as _;
use hyper::Method;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::rounds::median;
use super::table::{Table, limit, number};

const ORDERS: u32 = 10_000;

/// How many events a checkpoint has.
const EVENTS: u32 = 10_000;

/// Milliseconds from request to response.
const WANTED: f64 = 1.0;

/// How often the state is restored, each time after something was written.
const TIMES: u32 = 200;

/// Measures a sandbox that keeps its records in memory, and one that keeps them in a file.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let folder = tempfile::tempdir_in(&bench.folder).context("there is no place for a state file")?;
    let state = folder.path().join("state.db");
    let state = ["--state", state.to_str().context("a path")?];
    let head = format!("restoring a checkpoint with {} events", number(EVENTS.into()));
    let mut table = Table::new(&[&head, "median", "GET /_mock/health", "wanted"]);
    for (name, more, wanted) in [("in memory", &[][..], Some(WANTED)), ("in a file", &state, None)] {
        eprintln!("checkpoints {name}");
        let sandbox = bench.programs.start_sandbox_with(ORDERS, 1, more).await?;
        let mut connection = Connection::open(&sandbox.origin).await?;
        let control = |method, path: &str, body: &str| {
            Call::json(method, format!("{}/_mock{path}", sandbox.origin), body.to_owned())
        };
        let write = control(Method::POST, "/events", r#"{"event":"test_click"}"#);
        for _ in 0..EVENTS {
            connection.succeed(&write).await?;
        }
        connection.succeed(&control(Method::POST, "/checkpoints", r#"{"name":"full"}"#)).await?;
        let restore = control(Method::POST, "/checkpoints/full/restore", "{}");
        let health = Call::get(format!("{}/_mock/health", sandbox.origin));
        let (mut restored, mut nothing) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            connection.succeed(&write).await?;
            for (call, milliseconds) in [(&health, &mut nothing), (&restore, &mut restored)] {
                let started = Instant::now();
                connection.succeed(call).await?;
                milliseconds.push(started.elapsed().as_secs_f64() * 1e3);
            }
        }
        let (restored, nothing) = (median(restored), median(nothing));
        let wanted = wanted.map_or_else(|| "–".to_owned(), |wanted| limit(restored, wanted, "ms"));
        let milliseconds = |figure| format!("{} ms", number(figure));
        table.add([name.to_owned(), milliseconds(restored), milliseconds(nothing), wanted]);
        sandbox.stop().await?;
    }
    Ok(table)
}
