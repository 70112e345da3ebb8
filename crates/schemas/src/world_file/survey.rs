//! Surveys of a world file.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{is_true, yes};
use crate::control::Span;

/// A survey that follows the orders of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedSurvey {
    /// Its name, which no other survey of the program has.
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// How long after an order it is sent. By default `2d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(not_negative)))]
    pub send_after: Option<Span>,
    /// Whether anybody is asked. By default true.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    #[garde(skip)]
    pub enabled: bool,
    /// How long ago an order may have been placed when it becomes known: nobody is asked about an older one. By default `30d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(not_negative)))]
    pub solicitation_threshold: Option<Span>,
    /// How long the survey does not ask the same customer about another order. By default `30d`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(not_negative)))]
    pub resolicitation_delay: Option<Span>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes references")]
fn not_negative(span: &Span, (): &()) -> garde::Result {
    if span.is_negative() { Err(garde::Error::new("is negative")) } else { Ok(()) }
}
