//! `pattern`.

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::value::list;
use crate::walk::{Judgement, Outcome};

static PATTERN: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string", "pattern": "^[a-z]+$"}"#,
    loose: r#"{"type": "string"}"#,
    request_narrowed: (
        "request-pattern-added",
        "strings that were accepted are refused if they do not match the pattern",
    ),
    request_widened: ("request-pattern-removed", "strings no longer need to match a pattern"),
    response_narrowed: ("response-pattern-added", "strings now match a pattern"),
    response_widened: ("response-pattern-removed", "strings may not match the pattern that a client expects"),
});

static PATTERN_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "string", "pattern": "^[a-z]+$"}"#, r#"{"type": "string", "pattern": "^[0-9]+$"}"#),
    (r#"{"type": "string", "pattern": "^[a-z]+$"}"#, r#"{"type": "string"}"#),
    ("request-pattern-changed", "strings that were accepted are refused if they do not match the new pattern"),
    ("response-pattern-changed", "strings may not match the old pattern"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&PATTERN.rules()[..], &PATTERN_CHANGED.rules()].concat()
}

/// Compares `pattern`. Patterns are compared as they are written: whether one admits more than another is not decided,
/// unless it admits everything.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (Some(mut old), Some(mut new)) = (pair.old.texts("pattern"), pair.new.texts("pattern")) else {
        return Ok(Outcome::NotUnderstood);
    };
    old.retain(|pattern| !admits_everything(pattern));
    new.retain(|pattern| !admits_everything(pattern));
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

/// Whether a pattern is known to admit every string. `.` leaves out line breaks, which hardly any author has in mind.
pub(super) fn admits_everything(pattern: &str) -> bool {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    let inner = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(inner);
    match inner {
        // Without one of the anchors, the empty part of any string matches.
        "" => !(pattern.contains('(') || pattern.starts_with('^') && pattern.ends_with('$')),
        ".*" | ".*?" | ".{0,}" => true,
        _ => {
            let class = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix("]*"));
            class
                .is_some_and(|class| ["^", "\\s\\S", "\\S\\s", "\\d\\D", "\\D\\d", "\\w\\W", "\\W\\w"].contains(&class))
        }
    }
}
