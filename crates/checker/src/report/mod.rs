//! What a check has found, in five formats.

mod excerpt;
mod github;
mod group;
mod json;
mod junit;
mod markdown;
mod text;

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use excerpt::cut;
pub use excerpt::line;
pub(crate) use excerpt::{excerpt, short};
use group::{Group, groups};
use text::counted;

use crate::finding::{Finding, Level};

/// What a check has found.
#[derive(Debug, Clone)]
pub struct Report {
    /// What was done: `check`, `check --har` or `diff`.
    pub command: &'static str,
    /// What it was done to: `Shop at http://localhost:4010/shop`.
    pub subject: String,
    /// The arguments that repeat the run, as far as chance is concerned.
    pub repeat: Option<String>,
    /// Numbers for a person, each with its name.
    pub summary: Vec<(String, String)>,
    /// The departures from the contract.
    pub findings: Vec<Finding>,
    /// How many findings were left out because a baseline accepts them.
    pub accepted: usize,
    /// What else is worth knowing: what is not supported, what was left out.
    pub notes: Vec<String>,
    /// What was covered, for a machine.
    pub coverage: Option<Value>,
    /// Every case that was run.
    pub cases: Vec<CaseLine>,
}

/// One case that was run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseLine {
    /// The id of the operation.
    pub operation: String,
    /// What the case tries.
    pub name: String,
    /// How it went.
    pub outcome: Outcome,
    /// The status of the answer; nothing when none came.
    pub status: Option<u16>,
    /// A line for a shell that repeats the request.
    pub curl: String,
    /// From the start of the request to the end of the answer.
    pub milliseconds: f64,
}

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing was found.
    Passed,
    /// Something was found.
    Failed,
    /// It was not run, for this reason.
    Skipped(String),
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person: one screen
    Text,
    /// For a program: everything
    Json,
    /// For a build server: one test case for each case
    Junit,
    /// For GitHub Actions: annotations
    Github,
    /// For a comment on a change
    Markdown,
}

impl Report {
    /// Writes the report. Colours are used in the text for a person, when they are wanted.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write(&self, out: &mut dyn Write, format: Format, colour: bool) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, out, colour),
            Format::Json => json::write(self, out),
            Format::Junit => junit::write(self, out),
            Format::Github => github::write(self, out),
            Format::Markdown => markdown::write(self, out),
        }
    }

    /// Writes every case with its outcome and the line that repeats it.
    ///
    /// # Errors
    /// When the writer fails.
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

    /// 0 when the contract is kept, warnings and notes apart, and 1 when it is broken.
    pub fn exit_code(&self) -> u8 {
        u8::from(self.count(Level::Error) > 0)
    }

    /// How many findings of a level there are.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// The last line: what has come of it all.
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

/// Where a finding is, in words.
fn place(finding: &Finding) -> &str {
    match (finding.place.as_str(), &finding.case) {
        ("", Some(_)) => "body",
        ("", None) => "the whole",
        (place, _) => place,
    }
}
