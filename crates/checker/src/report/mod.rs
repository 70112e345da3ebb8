//! Reports, in six formats.

mod excerpt;
mod github;
mod group;
mod joined;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use excerpt::cut;
pub use excerpt::line;
pub(crate) use excerpt::{excerpt, short};
use group::{Group, groups};
pub(crate) use markdown::text as escaped;
pub(crate) use text::counted;

use crate::finding::{Finding, Level};
use crate::har::write_whole;

/// The result of a check.
#[derive(Debug, Clone)]
pub struct Report {
    /// The command: `check`, `check --har` or `diff`.
    pub command: &'static str,
    /// What was checked: `Shop at http://localhost:4010/shop`.
    pub subject: String,
    /// The path of the document, if it is a file.
    pub document: Option<String>,
    /// The arguments that repeat the random part of the run.
    pub repeat: Option<String>,
    /// Numbers with their names, for the reader.
    pub summary: Vec<(String, String)>,
    pub findings: Vec<Finding>,
    /// The number of findings that the baseline accepts.
    pub accepted: usize,
    /// Further information: what is not supported, what was left out.
    pub notes: Vec<String>,
    /// The coverage as JSON.
    pub coverage: Option<Value>,
    /// Every case that ran.
    pub cases: Vec<CaseLine>,
}

/// A case that ran.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseLine {
    pub operation: String,
    /// What the case tries.
    pub name: String,
    pub outcome: Outcome,
    /// The status of the response, if there was one.
    pub status: Option<u16>,
    /// A shell command that repeats the request.
    pub curl: String,
    /// The time from the start of the request to the end of the response.
    pub milliseconds: f64,
}

/// The result of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// There are no findings.
    Passed,
    /// There are findings.
    Failed,
    /// It did not run, for this reason.
    Skipped(String),
}

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: one screen
    Text,
    /// For programs: everything
    Json,
    /// For CI servers: a test case for each case
    Junit,
    /// For GitHub Actions: annotations
    Github,
    /// For a comment on a pull request
    Markdown,
    /// For code scanning, such as GitHub's: SARIF 2.1.0
    Sarif,
}

impl CaseLine {
    /// The line of an operation whose cases did not run.
    pub(crate) fn skipped(operation: &str, why: &str) -> Self {
        Self {
            operation: operation.to_owned(),
            name: "every case".to_owned(),
            outcome: Outcome::Skipped(why.to_owned()),
            status: None,
            curl: String::new(),
            milliseconds: 0.0,
        }
    }
}

impl Report {
    /// Writes the report. Only the text format has colours.
    ///
    /// # Errors
    /// Returns an error if the writer fails.
    pub fn write(&self, out: &mut dyn Write, format: Format, colour: bool) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, out, colour),
            Format::Json => json::write(self, out),
            Format::Junit => junit::write(self, out),
            Format::Github => github::write(self, out),
            Format::Markdown => markdown::write(self, out),
            Format::Sarif => sarif::write(self, out),
        }
    }

    /// Writes the report to a file, which is replaced only by a whole one.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written.
    pub fn write_file(&self, path: &Path, format: Format) -> io::Result<()> {
        let mut text = Vec::new();
        self.write(&mut text, format, false)?;
        write_whole(path, &text)
    }

    /// Writes every case with its result and a command that repeats it.
    ///
    /// # Errors
    /// Returns an error if the writer fails.
    pub fn list(&self, out: &mut dyn Write) -> io::Result<()> {
        for case in &self.cases {
            let (outcome, why) = match &case.outcome {
                Outcome::Passed => ("passed", String::new()),
                Outcome::Failed => ("FAILED", String::new()),
                Outcome::Skipped(why) => ("skipped", format!(": {}", line(why))),
            };
            let status = case.status.map_or_else(|| "---".to_owned(), |status| status.to_string());
            writeln!(out, "{outcome:<7}  {status}  {}  {}{why}", line(&case.operation), line(&case.name))?;
            if !case.curl.is_empty() {
                writeln!(out, "         {}", line(&case.curl))?;
            }
        }
        Ok(())
    }

    /// 1 if there are errors, otherwise 0.
    pub fn exit_code(&self) -> u8 {
        u8::from(self.count(Level::Error) > 0)
    }

    /// The number of findings of a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// The last line of a report.
    fn verdict(&self) -> String {
        let of = |level: Level, one: &str, many: &str| {
            Some(self.count(level)).filter(|count| *count > 0).map(|count| counted(count, one, many))
        };
        let errors = self.findings.iter().filter(|finding| finding.level == Level::Error);
        let operations: BTreeSet<_> = errors.filter_map(|finding| finding.operation.as_deref()).collect();
        let spread = match operations.len() {
            0 => String::new(),
            count => format!(" in {}", counted(count, "operation", "operations")),
        };
        let parts: Vec<_> = [
            of(Level::Error, "error", "errors").map(|errors| errors + &spread),
            of(Level::Warning, "warning", "warnings"),
            of(Level::Info, "remark", "remarks"),
            (self.accepted > 0).then(|| format!("{} accepted by the baseline", self.accepted)),
        ]
        .into_iter()
        .flatten()
        .collect();
        match (self.count(Level::Error), parts.is_empty()) {
            (0, true) => "clean".to_owned(),
            (0, false) => format!("clean: {}", parts.join(", ")),
            _ => parts.join(", "),
        }
    }
}

/// Writes a text to a file, which is replaced only by a whole one.
///
/// # Errors
/// Returns an error if the file cannot be written.
pub fn write_text(path: &Path, text: &str) -> io::Result<()> {
    write_whole(path, text.as_bytes())
}

/// The place of a finding, in words.
fn place(finding: &Finding) -> &str {
    match (finding.place.as_str(), &finding.case) {
        ("", Some(_)) => "body",
        ("", None) => "the whole",
        (place, _) => place,
    }
}
