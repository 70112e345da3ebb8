//! `readOnly` and `writeOnly`.

use super::SchemaPair;
use crate::change::{Direction, Level};
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::walk::{Judgement, Outcome};

/// A server does not look at a field that is read only. So it is as bad to set this as to remove the field from an open
/// object, which is a warning, too: the client gets an answer, but what it sends has no effect.
static READ_ONLY: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"type": "string", "readOnly": true}"#,
        loose: r#"{"type": "string"}"#,
        request_narrowed: ("request-became-read-only", "a field that clients send is now ignored, or refused"),
        request_widened: ("request-became-not-read-only", "clients can now send it"),
        response_narrowed: ("response-became-read-only", "it is returned as before, and must no longer be sent"),
        response_widened: ("response-became-not-read-only", "it is returned as before, and can now be sent"),
    },
    [Level::Warning, Level::Info, Level::Info, Level::Info],
);

/// A response without the field is as if the field were removed. If it was required, that is an error of its own.
static WRITE_ONLY: Narrowing = Narrowing::leveled(
    &NarrowingWords {
        tight: r#"{"type": "string", "writeOnly": true}"#,
        loose: r#"{"type": "string"}"#,
        request_narrowed: (
            "request-became-write-only",
            "clients send it as before, but responses no longer include it",
        ),
        request_widened: ("request-became-not-write-only", "clients send it as before, and responses now include it"),
        response_narrowed: ("response-became-write-only", "responses no longer include it"),
        response_widened: ("response-became-not-write-only", "responses now include it"),
    },
    [Level::Info, Level::Info, Level::Warning, Level::Info],
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [READ_ONLY.rules(), WRITE_ONLY.rules()].concat()
}

/// Compares `readOnly`.
pub(super) fn read_only(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    judge(pair, &READ_ONLY, "readOnly")
}

/// Compares `writeOnly`.
pub(super) fn write_only(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    judge(pair, &WRITE_ONLY, "writeOnly")
}

/// Whether a field is not sent in this direction.
pub(super) fn hidden(flat: &Flat<'_>, direction: Direction) -> bool {
    let keyword = match direction {
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    flat.flag(keyword) == Some(true)
}

fn judge(pair: &mut SchemaPair<'_, '_>, rules: &'static Narrowing, keyword: &str) -> Judgement {
    match (pair.old.flag(keyword), pair.new.flag(keyword)) {
        (Some(false), Some(true)) => pair.shift(rules, Shift::Narrowed, format!("`{keyword}` is set")),
        (Some(true), Some(false)) => pair.shift(rules, Shift::Widened, format!("`{keyword}` is no longer set")),
        (Some(_), Some(_)) => {}
        _ => return Ok(Outcome::NotUnderstood),
    }
    Ok(Outcome::Understood)
}
