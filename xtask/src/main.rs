//! `cargo xtask`: the command line.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use trackside_schemas::Documents;
use xtask::codegen::{self, Options, Outcome};
use xtask::{bench, ci, dist, e2e, nightly, postgres, soak};

/// Development tasks of the project.
///
/// Exit codes: 0 success; 1 a check failed; 2 the command could not run.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Codegen(Options),
    Bench(bench::Options),
    Ci(ci::Options),
    E2e(e2e::Options),
    Soak(soak::Options),
    Dist(dist::Options),
    Nightly(nightly::Options),
    Postgres(postgres::Options),
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Stale) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command) -> anyhow::Result<Outcome> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask is not in a project")?;
    let mut out = io::stdout().lock();
    let outcome = match command {
        Command::Codegen(options) => {
            codegen::run::<Documents>(options, root, &mut out).context("codegen could not run")?
        }
        Command::Bench(options) => {
            let sound = bench::run(options, root, &mut out).context("bench could not run")?;
            if sound { Outcome::Done } else { Outcome::Stale }
        }
        Command::Ci(options) => {
            let sound = ci::run(options, root, &mut out).context("ci could not run")?;
            if sound { Outcome::Done } else { Outcome::Stale }
        }
        Command::E2e(options) => {
            let sound = e2e::run(options, root, &mut out).context("e2e could not run")?;
            if sound { Outcome::Done } else { Outcome::Stale }
        }
        Command::Soak(options) => {
            let sound = soak::run(options, root, &mut out).context("soak could not run")?;
            if sound { Outcome::Done } else { Outcome::Stale }
        }
        Command::Dist(options) => {
            dist::run(options, root, &mut out).context("dist could not run")?;
            Outcome::Done
        }
        Command::Nightly(options) => {
            let sound = nightly::run(options, root, &mut out).context("nightly could not run")?;
            if sound { Outcome::Done } else { Outcome::Stale }
        }
        Command::Postgres(options) => {
            let sound = postgres::run(options, root).context("postgres could not run")?;
            if sound { Outcome::Done } else { Outcome::Stale }
        }
    };
    out.flush().context("standard output is closed")?;
    Ok(outcome)
}
