//! The sandbox's own control surface, `/_mock`: clock, events, faults, overrides, scenarios, journal, checkpoints, worlds,
//! webhooks, reset and contents.
//!
//! It is declared like a provider, so it has a document, a typed client and the same checks of requests. It imitates
//! nobody: `documented` means that this is its documentation.

mod catalogue;
mod checkpoints;
mod clock;
mod events;
mod export;
mod failure;
mod fault;
mod health;
mod journal;
mod moment;
mod operations;
mod overrides;
mod preset;
mod reset;
mod scenario;
mod span;
mod specs;
mod webhooks;
mod worlds;

pub use catalogue::*;
pub use checkpoints::*;
pub use clock::*;
pub use events::*;
pub use export::*;
pub use failure::Failure;
pub use fault::*;
pub use health::*;
pub use journal::*;
pub(crate) use moment::optional as optional_moment;
pub use moment::parse_moment;
pub use operations::*;
pub use overrides::*;
pub use preset::Preset;
pub use reset::*;
pub use scenario::*;
pub use span::{Span, SpanRange};
pub use specs::*;
pub use webhooks::*;
pub use worlds::*;

use crate::declare::{DOCUMENTED, Information, Operation, Provider, Tag};

/// The control surface.
#[derive(Debug, Clone, Copy)]
pub struct Control;

impl Provider for Control {
    type Endpoints = (
        (GetHealth, GetWorld, ExportWorld, ListOperations),
        (GetClock, SetClock),
        (GetFaults, SetFaults),
        (GetOverrides, SetOverrides),
        (GetScenario, SetScenario),
        (ListJournal, GetExchange, ClearJournal),
        (ListEvents, CauseEvent, UndoEvents),
        (Reset, ListCheckpoints, CreateCheckpoint, RestoreCheckpoint, DeleteCheckpoint),
        (ListWorlds, CreateWorld, DeleteWorld),
        (ListWebhookReceivers, ListDeliveries, GetDelivery, ResendDelivery, TriggerWebhook),
        (ListSpecs, GetSpec),
    );
    type Events = ();
    type Failure = Failure;

    const NAME: &'static str = "control";

    fn information() -> Information {
        Information {
            title: "Trackside control surface",
            description: "Controls a running sandbox: its clock, events, webhooks, faults, overrides, journal and reset. It accepts only \
                          the sandbox's own host names, and rejects pages of other origins. On loopback it needs no \
                          credentials. A sandbox that listens beyond loopback prints a token when it starts; send it \
                          as `Authorization: Bearer …`.",
            server: "/_mock",
            source: None,
            tag: Tag {
                name: "Control",
                description: "Clock, events, faults, overrides, scenarios, journal, checkpoints, worlds, webhooks, reset, contents.",
            },
            security_schemes: Vec::new(),
            security: Vec::new(),
            response_headers: Vec::new(),
        }
    }
}

/// An operation of the control surface.
fn operation(
    id: &'static str,
    success: &'static str,
    failures: Vec<crate::declare::Failure<Failure>>,
) -> Operation<Failure> {
    Operation::new(id, DOCUMENTED).success(success, DOCUMENTED).failures(failures)
}
