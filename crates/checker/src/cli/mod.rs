//! The command line.

mod check;
mod compare;
mod config;
mod document;
mod output;
mod progress;
mod recording;
mod revisions;
mod rules;
mod stop;
mod webhooks;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Check a server, recorded traffic, or a changed document against an OpenAPI contract
///
/// Exit codes: 0 if the contract is kept, 1 if it is broken, 2 if the command could not run.
#[derive(Debug, Parser)]
#[command(name = "trackside-contract", version, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(Box<check::Check>),
    Diff(compare::Diff),
    Rules(rules::Rules),
}

/// Runs the command.
pub(crate) async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Check(check) => check.run().await,
        Command::Diff(diff) => diff.run(),
        Command::Rules(rules) => rules.run(),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        // Only lists of rules and cases get here, which have no result: their reader has seen enough.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // `eprintln!` panics if standard error is closed, which would change the exit code.
            _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let said = error.root_cause().downcast_ref::<std::io::Error>();
    said.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
