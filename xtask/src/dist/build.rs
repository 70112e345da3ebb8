//! Building the programs and reading what has been built.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use super::release::{Program, Release};
use super::requirements::Requirements;
use super::target::Target;
use super::{clock, notices};

/// A program that is built.
#[derive(Clone, Copy)]
struct Source {
    package: &'static str,
    features: &'static [&'static str],
    program: &'static str,
    /// What the program is.
    summary: &'static str,
}

const PROGRAMS: [Source; 2] = [
    Source {
        package: "trackside-mock-server",
        features: &["jemalloc", "postgres-tls", "webhooks-tls"],
        program: "trackside-mock",
        summary: "sandbox for partner- and affiliate-tracking APIs",
    },
    Source {
        package: "trackside-checker",
        features: &[],
        program: "trackside-contract",
        summary: "hold HTTP traffic against an OpenAPI contract",
    },
];

/// The programs of the project at `root`, built in release unless they are there already.
pub(super) fn release(root: &Path, is_built: bool) -> anyhow::Result<Release> {
    let target = Target::host()?;
    let [mock, contract] = PROGRAMS;
    if !is_built {
        // One after the other, as everything else here builds them: together, their features would be unified and all be built anew.
        build(root, mock)?;
        build(root, contract)?;
    }
    let (mock, contract) = (read(root, mock)?, read(root, contract)?);
    let of_package =
        |source: &Source| source.features.iter().map(|name| format!("{}/{name}", source.package)).collect::<Vec<_>>();
    let features: Vec<String> = PROGRAMS.iter().flat_map(of_package).collect();
    let requirements = Requirements::read([mock.bytes.as_slice(), contract.bytes.as_slice()])?;
    Ok(Release {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        target,
        time: clock::time(root)?,
        mock,
        contract,
        notices: notices::collect(root, target.triple, &PROGRAMS.map(|source| source.package), &features)?,
        requirements,
    })
}

fn build(root: &Path, Source { package, features, program, .. }: Source) -> anyhow::Result<()> {
    eprintln!("building: {program}");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--locked", "--package", package, "--bin", program])
        .args(features.iter().flat_map(|feature| ["--features", feature]))
        .current_dir(root)
        .status()
        .context("cargo cannot be started")?;
    if !status.success() {
        bail!("{program} cannot be built");
    }
    Ok(())
}

fn read(root: &Path, Source { program: name, summary, .. }: Source) -> anyhow::Result<Program> {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
    let path = folder.join("release").join(name);
    let bytes = fs::read(&path)
        .with_context(|| format!("{} cannot be read; without --skip-build it is built", path.display()))?;
    let mut command = Command::new(&path);
    command.arg("--help");
    // The help shows what the environment says, and the packages shall not.
    for (variable, _) in
        std::env::vars_os().filter(|(variable, _)| variable.to_string_lossy().starts_with("TRACKSIDE_"))
    {
        command.env_remove(variable);
    }
    let output = command.output().with_context(|| format!("{} cannot be started", path.display()))?;
    if !output.status.success() {
        bail!("{name} --help fails: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let help = String::from_utf8(output.stdout).with_context(|| format!("{name} --help does not print UTF-8"))?;
    Ok(Program { name, summary, bytes, help })
}
