//! The sandbox's own control surface, `/_mock`: clock, faults, overrides, scenarios, journal, reset, and what there is to be found.
//!
//! It is declared as the providers are, so that it has a document, a typed client and the same errors in every field. Nothing here
//! imitates anybody: every fact is ours to state, and `documented` means that this is its documentation.

mod catalogue;
mod clock;
mod failure;
mod fault;
mod health;
mod journal;
mod operations;
mod overrides;
mod reset;
mod scenario;
mod span;
mod specs;

pub use catalogue::{
    Catalogue, GetWorld, ListedAccount, ListedCredential, ListedNetwork, ListedProgram, ListedProvider, ListedWebsite,
    Sight,
};
pub use clock::{Clock, GetClock, SetClock, SetClockBody};
pub use failure::Failure;
pub use fault::{Fault, FaultList, GetFaults, SetFaults};
pub use health::{GetHealth, Health};
pub use journal::{
    ClearJournal, ClearJournalBody, GetExchange, GetExchangePath, JournalCounts, JournalEntry, JournalExchange,
    JournalHeader, JournalList, JournalMessage, JournalProblem, JournalQuery, ListJournal, StatusFilter,
};
pub use operations::{ListOperations, ListedOperation, OperationList, OperationsQuery, QueryParameter};
pub use overrides::{GetOverrides, Override, OverrideList, SetOverrides, SetOverridesBody};
pub use reset::{Reset, ResetBody, ResetReport};
pub use scenario::{GetScenario, Scenario, SetScenario};
pub use span::{Span, SpanRange};
pub use specs::{GetSpec, GetSpecPath, ListSpecs, ListedSpec, Spec, SpecList};

use crate::declare::{DOCUMENTED, Information, Operation, Provider, Tag};

/// The control surface.
#[derive(Debug, Clone, Copy)]
pub struct Control;

impl Provider for Control {
    type Endpoints = (
        (GetHealth, GetWorld, ListOperations),
        (GetClock, SetClock),
        (GetFaults, SetFaults),
        (GetOverrides, SetOverrides),
        (GetScenario, SetScenario),
        (ListJournal, GetExchange, ClearJournal),
        Reset,
        (ListSpecs, GetSpec),
    );
    type Failure = Failure;

    const NAME: &'static str = "control";

    fn information() -> Information {
        Information {
            title: "Trackside control surface",
            description: "Steers a running sandbox: its clock, the faults it injects, answers that are overridden, the journal of what was asked, and the way back to the start. It \
                          answers only to the sandbox's own host names and to no page of another origin. On loopback it takes no credentials; a sandbox that listens beyond \
                          it prints a token at its start, which every call carries as `Authorization: Bearer …`.",
            server: "/_mock",
            source: None,
            tag: Tag {
                name: "Control",
                description: "Clock, faults, overrides, scenarios, journal, reset, catalogue.",
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
