//! `format`.

use std::collections::BTreeSet;

use super::SchemaPair;
use super::range::{LEAST, MOST};
use super::types::stated;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::value::list;
use crate::walk::{Judgement, Outcome};

static FORMAT: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "integer", "format": "int32"}"#,
    loose: r#"{"type": "integer", "format": "int64"}"#,
    request_narrowed: (
        "request-format-narrowed",
        "some values that were accepted do not have the new format and are refused",
    ),
    request_widened: ("request-format-widened", "values in more formats are accepted"),
    response_narrowed: ("response-format-narrowed", "values have a narrower format than before"),
    response_widened: ("response-format-widened", "values may be returned that do not have the old format"),
});

static FORMAT_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "string", "format": "date"}"#, r#"{"type": "string", "format": "date-time"}"#),
    (r#"{"type": "string"}"#, r#"{"type": "string", "format": "date"}"#),
    ("request-format-changed", "values in the old format are now refused"),
    ("response-format-changed", "values have a format that a client does not understand"),
);

static FORMAT_REFINED: Departure = Departure::new(
    Level::Info,
    (
        r#"{"type": "integer", "minimum": 1, "maximum": 9}"#,
        r#"{"type": "integer", "minimum": 1, "maximum": 9, "format": "int32"}"#,
    ),
    (r#"{"type": "integer"}"#, r#"{"type": "integer", "format": "int32"}"#),
    ("request-format-refined", "the same values are accepted: the bounds keep them within the format"),
    ("response-format-refined", "the same values are returned: the bounds keep them within the format"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&FORMAT.rules()[..], &FORMAT_CHANGED.rules(), &FORMAT_REFINED.rules()].concat()
}

/// Compares `format`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (Some(old), Some(new)) = (pair.old.texts("format"), pair.new.texts("format")) else {
        return Ok(Outcome::NotUnderstood);
    };
    let message = format!("{} → {}", list(old.iter().copied()), list(new.iter().copied()));
    if old == new {
    } else if within_bounds(&pair.old, &old, &new) && within_bounds(&pair.new, &new, &old) {
        pair.departure(&FORMAT_REFINED, message);
    } else if narrower(&new, &old) {
        pair.shift(&FORMAT, Shift::Narrowed, message);
    } else if narrower(&old, &new) {
        pair.shift(&FORMAT, Shift::Widened, message);
    } else {
        pair.departure(&FORMAT_CHANGED, message);
    }
    Ok(Outcome::Understood)
}

/// Whether the first formats are narrower than the second ones.
fn narrower(tight: &BTreeSet<&str>, loose: &BTreeSet<&str>) -> bool {
    let implied = |format: &str| match format {
        "int64" => tight.contains("int32"),
        "double" => tight.contains("float"),
        _ => false,
    };
    loose.iter().all(|format| tight.contains(format) || implied(format))
}

/// Whether the bounds of integers keep them within the formats of both sides, so that these exclude nothing.
fn within_bounds(flat: &Flat<'_>, own: &BTreeSet<&str>, other: &BTreeSet<&str>) -> bool {
    let (Some(least), Some(most)) = (LEAST.last_integer(flat), MOST.last_integer(flat)) else { return false };
    let holds = |format: &&str| match *format {
        "int32" => least >= i128::from(i32::MIN) && most <= i128::from(i32::MAX),
        "int64" => least >= i128::from(i64::MIN) && most <= i128::from(i64::MAX),
        _ => false,
    };
    stated(flat).as_deref() == Some(&["integer"]) && own.union(other).all(holds)
}
