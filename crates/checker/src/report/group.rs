//! Groups of similar findings.

use std::collections::BTreeMap;

use super::{counted, cut};
use crate::finding::{Finding, Level};

/// Findings of one rule: those of one operation, or of several where the same is found.
pub(super) struct Group<'f> {
    pub(super) level: Level,
    pub(super) rule: &'static str,
    /// The operations, if the findings are about some.
    pub(super) operations: Vec<&'f str>,
    /// The findings, those of the first operation first; at least one.
    pub(super) findings: Vec<&'f Finding>,
}

impl Group<'_> {
    /// How often the findings were made.
    pub(super) fn count(&self) -> usize {
        self.findings.iter().map(|finding| finding.count).sum()
    }

    /// The operations in words, each cut after `length` characters: `listOrders and 3 more operations`.
    pub(super) fn place(&self, length: usize) -> Option<String> {
        let first = cut(self.operations.first()?, length);
        Some(match self.operations.len() - 1 {
            0 => first,
            more => format!("{first} and {}", counted(more, "more operation", "more operations")),
        })
    }
}

/// Groups findings by operation and rule, errors first. Operations where a rule is broken at the same places share a
/// group, because they probably share the cause.
pub(super) fn groups(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut of_operations: BTreeMap<(Level, Option<&str>, &'static str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let key = (finding.level, finding.operation.as_deref(), finding.rule.as_str());
        of_operations.entry(key).or_default().push(finding);
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: BTreeMap<(Level, &'static str, Vec<u64>), usize> = BTreeMap::new();
    for ((level, operation, rule), findings) in of_operations {
        let mut kinds: Vec<_> = findings.iter().map(|finding| finding.kind()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let next = groups.len();
        let index = *known.entry((level, rule, kinds)).or_insert(next);
        if index == next {
            groups.push(Group { level, rule, operations: Vec::new(), findings: Vec::new() });
        }
        groups[index].operations.extend(operation);
        groups[index].findings.extend(findings);
    }
    groups
}
