//! `minimum` and `maximum`, and whether they are exclusive.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::SchemaPair;
use super::types::stated;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::value::{fractional, order, whole};
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
    judge(pair, &MINIMUM, &LEAST)
}

/// Compares `maximum`.
pub(super) fn maximum(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    judge(pair, &MAXIMUM, &MOST)
}

/// A limit, and whether it is exclusive.
pub(super) type Limit = (Number, bool);

/// One end of a range.
pub(super) struct End {
    keywords: [&'static str; 2],
    /// In this order, the greater limit is the stricter one.
    stricter: fn(&Number, &Number) -> Ordering,
    /// The last integer that a limit admits.
    last: fn(&Limit) -> Option<i128>,
}

pub(super) static LEAST: End = End {
    keywords: ["minimum", "exclusiveMinimum"],
    stricter: order,
    last: |(number, excluded)| match whole_part(number, f64::ceil)? {
        (whole, true) => Some(whole + i128::from(*excluded)),
        (whole, false) => Some(whole),
    },
};

pub(super) static MOST: End = End {
    keywords: ["maximum", "exclusiveMaximum"],
    stricter: |left, right| order(right, left),
    last: |(number, excluded)| match whole_part(number, f64::floor)? {
        (whole, true) => Some(whole - i128::from(*excluded)),
        (whole, false) => Some(whole),
    },
};

/// A limit is not a number, or its exclusion is not a flag.
struct Invalid;

impl End {
    /// The strictest limit of all parts, if there is one.
    fn of(&self, flat: &Flat<'_>) -> Result<Option<Limit>, Invalid> {
        Ok(limits(flat, self.keywords).ok_or(Invalid)?.into_iter().max_by(|left, right| self.compare(left, right)))
    }

    /// The last integer that is admitted, if there is one.
    pub(super) fn last_integer(&self, flat: &Flat<'_>) -> Option<i128> {
        (self.last)(&self.of(flat).ok()??)
    }

    /// Whether a number is within the limit.
    pub(super) fn admits(&self, flat: &Flat<'_>, number: &Number) -> bool {
        let Ok(Some((limit, excluded))) = self.of(flat) else { return true };
        match (self.stricter)(number, &limit) {
            Ordering::Less => false,
            Ordering::Equal => !excluded,
            Ordering::Greater => true,
        }
    }

    /// Whether the limit of the outer schema is no stricter than that of the inner one.
    pub(super) fn contains(&self, outer: &Flat<'_>, inner: &Flat<'_>) -> bool {
        match (self.of(outer), self.of(inner)) {
            (Ok(None), _) => true,
            (Ok(Some(outer)), Ok(Some(inner))) => self.compare(&outer, &inner).is_le(),
            _ => false,
        }
    }

    /// Whether the numbers up to this limit of one schema end before those of the other begin.
    pub(super) fn excludes(&self, one: &Flat<'_>, other: &Flat<'_>, opposite: &Self) -> bool {
        let (Ok(Some(end)), Ok(Some(start))) = (self.of(one), opposite.of(other)) else { return false };
        match order(&end.0, &start.0) {
            Ordering::Less => true,
            Ordering::Equal => end.1 || start.1,
            Ordering::Greater => false,
        }
    }

    fn compare(&self, left: &Limit, right: &Limit) -> Ordering {
        (self.stricter)(&left.0, &right.0).then(left.1.cmp(&right.1))
    }
}

/// Compares the strictest limits of both sides. Between integers it only matters which integer is the last one.
fn judge(pair: &mut SchemaPair<'_, '_>, rules: &'static Narrowing, end: &End) -> Judgement {
    let (Ok(old), Ok(new)) = (end.of(&pair.old), end.of(&pair.new)) else {
        return Ok(Outcome::NotUnderstood);
    };
    let integers = [&pair.old, &pair.new].into_iter().all(|flat| stated(flat).as_deref() == Some(&["integer"]));
    let shift = match (&old, &new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(old), Some(new)) => match ((end.last)(old), (end.last)(new)) {
            (Some(old), Some(new)) if integers && old == new => Ordering::Equal,
            _ => end.compare(old, new),
        },
    };
    let message = format!("{} → {}", shown(old.as_ref()), shown(new.as_ref()));
    match shift {
        Ordering::Less => pair.shift(rules, Shift::Narrowed, message),
        Ordering::Greater => pair.shift(rules, Shift::Widened, message),
        Ordering::Equal => {}
    }
    Ok(Outcome::Understood)
}

/// A number rounded to an integer, and whether it was one. `None` if it is too large.
fn whole_part(number: &Number, round: fn(f64) -> f64) -> Option<(i128, bool)> {
    if let Some(whole) = whole(number) {
        return Some((whole, true));
    }
    let number = fractional(number);
    let rounded: i128 = format!("{:.0}", round(number)).parse().ok().filter(|_| number.abs() < 1e18)?;
    Some((rounded, number.fract() == 0.0))
}

/// The limits of all parts; `None` if a limit is not a number, or its exclusion is not a flag.
fn limits(flat: &Flat<'_>, [limit, exclusive]: [&str; 2]) -> Option<Vec<Limit>> {
    let mut limits = Vec::new();
    for part in &flat.parts {
        let excluded = part.get(exclusive).map_or(Some(false), Value::as_bool)?;
        if let Some(value) = part.get(limit) {
            let Value::Number(number) = value else { return None };
            limits.push((number.clone(), excluded));
        }
    }
    Some(limits)
}

fn shown(limit: Option<&Limit>) -> String {
    match limit {
        None => "none".to_owned(),
        Some((number, false)) => format!("`{number}`"),
        Some((number, true)) => format!("`{number}` excluded"),
    }
}
