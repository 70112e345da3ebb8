//! Applies overrides to a response.

use serde_json::Value;
use trackside_contract::Violation;

use super::Matching;
use super::patch::{in_words, patched, places};

/// A response with its overrides applied.
#[derive(Debug)]
pub(crate) struct Overridden {
    /// The new body; nothing if no override was applied.
    pub(crate) answer: Option<Value>,
    /// What each override did, or why it was not applied; for `x-mock-reason`.
    pub(crate) reasons: Vec<String>,
}

/// Applies the overrides one after the other. An override that would break the contract is skipped, unless it is
/// forced.
pub(crate) fn apply(matching: &Matching, answer: &Value, judge: &dyn Fn(&Value) -> Vec<Violation>) -> Overridden {
    let mut overridden = Overridden { answer: None, reasons: Vec::new() };
    for (number, wanted) in matching.iter() {
        let current = overridden.answer.as_ref().unwrap_or(answer);
        let mut patched = patched(current, &wanted.patch, judge);
        if !wanted.force && !patched.violations.is_empty() {
            // Ignore what an earlier, forced override already broke.
            let before = judge(current);
            patched.violations.retain(|violation| !before.contains(violation));
            if !patched.violations.is_empty() {
                let broken = in_words(&patched.violations);
                overridden
                    .reasons
                    .push(format!("override {number} was not applied, because it would break the contract: {broken}"));
                continue;
            }
        }
        let is_forced = wanted.force && !patched.violations.is_empty();
        overridden.answer = Some(patched.body);
        let what = wanted.note.clone().unwrap_or_else(|| places(&wanted.patch));
        let said = if is_forced { " (breaks the contract)" } else { "" };
        overridden.reasons.push(format!("override {number}: {what}{said}"));
    }
    overridden
}
