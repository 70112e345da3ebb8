//! What came of the tests.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// What the tests wrote when they ended.
#[derive(Debug, Deserialize)]
struct Report {
    passed: u32,
    failed: u32,
    not_run: u32,
    seconds: f64,
    screenshots: u32,
    measures: Vec<Measure>,
}

/// Something that was measured, and what was wanted of it.
#[derive(Debug, Deserialize)]
struct Measure {
    name: String,
    value: String,
}

/// The outcome of a run.
#[derive(Debug)]
pub(super) struct Summary {
    report: Report,
    output: PathBuf,
}

impl Summary {
    /// Reads what the tests left in the output folder. Fails when they did not get as far as to test something.
    pub(super) fn read(output: &Path, status: ExitStatus) -> anyhow::Result<Self> {
        let path = output.join("summary.json");
        let text = std::fs::read(&path).with_context(|| format!("the tests ended without a summary: {status}"))?;
        let report: Report =
            serde_json::from_slice(&text).with_context(|| format!("{} cannot be read", path.display()))?;
        let summary = Self { report, output: output.to_owned() };
        if summary.report.passed + summary.report.failed == 0 {
            bail!("no test was run; `--only` takes a part of a test's title");
        }
        if status.success() != summary.is_sound() {
            bail!("the tests say one thing with their summary and another with their end: {summary}{status}");
        }
        Ok(summary)
    }

    /// Whether every test was run and passed.
    pub(super) fn is_sound(&self) -> bool {
        self.report.failed == 0 && self.report.not_run == 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { passed, failed, not_run, seconds, screenshots, measures } = &self.report;
        writeln!(formatter)?;
        for Measure { name, value } in measures {
            writeln!(formatter, "{name}: {value}")?;
        }
        let output = self.output.display();
        if *screenshots > 0 {
            writeln!(formatter, "{screenshots} screenshots to look at: {output}/screenshots")?;
        }
        if *failed > 0 {
            writeln!(formatter, "what the browser showed when a test failed: {output}/results")?;
        }
        let not_run = if *not_run > 0 { format!(", {not_run} not run") } else { String::new() };
        writeln!(formatter, "{passed} passed, {failed} failed{not_run} in {seconds:.0} s")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::Summary;

    #[test]
    fn only_a_run_of_passing_tests_is_sound() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let status = |code: &str| Command::new("sh").args(["-c", code]).status().expect("a shell");
        let read = |passed: u32, failed: u32, not_run: u32, code: &str| {
            let report = format!(
                r#"{{"passed":{passed},"failed":{failed},"not_run":{not_run},"seconds":1.5,"screenshots":0,"measures":[]}}"#
            );
            fs::write(folder.path().join("summary.json"), report).expect("a file can be written");
            Summary::read(folder.path(), status(code)).map(|summary| summary.is_sound()).ok()
        };
        for (passed, failed, not_run, code, expected) in [
            (3, 0, 0, "exit 0", Some(true)),
            (2, 1, 0, "exit 1", Some(false)),
            (2, 0, 1, "exit 1", Some(false)),
            (0, 0, 0, "exit 0", None),
            (3, 0, 0, "exit 1", None),
            (2, 1, 0, "exit 0", None),
        ] {
            assert_eq!(read(passed, failed, not_run, code), expected, "{passed} {failed} {not_run} {code}");
        }
        fs::remove_file(folder.path().join("summary.json")).expect("a file can be removed");
        assert!(Summary::read(folder.path(), status("exit 1")).is_err(), "no summary");
    }
}
