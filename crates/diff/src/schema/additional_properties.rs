//! `additionalProperties`.

use serde_json::Value;

use super::{DOCUMENTATION, SchemaPair};
use crate::documentation::PROVENANCE;
use crate::graph::Passage;
use crate::rule::{Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::walk::{Judgement, Outcome};

static REFUSED: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "object", "additionalProperties": false}"#,
    loose: r#"{"type": "object"}"#,
    request_narrowed: ("request-additional-properties-refused", "undeclared fields were accepted and are now refused"),
    request_widened: ("request-additional-properties-admitted", "undeclared fields are now accepted"),
    response_narrowed: ("response-additional-properties-ruled-out", "the response no longer has undeclared fields"),
    response_widened: (
        "response-additional-properties-admitted",
        "the response may have fields that a client does not know",
    ),
});

static RESTRICTED: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
    loose: r#"{"type": "object", "additionalProperties": true}"#,
    request_narrowed: (
        "request-additional-properties-restricted",
        "the values of undeclared fields are now restricted and may be refused",
    ),
    request_widened: ("request-additional-properties-unrestricted", "undeclared fields can now have any value"),
    response_narrowed: (
        "response-additional-properties-restricted",
        "the values of undeclared fields are now restricted",
    ),
    response_widened: ("response-additional-properties-unrestricted", "undeclared fields may now have any value"),
});

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [REFUSED.rules(), RESTRICTED.rules()].concat()
}

/// Which undeclared fields are allowed.
enum Additional<'d> {
    Any,
    Of(Vec<&'d Value>),
    None,
}

/// Compares `additionalProperties`.
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
        (Any, Of(new)) if new.iter().all(|schema| only_describes(schema)) => {
            pair.descend("/{key}".to_owned(), &[], &new, Passage::Open)?;
        }
        (Of(old), Any) if old.iter().all(|schema| only_describes(schema)) => {
            pair.descend("/{key}".to_owned(), &old, &[], Passage::Open)?;
        }
        (Any, Of(_)) => pair.shift(&RESTRICTED, Shift::Narrowed, message),
        (Of(_), Any) => pair.shift(&RESTRICTED, Shift::Widened, message),
    }
    Ok(Outcome::Understood)
}

/// What all parts say together; `None` if a value is neither a flag nor a schema.
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

/// The schemas of undeclared fields; none if they can have any value, or if there can be none.
pub(super) fn of_undeclared<'d>(flat: &Flat<'d>) -> Vec<&'d Value> {
    let Some(Additional::Of(mut schemas)) = additional(flat) else { return Vec::new() };
    schemas.retain(|schema| !only_describes(schema));
    schemas
}

/// Whether a schema has words for any value, and refuses none.
fn only_describes(schema: &Value) -> bool {
    let silent = |keyword: &String| DOCUMENTATION.contains(&keyword.as_str()) || keyword == PROVENANCE;
    schema.as_object().is_some_and(|schema| schema.keys().all(silent))
}

fn shown(additional: &Additional<'_>) -> &'static str {
    match additional {
        Additional::Any => "any",
        Additional::Of(_) => "restricted",
        Additional::None => "none",
    }
}
