//! `cargo xtask postgres`: runs the tests of sandboxes that share one ledger, on a PostgreSQL server of their own.

pub(crate) mod programs;

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

/// Run the tests of sandboxes that share one ledger in PostgreSQL
///
/// Each test starts a server of its own in a temporary folder, on a free port of the loopback interface. The programs of
/// PostgreSQL are looked for in PATH and where Debian installs them. If there are none and this runs as root on Debian,
/// the package `postgresql` is installed.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only the tests whose name contains this
    name: Option<String>,

    /// 10,000 requests in place of 2,000
    #[arg(long)]
    all: bool,
}

/// Runs the tests. Returns whether they pass.
///
/// Fails if PostgreSQL is not there and cannot be installed.
pub fn run(options: &Options, root: &Path) -> anyhow::Result<bool> {
    let programs = programs::found()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["test", "--package", "trackside-mock-server", "--features", "postgres", "--test", "postgres"])
        .args(&options.name)
        // Each test starts a server and several sandboxes.
        .args(["--", "--test-threads", "2"])
        .env("TRACKSIDE_POSTGRES", programs)
        .current_dir(root);
    if options.all {
        command.env("TRACKSIDE_ALL_REQUESTS", "yes");
    }
    Ok(command.status().context("cargo does not start")?.success())
}
