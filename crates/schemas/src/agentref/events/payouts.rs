//! Events about payouts.

use schemars::JsonSchema;

use super::envelope::{EventEnvelope, sent};
use super::event;
use crate::agentref::payouts::example_payout;
use crate::agentref::{AgentRef, Payout, PayoutStatus};
use crate::declare::{Event, EventDeclaration, Example, Rule, example};

/// A payout was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct PayoutCreated;

/// A payout is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct PayoutProcessing;

/// A payout has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct PayoutCompleted;

/// A payout could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct PayoutFailed;

impl Event for PayoutCreated {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Payout>;

    const NAME: &'static str = "payout.created";

    fn declaration() -> EventDeclaration {
        event()
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("created", "A payout that waits.", sent(with_status(PayoutStatus::Pending)))]
    }
}

impl Event for PayoutProcessing {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Payout>;

    const NAME: &'static str = "payout.processing";

    fn declaration() -> EventDeclaration {
        event().rule(has_status("request.body.data.status == 'processing'"))
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("processing", "A payout that is under way.", sent(with_status(PayoutStatus::Processing)))]
    }
}

impl Event for PayoutCompleted {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Payout>;

    const NAME: &'static str = "payout.completed";

    fn declaration() -> EventDeclaration {
        event().rule(has_status("request.body.data.status == 'completed'"))
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("completed", "A payout that has arrived.", sent(example_payout()))]
    }
}

impl Event for PayoutFailed {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Payout>;

    const NAME: &'static str = "payout.failed";

    fn declaration() -> EventDeclaration {
        event().rule(has_status("request.body.data.status == 'failed'"))
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("failed", "A payout that could not be made.", sent(with_status(PayoutStatus::Failed)))]
    }
}

fn has_status(rule: &'static str) -> Rule {
    Rule::documented(rule, "the payout has the status of its event").because("the name of the event")
}

fn with_status(status: PayoutStatus) -> Payout {
    Payout { status, completed_at: None, ..example_payout() }
}
