//! Findings of one kind, told once.

use std::collections::BTreeMap;

use crate::finding::{Finding, Level};

/// Findings of one rule in one operation.
pub(super) struct Group<'f> {
    pub(super) level: Level,
    pub(super) rule: &'f str,
    pub(super) operation: Option<&'f str>,
    /// The findings; there is at least one.
    pub(super) findings: Vec<&'f Finding>,
}

/// Groups findings by operation and rule, the heaviest first.
pub(super) fn groups(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut grouped: BTreeMap<(Level, Option<&str>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        grouped.entry((finding.level, finding.operation.as_deref(), &finding.rule)).or_default().push(finding);
    }
    grouped.into_iter().map(|((level, operation, rule), findings)| Group { level, rule, operation, findings }).collect()
}
