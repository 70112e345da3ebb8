//! What is measured of both builds.

use std::time::Instant;

use anyhow::Context as _;
use hyper::Method;

use super::build::Build;
use super::{Figure, Run, check};
use crate::bench::call::{Call, NUMBER};
use crate::bench::connection::Connection;
use crate::bench::instructions::{HotPath, hot_paths, of_a_request};
use crate::bench::operations::Operations;
use crate::bench::pages::{WHOLE, last_page};
use crate::bench::rounds::median;
use crate::bench::server::Server;
use crate::bench::table::grouped;
use crate::bench::wrk::Load;

/// All figures.
pub(super) async fn all(run: &Run) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (orders, seconds, mebibytes) in [(10_000_000, 0.5, 250.0), (100_000_000, 3.0, 2048.0)] {
        figures.extend(first_page(run, orders, seconds, mebibytes).await?);
    }
    figures.push(first_total(run).await?);
    figures.push(leap(run).await?);
    figures.extend(pages(run).await?);
    figures.extend(statuses(run).await?);
    figures.push(cases(run).await?);
    figures.extend(instructions(run).await?);
    Ok(figures)
}

/// The figures of both builds, in turn. Nothing for an older build that cannot do it.
macro_rules! in_turn {
    ($run:expr, $what:expr, |$build:ident| $measured:expr) => {{
        let (mut now, mut before, mut why) = (Vec::new(), Vec::new(), None);
        for round in 1..=$run.rounds {
            eprintln!("{}: round {round} of {}", $what, $run.rounds);
            let $build = &$run.now;
            now.push($measured.with_context(|| $what.to_string())?);
            if why.is_none() {
                let $build = &$run.before;
                match $measured {
                    Ok(figure) => before.push(figure),
                    Err(error) => why = Some(error),
                }
            }
        }
        if let Some(why) = &why {
            eprintln!("{}: {} cannot: {why:#}", $what, $run.before.name);
            before.clear();
        }
        (now, before)
    }};
}

fn figure(what: String, unit: &'static str, goal: Option<f64>, now: Vec<f64>, before: Vec<f64>) -> Figure {
    let before = (!before.is_empty()).then(|| median(before));
    Figure { what, unit, goal, now: median(now), before }
}

/// Start to the first response, the 25 newest rows, and memory after it.
async fn first_page(run: &Run, orders: u32, seconds: f64, mebibytes: f64) -> anyhow::Result<[Figure; 2]> {
    let shown = grouped(&orders.to_string());
    let what = format!("{shown} orders: start to the 25 newest rows");
    let (now, before) = in_turn!(run, what, |build| started(build, orders).await);
    let (seconds_now, memory_now) = now.into_iter().unzip();
    let (seconds_before, memory_before) = before.into_iter().unzip();
    let resident = format!("{shown} orders: resident after it");
    Ok([
        figure(what, "s", Some(seconds), seconds_now, seconds_before),
        figure(resident, "MiB", Some(mebibytes), memory_now, memory_before),
    ])
}

async fn started(build: &Build, orders: u32) -> anyhow::Result<(f64, f64)> {
    let (call, _) = calls(build).await?;
    let begun = Instant::now();
    let sandbox = build.programs.start_sandbox(orders, 1).await?;
    Connection::open(&sandbox.origin).await?.succeed(&call).await?;
    let measured = (begun.elapsed().as_secs_f64(), sandbox.memory()?.resident);
    sandbox.stop().await?;
    Ok(measured)
}

/// The calls for the newest transactions and for a status, which are the same for every world.
async fn calls(build: &Build) -> anyhow::Result<(Call, Call)> {
    let sandbox = build.programs.start_sandbox(0, 1).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let operations = Operations::read(&mut connection, &sandbox.origin).await?;
    sandbox.stop().await?;
    let page = operations.paged_call()?;
    let (_, status) = operations.status_calls()?.pop().context("no provider has a status")?;
    Ok((page.to(format!("{}?{WHOLE}&limit=25", page.url)), status))
}

/// The first figure over all orders.
async fn first_total(run: &Run) -> anyhow::Result<Figure> {
    let what = "10,000,000 orders: first all-time figures";
    let (now, before) = in_turn!(run, what, |build| total(build).await);
    Ok(figure(what.to_owned(), "s", Some(3.0), now, before))
}

async fn total(build: &Build) -> anyhow::Result<f64> {
    let (_, call) = calls(build).await?;
    let sandbox = build.programs.start_sandbox(10_000_000, 1).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let begun = Instant::now();
    connection.succeed(&call).await?;
    let seconds = begun.elapsed().as_secs_f64();
    sandbox.stop().await?;
    Ok(seconds)
}

/// The clock leaps three months.
async fn leap(run: &Run) -> anyhow::Result<Figure> {
    let what = "1,000,000 orders: first response after a leap of 90 days";
    let (now, before) = in_turn!(run, what, |build| leapt(build).await);
    Ok(figure(what.to_owned(), "ms", Some(50.0), now, before))
}

async fn leapt(build: &Build) -> anyhow::Result<f64> {
    let (call, _) = calls(build).await?;
    let sandbox = build.programs.start_sandbox(1_000_000, 1).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    connection.succeed(&call).await?;
    let clock = format!("{}/_mock/clock", sandbox.origin);
    let leap = Call::json(Method::POST, clock, r#"{"advance":"90d"}"#.to_owned());
    let begun = Instant::now();
    connection.succeed(&leap).await?;
    connection.succeed(&call).await?;
    let milliseconds = begun.elapsed().as_secs_f64() * 1e3;
    sandbox.stop().await?;
    Ok(milliseconds)
}

/// Pages that nobody asked for before, and the same page again.
async fn pages(run: &Run) -> anyhow::Result<Vec<Figure>> {
    let now = run.now.programs.start_sandbox(10_000_000, 1).await?;
    let before = run.before.programs.start_sandbox(10_000_000, 1).await?;
    let mut figures = Vec::new();
    for (rows, goal) in [(25, Some(45.0)), (1000, None)] {
        let what = format!("{rows} rows, never asked for before: CPU time");
        let sides = [new_pages(&now, rows).await?, new_pages(&before, rows).await?];
        figures.push(loaded(run, &what, [&now, &before], &sides, goal).await?);
        let what = format!("{rows} rows, asked for again: CPU time");
        let sides = [again(&now, rows).await?, again(&before, rows).await?];
        figures.push(loaded(run, &what, [&now, &before], &sides, None).await?);
    }
    now.stop().await?;
    before.stop().await?;
    Ok(figures)
}

/// A call that asks for another page each time.
async fn new_pages(sandbox: &Server, rows: u64) -> anyhow::Result<Call> {
    let (call, pages) = last_page(sandbox, WHOLE, rows).await?;
    Ok(call.to(format!("{}&page={}", call.url, NUMBER)).cycled(pages - 1))
}

async fn again(sandbox: &Server, rows: u64) -> anyhow::Result<Call> {
    let (call, pages) = last_page(sandbox, WHOLE, rows).await?;
    Ok(call.to(format!("{}&page={}", call.url, pages / 2)))
}

/// A status of each provider that has one.
async fn statuses(run: &Run) -> anyhow::Result<Vec<Figure>> {
    let now = run.now.programs.start_sandbox(10_000, 1).await?;
    let before = run.before.programs.start_sandbox(10_000, 1).await?;
    let mut connection = Connection::open(&now.origin).await?;
    let calls = Operations::read(&mut connection, &now.origin).await?.status_calls()?;
    let mut figures = Vec::new();
    for (title, call) in calls {
        let there = call.to(format!("{}{}", before.origin, call.target()));
        let what = format!("status of {title}: CPU time");
        figures.push(loaded(run, &what, [&now, &before], &[call, there], None).await?);
    }
    now.stop().await?;
    before.stop().await?;
    Ok(figures)
}

/// Loads both in turn. The figure is the server's CPU time for each request.
async fn loaded(
    run: &Run,
    what: &str,
    servers: [&Server; 2],
    calls: &[Call; 2],
    goal: Option<f64>,
) -> anyhow::Result<Figure> {
    let load = Load { connections: 32, seconds: run.seconds };
    let mut found = [Vec::new(), Vec::new()];
    for round in 1..=run.rounds {
        eprintln!("{what}: round {round} of {}", run.rounds);
        for ((server, call), found) in servers.iter().zip(calls).zip(&mut found) {
            found.push(run.wrk.load(server, call, load).await?.cpu);
        }
    }
    let [now, before] = found;
    Ok(figure(what.to_owned(), "µs", goal, now, before))
}

/// What the checker takes for a case. Both builds check this build's sandbox.
async fn cases(run: &Run) -> anyhow::Result<Figure> {
    let sandbox = run.now.programs.start_sandbox(10_000, 1).await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let url = format!("{}/_mock/specs/wecantrack", sandbox.origin);
    let document = tempfile::Builder::new().suffix(".json").tempfile()?;
    std::fs::write(document.path(), connection.succeed(&Call::get(url)).await?.body)?;
    let what = "check of wecantrack: CPU time of a case";
    let (now, before) =
        in_turn!(run, what, |build| check::of_a_case(&build.contract, document.path(), &sandbox.origin)
            .await
            .map(|(milliseconds, _)| milliseconds));
    sandbox.stop().await?;
    Ok(figure(what.to_owned(), "ms", Some(0.25), now, before))
}

/// Instructions of a request, which are the same on a busy machine.
async fn instructions(run: &Run) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for HotPath { what, call } in hot_paths(&run.now.programs).await? {
        eprintln!("{what}: counting instructions");
        let now = of_a_request(&run.now.programs.sandbox, &call).await?;
        let before = of_a_request(&run.before.programs.sandbox, &call).await?;
        let what = format!("{what}: instructions");
        figures.push(figure(what, "k", None, vec![now / 1e3], vec![before / 1e3]));
    }
    Ok(figures)
}
