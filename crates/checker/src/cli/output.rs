//! Turns a report into output and an exit code.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum as _};
use trackside_checker::Baseline;
use trackside_checker::report::{Format, Report};

/// Options for the output.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// The format of the report
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write the report to this file; can be repeated
    ///
    /// `sarif=FILE` and so on write a report of that format beside the one that is shown. A FILE alone gets the report
    /// of --format, and the text report is shown. A file is replaced when the report is whole.
    #[arg(long = "output", value_name = "[FORMAT=]FILE", value_parser = destination)]
    files: Vec<Destination>,

    /// Accept the findings in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the findings to this file, for --baseline; reasons in an existing file are kept
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
}

impl Output {
    /// Whether the report is for programs.
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether the report that is shown is for people.
    pub(super) fn is_for_people(&self) -> bool {
        let is_text = matches!(self.format, Format::Text | Format::Markdown);
        is_text || self.files.iter().any(|destination| destination.format.is_none())
    }

    /// The first file to write to.
    pub(super) fn file(&self) -> Option<&Path> {
        self.files.first().map(|destination| destination.file.as_path())
    }

    /// Reads the baseline. This happens before the check, so that a mistake in the file does not cost a run.
    pub(super) fn baseline(&self) -> anyhow::Result<Option<Baseline>> {
        Ok(self.baseline.as_deref().map(Baseline::load).transpose()?)
    }
}

/// A file for a report.
#[derive(Debug, Clone)]
struct Destination {
    /// `None` for the format of the report that would be shown.
    format: Option<Format>,
    file: PathBuf,
}

/// Reads `FILE` or `FORMAT=FILE`. What stands before the sign and is no format belongs to the name of the file.
#[expect(clippy::unnecessary_wraps, reason = "clap expects parsers that can fail")]
fn destination(text: &str) -> Result<Destination, std::convert::Infallible> {
    let named = text.split_once('=').and_then(|(name, file)| Some((Format::from_str(name, false).ok()?, file)));
    Ok(match named {
        Some((format, file)) => Destination { format: Some(format), file: file.into() },
        None => Destination { format: None, file: text.into() },
    })
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
    for Destination { format, file } in &output.files {
        let written = report.write_file(file, format.unwrap_or(output.format));
        written.with_context(|| format!("cannot write the report to {}", file.display()))?;
        if format.is_none() {
            shown = Format::Text;
        }
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
