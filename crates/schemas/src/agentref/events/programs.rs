//! Events about programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{EventEnvelope, sent};
use super::event;
use crate::agentref::program::EXAMPLE_ID;
use crate::agentref::{AgentRef, CommissionType, ProgramStatus};
use crate::declare::{EXAMPLE, Event, EventDeclaration, Example, Rule, example, inferred};
use crate::values::DecimalNumber;

/// A program was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct ProgramCreated;

/// A program was changed.
///
/// `updatedFields` names what has changed. It is also sent when a program is paused or archived (inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct ProgramUpdated;

impl Event for ProgramCreated {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, ProgramFacts>;

    const NAME: &'static str = "program.created";

    fn declaration() -> EventDeclaration {
        event().rule(is_its_own_program())
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        vec![example("created", "A new program.", sent(example_facts()))]
    }
}

impl Event for ProgramUpdated {
    type Provider = AgentRef;
    type Payload = EventEnvelope<Self, ChangedProgram>;

    const NAME: &'static str = "program.updated";

    fn declaration() -> EventDeclaration {
        event().rule(is_its_own_program())
    }

    fn examples() -> Vec<Example<Self::Payload>> {
        let updated_fields = vec!["cookieDuration".to_owned()];
        vec![example(
            "changed",
            "Links count longer.",
            sent(ChangedProgram { program: example_facts(), updated_fields }),
        )]
    }
}

/// What events say of a program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct ProgramFacts {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    #[schemars(length(max = 100))]
    pub name: String,
    /// For which payments of a customer there is a commission. An older page of the provider shows `percentage` here.
    pub commission_type: CommissionType,
    /// The commission, in percent.
    #[schemars(range(max = 100))]
    pub commission_percent: DecimalNumber,
    /// How long a click counts, in days.
    #[schemars(range(min = 1, max = 365))]
    pub cookie_duration: u32,
    /// Whether it runs.
    pub status: ProgramStatus,
}

/// A program, and what has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct ChangedProgram {
    /// The program.
    #[serde(flatten)]
    pub program: ProgramFacts,
    /// The names of the fields that have changed.
    #[schemars(length(min = 1), extend("x-provenance" = inferred("an example shows the field; that it names at least one is concluded")))]
    pub updated_fields: Vec<String>,
}

fn is_its_own_program() -> Rule {
    Rule::documented(
        "!('programId' in request.body) || request.body.data.id == request.body.programId",
        "the program of the event is the one that it is about",
    )
    .because("the names of the fields")
}

fn example_facts() -> ProgramFacts {
    ProgramFacts {
        id: EXAMPLE_ID,
        name: "Acme Partners".to_owned(),
        commission_type: CommissionType::Recurring,
        commission_percent: DecimalNumber::whole(20),
        cookie_duration: 30,
        status: ProgramStatus::Active,
    }
}
