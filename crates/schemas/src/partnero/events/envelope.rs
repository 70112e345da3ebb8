//! The envelope of events.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, Event, EventName, inferred};
use crate::partnero::partner::example_time;
use crate::values::MicrosecondInstant;

/// What an event says of itself, and what it is about. An older page of the provider shows a `timestamp` in place of
/// the other fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(bound(serialize = "E: Event, T: Serialize", deserialize = "E: Event, T: DeserializeOwned"))]
#[schemars(bound = "E: Event, T: JsonSchema", rename = "{E}Event", extend("x-provenance" = DOCUMENTED))]
pub struct EventEnvelope<E: Event, T> {
    /// What happened.
    pub event: EventName<E>,
    /// Where the event is sent: the address of the webhook.
    #[schemars(extend("x-provenance" = inferred("the field is documented, its meaning is concluded from its name")))]
    pub url: String,
    /// The key of the webhook.
    #[schemars(length(min = 1))]
    pub webhook_key: String,
    /// When it happened.
    #[schemars(extend("x-provenance" = inferred("the field is documented; its form is that of the provider's other times")))]
    pub created_at: MicrosecondInstant,
    /// What the event is about, as it is now.
    #[schemars(extend("x-provenance" = inferred("documented as the object; its fields are those that the API shows of it")))]
    pub data: T,
}

/// An example of an event.
pub(super) fn sent<E: Event, T>(data: T) -> EventEnvelope<E, T> {
    EventEnvelope {
        event: EventName::new(),
        url: "https://hooks.acme.example/partnero".to_owned(),
        webhook_key: "kQ7w2XbT9mVz".to_owned(),
        created_at: example_time(),
        data,
    }
}
