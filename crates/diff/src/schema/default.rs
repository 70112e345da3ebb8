//! `default`.

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::value::arrow;
use crate::walk::{Judgement, Outcome};

/// A default rules out nothing; the one that is stated is the narrower promise.
static DEFAULT: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"type": "integer", "default": 20}"#,
        loose: r#"{"type": "integer"}"#,
        request_narrowed: ("request-default-added", "what is taken for an absent value is now said"),
        request_widened: ("request-default-removed", "what is taken for an absent value is no longer said; send it"),
        response_narrowed: ("response-default-added", "a generated client may fill in an absent value"),
        response_widened: ("response-default-removed", "a generated client no longer fills in an absent value"),
    },
    [Level::Info, Level::Warning, Level::Info, Level::Warning],
);

static DEFAULT_CHANGED: Departure = Departure::new(
    Level::Warning,
    (r#"{"type": "integer", "default": 20}"#, r#"{"type": "integer", "default": 50}"#),
    (r#"{"type": "integer"}"#, r#"{"type": "integer", "default": 50}"#),
    ("request-default-changed", "a request that leaves the value out is answered differently"),
    ("response-default-changed", "an absent value stands for another one"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&DEFAULT.rules()[..], &DEFAULT_CHANGED.rules()].concat()
}

/// Judges `default`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.outermost("default"), pair.new.outermost("default"));
    let message = arrow(old, new);
    match (old, new) {
        _ if old == new => {}
        (None, _) => pair.shift(&DEFAULT, Shift::Narrowed, message),
        (_, None) => pair.shift(&DEFAULT, Shift::Widened, message),
        _ => pair.departure(&DEFAULT_CHANGED, message),
    }
    Ok(Outcome::Understood)
}
