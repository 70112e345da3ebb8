//! `style` and `explode`: how arrays and objects are written in parameters and headers.

use serde_json::{Map, Value};

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
