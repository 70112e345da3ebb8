//! One report of several.

use serde_json::{Map, Value};

use super::{CaseLine, Report};
use crate::finding::Finding;

impl Report {
    /// Joins the reports of several APIs, each with its name. The names stand before those of operations.
    pub fn joined(reports: Vec<(String, Self)>) -> Self {
        let subjects: Vec<_> = reports.iter().map(|(name, _)| name.as_str()).collect();
        let mut joined = Self {
            command: "check",
            subject: subjects.join(", "),
            document: None,
            repeat: None,
            summary: Vec::new(),
            findings: Vec::new(),
            accepted: 0,
            notes: Vec::new(),
            coverage: None,
            cases: Vec::new(),
        };
        let mut coverage = Map::new();
        for (name, report) in reports {
            let of = |operation: &str| format!("{name}/{operation}");
            let case = |case: CaseLine| CaseLine { operation: of(&case.operation), ..case };
            // What is found without an operation is found of the whole API.
            let finding = |finding: Finding| Finding {
                operation: Some(finding.operation.as_ref().map_or_else(|| name.clone(), |operation| of(operation))),
                ..finding
            };
            joined.summary.push((name.clone(), format!("{}: {}", report.subject, report.verdict())));
            joined.summary.extend(report.summary.into_iter().map(|(what, value)| (format!("  {what}"), value)));
            joined.findings.extend(report.findings.into_iter().map(finding));
            joined.accepted += report.accepted;
            joined.notes.extend(report.notes.iter().map(|note| format!("{name}: {note}")));
            joined.cases.extend(report.cases.into_iter().map(case));
            coverage.extend(report.coverage.map(|coverage| (name, coverage)));
        }
        joined.coverage = (!coverage.is_empty()).then_some(Value::Object(coverage));
        joined
    }
}
