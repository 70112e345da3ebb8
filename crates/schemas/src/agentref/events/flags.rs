//! Events about flags.

use schemars::JsonSchema;

use super::envelope::{EventEnvelope, sent};
use super::event;
use crate::agentref::flags::example_dismissed;
use crate::agentref::{AgentRef, Flag};
use crate::declare::{Event, EventDeclaration, Example, Rule, example};

/// A flag was resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct FlagResolved;

impl Event for FlagResolved {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Flag>;

    const NAME: &'static str = "flag.resolved";

    fn declaration() -> EventDeclaration {
        event().rule(
            Rule::documented("request.body.data.status != 'open'", "a flag that is resolved is not open")
                .because("the name of the event"),
        )
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("dismissed", "Nothing is wrong.", sent(example_dismissed()))]
    }
}
