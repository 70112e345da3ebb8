//! Explains why a rule does not hold.

use serde_json::Value;

use crate::schema::excerpt;
use crate::semantic::Validation;

/// The most values that a message shows.
const SHOWN: usize = 6;

/// The message of the rule, why it could not be evaluated (if so), and the values that its expression reads.
pub(super) fn explain<'v>(
    validation: &Validation,
    failure: &str,
    lookup: impl Fn(&[String]) -> Option<&'v Value>,
) -> String {
    let mut message = validation.message.clone();
    if !failure.is_empty() {
        message.push_str(" (cannot be evaluated: ");
        message.push_str(failure);
        message.push(')');
    }
    let values: Vec<_> =
        validation.references.paths.iter().take(SHOWN).map(|path| describe(path, lookup(path))).collect();
    if !values.is_empty() {
        message.push_str("; found: ");
        message.push_str(&values.join(", "));
    }
    message.push_str(" [");
    message.push_str(&validation.rule);
    message.push(']');
    message
}

fn describe(path: &[String], value: Option<&Value>) -> String {
    let name = path.join(".");
    match value {
        Some(value) => format!("{name} = {}", excerpt(value)),
        None => format!("{name} is missing"),
    }
}
