//! For a program: everything.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Report;
use crate::finding::Level;

/// The version of the format; it changes when a field goes or changes its meaning.
const VERSION: u64 = 1;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let mut value = json!(finding);
            value["fingerprint"] = json!(finding.fingerprint());
            value
        })
        .collect();
    let summary: serde_json::Map<String, Value> =
        report.summary.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let document = json!({
        "version": VERSION,
        "command": report.command,
        "subject": report.subject,
        "repeat": report.repeat,
        "verdict": report.verdict(),
        "errors": report.count(Level::Error),
        "warnings": report.count(Level::Warning),
        "accepted": report.accepted,
        "summary": summary,
        "findings": findings,
        "notes": report.notes,
        "coverage": report.coverage,
        "cases": report.cases,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
