//! JSON values: a canonical form, an order of numbers, and a short form for messages.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde_json::{Map, Number, Value};

/// The longest value in a message, in characters.
const SHOWN: usize = 80;

/// An empty object, for missing parts of a document.
pub(crate) fn empty() -> &'static Map<String, Value> {
    static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    &EMPTY
}

/// A form that is the same for equal values: members are sorted, and 1.0 is 1. The nesting of documents is limited, so
/// recursion is safe.
pub(crate) fn canonical(value: &Value) -> String {
    let mut spelling = String::new();
    spell(value, &mut spelling);
    spelling
}

/// Whether two objects are the same but for their vendor extensions, and these keys.
pub(crate) fn is_same_without_extensions(old: &Map<String, Value>, new: &Map<String, Value>, ignored: &[&str]) -> bool {
    let extensions = old.keys().chain(new.keys()).map(String::as_str).filter(|key| key.starts_with("x-"));
    let ignored: Vec<_> = extensions.chain(ignored.iter().copied()).collect();
    canonical_without(old, &ignored) == canonical_without(new, &ignored)
}

/// The canonical form of an object without some of its members.
pub(crate) fn canonical_without(object: &Map<String, Value>, left_out: &[&str]) -> String {
    let kept = object.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
    canonical(&Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect()))
}

/// The number of values in a value, including itself. Long strings count more.
pub(crate) fn weight(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => members.values().map(weight).sum(),
        Value::String(text) => text.len() / 64,
        _ => 0,
    }
}

/// The order of two numbers.
pub(crate) fn order(left: &Number, right: &Number) -> Ordering {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => fractional(left).total_cmp(&fractional(right)),
    }
}

/// The number as an integer, unless it has a fraction or an exponent.
pub(crate) fn whole(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// The number as a float. An invalid one counts as zero, so that zero has a single sign.
pub(crate) fn fractional(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default() + 0.0
}

/// A value for a message: in backticks, shortened if it is long, "none" if it is missing.
pub(crate) fn shown(value: Option<&Value>) -> String {
    match value {
        None => "none".to_owned(),
        Some(Value::String(text)) => quoted(text),
        Some(value) => quoted(&canonical(value)),
    }
}

/// Whether two values are equal: 1.0 is 1.
pub(crate) fn is_same(old: Option<&Value>, new: Option<&Value>) -> bool {
    old == new || old.is_some() && old.map(canonical) == new.map(canonical)
}

/// Old and new values for a message. Of long ones, the part is shown in which they differ.
pub(crate) fn arrow(old: Option<&Value>, new: Option<&Value>) -> String {
    let (before, after) = (shown(old), shown(new));
    if before != after {
        return format!("{before} → {after}");
    }
    let whole = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        value => value.map(canonical).unwrap_or_default(),
    };
    let (old, new) = (whole(old), whole(new));
    let same = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
    let from = |text: &str| quoted(&text.chars().skip(same.saturating_sub(SHOWN / 4)).collect::<String>());
    format!("… {} → … {}", from(&old), from(&new))
}

/// A string in backticks, shortened if it is long.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// Strings in backticks, separated by commas; "none" if there are none.
pub(crate) fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<_> = texts.into_iter().map(quoted).collect();
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

/// A name as a step of a JSON pointer, with its slash.
pub(crate) fn step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn spell(value: &Value, spelling: &mut String) {
    match value {
        Value::Array(items) => {
            spelling.push('[');
            for (index, item) in items.iter().enumerate() {
                spelling.push_str(if index == 0 { "" } else { "," });
                spell(item, spelling);
            }
            spelling.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            spelling.push('{');
            for (index, (name, member)) in members.into_iter().enumerate() {
                spelling.push_str(if index == 0 { "" } else { "," });
                spelling.push_str(&Value::String(name.clone()).to_string());
                spelling.push(':');
                spell(member, spelling);
            }
            spelling.push('}');
        }
        Value::Number(number) if whole(number).is_none() && fractional(number).fract() == 0.0 => {
            write!(spelling, "{:.0}", fractional(number)).expect("writing to a string never fails");
        }
        other => spelling.push_str(&other.to_string()),
    }
}
