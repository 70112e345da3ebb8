//! The time that the packed files bear.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// The name under which build tools agree on a time.
const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// Seconds since 1970: what `SOURCE_DATE_EPOCH` says, else the time of the last commit of the project at `root`.
pub(super) fn time(root: &Path) -> anyhow::Result<u64> {
    if let Ok(text) = std::env::var(VARIABLE) {
        return text
            .trim()
            .parse()
            .with_context(|| format!("{VARIABLE} is {text:?}, not a number of seconds since 1970"));
    }
    let output = Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root).output();
    let output = output.with_context(|| format!("git cannot say when the last commit was; set {VARIABLE}"))?;
    if !output.status.success() {
        bail!(
            "git does not know of a last commit; set {VARIABLE} to the seconds since 1970 that the packed files shall bear"
        );
    }
    String::from_utf8_lossy(&output.stdout).trim().parse().context("git answers no time")
}
