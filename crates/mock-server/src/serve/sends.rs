//! What a provider's module implements if the provider sends webhook events: who receives them, and what it tells.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::declare::DeliveryForm;
use trackside_world::{Event, Happened, Owner, ProgramId, View};

/// What a provider does that sends webhook events.
pub(crate) trait Sends: fmt::Debug + Sync {
    /// Who has registered through the provider's own operations.
    fn receivers(&self, view: View<'_>) -> Vec<Receiver>;

    /// The collection of the records of those who have registered. Without a record, nobody is active.
    fn collection(&self) -> Option<&'static str>;

    /// A secret for a receiver that was not registered there. It follows from the seed.
    fn secret(&self, seed: u64, number: usize) -> String;

    /// Adds what it tells of a step.
    fn tell(&self, step: &Step<'_>, told: &mut Vec<Told>);

    /// What it tells of the newest thing in the world that such an event can be about.
    fn newest(&self, event: &str, view: View<'_>, program: Option<ProgramId>) -> Option<Told>;
}

/// Somebody who receives a provider's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Receiver {
    pub(crate) key: ReceiverKey,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) secret: String,
    /// The events that are sent; `None` for all.
    pub(crate) events: Option<Vec<String>>,
    /// The program whose events are sent; `None` for all programs of the owner.
    pub(crate) program: Option<ProgramId>,
    pub(crate) owner: Owner,
    pub(crate) form: DeliveryForm,
    pub(crate) is_active: bool,
}

/// Names a receiver.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ReceiverKey {
    pub(crate) provider: String,
    /// As the provider names it; `option-1` for one of the command line, `file-1` for one of the world file.
    pub(crate) id: String,
}

/// What has changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'s> {
    /// Before the request of which the step is a part.
    pub(crate) begun: View<'s>,
    pub(crate) before: View<'s>,
    pub(crate) after: View<'s>,
    pub(crate) cause: StepCause<'s>,
}

/// Why it has changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum StepCause<'s> {
    /// Somebody caused it.
    Recorded(&'s Event),
    /// The simulation has let it happen.
    Simulated(Happened),
    /// Time has passed, for what only a provider simulates.
    Passed,
}

/// An event as a provider tells it.
pub(crate) struct Told {
    /// The provider that tells it.
    pub(crate) provider: &'static str,
    /// The name of the event.
    pub(crate) event: &'static str,
    /// What it is about: of two events about the same thing that one request causes, the last one counts.
    pub(crate) subject: String,
    pub(crate) program: Option<ProgramId>,
    pub(crate) owner: Owner,
    pub(crate) at: DateTime<Utc>,
    pub(crate) write: Write,
}

/// The name of an event as the contract writes it.
pub(crate) fn event_name(event: impl Serialize) -> String {
    match serde_json::to_value(event) {
        Ok(serde_json::Value::String(name)) => name,
        other => unreachable!("the name of an event is a text, not {other:?}"),
    }
}

/// Writes the payload for a receiver.
pub(crate) type Write = Box<dyn Fn(&Addressed<'_>) -> Vec<u8> + Send>;

/// To whom a payload is written.
pub(crate) struct Addressed<'a> {
    /// The id of the message: the same for each receiver and each attempt.
    pub(crate) message: &'a str,
    pub(crate) receiver: &'a Receiver,
}

impl Receiver {
    /// Whether an event is sent to it.
    pub(crate) fn takes(&self, told: &Told) -> bool {
        self.is_active
            && self.key.provider == told.provider
            && self.owner == told.owner
            && self.subscribes(told.event)
            && self.program.is_none_or(|program| told.program == Some(program))
    }

    /// Whether it has subscribed to the event.
    pub(crate) fn subscribes(&self, event: &str) -> bool {
        self.events.as_ref().is_none_or(|events| events.iter().any(|known| known == event))
    }
}
