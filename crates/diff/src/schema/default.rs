//! `default`.

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::value::{arrow, is_same};
use crate::walk::{Judgement, Outcome};

/// A default excludes no value. Documenting one is the narrower contract.
static DEFAULT: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"type": "integer", "default": 20}"#,
        loose: r#"{"type": "integer"}"#,
        request_narrowed: ("request-default-added", "the default for a missing value is now documented"),
        request_widened: (
            "request-default-removed",
            "the default for a missing value is no longer documented; send the value",
        ),
        response_narrowed: ("response-default-added", "a generated client may fill in a missing value"),
        response_widened: ("response-default-removed", "a generated client no longer fills in a missing value"),
    },
    [Level::Info, Level::Warning, Level::Info, Level::Warning],
);

static DEFAULT_CHANGED: Departure = Departure::new(
    Level::Warning,
    (r#"{"type": "integer", "default": 20}"#, r#"{"type": "integer", "default": 50}"#),
    (r#"{"type": "integer"}"#, r#"{"type": "integer", "default": 50}"#),
    ("request-default-changed", "a request without the value now has another effect"),
    ("response-default-changed", "a missing value now means another value"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&DEFAULT.rules()[..], &DEFAULT_CHANGED.rules()].concat()
}

/// Compares `default`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.outermost("default"), pair.new.outermost("default"));
    let message = arrow(old, new);
    match (old, new) {
        _ if is_same(old, new) => {}
        (None, _) => pair.shift(&DEFAULT, Shift::Narrowed, message),
        (_, None) => pair.shift(&DEFAULT, Shift::Widened, message),
        _ => pair.departure(&DEFAULT_CHANGED, message),
    }
    Ok(Outcome::Understood)
}
