//! Checks before any request arrives whether a patch can keep the contract of its operation.

use serde_json::Value;
use trackside_contract::Violation;
use trackside_schemas::control::Override;

use super::contracts::contract;
use super::patch::{Patched, in_words, patched};
use crate::catalogue::Operation;
use crate::pipeline::OnlyResponse;

/// How a patch breaks a contract.
pub(crate) struct Breach {
    /// Where it was tried, such as "in its example `healthy`".
    pub(super) tried: String,
    /// What it breaks there.
    pub(crate) violations: Vec<Violation>,
}

impl Breach {
    /// The breach in words, and how to get past it.
    pub(super) fn in_words(&self, operation: &Operation) -> String {
        format!(
            "breaks the contract of {} {} {}: {}; fix the patch, or add \"force\": true to apply it anyway",
            operation.provider,
            operation.id,
            self.tried,
            in_words(&self.violations)
        )
    }
}

/// Checks the patch against the contract. If it can apply to one response only, it is tried on that one, otherwise on
/// the documented examples. Of several breaches, the smallest is returned.
///
/// At least one of the examples that the patch changes must still keep the contract, either alone or after the earlier
/// overrides for the same requests. One is enough, because an operation may have responses of several shapes, and a
/// patch is written for one of them.
pub(super) fn examine(
    operation: &Operation,
    only: Option<&OnlyResponse>,
    earlier: &[Override],
    wanted: &Override,
) -> Result<(), Breach> {
    let contract = contract(operation.provider);
    let judged_by_call = only.map(|only| (format!("in the response to {}", only.call.target), &only.body, &only.call));
    let examples = contract
        .examples()
        .filter(|example| example.operation == operation.id && example.status == operation.success.as_u16())
        .map(|example| (format!("in its example `{}`", example.name), example.value, None));
    let samples: Vec<_> = match judged_by_call {
        Some((name, body, call)) => vec![(name, body, Some(call))],
        None => examples.collect(),
    };

    let mut best: Option<Breach> = None;
    for (name, body, call) in samples {
        let judge = |value: &Value| match call {
            Some(call) => call.judge(&contract, value),
            None => contract.judge_body(operation.id, operation.success.as_u16(), value),
        };
        for Patched { violations, .. } in attempts(body, earlier, wanted, &judge) {
            if violations.is_empty() {
                return Ok(());
            }
            if best.as_ref().is_none_or(|best| violations.len() < best.violations.len()) {
                best = Some(Breach { tried: name.clone(), violations });
            }
        }
    }
    // A patch that changes none of the examples agrees with them.
    best.map_or(Ok(()), Err)
}

/// The sample with the patch applied, alone and after the earlier overrides. Attempts in which the patch changes
/// nothing are left out.
fn attempts(
    sample: &Value,
    earlier: &[Override],
    wanted: &Override,
    judge: &dyn Fn(&Value) -> Vec<Violation>,
) -> Vec<Patched> {
    let mut after = sample.clone();
    for other in earlier.iter().filter(|other| may_overlap(other, wanted)) {
        after = patched(&after, &other.patch, judge).body;
    }
    let mut starts = vec![sample];
    if after != *sample {
        starts.push(&after);
    }
    let tried = starts.into_iter().map(|start| (start, patched(start, &wanted.patch, judge)));
    tried.filter(|(start, patched)| patched.body != **start).map(|(_, patched)| patched).collect()
}

/// Whether both overrides may apply to the same request.
fn may_overlap(left: &Override, right: &Override) -> bool {
    let agree = |left: &Option<String>, right: &Option<String>| left.is_none() || right.is_none() || left == right;
    left.provider == right.provider
        && left.operation == right.operation
        && agree(&left.id, &right.id)
        && agree(&left.credential, &right.credential)
}
