//! `deprecated` on schemas.

use super::SchemaPair;
use crate::change::Level;
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

/// Compares `deprecated`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    match (pair.old.flag("deprecated"), pair.new.flag("deprecated")) {
        (Some(false), Some(true)) => pair.shift(&DEPRECATED, Shift::Narrowed, "deprecated".to_owned()),
        (Some(true), Some(false)) => pair.shift(&DEPRECATED, Shift::Widened, "no longer deprecated".to_owned()),
        (Some(_), Some(_)) => {}
        _ => return Ok(Outcome::NotUnderstood),
    }
    Ok(Outcome::Understood)
}
