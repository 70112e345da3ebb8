//! Instructions of a request, which valgrind counts.
//!
//! CPU time varies on a busy machine, instructions hardly do. They say nothing of caches and waiting, so both are
//! measured. The start varies by some millions of instructions, so enough requests are counted to make up for it.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::Bench;
use super::call::{Call, NUMBER};
use super::connection::Connection;
use super::operations::Operations;
use super::pages::WHOLE;
use super::server::{NOW, Programs};
use super::table::{Table, number};

const ORDERS: u32 = 10_000;

/// Requests before those that are counted, which make what is made once.
const BEFORE: u32 = 20;

/// Requests that are counted at least.
const COUNTED: u32 = 200;

/// Pages of 25 rows that the world has at least.
const PAGES: u32 = 400;

/// Instructions that are counted at least.
const ENOUGH: f64 = 500e6;

/// A path through the sandbox that is taken often.
pub(super) struct HotPath {
    pub(super) what: String,
    pub(super) call: Call,
}

/// Measures each hot path.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let mut table = Table::new(&["request", "instructions"]);
    for path in hot_paths(&bench.programs).await? {
        eprintln!("{}: counting", path.what);
        let count = of_a_request(&bench.programs.sandbox, &path.call).await?;
        table.add([path.what, format!("{} k", number(count / 1e3))]);
    }
    Ok(table)
}

/// The hot paths: a status of each provider that has one, and pages.
pub(super) async fn hot_paths(programs: &Programs) -> anyhow::Result<Vec<HotPath>> {
    let sandbox = programs.start_sandbox(ORDERS, 1).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let operations = Operations::read(&mut connection, &sandbox.origin).await?;
    sandbox.stop().await?;
    let statuses = operations.status_calls()?.into_iter();
    let mut paths: Vec<_> =
        statuses.map(|(title, call)| HotPath { what: format!("status of {title}"), call }).collect();
    let pages = operations.paged_call()?;
    for (what, query) in [
        ("25 rows, another page each time", format!("limit=25&page={NUMBER}")),
        ("25 rows, the same page", "limit=25&page=7".to_owned()),
        ("1000 rows, the same page", "limit=1000&page=2".to_owned()),
    ] {
        paths.push(HotPath { what: what.to_owned(), call: pages.to(format!("{}?{WHOLE}&{query}", pages.url)) });
    }
    Ok(paths)
}

/// How many instructions a request takes.
pub(super) async fn of_a_request(sandbox: &Path, call: &Call) -> anyhow::Result<f64> {
    let few = of_requests(sandbox, call, BEFORE).await?;
    let rough = of_requests(sandbox, call, BEFORE + COUNTED).await? - few;
    if rough >= ENOUGH {
        return Ok(rough / f64::from(COUNTED));
    }
    let times = [2_u32, 5, 10, 20, 50].into_iter().find(|times| rough * f64::from(*times) >= ENOUGH).unwrap_or(100);
    let many = of_requests(sandbox, call, BEFORE + COUNTED * times).await?;
    Ok((many - few) / f64::from(COUNTED * times))
}

/// The instructions of a sandbox that responds to so many requests, from its start to its end.
async fn of_requests(sandbox: &Path, call: &Call, requests: u32) -> anyhow::Result<f64> {
    let file = tempfile::NamedTempFile::new()?;
    let mut command = Command::new("valgrind");
    command.args(["--tool=cachegrind", "--cache-sim=no"]);
    command.arg(format!("--cachegrind-out-file={}", file.path().display())).arg(sandbox);
    command.args(["--port", "0", "--now", NOW, "--seed", "1", "--orders"]).arg(ORDERS.to_string());
    // One thread, so that none waits busily for another.
    command.env("TOKIO_WORKER_THREADS", "1").env("RAYON_NUM_THREADS", "1").env("RUST_LOG", "error");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command
        .spawn()
        .context("valgrind cannot be started\n\nhint: install it, on Debian with `apt-get install valgrind`")?;
    let mut connection = Connection::open(&origin(&mut child).await?).await?;
    for index in 0..requests {
        let call = call.to(call.url.replace(NUMBER, &(index % PAGES + 1).to_string()));
        connection.succeed(&call).await?;
    }
    drop(connection);
    end(&mut child).await?;
    let text = std::fs::read_to_string(file.path()).context("valgrind wrote no counts")?;
    summary(&text).context("valgrind wrote no summary")
}

async fn origin(child: &mut Child) -> anyhow::Result<String> {
    let mut lines = BufReader::new(child.stdout.take().context("the output is piped")?).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, address)) = line.split_once("http://") {
            let origin = format!("http://{}", address.trim());
            tokio::spawn(async move { while matches!(lines.next_line().await, Ok(Some(_))) {} });
            return Ok(origin);
        }
    }
    bail!("the sandbox ended without an address")
}

/// Asks it to stop, so that the counts are written.
#[cfg(unix)]
async fn end(child: &mut Child) -> anyhow::Result<()> {
    let process = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
    rustix::process::kill_process(process.context("the sandbox ended")?, rustix::process::Signal::TERM)?;
    child.wait().await?;
    Ok(())
}

#[cfg(not(unix))]
async fn end(_: &mut Child) -> anyhow::Result<()> {
    bail!("valgrind runs on Unix only")
}

/// The number in the last line of a file of cachegrind.
fn summary(text: &str) -> Option<f64> {
    text.lines().rev().find_map(|line| line.strip_prefix("summary:"))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn reads_what_cachegrind_counts() {
        assert_eq!(summary("events: Ir\nfn=main\n3 7\nsummary: 1234567\n"), Some(1_234_567.0));
        assert_eq!(summary("events: Ir\n"), None);
    }
}
