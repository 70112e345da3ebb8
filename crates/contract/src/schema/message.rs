//! Turns errors of the validator into rules and messages.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::excerpt::{alternatives, excerpt};
use super::node::Node;
use crate::Rule;

/// The rule for an error, and a message with what was found and what the contract says.
pub(super) fn describe(kind: &ValidationErrorKind, node: Option<&Node>, found: &Value) -> (Rule, String) {
    let shown = excerpt(found);
    let says = |rule: Rule, text: String| (rule, format!("is {shown}, the contract says {text}"));
    match kind {
        ValidationErrorKind::Type { kind } => {
            let or_null = if node.is_some_and(|node| node.nullable) { " or null" } else { "" };
            let expected = expected_types(kind);
            (Rule::BodyType, format!("is {}, the contract says {expected}{or_null}", with_type(found, &shown)))
        }
        ValidationErrorKind::Enum { options } => {
            says(Rule::BodyEnum, alternatives(options.as_array().into_iter().flatten()))
        }
        ValidationErrorKind::Constant { expected_value } => says(Rule::BodyEnum, excerpt(expected_value)),
        ValidationErrorKind::Format { format } => says(Rule::BodyFormat, format!("format {format}")),
        ValidationErrorKind::Pattern { pattern } => says(Rule::BodyPattern, format!("a match of {pattern}")),
        ValidationErrorKind::BacktrackLimitExceeded { .. } | ValidationErrorKind::RegexEngineFailure { .. } => {
            (Rule::BodyPattern, format!("is {shown}, which takes too long to match with the pattern in the contract"))
        }
        ValidationErrorKind::Minimum { limit } => says(bounds(node), format!("at least {limit}")),
        ValidationErrorKind::Maximum { limit } => says(bounds(node), format!("at most {limit}")),
        ValidationErrorKind::ExclusiveMinimum { limit } => says(Rule::BodyBounds, format!("more than {limit}")),
        ValidationErrorKind::ExclusiveMaximum { limit } => says(Rule::BodyBounds, format!("less than {limit}")),
        ValidationErrorKind::MultipleOf { multiple_of } => {
            says(Rule::BodyBounds, format!("a multiple of {multiple_of}"))
        }
        ValidationErrorKind::MinLength { limit } => length(found, &shown, "at least", *limit),
        ValidationErrorKind::MaxLength { limit } => length(found, &shown, "at most", *limit),
        ValidationErrorKind::MinItems { limit } | ValidationErrorKind::MinProperties { limit } => {
            size(found, "at least", *limit)
        }
        ValidationErrorKind::MaxItems { limit } | ValidationErrorKind::MaxProperties { limit } => {
            size(found, "at most", *limit)
        }
        ValidationErrorKind::UnevaluatedItems { unexpected } => {
            (Rule::BodySize, format!("has items that the contract does not declare: {}", unexpected.join(", ")))
        }
        ValidationErrorKind::UniqueItems => {
            (Rule::BodyUnique, format!("is {shown}, the contract says that the items are unique"))
        }
        ValidationErrorKind::Not { .. } => (Rule::BodyExcluded, format!("is {shown}, which the contract excludes")),
        other => (Rule::Contract, format!("is {shown}, which fails the keyword {} of the contract", other.keyword())),
    }
}

/// The JSON type of a value, with its name in OpenAPI.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The bounds of integer formats are shared by all schemas, and belong to no node.
fn bounds(node: Option<&Node>) -> Rule {
    if node.is_some() { Rule::BodyBounds } else { Rule::BodyFormat }
}

fn with_type(value: &Value, shown: &str) -> String {
    if value.is_null() { shown.to_owned() } else { format!("{shown} ({})", type_of(value)) }
}

fn expected_types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(kind) => kind.to_string(),
        TypeKind::Multiple(kinds) => kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(" or "),
    }
}

fn length(found: &Value, shown: &str, bound: &str, limit: u64) -> (Rule, String) {
    let length = found.as_str().map_or(0, |text| text.chars().count());
    (Rule::BodyLength, format!("is {shown} ({length} characters), the contract says {bound} {limit}"))
}

fn size(found: &Value, bound: &str, limit: u64) -> (Rule, String) {
    let message = match found {
        Value::Object(fields) => format!("has {} fields, the contract says {bound} {limit}", fields.len()),
        _ => format!("has {} items, the contract says {bound} {limit}", found.as_array().map_or(0, Vec::len)),
    };
    (Rule::BodySize, message)
}
