//! `cargo xtask bench`: the sandbox and a bare axum server, measured in turn in one run.

mod baseline;
pub(crate) mod call;
pub(crate) mod catalogue;
mod checkpoints;
mod clicks;
pub(crate) mod connection;
mod durable;
mod idempotent;
mod instructions;
mod journal;
mod ledger;
mod machine;
pub(crate) mod operations;
mod pages;
mod partners;
mod recording;
mod replicas;
mod rounds;
pub(crate) mod server;
mod sizes;
mod start;
mod status;
pub(crate) mod table;
mod webhooks;
mod worlds;
mod wrk;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use self::server::{Programs, until_interrupted};
use self::wrk::Wrk;

/// Measure the sandbox against a bare axum server.
///
/// Builds both in release, loads them in turn with wrk over loopback, several rounds, and prints Markdown tables of medians and their ratios. The load
/// generator shares the CPUs with the servers, so the figure that counts is the server's CPU time for each request. Quote ratios, not absolute numbers.
#[derive(Debug, Args)]
pub struct Options {
    /// How often each server is loaded
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,

    /// How many seconds a round takes for each server
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,

    /// Measure only this part; repeat it for several
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,

    /// The operation with which recording and durable record a sale [default: the first that a provider has; in memory, control/causeEvent as well]
    #[arg(long, value_name = "PROVIDER/OPERATION")]
    sale: Option<String>,

    /// Build an older commit as well, and measure both builds side by side: start, pages, clock, status and checker
    #[arg(long, value_name = "COMMIT", conflicts_with_all = ["only", "sale"])]
    baseline: Option<String>,

    /// With --baseline: fail if a figure is more than RATIO times what it was
    #[arg(long, value_name = "RATIO", default_value_t = 1.25, requires = "baseline", value_parser = ratio)]
    max_ratio: f64,
}

fn ratio(text: &str) -> Result<f64, String> {
    let ratio = text.parse::<f64>().ok().filter(|ratio| ratio.is_finite() && *ratio > 0.0);
    ratio.ok_or_else(|| "write a number above 0, for example 1.25".to_owned())
}

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Status answers against a constant body of the same size
    Status,
    /// Pages of transactions against ready-made rows
    Pages,
    /// The same page of a small and of a large world
    Sizes,
    /// Start to first answer, and resident memory
    Start,
    /// The journal against none
    Journal,
    /// Memory with a full journal
    Memory,
    /// Recording a sale in memory against a handler that reads the same body
    Recording,
    /// Recording a sale in a file against a loop of commits
    Durable,
    /// Writing with idempotency keys, 32 clients at once
    Idempotent,
    /// Going back to a checkpoint with 10,000 events
    Checkpoints,
    /// Memory of a named world to which nobody has written
    Worlds,
    /// Pages of transactions with a large ledger and without one
    Ledger,
    /// A state file with a million events: time to open it, and memory
    Opening,
    /// Click aggregation over 75,000 clicks
    Clicks,
    /// A page of 250 partners, and searching 100,000 customers
    Partners,
    /// Three replicas with one PostgreSQL ledger, against a loop of inserts
    Replicas,
    /// Deliveries of webhook events: how many a second, how soon, and what requests notice of them
    Webhooks,
    /// Instructions of a request, counted by valgrind: the same on a busy machine
    Instructions,
}

/// What every part needs.
struct Bench {
    programs: Programs,
    wrk: Wrk,
    rounds: u32,
    seconds: u32,
    /// Where state files are made: on the disk of the project.
    folder: PathBuf,
}

/// Runs the benchmark in the project at `root`. Returns false if a figure is too much more than that of the baseline. Fails when an answer is no success: a measurement of failures is worth nothing.
pub fn run(options: &Options, root: &Path, out: &mut dyn Write) -> anyhow::Result<bool> {
    until_interrupted(async {
        if let Some(commit) = &options.baseline {
            writeln!(out, "{}", machine::describe(options.rounds, options.seconds))?;
            return baseline::run(commit, options.max_ratio, (options.rounds, options.seconds), root, out).await;
        }
        let wrk = Wrk::find().await?;
        let programs = Programs::build(root).await?;
        let folder = programs.folder().to_owned();
        let bench = Bench { programs, wrk, rounds: options.rounds, seconds: options.seconds, folder };
        writeln!(out, "{}", machine::describe(options.rounds, options.seconds))?;
        for part in Part::value_variants() {
            if !options.only.is_empty() && !options.only.contains(part) {
                continue;
            }
            let table = match part {
                Part::Status => status::measure(&bench).await.context("status answers cannot be measured"),
                Part::Pages => pages::measure(&bench).await.context("pages cannot be measured"),
                Part::Sizes => sizes::measure(&bench).await.context("world sizes cannot be measured"),
                Part::Journal => journal::measure(&bench).await.context("the journal cannot be measured"),
                Part::Memory => journal::memory(&bench).await.context("the journal's memory cannot be measured"),
                Part::Recording => {
                    recording::measure(&bench, options.sale.as_deref()).await.context("recording cannot be measured")
                }
                Part::Durable => {
                    durable::measure(&bench, options.sale.as_deref()).await.context("the file cannot be measured")
                }
                Part::Idempotent => {
                    idempotent::measure(&bench).await.context("writing with idempotency keys cannot be measured")
                }
                Part::Checkpoints => checkpoints::measure(&bench).await.context("checkpoints cannot be measured"),
                Part::Worlds => worlds::measure(&bench).await.context("named worlds cannot be measured"),
                Part::Ledger => ledger::measure(&bench).await.context("the ledger cannot be measured"),
                Part::Opening => ledger::open(&bench).await.context("opening a file cannot be measured"),
                Part::Clicks => clicks::measure(&bench).await.context("click aggregation cannot be measured"),
                Part::Partners => partners::measure(&bench).await.context("partners cannot be measured"),
                Part::Replicas => {
                    let measured = replicas::measure(&bench, options.sale.as_deref()).await;
                    measured.context("replicas cannot be measured")
                }
                Part::Webhooks => webhooks::measure(&bench).await.context("webhooks cannot be measured"),
                Part::Instructions => instructions::measure(&bench).await.context("instructions cannot be counted"),
                Part::Start => start::measure(&bench).await.context("the start cannot be measured"),
            }?;
            // Part by part, so that an interrupted run keeps what it has measured.
            write!(out, "\n{table}")?;
            out.flush()?;
        }
        Ok(true)
    })
}
