//! `style` and `explode`: how arrays and objects are written in parameters and headers.

use serde_json::{Map, Value};

use super::ObjectPair;
use crate::documentation::DOCUMENTATION_CHANGED;
use crate::rule::Rule;
use crate::schema::is_single;
use crate::walk::{Judgement, Outcome};

/// Compares `style` and `explode` of a value. `place` is the location, if it is not that of the parameters themselves.
/// `explode` means nothing for a single value, nor for one that is described by a media type.
pub(super) fn judge(pair: &mut ObjectPair<'_, '_>, place: Option<&str>, rule: &'static Rule) -> Judgement {
    let location =
        |object: &Map<String, Value>| object.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (old_place, new_place) = match place {
        Some(place) => (place.to_owned(), place.to_owned()),
        None => (location(pair.old), location(pair.new)),
    };
    let (old, new) = (effective(pair.old, &old_place), effective(pair.new, &new_place));
    let (Some(old), Some(new)) = (old, new) else { return Ok(Outcome::NotUnderstood) };
    if old == new || old_place != new_place {
        return Ok(Outcome::Understood);
    }
    let (old_schema, new_schema) = pair.values("schema");
    let old_shape = pair.comparison.old.intern(old_schema.as_slice())?;
    let new_shape = pair.comparison.new.intern(new_schema.as_slice())?;
    let single = is_single(&pair.comparison.old.flat(old_shape)) || is_single(&pair.comparison.new.flat(new_shape));
    let encoded = [pair.old, pair.new].into_iter().all(|object| object.contains_key("content"));
    if encoded || single && old.0 == new.0 {
        pair.report(&DOCUMENTATION_CHANGED, format!("{}, which means nothing here", arrow(old, new)));
    } else {
        pair.report(rule, arrow(old, new));
    }
    Ok(Outcome::Understood)
}

/// The style in effect; the default depends on the location. `None` if a value is not defined in OpenAPI.
pub(super) fn effective<'d>(object: &'d Map<String, Value>, place: &str) -> Option<(&'d str, bool)> {
    let usual = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
    let style = object.get("style").map_or(Some(usual), Value::as_str)?;
    let explode = object.get("explode").map_or(Some(style == "form"), Value::as_bool)?;
    Some((style, explode))
}

/// The change, for a message.
pub(super) fn arrow(old: (&str, bool), new: (&str, bool)) -> String {
    let shown = |(style, explode): (&str, bool)| format!("`{style}`{}", if explode { " exploded" } else { "" });
    format!("{} → {}", shown(old), shown(new))
}
