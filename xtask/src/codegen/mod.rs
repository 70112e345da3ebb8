//! `cargo xtask codegen`: documents and clients from the declarations.

mod files;
mod generate;
mod report;

use std::io::Write;
use std::path::Path;

use clap::Args;
use trackside_schemas::ProviderList;

use crate::Error;

/// Writes the OpenAPI documents and the Rust clients from the declarations in `crates/schemas`.
///
/// For each provider this makes `specs/<provider>.json`, an OpenAPI 3.0.3 document, and `crates/client/src/generated/<provider>.rs`, the Rust
/// client that progenitor makes of it. Everything is generated and checked in memory first: when any provider fails, no file is touched. A
/// file that is already right is not written again. The same declarations give the same bytes on every machine.
///
/// Exit codes: 0 when every file is fresh or was written; 1 when --check found a file that is stale, missing or orphaned; 2 when it could not
/// run, for example because a declaration is not in the dialect that the documents' readers share.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  cargo xtask codegen                  write what has changed
  cargo xtask codegen --dry-run        show what would change, write nothing
  cargo xtask codegen --check          the same, and fail when there is anything (CI)
  cargo xtask codegen fullwhere        only this provider's files")]
pub struct Options {
    /// Write nothing; report every stale, missing or orphaned file with the difference, and exit with 1 when there is one.
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show what would be written.
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
    /// Only these providers; all of them when none is given. Orphaned files are looked for only then.
    #[arg(value_name = "PROVIDER")]
    pub providers: Vec<String>,
}

/// What is done with generated files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They are written.
    Write,
    /// They are compared, and a difference is a failure.
    Check,
    /// They are compared.
    DryRun,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// A check found a file that is not as it should be.
    Stale,
}

impl Options {
    /// What is done with the files.
    pub fn mode(&self) -> Mode {
        match (self.check, self.dry_run) {
            (true, _) => Mode::Check,
            (false, true) => Mode::DryRun,
            (false, false) => Mode::Write,
        }
    }
}

/// Generates the files of the providers, compares them with those under `root` (the project's folder), and writes the report to `out`.
pub fn run<P: ProviderList>(options: &Options, root: &Path, out: &mut dyn Write) -> Result<Outcome, Error> {
    let artifacts = generate::artifacts::<P>(&options.providers)?;
    let changes = files::compare(&artifacts, root, options.providers.is_empty())?;
    let mode = options.mode();
    if mode == Mode::Write {
        files::write(&changes, root)?;
    }
    report::write(&changes, artifacts.len(), mode, out)?;
    Ok(if mode == Mode::Check && !changes.is_empty() { Outcome::Stale } else { Outcome::Done })
}
