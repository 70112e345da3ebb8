//! Events about conversions.

use schemars::JsonSchema;

use super::envelope::{EventEnvelope, sent};
use super::of_program;
use crate::agentref::conversions::example_conversion;
use crate::agentref::{AgentRef, Conversion, ConversionStatus};
use crate::declare::{Event, EventDeclaration, Example, Rule, example};

/// There was a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct ConversionCreated;

/// A conversion was refunded.
///
/// All of it or a part: amount and commission are what is left (inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct ConversionRefunded;

impl Event for ConversionCreated {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Conversion>;

    const NAME: &'static str = "conversion.created";

    fn declaration() -> EventDeclaration {
        of_program().rule(
            Rule::documented("request.body.data.status == 'pending'", "a new conversion is pending")
                .because("the documented life of a conversion begins with it"),
        )
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("created", "A customer has paid.", sent(example_conversion()))]
    }
}

impl Event for ConversionRefunded {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Conversion>;

    const NAME: &'static str = "conversion.refunded";

    fn declaration() -> EventDeclaration {
        of_program().rule(
            Rule::documented(
                "request.body.data.status in ['refunded', 'partially_refunded']",
                "the conversion is refunded, at least in part",
            )
            .because("the name of the event"),
        )
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        let refunded = Conversion { status: ConversionStatus::Refunded, ..example_conversion() };
        let partly = Conversion {
            status: ConversionStatus::PartiallyRefunded,
            amount: 2450,
            commission: 490,
            ..example_conversion()
        };
        vec![
            example("refunded", "The customer got the money back.", sent(refunded)),
            example("partly", "The customer got half of the money back.", sent(partly)),
        ]
    }
}
