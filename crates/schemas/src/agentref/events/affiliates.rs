//! Events about affiliates.

use schemars::JsonSchema;

use super::envelope::{EventEnvelope, sent};
use super::of_program;
use crate::agentref::affiliates::example_affiliate;
use crate::agentref::{Affiliate, AffiliateStatus, AgentRef};
use crate::declare::{Event, EventDeclaration, Example, Rule, example};

/// Somebody joined a program.
///
/// They applied and were approved at once, accepted an invite, or were approved later; then `affiliate.approved` is
/// sent as well (inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct AffiliateJoined;

/// An affiliate was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct AffiliateApproved;

/// An affiliate was blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct AffiliateBlocked;

/// An affiliate is no longer blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct AffiliateUnblocked;

impl Event for AffiliateJoined {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Affiliate>;

    const NAME: &'static str = "affiliate.joined";

    fn declaration() -> EventDeclaration {
        of_program()
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("joined", "A new affiliate.", sent(new_affiliate()))]
    }
}

impl Event for AffiliateApproved {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Affiliate>;

    const NAME: &'static str = "affiliate.approved";

    fn declaration() -> EventDeclaration {
        of_program().rule(may_refer())
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("approved", "A new affiliate.", sent(new_affiliate()))]
    }
}

impl Event for AffiliateBlocked {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Affiliate>;

    const NAME: &'static str = "affiliate.blocked";

    fn declaration() -> EventDeclaration {
        of_program().rule(
            Rule::documented("request.body.data.status == 'blocked'", "the affiliate is blocked")
                .because("the name of the event"),
        )
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        let blocked = Affiliate { status: AffiliateStatus::Blocked, ..example_affiliate() };
        vec![example("blocked", "They may no longer refer customers.", sent(blocked))]
    }
}

impl Event for AffiliateUnblocked {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, Affiliate>;

    const NAME: &'static str = "affiliate.unblocked";

    fn declaration() -> EventDeclaration {
        of_program().rule(may_refer())
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("unblocked", "They may refer customers again.", sent(example_affiliate()))]
    }
}

fn may_refer() -> Rule {
    Rule::documented("request.body.data.status == 'approved'", "the affiliate may refer customers")
        .because("the name of the event")
}

fn new_affiliate() -> Affiliate {
    Affiliate { total_clicks: 0, total_conversions: 0, total_earnings: 0, ..example_affiliate() }
}
