//! Compares two versions of a document.

use std::collections::BTreeSet;

use serde_json::Value;
use trackside_diff::{Change, DiffError, compare};

use crate::finding::Finding;
use crate::report::Report;

/// Reports what the changes of a document mean for its clients. `subject` names the two versions.
///
/// # Errors
/// Returns an error if one of the two is not an OpenAPI 3.0 document, or has references that cannot be resolved.
pub fn compare_documents(old: &Value, new: &Value, subject: &str) -> Result<Report, DiffError> {
    let changes = compare(old, new)?;
    let operations: BTreeSet<_> = changes.iter().filter_map(|change| change.operation.as_deref()).collect();
    let summary = vec![("changes".to_owned(), format!("{}, in {} operations", changes.len(), operations.len()))];
    Ok(Report {
        command: "diff",
        subject: subject.to_owned(),
        document: None,
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
        rule: change.into(),
        level: change.level.into(),
        operation: change.operation.clone(),
        place: change.place.clone(),
        message: format!("{}; {}", change.message, change.meaning),
        case: None,
        evidence: None,
        other_cases: Vec::new(),
        count: 1,
    }
}
