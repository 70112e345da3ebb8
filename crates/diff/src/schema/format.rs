//! `format`.

use std::collections::BTreeSet;

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
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

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&FORMAT.rules()[..], &FORMAT_CHANGED.rules()].concat()
}

/// Compares `format`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (Some(old), Some(new)) = (pair.old.texts("format"), pair.new.texts("format")) else {
        return Ok(Outcome::NotUnderstood);
    };
    let message = format!("{} → {}", list(old.iter().copied()), list(new.iter().copied()));
    if old == new {
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
