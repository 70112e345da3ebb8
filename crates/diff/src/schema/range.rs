//! `minimum` and `maximum`, and whether they are exclusive.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::SchemaPair;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::value::order;
use crate::walk::{Judgement, Outcome};

static MINIMUM: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "number", "minimum": 1}"#,
    loose: r#"{"type": "number", "minimum": 0}"#,
    request_narrowed: ("request-minimum-raised", "small numbers that were accepted are now refused"),
    request_widened: ("request-minimum-lowered", "smaller numbers are accepted"),
    response_narrowed: ("response-minimum-raised", "smaller numbers are no longer returned"),
    response_widened: ("response-minimum-lowered", "numbers may be smaller than a client expects"),
});

static MAXIMUM: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "number", "maximum": 10, "exclusiveMaximum": true}"#,
    loose: r#"{"type": "number", "maximum": 10}"#,
    request_narrowed: ("request-maximum-lowered", "large numbers that were accepted are now refused"),
    request_widened: ("request-maximum-raised", "larger numbers are accepted"),
    response_narrowed: ("response-maximum-lowered", "larger numbers are no longer returned"),
    response_widened: ("response-maximum-raised", "numbers may be larger than a client expects"),
});

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [MINIMUM.rules(), MAXIMUM.rules()].concat()
}

/// Compares `minimum`.
pub(super) fn minimum(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    judge(pair, &MINIMUM, ["minimum", "exclusiveMinimum"], order)
}

/// Compares `maximum`.
pub(super) fn maximum(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    judge(pair, &MAXIMUM, ["maximum", "exclusiveMaximum"], |left, right| order(right, left))
}

/// A limit, and whether it is exclusive.
type Limit<'d> = (&'d Number, bool);

/// Compares the strictest limits of both sides. In the given order, the greater limit is the stricter one.
fn judge(
    pair: &mut SchemaPair<'_, '_>,
    rules: &'static Narrowing,
    keywords: [&str; 2],
    stricter: fn(&Number, &Number) -> Ordering,
) -> Judgement {
    let compare = |left: &Limit<'_>, right: &Limit<'_>| stricter(left.0, right.0).then(left.1.cmp(&right.1));
    let (Some(old), Some(new)) = (limits(&pair.old, keywords), limits(&pair.new, keywords)) else {
        return Ok(Outcome::NotUnderstood);
    };
    let (old, new) = (old.into_iter().max_by(compare), new.into_iter().max_by(compare));
    let shift = match (&old, &new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(old), Some(new)) => compare(old, new),
    };
    let message = format!("{} → {}", shown(old), shown(new));
    match shift {
        Ordering::Less => pair.shift(rules, Shift::Narrowed, message),
        Ordering::Greater => pair.shift(rules, Shift::Widened, message),
        Ordering::Equal => {}
    }
    Ok(Outcome::Understood)
}

/// The limits of all parts; `None` if a limit is not a number, or its exclusion is not a flag.
fn limits<'d>(flat: &Flat<'d>, [limit, exclusive]: [&str; 2]) -> Option<Vec<Limit<'d>>> {
    let mut limits = Vec::new();
    for part in &flat.parts {
        let excluded = part.get(exclusive).map_or(Some(false), Value::as_bool)?;
        if let Some(value) = part.get(limit) {
            let Value::Number(number) = value else { return None };
            limits.push((number, excluded));
        }
    }
    Some(limits)
}

fn shown(limit: Option<Limit<'_>>) -> String {
    match limit {
        None => "none".to_owned(),
        Some((number, false)) => format!("`{number}`"),
        Some((number, true)) => format!("`{number}` excluded"),
    }
}
