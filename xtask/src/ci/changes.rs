//! The documents against what they were before.

use std::io::Write;

use anyhow::Context as _;
use tokio::process::Command;

use super::Checker;

/// The breaks that are meant, with their reasons.
const ACCEPTED: &str = ".ci/accepted-changes.json";

/// Compares the documents with those of an earlier commit, and says whether their clients go on working.
pub(super) async fn compare(
    checker: &Checker,
    documents: &[String],
    since: &str,
    out: &mut dyn Write,
) -> anyhow::Result<bool> {
    if !is_there(checker, &format!("{since}^{{commit}}")).await? {
        writeln!(out, "There is no commit {since} to compare the documents with.")?;
        return Ok(true);
    }
    let mut is_compatible = true;
    for name in documents {
        let path = format!("specs/{name}.json");
        let before = format!("{since}:{path}");
        if !is_there(checker, &before).await? {
            writeln!(out, "{path} is new since {since}.")?;
            continue;
        }
        let arguments = ["diff", &before, &path, "--baseline", ACCEPTED].map(str::to_owned);
        is_compatible &= checker.run(&arguments, &[], out).await?;
    }
    Ok(is_compatible)
}

/// Whether git knows an object.
async fn is_there(checker: &Checker, object: &str) -> anyhow::Result<bool> {
    let output = Command::new("git")
        .args(["cat-file", "-e", object])
        .current_dir(&checker.root)
        .output()
        .await
        .context("git cannot be started")?;
    Ok(output.status.success())
}
