//! `cargo xtask bench`: the sandbox and a bare axum server, measured in turn in one run.

mod load;
mod process;

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use clap::Args;

use self::load::{Target, requests_per_second};
use self::process::{Started, build, start, time_to_first_answer};

/// Measure the sandbox against a bare axum server that makes rows of the same size.
///
/// Builds both in release, loads them in turn with wrk over loopback, several rounds, and prints medians and their ratio, beside start time and resident
/// memory. Everything runs on the machine that measures: quote the ratio, not the absolute numbers.
#[derive(Debug, Args)]
pub struct Options {
    /// How often each server is loaded
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,

    /// How many seconds a round takes
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,

    /// How many rows a page has
    #[arg(long, default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rows: u32,
}

/// Runs the benchmark in the project at `root`.
pub fn run(options: &Options, root: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    load::check_wrk()?;
    let servers = build(root)?;
    let sandbox = start(&servers.sandbox, &["--port", "0", "--now", "2026-06-08T12:00:00Z"], &[("RUST_LOG", "error")])?;
    let bare = start(&servers.bare, &[], &[])?;

    let page = Target {
        url: format!(
            "{}/wecantrack/api/v3/transactions?date_type=order_date&start_date=2024-01-01T00:00:00&end_date=2026-12-31T00:00:00&limit={}",
            sandbox.origin, options.rows
        ),
        header: Some("X-API-Key: wct-sandbox"),
    };
    let rows = Target { url: format!("{}/rows/{}", bare.origin, options.rows), header: None };
    let (mut shown, mut baseline) = (Vec::new(), Vec::new());
    for round in 1..=options.rounds {
        eprint!("\rround {round} of {} ", options.rounds);
        shown.push(requests_per_second(&page, options.seconds)?);
        baseline.push(requests_per_second(&rows, options.seconds)?);
    }
    eprintln!();
    let resident = sandbox.resident_kibibytes().context("the sandbox's memory cannot be read")?;
    drop((sandbox, bare));
    let start_up = median((0..9).map(|_| time_to_first_answer(&servers.sandbox)).collect::<Result<_, _>>()?);
    report(options, &mut shown, &mut baseline, start_up, resident, out)
}

fn report(
    options: &Options,
    shown: &mut [f64],
    baseline: &mut [f64],
    start_up: f64,
    resident: u64,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let ratio = median(shown.iter().zip(&*baseline).map(|(shown, bare)| shown / bare).collect());
    let (low, high) = extremes(shown);
    let (bare_low, bare_high) = extremes(baseline);
    writeln!(
        out,
        "wecantrack page of {} rows, wrk -t1 -c32, {} rounds of {} s, {} CPUs",
        options.rows,
        options.rounds,
        options.seconds,
        cpus()
    )?;
    writeln!(out, "  sandbox        {:>7.0} requests/s  (median; {low:.0} to {high:.0})", median(shown.to_vec()))?;
    writeln!(
        out,
        "  bare axum      {:>7.0} requests/s  (median; {bare_low:.0} to {bare_high:.0})",
        median(baseline.to_vec())
    )?;
    writeln!(out, "  ratio          {ratio:>7.2}             (median of the rounds' ratios)")?;
    writeln!(out, "default world of 10,000 orders")?;
    writeln!(out, "  start to first answer {start_up:>6.1} ms (median of 9)")?;
    writeln!(
        out,
        "  resident memory       {:>6.1} MiB (after the load)",
        f64::from(u32::try_from(resident)?) / 1024.0
    )?;
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn extremes(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, 0.0), |(low, high), value| (f64::min(low, *value), f64::max(high, *value)))
}

fn cpus() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
