//! `multipleOf`.

use serde_json::{Number, Value};

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::value::{fractional, list, whole};
use crate::walk::{Judgement, Outcome};

static MULTIPLE_OF: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "integer", "multipleOf": 10}"#,
    loose: r#"{"type": "integer", "multipleOf": 5}"#,
    request_narrowed: (
        "request-multiple-of-narrowed",
        "numbers that are not multiples of the larger step are now refused",
    ),
    request_widened: ("request-multiple-of-widened", "multiples of a smaller step are accepted"),
    response_narrowed: ("response-multiple-of-narrowed", "numbers are multiples of a larger step"),
    response_widened: (
        "response-multiple-of-widened",
        "numbers may not be multiples of the step that a client expects",
    ),
});

static MULTIPLE_OF_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "integer", "multipleOf": 10}"#, r#"{"type": "integer", "multipleOf": 15}"#),
    (r#"{"type": "integer", "multipleOf": 10}"#, r#"{"type": "integer"}"#),
    ("request-multiple-of-changed", "numbers that are multiples of the old step are now refused"),
    ("response-multiple-of-changed", "numbers are multiples of another step"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&MULTIPLE_OF.rules()[..], &MULTIPLE_OF_CHANGED.rules()].concat()
}

/// Compares `multipleOf`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (old, new) = (pair.old.distinct("multipleOf"), pair.new.distinct("multipleOf"));
    if old.keys().eq(new.keys()) {
        return Ok(Outcome::Understood);
    }
    let message = format!("{} → {}", list(old.keys().map(String::as_str)), list(new.keys().map(String::as_str)));
    let (old, new): (Vec<_>, Vec<_>) = (old.into_values().collect(), new.into_values().collect());
    match (&old[..], &new[..]) {
        ([], _) => pair.shift(&MULTIPLE_OF, Shift::Narrowed, message),
        (_, []) => pair.shift(&MULTIPLE_OF, Shift::Widened, message),
        ([Value::Number(old)], [Value::Number(new)]) if divides(old, new) => {
            pair.shift(&MULTIPLE_OF, Shift::Narrowed, message);
        }
        ([Value::Number(old)], [Value::Number(new)]) if divides(new, old) => {
            pair.shift(&MULTIPLE_OF, Shift::Widened, message);
        }
        _ => pair.departure(&MULTIPLE_OF_CHANGED, message),
    }
    Ok(Outcome::Understood)
}

/// Whether the second number is a multiple of the first. For fractions, the quotient must be whole to nine digits.
fn divides(step: &Number, number: &Number) -> bool {
    if let (Some(step), Some(number)) = (whole(step), whole(number)) {
        return step != 0 && number % step == 0;
    }
    let quotient = fractional(number) / fractional(step);
    quotient.is_finite() && quotient.abs() >= 1.0 && (quotient - quotient.round()).abs() < 1e-9
}
