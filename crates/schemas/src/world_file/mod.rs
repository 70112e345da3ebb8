//! World files: what a sandbox has when it starts, written by hand or exported from a running one.
//!
//! No provider sends or receives them, so they are no part of a document. `docs/world-file.schema.json` is their JSON
//! Schema, which editors use.

mod order;
mod partner;
mod program;
mod survey;
mod time;
mod webhook;

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use order::{ChangeOfOrder, PinnedChange, PinnedOrder};
pub use partner::{PinnedClick, PinnedCustomer, PinnedPartner, PinnedPartnerStatus};
pub use program::{PinnedProgram, PinnedStep, ProgramIds, StepOfSetup};
pub use survey::PinnedSurvey;
pub use time::PinnedTime;
pub use webhook::{PinnedForm, PinnedWebhook};

use crate::control::EventToCause;

/// What a sandbox has when it starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct WorldFile {
    /// Where the clock stands still, with a time zone; a date alone is midnight UTC. By default it follows real time.
    #[serde(default, deserialize_with = "crate::control::optional_moment", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub now: Option<DateTime<Utc>>,
    /// Whether there are simulated programs, partners, customers and orders beside those of the file.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    #[garde(skip)]
    pub simulate: bool,
    /// Programs, with what is in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub programs: Vec<PinnedProgram>,
    /// What happened after that, in this order: mostly written by an export.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub history: Vec<PinnedEvents>,
    /// Credentials to accept besides the sandbox's own, written as for `--key`: `wecantrack=KEY`, `partnero=KEY:PROGRAM`,
    /// `agentref=KEY:SCOPE+SCOPE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(inner(length(chars, min = 3, max = 500)))]
    pub keys: Vec<String>,
    /// Who receives webhook events from the start, besides those of `--webhook`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub webhooks: Vec<PinnedWebhook>,
}

/// Events and records that were recorded at the same time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedEvents {
    /// When they were recorded. They are seen from then on.
    #[garde(skip)]
    pub recorded_at: PinnedTime,
    /// The events, as `POST /_mock/events` takes them. By default they happen when they are recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub events: Vec<EventToCause>,
    /// What only one provider knows, after the events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive)]
    pub records: Vec<PinnedRecord>,
}

/// Something that only one provider knows, such as an API key. An export writes them; their content is not described.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PinnedRecord {
    /// The provider and the kind of thing, such as `affitor/api-keys`.
    #[garde(length(chars, min = 1, max = 100))]
    pub collection: String,
    /// The number in the collection.
    #[garde(skip)]
    pub id: u64,
    /// The content. None if it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub content: Option<Value>,
}

impl Default for WorldFile {
    fn default() -> Self {
        Self {
            now: None,
            simulate: true,
            programs: Vec::new(),
            history: Vec::new(),
            keys: Vec::new(),
            webhooks: Vec::new(),
        }
    }
}

impl WorldFile {
    /// The JSON Schema of world files.
    pub fn schema() -> Schema {
        let mut schema = schemars::schema_for!(Self);
        schema.insert("title".to_owned(), "Trackside world file".into());
        // The provenance of fields is for the documents of providers.
        RecursiveTransform(|schema: &mut Schema| _ = schema.remove("x-provenance")).transform(&mut schema);
        schema
    }
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_false(value: &bool) -> bool {
    !*value
}
