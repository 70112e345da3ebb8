//! `enum` and `x-extensible-enum`.
//!
//! `x-extensible-enum` makes an enumeration open: the listed values are known, but there may be others. It is either
//! `true` next to `enum`, or the list of values.

use std::collections::BTreeMap;

use serde_json::Value;

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::value::{canonical, list, shown};
use crate::walk::{Judgement, Outcome};

static ENUM: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string", "enum": ["a", "b"]}"#,
    loose: r#"{"type": "string"}"#,
    request_narrowed: ("request-enum-introduced", "only the listed values are accepted"),
    request_widened: ("request-enum-dropped", "values that are not listed are now accepted"),
    response_narrowed: ("response-enum-introduced", "only the listed values are returned"),
    response_widened: ("response-enum-dropped", "values may be returned that a client does not know"),
});

static ENUM_VALUE: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string", "enum": ["a", "b"]}"#,
    loose: r#"{"type": "string", "enum": ["a", "b", "c"]}"#,
    request_narrowed: ("request-enum-value-removed", "a value that was accepted is now refused"),
    request_widened: ("request-enum-value-added", "another value is accepted"),
    response_narrowed: ("response-enum-value-removed", "a value is no longer returned"),
    response_widened: ("response-enum-value-added", "a new value may be returned, although the enum was closed"),
});

static OPENNESS: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "string", "enum": ["a", "b"]}"#,
    loose: r#"{"type": "string", "enum": ["a", "b"], "x-extensible-enum": true}"#,
    request_narrowed: ("request-enum-closed", "only the listed values are accepted"),
    request_widened: ("request-enum-opened", "values that are not listed are now accepted"),
    response_narrowed: ("response-enum-closed", "only the listed values are returned"),
    response_widened: ("response-enum-opened", "values may be returned that a client does not know"),
});

static OPEN_ENUM: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"type": "string", "x-extensible-enum": ["a", "b"]}"#,
        loose: r#"{"type": "string"}"#,
        request_narrowed: (
            "request-open-enum-introduced",
            "the known values are now listed; other values are still accepted",
        ),
        request_widened: ("request-open-enum-dropped", "the known values are no longer listed"),
        response_narrowed: (
            "response-open-enum-introduced",
            "the known values are now listed; others may still be returned",
        ),
        response_widened: ("response-open-enum-dropped", "the known values are no longer listed"),
    },
    [Level::Info; 4],
);

static OPEN_ENUM_VALUE: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"type": "string", "x-extensible-enum": ["a", "b"]}"#,
        loose: r#"{"type": "string", "x-extensible-enum": ["a", "b", "c"]}"#,
        request_narrowed: ("request-open-enum-value-removed", "a value is no longer listed and may be refused"),
        request_widened: ("request-open-enum-value-added", "another value is listed"),
        response_narrowed: ("response-open-enum-value-removed", "a value is no longer listed"),
        response_widened: (
            "response-open-enum-value-added",
            "another value is listed; clients already had to expect unknown values",
        ),
    },
    [Level::Warning, Level::Info, Level::Info, Level::Info],
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [ENUM.rules(), ENUM_VALUE.rules(), OPENNESS.rules(), OPEN_ENUM.rules(), OPEN_ENUM_VALUE.rules()].concat()
}

/// The values that are possible.
enum Enumeration<'d> {
    /// All values.
    None,
    /// These values, in canonical form.
    Closed(BTreeMap<String, &'d Value>),
    /// These values are known; others are possible.
    Open(BTreeMap<String, &'d Value>),
}

/// Compares `enum` and `x-extensible-enum`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    use Enumeration::{Closed, None as Nothing, Open};
    let (Some(old), Some(new)) = (enumeration(&pair.old), enumeration(&pair.new)) else {
        return Ok(Outcome::NotUnderstood);
    };
    match (&old, &new) {
        (Nothing, Nothing) => {}
        (Nothing, Closed(values)) => pair.shift(&ENUM, Shift::Narrowed, format!("any value → {}", named(values))),
        (Closed(values), Nothing) => pair.shift(&ENUM, Shift::Widened, format!("{} → any value", named(values))),
        (Nothing, Open(values)) => pair.shift(&OPEN_ENUM, Shift::Narrowed, format!("none known → {}", named(values))),
        (Open(values), Nothing) => pair.shift(&OPEN_ENUM, Shift::Widened, format!("{} → none known", named(values))),
        (Closed(old), Closed(new)) => values(pair, &ENUM_VALUE, old, new),
        (Open(old), Open(new)) => values(pair, &OPEN_ENUM_VALUE, old, new),
        (Closed(old), Open(new)) => {
            pair.shift(&OPENNESS, Shift::Widened, "closed → open".to_owned());
            values(pair, &OPEN_ENUM_VALUE, old, new);
        }
        (Open(old), Closed(new)) => {
            pair.shift(&OPENNESS, Shift::Narrowed, "open → closed".to_owned());
            values(pair, &OPEN_ENUM_VALUE, old, new);
        }
    }
    Ok(Outcome::Understood)
}

/// The value of an enumeration with a single value.
pub(super) fn only_value<'d>(flat: &Flat<'d>) -> Option<&'d Value> {
    let mut values = closed_values(flat)?.into_iter();
    values.next().filter(|_| values.next().is_none())
}

/// The values of a closed enumeration, which are the only ones that are possible.
pub(super) fn closed_values<'d>(flat: &Flat<'d>) -> Option<Vec<&'d Value>> {
    let Enumeration::Closed(values) = enumeration(flat)? else { return None };
    Some(values.into_values().collect())
}

/// Reports the values that only one of two closed enumerations has.
pub(super) fn compare_values(
    pair: &mut SchemaPair<'_, '_>,
    old: &BTreeMap<String, &Value>,
    new: &BTreeMap<String, &Value>,
) {
    values(pair, &ENUM_VALUE, old, new);
}

fn values(
    pair: &mut SchemaPair<'_, '_>,
    rules: &'static Narrowing,
    old: &BTreeMap<String, &Value>,
    new: &BTreeMap<String, &Value>,
) {
    // Many documents say `nullable` and do not list null. They mean that it is allowed.
    let both_allow_null = pair.old.nullable && pair.new.nullable;
    let is_change = |value: &Value| !(value.is_null() && both_allow_null);
    for (_, value) in old.iter().filter(|(spelling, value)| !new.contains_key(*spelling) && is_change(value)) {
        pair.shift(rules, Shift::Narrowed, format!("{} is no longer listed", shown(Some(value))));
    }
    for (_, value) in new.iter().filter(|(spelling, value)| !old.contains_key(*spelling) && is_change(value)) {
        pair.shift(rules, Shift::Widened, format!("{} is listed now", shown(Some(value))));
    }
}

/// The values of all parts together; `None` if a part is invalid.
fn enumeration<'d>(flat: &Flat<'d>) -> Option<Enumeration<'d>> {
    let mut values: Option<BTreeMap<_, _>> = None;
    for listed in flat.all("enum") {
        let listed = spelled(listed)?;
        values = Some(match values {
            Some(values) => values.into_iter().filter(|(spelling, _)| listed.contains_key(spelling)).collect(),
            None => listed,
        });
    }
    match flat.outermost("x-extensible-enum") {
        None | Some(Value::Bool(false)) => Some(values.map_or(Enumeration::None, Enumeration::Closed)),
        Some(Value::Bool(true)) => Some(Enumeration::Open(values.unwrap_or_default())),
        Some(known) => {
            let mut known = spelled(known)?;
            known.extend(values.into_iter().flatten());
            Some(Enumeration::Open(known))
        }
    }
}

fn spelled(values: &Value) -> Option<BTreeMap<String, &Value>> {
    Some(values.as_array()?.iter().map(|value| (canonical(value), value)).collect())
}

fn named(values: &BTreeMap<String, &Value>) -> String {
    let named: Vec<_> = values.keys().map(|value| value.trim_matches('"')).take(10).collect();
    let more = if values.len() > named.len() { ", …" } else { "" };
    format!("{}{more}", list(named))
}
