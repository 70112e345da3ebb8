//! Reads webhook events.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why an event cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// The payload is not JSON, or not that of the event.
    #[error("the payload of {event} does not match the contract: {reason}; compare it with the document in `specs/`")]
    Unreadable {
        /// The name of the event.
        event: String,
        /// Where the payload differs from the contract, and how.
        reason: String,
    },
    /// The payload does not name its event.
    #[error("the payload does not name its event at `{place}`: pass the body of a webhook, as it was received")]
    Unnamed {
        /// Where the name belongs, as a JSON pointer.
        place: &'static str,
    },
    /// The contract has no such event.
    #[error("there is no event `{name}` in the contract: ignore it, or update the client")]
    Unknown {
        /// The name of the event.
        name: String,
    },
}

/// Reads the payload of an event.
pub(crate) fn read<T: DeserializeOwned>(event: &str, payload: &[u8]) -> Result<T, EventError> {
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(payload))
        .map_err(|error| EventError::Unreadable { event: event.to_owned(), reason: error.to_string() })
}

/// The name of the event in a payload. `place` is a JSON pointer.
pub(crate) fn name(payload: &[u8], place: &'static str) -> Result<String, EventError> {
    let payload: Value = serde_json::from_slice(payload).map_err(|_| EventError::Unnamed { place })?;
    payload.pointer(place).and_then(Value::as_str).map(str::to_owned).ok_or(EventError::Unnamed { place })
}
