//! `cargo xtask codegen`: documents and clients from the declarations, and TypeScript from the documents.

pub(crate) mod files;
pub(crate) mod generate;
mod report;

use std::io::Write;
use std::path::Path;

use clap::Args;
use trackside_schemas::ProviderList;

use self::files::Folder;
use crate::Error;
use crate::typescript::{self, Toolchain};

/// Writes the OpenAPI documents and the Rust clients from the declarations in `crates/schemas`.
///
/// For each provider this writes `specs/<provider>.json`, an OpenAPI 3.0.3 document, `specs/3.1/<provider>.json`, the
/// same as OpenAPI 3.1, and `crates/client/src/generated/<provider>.rs`, the Rust client that progenitor generates. The modules and
/// features of the client crate follow from the providers. Everything is generated and checked in memory first: if one
/// provider fails, no file is written. Files that are up to date are not written again. The same declarations give the
/// same bytes on every machine.
///
/// With --typescript it writes `src/generated` of the npm package in `specs/typescript` instead, from the documents in
/// `specs`, and installs the npm packages that it needs. Only this requires Node.js and npm.
///
/// Exit codes: 0 every file is fresh or was written; 1 --check found a stale, missing or orphaned file; 2 the command
/// could not run, for example because a declaration is not in the dialect.
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  cargo xtask codegen                  write what has changed
  cargo xtask codegen --dry-run        show what would change, write nothing
  cargo xtask codegen --check          the same, and fail if anything would change (CI)
  cargo xtask codegen fullwhere        only this provider's files
  cargo xtask codegen --typescript     the TypeScript declarations, from the documents in specs")]
pub struct Options {
    /// Write nothing; report every stale, missing or orphaned file with the difference, and exit with 1 if there is
    /// one.
    #[arg(long)]
    pub check: bool,
    /// Write nothing; show what would be written.
    #[arg(long, conflicts_with = "check")]
    pub dry_run: bool,
    /// Generate the TypeScript declarations in `specs/typescript/src/generated`, and nothing else.
    #[arg(long)]
    pub typescript: bool,
    /// The programs that generate the TypeScript declarations.
    #[arg(skip)]
    pub toolchain: Toolchain,
    /// Only these providers; by default all of them. Orphaned files are found only by default.
    #[arg(value_name = "PROVIDER")]
    pub providers: Vec<String>,
}

/// What to do with generated files.
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
    /// Success.
    Done,
    /// A check failed.
    Stale,
}

impl Options {
    /// What to do with the files.
    pub fn mode(&self) -> Mode {
        match (self.check, self.dry_run) {
            (true, _) => Mode::Check,
            (false, true) => Mode::DryRun,
            (false, false) => Mode::Write,
        }
    }
}

/// Generates the files of the providers, compares them with those under `root` (the project's folder), and writes the
/// report to `out`.
pub fn run<P: ProviderList>(options: &Options, root: &Path, out: &mut dyn Write) -> Result<Outcome, Error> {
    let (artifacts, folders, command): (_, &[Folder], _) = if options.typescript {
        let names = generate::selected::<P>(&options.providers)?;
        (
            typescript::artifacts(&names, options.providers.is_empty(), root, &options.toolchain)?,
            &typescript::FOLDERS,
            "cargo xtask codegen --typescript",
        )
    } else {
        (generate::artifacts::<P>(&options.providers, root)?, &generate::FOLDERS, "cargo xtask codegen")
    };
    let changes = files::compare(&artifacts, root, if options.providers.is_empty() { folders } else { &[] })?;
    let mode = options.mode();
    if mode == Mode::Write {
        files::write(&changes, root)?;
    }
    report::write(&changes, artifacts.len(), mode, command, out)?;
    Ok(if mode == Mode::Check && !changes.is_empty() { Outcome::Stale } else { Outcome::Done })
}
