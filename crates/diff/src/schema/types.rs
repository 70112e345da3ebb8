//! `type`.

use super::SchemaPair;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::walk::{Judgement, Outcome};

static TYPE: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "integer"}"#,
    loose: r#"{"type": "number"}"#,
    request_narrowed: ("request-type-narrowed", "values of a type that was accepted are refused"),
    request_widened: ("request-type-widened", "values of more types are accepted"),
    response_narrowed: ("response-type-narrowed", "fewer types of values come than before"),
    response_widened: ("response-type-widened", "values of a type may come that a client does not read"),
});

static TYPE_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "integer"}"#, r#"{"type": "string"}"#),
    (r#"{"type": "integer"}"#, r#"{"type": "number"}"#),
    ("request-type-changed", "what was sent is refused; a value of another type is wanted"),
    ("response-type-changed", "values of another type come, which a client does not read"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&TYPE.rules()[..], &TYPE_CHANGED.rules()].concat()
}

/// Judges `type`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (Some(old), Some(new)) = (stated(&pair.old), stated(&pair.new)) else { return Ok(Outcome::NotUnderstood) };
    let message = format!("{} → {}", shown(&old), shown(&new));
    match shift(&old, &new) {
        _ if old == new => {}
        Some(shift) => pair.shift(&TYPE, shift, message),
        None => pair.departure(&TYPE_CHANGED, message),
    }
    Ok(Outcome::Understood)
}

/// Whether no value fits both types. That is reported here, for nothing else about the schemas can be compared.
pub(super) fn incompatible(pair: &mut SchemaPair<'_, '_>) -> bool {
    let (Some(old), Some(new)) = (stated(&pair.old), stated(&pair.new)) else { return false };
    let incompatible = old != new && shift(&old, &new).is_none();
    if incompatible {
        pair.departure(&TYPE_CHANGED, format!("{} → {}", shown(&old), shown(&new)));
    }
    incompatible
}

/// The type that all parts together state: one, none, or several that exclude each other. Nothing when one of them is no type's name.
pub(super) fn stated<'d>(flat: &Flat<'d>) -> Option<Vec<&'d str>> {
    let mut types = flat.texts("type")?;
    if types.contains("integer") {
        types.remove("number");
    }
    let known = ["array", "boolean", "integer", "number", "object", "string"];
    types.iter().all(|name| known.contains(name)).then(|| types.into_iter().collect())
}

fn shift(old: &[&str], new: &[&str]) -> Option<Shift> {
    match (old, new) {
        ([], _) | (["number"], ["integer"]) => Some(Shift::Narrowed),
        (_, []) | (["integer"], ["number"]) => Some(Shift::Widened),
        _ => None,
    }
}

fn shown(types: &[&str]) -> String {
    if types.is_empty() { "any type".to_owned() } else { types.join(" and ") }
}
