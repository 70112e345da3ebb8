//! `cargo xtask soak`: many requests across all endpoints while the clock moves and faults are injected.

mod caller;
mod control;
mod document;
mod plan;
mod slow_clients;
mod tally;
mod variation;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use clap::Args;
use tokio::task::JoinSet;

use self::caller::Soak;
use self::plan::Plan;
use self::tally::Tally;
use crate::bench::connection::Connection;
use crate::bench::server::{Programs, until_interrupted};

/// Send the sandbox many requests while its clock moves, customers buy, and faults are injected.
///
/// Builds it in release and calls every endpoint that reads, of every provider, over several connections. Every answer has to be what was asked for: a success, a
/// failure that the request provoked, or an injected one that says so. No connection may break, no body may be malformed, and memory has to stay flat.
#[derive(Debug, Args)]
pub struct Options {
    /// How many requests are sent
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(100..))]
    requests: u64,

    /// How many orders the world has
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1000..=10_000_000))]
    orders: u32,

    /// What the world and the choice of requests grow from
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// How many connections send requests at once
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1000))]
    connections: u32,

    /// Measure instead how this many slow clients delay the others: half-sent requests, and bodies sent byte by byte
    #[arg(long, value_name = "N", conflicts_with_all = ["requests", "connections"], value_parser = clap::value_parser!(u32).range(1..=20_000))]
    slow_clients: Option<u32>,
}

/// Runs the soak in the project at `root`, and says whether everything was as it should be.
pub fn run(options: &Options, root: &Path, out: &mut dyn Write) -> anyhow::Result<bool> {
    until_interrupted(async {
        let programs = Programs::build_sandbox(root).await?;
        let server = programs.start_sandbox(options.orders, options.seed).await?;
        if let Some(slow) = options.slow_clients {
            write!(out, "{}", slow_clients::measure(server, slow).await?)?;
            return Ok(true);
        }
        let mut connection = Connection::open(&server.origin).await?;
        // The plan asks for what there is: only afterwards may answers be failures.
        let plan = Plan::make(&mut connection, &server.origin, options.seed).await?;
        let faults = control::inject_faults(&mut connection, &server.origin).await?;
        let clock = control::can_move_clock(&mut connection, &server.origin).await?;
        let soak = Arc::new(Soak::new(server, plan, options.requests, options.seed, faults, clock));
        let started = Instant::now();
        let mut callers = JoinSet::new();
        for caller in 0..options.connections {
            callers.spawn(Arc::clone(&soak).call(caller.into()));
        }
        let mut tally = Tally::default();
        while let Some(done) = callers.join_next().await {
            tally += done.context("a caller panicked")?.context("the sandbox cannot be called any more")?;
        }
        let report = soak.report(tally, started.elapsed())?;
        write!(out, "{report}")?;
        Ok(report.is_sound())
    })
}
