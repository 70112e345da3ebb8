//! `type`.

use serde_json::Value;

use super::SchemaPair;
use super::enumeration::closed_values;
use crate::change::Level;
use crate::rule::{Departure, Narrowing, NarrowingWords, Rule, Shift};
use crate::shape::Flat;
use crate::value::{fractional, whole};
use crate::walk::{Judgement, Outcome};

static TYPE: Narrowing = Narrowing::new(&NarrowingWords {
    tight: r#"{"type": "integer"}"#,
    loose: r#"{"type": "number"}"#,
    request_narrowed: ("request-type-narrowed", "values of a type that was accepted are now refused"),
    request_widened: ("request-type-widened", "values of more types are accepted"),
    response_narrowed: ("response-type-narrowed", "values have fewer types than before"),
    response_widened: ("response-type-widened", "values may have a type that a client does not understand"),
});

static TYPE_CHANGED: Departure = Departure::new(
    Level::Error,
    (r#"{"type": "integer"}"#, r#"{"type": "string"}"#),
    (r#"{"type": "integer"}"#, r#"{"type": "number"}"#),
    ("request-type-changed", "values of the old type are refused; another type is expected"),
    ("response-type-changed", "values have another type, which a client does not understand"),
);

/// The rules of this file.
pub(super) fn rules() -> Vec<&'static Rule> {
    [&TYPE.rules()[..], &TYPE_CHANGED.rules()].concat()
}

/// Compares `type`.
pub(super) fn judge(pair: &mut SchemaPair<'_, '_>) -> Judgement {
    let (Some(old), Some(new)) = (stated(&pair.old), stated(&pair.new)) else { return Ok(Outcome::NotUnderstood) };
    if implied(&pair.old, &old, &new) || implied(&pair.new, &new, &old) {
        return Ok(Outcome::Understood);
    }
    let message = format!("{} → {}", shown(&old), shown(&new));
    match shift(&old, &new) {
        _ if old == new => {}
        Some(shift) => pair.shift(&TYPE, shift, message),
        None => pair.departure(&TYPE_CHANGED, message),
    }
    Ok(Outcome::Understood)
}

/// Reports that no value matches both types. Nothing else about the schemas can be compared then.
pub(super) fn incompatible(pair: &mut SchemaPair<'_, '_>) -> bool {
    let (Some(old), Some(new)) = (stated(&pair.old), stated(&pair.new)) else { return false };
    let incompatible = old != new && shift(&old, &new).is_none();
    if incompatible {
        pair.departure(&TYPE_CHANGED, format!("{} → {}", shown(&old), shown(&new)));
    }
    incompatible
}

/// The type of all parts together: one, none, or several that exclude each other. `None` if one is invalid.
pub(super) fn stated<'d>(flat: &Flat<'d>) -> Option<Vec<&'d str>> {
    let mut types = flat.texts("type")?;
    if types.contains("integer") {
        types.remove("number");
    }
    let known = ["array", "boolean", "integer", "number", "object", "string"];
    types.iter().all(|name| known.contains(name)).then(|| types.into_iter().collect())
}

/// Whether one side states no type, but lists values that all have the type of the other side.
fn implied(flat: &Flat<'_>, types: &[&str], other: &[&str]) -> bool {
    let [name] = other else { return false };
    let values = closed_values(flat).filter(|values| types.is_empty() && !values.is_empty());
    values.is_some_and(|values| values.into_iter().all(|value| has_type(value, name)))
}

/// Whether a value has a type.
pub(super) fn has_type(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            name == "number" || name == "integer" && (whole(number).is_some() || fractional(number).fract() == 0.0)
        }
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
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
