//! The lengths of strings, and the numbers of items and fields.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::SchemaPair;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::value::{fractional, order};
use crate::walk::{Judgement, Outcome};

static MIN_LENGTH: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string", "minLength": 2}"#,
    loose: r#"{"type": "string", "minLength": 1}"#,
    request_narrowed: ("request-min-length-raised", "short strings that were accepted are now refused"),
    request_widened: ("request-min-length-lowered", "shorter strings are accepted"),
    response_narrowed: ("response-min-length-raised", "shorter strings are no longer returned"),
    response_widened: ("response-min-length-lowered", "strings may be shorter than a client expects"),
});

static MAX_LENGTH: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string", "maxLength": 20}"#,
    loose: r#"{"type": "string", "maxLength": 40}"#,
    request_narrowed: ("request-max-length-lowered", "long strings that were accepted are now refused"),
    request_widened: ("request-max-length-raised", "longer strings are accepted"),
    response_narrowed: ("response-max-length-lowered", "longer strings are no longer returned"),
    response_widened: ("response-max-length-raised", "strings may be longer than a client has room for"),
});

static MIN_ITEMS: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "array", "minItems": 1}"#,
    loose: r#"{"type": "array"}"#,
    request_narrowed: ("request-min-items-raised", "short arrays that were accepted are now refused"),
    request_widened: ("request-min-items-lowered", "shorter arrays are accepted"),
    response_narrowed: ("response-min-items-raised", "shorter arrays are no longer returned"),
    response_widened: (
        "response-min-items-lowered",
        "arrays may be shorter than a client expects, for example when it reads the first item",
    ),
});

static MAX_ITEMS: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "array", "maxItems": 10}"#,
    loose: r#"{"type": "array", "maxItems": 20}"#,
    request_narrowed: ("request-max-items-lowered", "long arrays that were accepted are now refused"),
    request_widened: ("request-max-items-raised", "longer arrays are accepted"),
    response_narrowed: ("response-max-items-lowered", "longer arrays are no longer returned"),
    response_widened: ("response-max-items-raised", "arrays may be longer than a client expects"),
});

static MIN_PROPERTIES: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "object", "minProperties": 1}"#,
    loose: r#"{"type": "object"}"#,
    request_narrowed: ("request-min-properties-raised", "objects with few fields were accepted and are now refused"),
    request_widened: ("request-min-properties-lowered", "objects with fewer fields are accepted"),
    response_narrowed: ("response-min-properties-raised", "objects with fewer fields are no longer returned"),
    response_widened: ("response-min-properties-lowered", "objects may have fewer fields than a client expects"),
});

static MAX_PROPERTIES: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "object", "maxProperties": 4}"#,
    loose: r#"{"type": "object"}"#,
    request_narrowed: ("request-max-properties-lowered", "objects with many fields were accepted and are now refused"),
    request_widened: ("request-max-properties-raised", "objects with more fields are accepted"),
    response_narrowed: ("response-max-properties-lowered", "objects with more fields are no longer returned"),
    response_widened: ("response-max-properties-raised", "objects may have more fields than a client expects"),
});

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    let all = [&MIN_LENGTH, &MAX_LENGTH, &MIN_ITEMS, &MAX_ITEMS, &MIN_PROPERTIES, &MAX_PROPERTIES];
    all.into_iter().flat_map(Narrowing::rules).collect()
}

/// Compares `minLength`.
pub(super) fn shortest(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    least(pair, &MIN_LENGTH, "minLength")
}

/// Compares `maxLength`.
pub(super) fn longest(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    most(pair, &MAX_LENGTH, "maxLength")
}

/// Compares `minItems`.
pub(super) fn fewest_items(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    least(pair, &MIN_ITEMS, "minItems")
}

/// Compares `maxItems`.
pub(super) fn most_items(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    most(pair, &MAX_ITEMS, "maxItems")
}

/// Compares `minProperties`.
pub(super) fn fewest_properties(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    least(pair, &MIN_PROPERTIES, "minProperties")
}

/// Compares `maxProperties`.
pub(super) fn most_properties(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    most(pair, &MAX_PROPERTIES, "maxProperties")
}

fn least(pair: &mut SchemaPair<'_, '_>, rules: &'static Narrowing, keyword: &str) -> Judgement {
    let largest =
        |flat: &Flat<'_>| Some(counts(flat, keyword)?.into_iter().max_by(|left, right| order(left, right)).cloned());
    let (Some(old), Some(new)) = (largest(&pair.old), largest(&pair.new)) else { return Ok(Outcome::NotUnderstood) };
    // A lower limit of 0 is no limit.
    let [old, new] = [old, new].map(|count| count.filter(|count| fractional(count) > 0.0));
    report(pair, rules, [old, new], order)
}

fn most(pair: &mut SchemaPair<'_, '_>, rules: &'static Narrowing, keyword: &str) -> Judgement {
    let smallest =
        |flat: &Flat<'_>| Some(counts(flat, keyword)?.into_iter().min_by(|left, right| order(left, right)).cloned());
    let (Some(old), Some(new)) = (smallest(&pair.old), smallest(&pair.new)) else { return Ok(Outcome::NotUnderstood) };
    report(pair, rules, [old, new], |left, right| order(right, left))
}

fn report(
    pair: &mut SchemaPair<'_, '_>,
    rules: &'static Narrowing,
    [old, new]: [Option<Number>; 2],
    stricter: fn(&Number, &Number) -> Ordering,
) -> Judgement {
    let shift = match (&old, &new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(old), Some(new)) => stricter(old, new),
    };
    let shown = |count: &Option<Number>| count.as_ref().map_or("none".to_owned(), |count| format!("`{count}`"));
    let message = format!("{} → {}", shown(&old), shown(&new));
    match shift {
        Ordering::Less => pair.shift(rules, Shift::Narrowed, message),
        Ordering::Greater => pair.shift(rules, Shift::Widened, message),
        Ordering::Equal => {}
    }
    Ok(Outcome::Understood)
}

fn counts<'d>(flat: &Flat<'d>, keyword: &str) -> Option<Vec<&'d Number>> {
    let number = |value: &'d Value| if let Value::Number(number) = value { Some(number) } else { None };
    flat.all(keyword).into_iter().map(number).collect()
}
