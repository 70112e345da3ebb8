//! The envelope of events, version 2.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::agentref::program::{EXAMPLE_ID, EXAMPLE_MERCHANT, example_time};
use crate::agentref::{Affiliate, Conversion, Flag, Payout};
use crate::declare::{DOCUMENTED, EXAMPLE, Event, EventName, Provenance, inferred};
use crate::values::{MillisecondInstant, present};

/// What an event says of itself, and what it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[serde(bound(serialize = "E: Event, T: Serialize", deserialize = "E: Event, T: DeserializeOwned"))]
#[schemars(bound = "E: Event, T: EventData", rename = "{E}Event", extend("x-provenance" = DOCUMENTED))]
pub struct EventEnvelope<E: Event, T> {
    /// The id of the event. A delivery may come twice: keep the ids that you have handled.
    #[schemars(regex(pattern = "^msg_[A-Za-z0-9]+$"))]
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    pub name: EventName<E>,
    /// The version of the envelope: 2.
    #[schemars(range(min = 2, max = 2))]
    pub schema_version: u32,
    /// When it happened.
    #[schemars(extend("x-provenance" = inferred("the field is documented, its meaning is concluded from its name")))]
    pub created_at: MillisecondInstant,
    /// The merchant.
    pub merchant_id: Uuid,
    /// The program. Absent if the event is about the merchant as a whole.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Uuid")]
    pub program_id: Option<Uuid>,
    /// Where it happened. The sandbox calls itself `development`.
    pub environment: Environment,
    /// What the event is about, as it is now.
    #[schemars(extend("x-provenance" = T::PROVENANCE))]
    pub data: T,
}

/// Where an event happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Environment {
    /// At the provider.
    Production,
    /// In a preview of the provider.
    Preview,
    /// While developing.
    Development,
}

/// What an event can be about.
pub trait EventData: Serialize + DeserializeOwned + JsonSchema {
    /// How sure we are of the fields.
    const PROVENANCE: Provenance;
}

/// Why the data of most events are what the API shows.
const AS_SHOWN: Provenance =
    inferred("the fields could not be read; they are those that the API shows of the same thing");

impl EventData for Affiliate {
    const PROVENANCE: Provenance = AS_SHOWN;
}

impl EventData for Conversion {
    const PROVENANCE: Provenance = AS_SHOWN;
}

impl EventData for Payout {
    const PROVENANCE: Provenance = AS_SHOWN;
}

impl EventData for Flag {
    const PROVENANCE: Provenance =
        inferred("an example begins with id and affiliate; the other fields are those that the API shows of a flag");
}

impl EventData for super::ProgramFacts {
    const PROVENANCE: Provenance = EXAMPLE;
}

impl EventData for super::ChangedProgram {
    const PROVENANCE: Provenance = EXAMPLE;
}

/// An example of an event about the program of the examples, or something of it.
pub(super) fn sent<E: Event, T>(data: T) -> EventEnvelope<E, T> {
    EventEnvelope {
        id: "msg_2xK9fQ0vT7bLmZ4cR1aW8dYpN3e".to_owned(),
        name: EventName::new(),
        schema_version: 2,
        created_at: example_time().into(),
        merchant_id: EXAMPLE_MERCHANT,
        program_id: Some(EXAMPLE_ID),
        environment: Environment::Production,
        data,
    }
}
