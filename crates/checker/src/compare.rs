//! Two versions of a document, as a report.

use std::collections::BTreeSet;

use serde_json::Value;
use trackside_diff::{Change, DiffError, compare};

use crate::finding::{Finding, Level};
use crate::report::Report;

/// Says what the change of a document means for its clients. The subject names the two versions.
///
/// # Errors
/// When one of the two is no OpenAPI 3.0 document, or cannot be followed.
pub fn compare_documents(old: &Value, new: &Value, subject: &str) -> Result<Report, DiffError> {
    let changes = compare(old, new)?;
    let operations: BTreeSet<_> = changes.iter().filter_map(|change| change.operation.as_deref()).collect();
    let summary = vec![("changes".to_owned(), format!("{}, in {} operations", changes.len(), operations.len()))];
    Ok(Report {
        command: "diff",
        subject: subject.to_owned(),
        repeat: None,
        summary,
        findings: changes.iter().map(finding).collect(),
        accepted: 0,
        notes: Vec::new(),
        coverage: None,
        cases: Vec::new(),
    })
}

fn finding(change: &Change) -> Finding {
    Finding {
        rule: change.rule.to_owned(),
        level: match change.level {
            trackside_diff::Level::Error => Level::Error,
            trackside_diff::Level::Warning => Level::Warning,
            trackside_diff::Level::Info => Level::Info,
        },
        operation: change.operation.clone(),
        place: change.place.clone(),
        message: format!("{}; {}", change.message, change.meaning),
        case: None,
        evidence: None,
    }
}
