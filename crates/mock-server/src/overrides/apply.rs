//! What the overrides that a request meets make of its answer.

use serde_json::Value;
use trackside_contract::Violation;

use super::Matching;
use super::patch::{in_words, patched, places};

/// An answer after its overrides.
#[derive(Debug)]
pub(crate) struct Overridden {
    /// The answer; nothing when no override was applied.
    pub(crate) answer: Option<Value>,
    /// What was done by which override, and what was not and why.
    pub(crate) reasons: Vec<String>,
}

/// Puts the overrides on the answer, one after the other. One that would break the contract and is not forced is left out.
pub(crate) fn apply(matching: &Matching, answer: &Value, judge: &dyn Fn(&Value) -> Vec<Violation>) -> Overridden {
    let mut overridden = Overridden { answer: None, reasons: Vec::new() };
    for (number, wanted) in matching.iter() {
        let current = overridden.answer.as_ref().unwrap_or(answer);
        let mut patched = patched(current, &wanted.patch, judge);
        if !wanted.force && !patched.violations.is_empty() {
            // What a forced override broke before is not the fault of this one.
            let before = judge(current);
            patched.violations.retain(|violation| !before.contains(violation));
            if !patched.violations.is_empty() {
                let broken = in_words(&patched.violations);
                overridden
                    .reasons
                    .push(format!("override {number} was left out, it would break the contract: {broken}"));
                continue;
            }
        }
        overridden.answer = Some(patched.answer);
        let what = wanted.note.clone().unwrap_or_else(|| places(&wanted.patch));
        overridden.reasons.push(format!("override {number}: {what}"));
    }
    overridden
}
