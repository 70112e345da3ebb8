//! Turns a report into output and an exit code.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use trackside_checker::Baseline;
use trackside_checker::report::{Format, Report};

/// Options for the output.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// The format of the report
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write the report to this file, and show the text report
    ///
    /// The file is replaced when the report is whole.
    #[arg(long = "output", value_name = "FILE")]
    file: Option<PathBuf>,

    /// Accept the findings in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the findings to this file, for --baseline; reasons in an existing file are kept
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
}

impl Output {
    /// Whether the report is for people.
    pub(super) fn is_for_people(&self) -> bool {
        self.file.is_some() || matches!(self.format, Format::Text | Format::Markdown)
    }

    /// The file to write to.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Reads the baseline. This happens before the check, so that a mistake in the file does not cost a run.
    pub(super) fn baseline(&self) -> anyhow::Result<Option<Baseline>> {
        Ok(self.baseline.as_deref().map(Baseline::load).transpose()?)
    }
}

/// Removes accepted findings, writes the report to standard output, and returns the exit code.
pub(super) fn finish(report: Report, output: &Output, baseline: Option<Baseline>) -> anyhow::Result<u8> {
    finish_with(report, output, baseline, |_, _| Ok(()))
}

/// The same, with more to write after the report.
pub(super) fn finish_with(
    mut report: Report,
    output: &Output,
    baseline: Option<Baseline>,
    more: impl FnOnce(&Report, &mut dyn io::Write) -> io::Result<()>,
) -> anyhow::Result<u8> {
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
    let mut shown = output.format;
    if let Some(path) = &output.file {
        let written = report.write_file(path, output.format);
        written.with_context(|| format!("cannot write the report to {}", path.display()))?;
        shown = Format::Text;
    }
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut out = io::BufWriter::new(io::stdout().lock());
    unless_closed(
        report.write(&mut out, shown, colour).and_then(|()| more(&report, &mut out)).and_then(|()| out.flush()),
    )?;
    Ok(report.exit_code())
}

/// Ignores that the reader of a pipe has seen enough: the exit code is that of the result all the same.
pub(super) fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}
