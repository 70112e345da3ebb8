//! Receivers of webhook events.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A receiver of webhook events that is there from the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedWebhook {
    /// The provider whose events it gets: agentref, partnero or wecantrack.
    #[garde(length(chars, min = 1, max = 20))]
    pub provider: String,
    /// Where they are sent, such as `http://localhost:3000/hooks`.
    #[garde(length(chars, min = 1, max = 2000))]
    pub url: String,
    /// Its name. A number by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub name: Option<String>,
    /// The events that it gets, such as `conversion.created`. All by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(min = 1)))]
    pub events: Option<Vec<String>>,
    /// The secret with which they are signed. By default one that follows from the seed; GET /_mock/webhooks shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 200)))]
    pub secret: Option<String>,
    /// The name of the program whose events it gets. All programs by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 100)))]
    pub program: Option<String>,
    /// How a payload is sent. By POST by default; wecantrack also has GET.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub method: Option<PinnedForm>,
}

/// How a payload is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PinnedForm {
    /// By POST, as JSON.
    Post,
    /// By GET, as query parameters.
    Get,
}
