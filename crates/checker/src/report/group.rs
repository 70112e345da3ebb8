//! Groups of similar findings.

use std::collections::BTreeMap;

use crate::finding::{Finding, Level};

/// Findings with the same rule and operation.
pub(super) struct Group<'f> {
    pub(super) level: Level,
    pub(super) rule: &'static str,
    pub(super) operation: Option<&'f str>,
    /// The findings; at least one.
    pub(super) findings: Vec<&'f Finding>,
}

/// Groups findings by operation and rule, errors first.
pub(super) fn groups(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut grouped: BTreeMap<(Level, Option<&str>, &'static str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        grouped.entry((finding.level, finding.operation.as_deref(), finding.rule.as_str())).or_default().push(finding);
    }
    grouped.into_iter().map(|((level, operation, rule), findings)| Group { level, rule, operation, findings }).collect()
}
