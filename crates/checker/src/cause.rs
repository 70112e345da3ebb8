//! Findings with the same cause are one finding with a count.

use std::collections::HashMap;

use crate::RuleId;
use crate::finding::Finding;
use crate::run::{POSITIVE_FAILED, POSITIVE_REFUSED};

/// Merges findings that have the same cause: the same rule and place in the responses of the same operation, whatever
/// the value and the position in a list. The first one stands for all of them.
pub(crate) fn by_cause(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    let mut known = HashMap::new();
    for finding in findings {
        let key = (finding.level, finding.fingerprint(), tried(&finding).map(str::to_owned));
        match known.get(&key) {
            None => {
                known.insert(key, merged.len());
                merged.push(finding);
            }
            Some(index) => merged[*index].absorb(finding),
        }
    }
    merged
}

/// What the request of a finding tried, where that is the cause: `limit` of `limit: the largest`.
fn tried(finding: &Finding) -> Option<&str> {
    let is_of_request =
        [&POSITIVE_REFUSED, &POSITIVE_FAILED].into_iter().any(|rule| finding.rule == RuleId::from(rule));
    let case = finding.case.as_deref().filter(|_| is_of_request)?;
    Some(case.split(':').next().unwrap_or(case))
}

impl Finding {
    /// Counts another finding with the same cause.
    fn absorb(&mut self, other: Self) {
        self.count += other.count;
        for case in other.case.into_iter().chain(other.other_cases) {
            if self.case.as_ref() != Some(&case) && self.other_cases.last() != Some(&case) {
                self.other_cases.push(case);
            }
        }
    }
}
