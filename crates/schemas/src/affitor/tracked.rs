//! What the tracking routes have in common: test mode.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, Provenance, inferred};
use crate::values::present;

/// Why optional fields may be null, and what is known about lengths and amounts.
pub(super) const NULLABLE: Provenance = inferred(
    "the field is documented; that null is the same as absent is how the provider's browser script sends it; no page \
     gives a longest text or a largest amount, so these are limits of the sandbox",
);

/// Details beyond the event itself. Other fields are accepted and ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = NULLABLE))]
pub struct AdditionalData {
    /// Whether it is a test event, which counts for the steps of the setup and for nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub test_mode: Option<bool>,
    /// The program of a test event that is sent without a program key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ProgramReference")]
    #[garde(skip)]
    pub program_id: Option<ProgramReference>,
    /// A label for the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 1000))]
    pub event_name: Option<String>,
}

/// A program's number, as a number or as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ProgramReference {
    /// As a number.
    Number(i64),
    /// As text.
    Text(String),
}

impl ProgramReference {
    /// The program's number, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

impl AdditionalData {
    /// Whether it is a test event.
    pub fn is_test(&self) -> bool {
        self.test_mode == Some(true)
    }
}

/// The test event that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct RecordedTestEvent {
    /// The event's number.
    #[serde(rename = "eventId")]
    pub event_id: i64,
    /// The program's number; null if the event belongs to none.
    #[serde(rename = "programId")]
    pub program_id: Option<i64>,
    /// Always true.
    pub test_mode: bool,
}

/// A test event of the examples.
pub(super) fn recorded_test() -> RecordedTestEvent {
    RecordedTestEvent { event_id: 101, program_id: Some(42), test_mode: true }
}
