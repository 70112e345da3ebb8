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
    request_narrowed: ("request-format-narrowed", "values that were accepted are not of the format now asked for"),
    request_widened: ("request-format-widened", "values of more forms are accepted"),
    response_narrowed: ("response-format-narrowed", "a narrower format is promised than before"),
    response_widened: ("response-format-widened", "values may come that the old format rules out"),
});

static FORMAT_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "string", "format": "date"}"#, r#"{"type": "string", "format": "date-time"}"#),
    (r#"{"type": "string"}"#, r#"{"type": "string", "format": "date"}"#),
    ("request-format-changed", "what was sent is not of the format now asked for"),
    ("response-format-changed", "values come in another format, which a client does not read"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&FORMAT.rules()[..], &FORMAT_CHANGED.rules()].concat()
}

/// Judges `format`.
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

/// Whether the first formats hold whenever the second ones do, and more.
fn narrower(tight: &BTreeSet<&str>, loose: &BTreeSet<&str>) -> bool {
    let implied = |format: &str| match format {
        "int64" => tight.contains("int32"),
        "double" => tight.contains("float"),
        _ => false,
    };
    loose.iter().all(|format| tight.contains(format) || implied(format))
}
