//! `cargo xtask ci`: the published documents against the sandbox, and against what they were before.

mod changes;
mod sandbox;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use tokio::process::Command;

use crate::bench::server::until_interrupted;

/// Hold the sandbox against every published document, and the documents against the previous commit's.
///
/// Builds the sandbox and the checker in release, and runs `trackside-contract check` for each document with every case it can make: all
/// operations and all documented statuses must be seen, and nothing may depart from the contract. Then runs `trackside-contract diff` between the
/// previous commit's documents and these. A break that is meant is listed in `.ci/accepted-changes.json`, with the reason.
#[derive(Debug, Args)]
pub struct Options {
    /// What the choice of requests depends on
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// The commit that the documents are compared with
    #[arg(long, default_value = "HEAD~1")]
    since: String,

    /// Check only this document; repeat it for several
    #[arg(long, value_name = "NAME")]
    document: Vec<String>,
}

/// Runs the checks in the project at `root`, and says whether everything is as it should be.
pub fn run(options: &Options, root: &Path, out: &mut dyn Write) -> anyhow::Result<bool> {
    until_interrupted(async {
        let checker = Checker::build(root).await?;
        let documents = documents(root, &options.document)?;
        let is_kept = sandbox::check(&checker, &documents, options.seed, out).await?;
        let is_compatible = changes::compare(&checker, &documents, &options.since, out).await?;
        Ok(is_kept && is_compatible)
    })
}

/// The checker as a program.
struct Checker {
    program: PathBuf,
    root: PathBuf,
}

impl Checker {
    async fn build(root: &Path) -> anyhow::Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(["build", "--release", "--package", "trackside-checker"])
            .current_dir(root)
            .status()
            .await
            .context("cargo cannot be started")?;
        if !status.success() {
            bail!("the checker cannot be built");
        }
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
        Ok(Self { program: target.join("release/trackside-contract"), root: root.to_owned() })
    }

    /// Runs the checker, shows what it prints, and says whether the contract is kept.
    async fn run(
        &self,
        arguments: &[String],
        variables: &[(String, String)],
        out: &mut dyn Write,
    ) -> anyhow::Result<bool> {
        let output = Command::new(&self.program)
            .args(arguments)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.root)
            .output()
            .await
            .context("the checker cannot be started")?;
        out.write_all(&output.stdout)?;
        writeln!(out)?;
        match output.status.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => {
                bail!("trackside-contract {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim())
            }
        }
    }
}

/// The names of the published documents.
fn documents(root: &Path, wanted: &[String]) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root.join("specs")).context("specs cannot be read")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    if let Some(stranger) = wanted.iter().find(|name| !names.contains(name)) {
        bail!("there is no document {stranger:?}; there are: {}", names.join(", "));
    }
    names.retain(|name| wanted.is_empty() || wanted.contains(name));
    Ok(names)
}
