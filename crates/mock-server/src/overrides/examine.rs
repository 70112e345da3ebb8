//! Whether a patch leaves the answers of an operation whole, as far as that can be told before there is a request.

use serde_json::Value;
use trackside_contract::Violation;
use trackside_schemas::control::Override;

use super::contracts::contract;
use super::operations::KnownOperation;
use super::patch::{Patched, in_words, patched};
use crate::pipeline::OnlyAnswer;

/// Holds the patch against the contract: on the only answer that it can touch, when there is only one, else on the documented examples.
///
/// Of the examples that the patch changes at all, one must stay whole, alone or after the earlier overrides that meet the same requests: an operation may
/// answer in several shapes, and a patch is for one of them.
pub(super) fn examine(
    operation: KnownOperation,
    only: Option<&OnlyAnswer>,
    earlier: &[Override],
    wanted: &Override,
) -> Result<(), String> {
    let contract = contract(operation.provider);
    let judged_by_request =
        only.map(|only| (format!("in the answer to {}", only.asked.target), &only.body, &only.asked));
    let examples = contract
        .examples()
        .filter(|example| example.operation == operation.id && example.status == operation.success)
        .map(|example| (format!("on its example `{}`", example.name), example.value, None));
    let samples: Vec<_> = match judged_by_request {
        Some((name, body, asked)) => vec![(name, body, Some(asked))],
        None => examples.collect(),
    };

    let mut nearest: Option<(String, Vec<Violation>)> = None;
    for (name, body, asked) in samples {
        let judge = |value: &Value| match asked {
            Some(asked) => asked.judge(&contract, value),
            None => contract.judge_body(operation.id, operation.success, value),
        };
        for Patched { violations, .. } in attempts(body, earlier, wanted, &judge) {
            if violations.is_empty() {
                return Ok(());
            }
            if nearest.as_ref().is_none_or(|(_, fewest)| violations.len() < fewest.len()) {
                nearest = Some((name.clone(), violations));
            }
        }
    }
    // A patch that changes none of the examples says what they say.
    let Some((name, violations)) = nearest else { return Ok(()) };
    Err(format!(
        "breaks the contract of {} {} {name}: {}; mend the patch, or add \"force\": true to have it all the same",
        operation.provider,
        operation.id,
        in_words(&violations)
    ))
}

/// The sample with the patch on it, alone and after the earlier overrides; where the patch changes nothing, it is not tried.
fn attempts(
    sample: &Value,
    earlier: &[Override],
    wanted: &Override,
    judge: &dyn Fn(&Value) -> Vec<Violation>,
) -> Vec<Patched> {
    let mut after = sample.clone();
    for other in earlier.iter().filter(|other| may_meet(other, wanted)) {
        after = patched(&after, &other.patch, judge).answer;
    }
    let mut starts = vec![sample];
    if after != *sample {
        starts.push(&after);
    }
    let tried = starts.into_iter().map(|start| (start, patched(start, &wanted.patch, judge)));
    tried.filter(|(start, patched)| patched.answer != **start).map(|(_, patched)| patched).collect()
}

/// Whether one request may meet both.
fn may_meet(left: &Override, right: &Override) -> bool {
    let agree = |left: &Option<String>, right: &Option<String>| left.is_none() || right.is_none() || left == right;
    left.provider == right.provider
        && left.operation == right.operation
        && agree(&left.id, &right.id)
        && agree(&left.credential, &right.credential)
}
