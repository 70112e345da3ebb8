//! From a report to an exit code: the baseline, the format, the colours.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::Args;
use trackside_checker::Baseline;
use trackside_checker::report::{Format, Report};

/// How the report is written, and what is accepted.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// How the report is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Accept the findings that this file lists
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the findings to a file that --baseline accepts; reasons that stand there already stay
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
}

impl Output {
    /// The baseline, read before anything is done: a mistake in it should not cost a run.
    pub(super) fn baseline(&self) -> anyhow::Result<Option<Baseline>> {
        Ok(self.baseline.as_deref().map(Baseline::load).transpose()?)
    }
}

/// Leaves out what the baseline accepts, writes the report to standard output, and gives the exit code.
pub(super) fn settle(mut report: Report, output: &Output, baseline: Option<Baseline>) -> anyhow::Result<u8> {
    if let Some(path) = &output.write_baseline {
        let before = if path.exists() { Baseline::load(path)? } else { Baseline::default() };
        before.write(path, &report.findings)?;
    }
    if let Some(baseline) = baseline {
        let (kept, accepted, unused) = baseline.apply(std::mem::take(&mut report.findings));
        report.findings = kept;
        report.accepted = accepted;
        for entry in unused {
            let operation = entry.operation.as_deref().unwrap_or("the document");
            report.notes.push(format!(
                "the baseline accepts {} in {operation}, which was not found ({})",
                entry.rule, entry.fingerprint
            ));
        }
    }
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut out = io::BufWriter::new(io::stdout().lock());
    report.write(&mut out, output.format, colour)?;
    out.flush()?;
    Ok(report.exit_code())
}
