//! Building the programs and reading what has been built.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use super::release::{Program, Release};
use super::requirements::Requirements;
use super::target::Target;
use super::{clock, notices};

/// What is built: the package, the program in it, and what the program is.
const PROGRAMS: [(&str, &str, &str); 2] = [
    ("trackside-mock-server", "trackside-mock", "sandbox for partner- and affiliate-tracking APIs"),
    ("trackside-checker", "trackside-contract", "hold HTTP traffic against an OpenAPI contract"),
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
    let requirements = Requirements::read([mock.bytes.as_slice(), contract.bytes.as_slice()])?;
    Ok(Release {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        target,
        time: clock::time(root)?,
        mock,
        contract,
        notices: notices::collect(root, target.triple, &PROGRAMS.map(|(package, _, _)| package))?,
        requirements,
    })
}

fn build(root: &Path, (package, program, _): (&str, &str, &str)) -> anyhow::Result<()> {
    eprintln!("building: {program}");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--locked", "--package", package, "--bin", program])
        .current_dir(root)
        .status()
        .context("cargo cannot be started")?;
    if !status.success() {
        bail!("{program} cannot be built");
    }
    Ok(())
}

fn read(root: &Path, (_, name, summary): (&str, &'static str, &'static str)) -> anyhow::Result<Program> {
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
    let help = String::from_utf8(output.stdout).with_context(|| format!("{name} --help prints no text"))?;
    Ok(Program { name, summary, bytes, help })
}
