//! Compares two versions of a document.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::str::FromStr;

use serde_json::Value;
use trackside_diff::{Change, DiffError, Policy, compare_under};

use crate::finding::{Finding, Level};
use crate::nearest::nearest;
use crate::report::{Report, line};

/// How the changes of a document are judged.
#[derive(Debug, Clone, Default)]
pub struct Judging {
    /// Whether removals need notice.
    pub policy: Option<Policy>,
    /// Rules with another level than their own. The last one for a rule counts.
    pub levels: Vec<LevelOverride>,
}

/// Another level for the findings of a rule: `request-parameter-removed=error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelOverride {
    rule: &'static str,
    /// `None` leaves the findings out.
    level: Option<Level>,
}

/// Why an override cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelOverrideError {
    /// It has no `=`.
    #[error("write RULE=LEVEL, for example request-parameter-removed=error")]
    Form,
    /// No rule has this id.
    #[error("there is no rule {0:?}{nearest}; `trackside-contract rules --of diff` lists all rules", nearest = meant(.0))]
    Rule(String),
    /// The level is not one of the four.
    #[error("{0:?} is not a level; use error, warning, info or off")]
    Level(String),
}

fn meant(id: &str) -> String {
    let ids = trackside_diff::rules().iter().map(|rule| rule.id);
    nearest(id, ids).map(|id| format!(", did you mean {id}?")).unwrap_or_default()
}

impl FromStr for LevelOverride {
    type Err = LevelOverrideError;

    fn from_str(text: &str) -> Result<Self, LevelOverrideError> {
        let (id, level) = text.split_once('=').ok_or(LevelOverrideError::Form)?;
        let rule = trackside_diff::rules().iter().find(|rule| rule.id == id);
        let rule = rule.ok_or_else(|| LevelOverrideError::Rule(id.to_owned()))?.id;
        let level = match level {
            "error" => Some(Level::Error),
            "warning" => Some(Level::Warning),
            "info" => Some(Level::Info),
            "off" => None,
            _ => return Err(LevelOverrideError::Level(level.to_owned())),
        };
        Ok(Self { rule, level })
    }
}

/// Reports what the changes of a document mean for its clients. `subject` names the two versions.
///
/// # Errors
/// Returns an error if one of the two is not an OpenAPI 3.0 document, or has references that cannot be resolved.
pub fn compare_documents(old: &Value, new: &Value, subject: &str, judging: &Judging) -> Result<Report, DiffError> {
    let changes = compare_under(judging.policy.as_ref(), old, new)?;
    let findings: Vec<_> = changes.iter().filter_map(|change| judging.finding(change)).collect();
    let operations: BTreeSet<_> = findings.iter().filter_map(|finding| finding.operation.as_deref()).collect();
    let summary = vec![("changes".to_owned(), format!("{}, in {} operations", findings.len(), operations.len()))];
    Ok(Report {
        command: "diff",
        subject: subject.to_owned(),
        document: None,
        repeat: None,
        summary,
        findings,
        accepted: 0,
        notes: Vec::new(),
        coverage: None,
        cases: Vec::new(),
    })
}

/// Says of each rule with errors or warnings which clients break, and how to avoid it.
///
/// # Errors
/// Returns an error if the writer fails.
pub fn explain(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let of_clients = report.findings.iter().filter(|finding| finding.level != Level::Info);
    let rules: BTreeSet<_> = of_clients.map(|finding| (finding.level, finding.rule)).collect();
    for (level, id) in rules {
        let Some(rule) = trackside_diff::rules().iter().find(|rule| rule.id == id.as_str()) else { continue };
        let explanation = rule.explanation();
        writeln!(out, "\n{level} {id}")?;
        writeln!(out, "- breaks: {}\n- avoid: {}", line(&explanation.breaks), line(&explanation.avoid))?;
    }
    Ok(())
}

impl Judging {
    fn finding(&self, change: &Change) -> Option<Finding> {
        let other = self.levels.iter().rev().find(|other| other.rule == change.rule);
        Some(Finding {
            rule: change.into(),
            level: other.map_or(Some(change.level.into()), |other| other.level)?,
            operation: change.operation.clone(),
            place: change.place.clone(),
            message: format!("{}; {}", change.message, change.meaning),
            case: None,
            evidence: None,
            other_cases: Vec::new(),
            count: 1,
        })
    }
}
