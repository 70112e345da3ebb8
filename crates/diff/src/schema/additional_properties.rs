//! `additionalProperties`.

use serde_json::Value;

use super::SchemaPair;
use crate::graph::Passage;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::walk::{Judgement, Outcome};

static REFUSED: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "object", "additionalProperties": false}"#,
    loose: r#"{"type": "object"}"#,
    request_narrowed: (
        "request-additional-properties-refused",
        "fields that are not declared were accepted and are refused",
    ),
    request_widened: ("request-additional-properties-admitted", "fields that are not declared are accepted"),
    response_narrowed: ("response-additional-properties-ruled-out", "fields that are not declared come no longer"),
    response_widened: ("response-additional-properties-admitted", "fields may come that a client does not know"),
});

static RESTRICTED: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
    loose: r#"{"type": "object", "additionalProperties": true}"#,
    request_narrowed: (
        "request-additional-properties-restricted",
        "values of fields that are not declared may be refused",
    ),
    request_widened: ("request-additional-properties-unrestricted", "fields that are not declared may hold any value"),
    response_narrowed: (
        "response-additional-properties-restricted",
        "fields that are not declared hold values of one kind",
    ),
    response_widened: (
        "response-additional-properties-unrestricted",
        "fields that are not declared may hold any value",
    ),
});

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [REFUSED.rules(), RESTRICTED.rules()].concat()
}

/// What fields may be there that are not declared.
enum Additional<'d> {
    Any,
    Of(Vec<&'d Value>),
    None,
}

/// Judges `additionalProperties`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    use Additional::{Any, None as Nothing, Of};
    let (Some(old), Some(new)) = (additional(&pair.old), additional(&pair.new)) else {
        return Ok(Outcome::NotUnderstood);
    };
    let message = format!("{} → {}", shown(&old), shown(&new));
    match (old, new) {
        (Any, Any) | (Nothing, Nothing) => {}
        (Of(old), Of(new)) => pair.descend("/{key}".to_owned(), &old, &new, Passage::Open)?,
        (Any | Of(_), Nothing) => pair.shift(&REFUSED, Shift::Narrowed, message),
        (Nothing, Any | Of(_)) => pair.shift(&REFUSED, Shift::Widened, message),
        (Any, Of(_)) => pair.shift(&RESTRICTED, Shift::Narrowed, message),
        (Of(_), Any) => pair.shift(&RESTRICTED, Shift::Widened, message),
    }
    Ok(Outcome::Understood)
}

/// What all parts together say; nothing when one says what is neither a flag nor a schema.
fn additional<'d>(flat: &Flat<'d>) -> Option<Additional<'d>> {
    let mut schemas = Vec::new();
    for value in flat.all("additionalProperties") {
        match value {
            Value::Bool(true) => {}
            Value::Bool(false) => return Some(Additional::None),
            Value::Object(schema) if schema.is_empty() => {}
            Value::Object(_) => schemas.push(value),
            _ => return None,
        }
    }
    Some(if schemas.is_empty() { Additional::Any } else { Additional::Of(schemas) })
}

fn shown(additional: &Additional<'_>) -> &'static str {
    match additional {
        Additional::Any => "any",
        Additional::Of(_) => "of one kind",
        Additional::None => "none",
    }
}
