//! `deprecated` on schemas.

use super::SchemaPair;
use crate::change::Level;
use crate::lifecycle;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::walk::{Judgement, Outcome};

/// A deprecation excludes no value yet.
static DEPRECATED: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"type": "string", "deprecated": true}"#,
        loose: r#"{"type": "string"}"#,
        request_narrowed: ("request-value-deprecated", "it can still be sent, but may be removed"),
        request_widened: ("request-value-no-longer-deprecated", "it is no longer going to be removed"),
        response_narrowed: ("response-value-deprecated", "it is still returned, but may be removed"),
        response_widened: ("response-value-no-longer-deprecated", "it is no longer going to be removed"),
    },
    [Level::Info; 4],
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    DEPRECATED.rules().to_vec()
}

/// Compares `deprecated` and `x-sunset`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    if pair.old.flag("deprecated").is_none() || pair.new.flag("deprecated").is_none() {
        return Ok(Outcome::NotUnderstood);
    }
    let (old, new) = (pair.old.end(), pair.new.end());
    let rules = (DEPRECATED.rule(pair.direction, Shift::Narrowed), DEPRECATED.rule(pair.direction, Shift::Widened));
    for (rule, message) in lifecycle::judge(pair.comparison.policy, old, new, rules) {
        pair.report(rule, "", message);
    }
    Ok(Outcome::Understood)
}
