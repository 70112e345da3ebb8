//! Test events: `POST /api/v1/cli/test-event`, `POST /api/tracking/check-test-events`, and test mode.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::affitor::{
    AdditionalData, ChainStep, ChainVerdict, CheckTestEvents, CheckedTestEvents, ProgramReference, SendTestEvent,
    SentTestEvent, StepStatus, StepStatuses, SyntheticEvent, TestEventToSend, TestEventsFound, TestEventsToCheck,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Cause, Event, Program, ProgramId, SetupCause, SetupStep, TestEvent, View};

use super::{credentials, named_program, program_of, status};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// How many chains a program can send in an hour.
const CHAINS_AN_HOUR: usize = 10;

/// A synthetic chain that was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Chain {
    pub(super) program: i64,
    pub(super) at: DateTime<Utc>,
    pub(super) verdict: ChainVerdict,
}

impl Record for Chain {
    const COLLECTION: &'static str = "affitor/chains";
}

impl Serve for SendTestEvent {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<SentTestEvent>, Problem> {
        let (view, program) = (call.view, program_of(call)?);
        let none = SyntheticEvent {
            kind: None,
            short_code: None,
            customer_key: None,
            verdict: None,
            attributed: false,
            event_type: None,
            event_id: None,
            received: None,
            message: None,
        };
        match (call.body.kind.as_deref(), call.body.event_type.as_deref()) {
            (Some("chain"), _) => {
                check_limit(view, program)?;
                let verdict = verdict(view, program);
                let attributed = verdict.sale == ChainStep::Attributed;
                let chain = Chain { program: program.number, at: view.now(), verdict: verdict.clone() };
                let data = SyntheticEvent {
                    kind: Some("chain".to_owned()),
                    short_code: Some(format!("afftest{}", program.number)),
                    customer_key: Some(format!("afftest_customer_{}", program.number)),
                    verdict: Some(verdict),
                    attributed,
                    ..none
                };
                Ok(Answer::new(SentTestEvent { data }).causing(chain.put(Chain::next(view))))
            }
            (None, Some(kind)) => {
                let step = match kind {
                    "click" => SetupStep::TestClick,
                    "lead" => SetupStep::TestLead,
                    "sale" => SetupStep::TestSale,
                    _ => return Err(unknown_kind()),
                };
                let (event_id, events) = record_test(view, Some(program), step);
                let data = SyntheticEvent {
                    event_type: Some(kind.to_owned()),
                    event_id: Some(event_id.to_string()),
                    received: Some(true),
                    message: Some(format!("Test {kind} event received")),
                    ..none
                };
                Ok(events.into_iter().fold(Answer::new(SentTestEvent { data }), Answer::causing))
            }
            _ => Err(unknown_kind()),
        }
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = credentials::usual_program(view).expect("the world has a program");
        let body = TestEventToSend { kind: Some("chain".to_owned()), ..TestEventToSend::default() };
        Sample::new(Nothing {}, Nothing {}, body).with_credential(vec![credentials::key_of(view, program)])
    }
}

impl Serve for CheckTestEvents {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<CheckedTestEvents>, Problem> {
        let (view, body) = (call.view, &call.body);
        let program = named_program(call, body.program_id)?;
        let asked = |step: &str| body.step.as_deref().is_none_or(|only| only == step);
        let pageview = status::events(&view.test_clicks(program.id));
        let referrals = status::events(&view.test_leads(program.id));
        let found = TestEventsFound {
            program_id: program.number.to_string(),
            step_statuses: StepStatuses {
                pageview: StepStatus::complete_if(pageview.has_test_events),
                referrals: StepStatus::complete_if(referrals.has_test_events),
                payments: StepStatus::complete_if(view.stripe(program.id).is_connected()),
            },
            pageview: Some(pageview).filter(|_| asked("pageview")),
            referrals: Some(referrals).filter(|_| asked("referrals")),
        };
        Ok(CheckedTestEvents { data: found }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = view.some_program().expect("the world has programs");
        let body = TestEventsToCheck { program_id: program.number, step: None };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

/// Test mode, for a call with a program's key.
pub(super) fn test_mode() -> AdditionalData {
    AdditionalData { test_mode: Some(true), program_id: None, event_name: None }
}

/// The program of a test event: that of the key, or the one that is named.
pub(super) fn test_program<'w>(
    view: View<'w>,
    own: Option<ProgramId>,
    named: Option<&ProgramReference>,
) -> Option<&'w Program> {
    let named = || view.program_by_number(named?.number()?);
    own.map(|own| view.program(own)).or_else(named)
}

/// The number of a new test event, and what records it. An event that belongs to no program is not kept.
pub(super) fn record_test(view: View<'_>, program: Option<&Program>, step: SetupStep) -> (i64, Vec<Event>) {
    let Some(program) = program else { return (1, Vec::new()) };
    let cause = Cause::Setup(SetupCause { program: Some(program.id), step, at: None });
    let events = view.cause(&cause).expect("a known program can have a test event now");
    let after = view.after(&events);
    let all: Vec<TestEvent> = match step {
        SetupStep::TestLead => after.view().test_leads(program.id),
        SetupStep::TestSale => after.view().test_sales(program.id),
        _ => after.view().test_clicks(program.id),
    };
    (all.last().map_or(1, |event| event.id), events)
}

/// The last chain of a program.
pub(super) fn last_chain(view: View<'_>, program: &Program) -> Option<Chain> {
    Chain::all(view).rev().map(|(_, chain)| chain).find(|chain| chain.program == program.number)
}

/// How a chain goes: a sale needs a commission to be attributed.
fn verdict(view: View<'_>, program: &Program) -> ChainVerdict {
    let has_policy = view.program(program.id).commission_percent > 0;
    let sale = if has_policy { ChainStep::Attributed } else { ChainStep::Unattributed };
    ChainVerdict { sale, ..ChainVerdict::of(ChainStep::Attributed) }
}

fn check_limit(view: View<'_>, program: &Program) -> Result<(), Problem> {
    let hour = TimeDelta::hours(1);
    let recent = Chain::all(view).rev().map(|(_, chain)| chain);
    let mut recent = recent.filter(|chain| chain.program == program.number && view.now() - chain.at < hour);
    // The newest comes first, so this is the one that has to be an hour old.
    let Some(blocking) = recent.nth(CHAINS_AN_HOUR - 1) else { return Ok(()) };
    let wait = (blocking.at + hour - view.now()).num_seconds();
    Err(Problem::RateLimited {
        retry_after: u64::try_from(wait).unwrap_or(1).max(1),
        reason: format!("the program has sent {CHAINS_AN_HOUR} chains in the last hour; the sandbox's clock counts"),
    })
}

fn unknown_kind() -> Problem {
    Problem::rejected(
        400,
        "event_type must be one of: click, lead, sale.",
        "send {\"type\": \"chain\"}, or event_type with one of these values",
    )
}
