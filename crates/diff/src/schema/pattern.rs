//! `pattern`.

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::value::list;
use crate::walk::{Judgement, Outcome};

static PATTERN: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string", "pattern": "^[a-z]+$"}"#,
    loose: r#"{"type": "string"}"#,
    request_narrowed: ("request-pattern-added", "texts that were accepted may not match and are refused"),
    request_widened: ("request-pattern-removed", "texts of any form are accepted"),
    response_narrowed: ("response-pattern-added", "texts come in a promised form"),
    response_widened: ("response-pattern-removed", "texts may come in a form that a client does not count on"),
});

static PATTERN_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "string", "pattern": "^[a-z]+$"}"#, r#"{"type": "string", "pattern": "^[0-9]+$"}"#),
    (r#"{"type": "string", "pattern": "^[a-z]+$"}"#, r#"{"type": "string"}"#),
    ("request-pattern-changed", "texts that were accepted may not match the other pattern"),
    ("response-pattern-changed", "texts may come that do not match the old pattern"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&PATTERN.rules()[..], &PATTERN_CHANGED.rules()].concat()
}

/// Judges `pattern`. Patterns are compared as they are written: whether one admits more than another is not decided.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (Some(old), Some(new)) = (pair.old.texts("pattern"), pair.new.texts("pattern")) else {
        return Ok(Outcome::NotUnderstood);
    };
    let message = format!("{} → {}", list(old.iter().copied()), list(new.iter().copied()));
    if old == new {
    } else if old.is_subset(&new) {
        pair.shift(&PATTERN, Shift::Narrowed, message);
    } else if new.is_subset(&old) {
        pair.shift(&PATTERN, Shift::Widened, message);
    } else {
        pair.departure(&PATTERN_CHANGED, message);
    }
    Ok(Outcome::Understood)
}
