//! What the checker takes for a case.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use tokio::process::Command;

#[derive(Deserialize)]
struct Report {
    cases: Vec<serde::de::IgnoredAny>,
}

/// CPU milliseconds of the checker for each case, and how many cases it had.
pub(super) async fn of_a_case(contract: &Path, document: &Path, origin: &str) -> anyhow::Result<(f64, usize)> {
    let base_url = format!("{origin}/wecantrack");
    let before = of_children()?;
    let output = Command::new(contract)
        .args(["check", "--sandbox", "--format", "json", "--base-url", &base_url, "--spec"])
        .arg(document)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .context("the checker cannot be started")?;
    let milliseconds = of_children()? - before;
    let report: Report = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("the checker prints no report: {}", String::from_utf8_lossy(&output.stderr)))?;
    let cases = report.cases.len();
    ensure!(cases > 100, "the checker had only {cases} cases");
    #[expect(clippy::cast_precision_loss, reason = "there are some thousand cases")]
    Ok((milliseconds / cases as f64, cases))
}

/// CPU milliseconds of all children that have ended. Linux only.
fn of_children() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").context("/proc/self/stat cannot be read")?;
    ticks(&text).context("/proc/self/stat has no CPU times").map(|ticks| ticks * 10.0)
}

/// The time in user and kernel mode of the children, in hundredths of a second.
fn ticks(text: &str) -> Option<f64> {
    // The name of the program, in brackets, may hold anything.
    let fields: Vec<_> = text.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(13)?.parse::<f64>().ok()? + fields.get(14)?.parse::<f64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn reads_the_times_of_children() {
        let text = "7 (a) b) S 1 7 7 0 -1 4194304 100 200 0 0 11 12 31 42 20 0 1 0 5";
        assert_eq!(ticks(text), Some(73.0));
        assert_eq!(ticks("7 (a) S 1"), None);
    }
}
