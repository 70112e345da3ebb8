//! `trackside-mock world …`: world files.

mod check;
mod export;
mod init;
mod schema;

use std::io::Write;

use clap::{Args, Subcommand};

use super::CommandError;

/// Write, check and export world files
///
/// A world file says what a sandbox has when it starts: programs, partners, customers and orders. Start one with
/// `trackside-mock --world FILE`.
///
/// Exit codes: 0 if it was done, 1 if the file is invalid or the sandbox refused the request, 2 if the command could not run.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct World {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  trackside-mock world init world.yaml     an example with comments
  trackside-mock world check world.yaml    whether a sandbox can start with it
  trackside-mock --world world.yaml        a sandbox that starts with it
  trackside-mock world export later.yaml   what the running sandbox has by now";

#[derive(Debug, Clone, Subcommand)]
enum Command {
    Init(init::Init),
    Check(check::Check),
    Export(export::Export),
    Schema(schema::Schema),
}

impl World {
    /// Does what the command says.
    ///
    /// Returns an error if the file is invalid, cannot be read or written, or if `out` cannot be written to.
    pub async fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        match &self.command {
            Command::Init(init) => init.run(out),
            Command::Check(check) => check.run(out),
            Command::Export(export) => export.run(out).await,
            Command::Schema(_) => schema::Schema::run(out),
        }
    }
}
