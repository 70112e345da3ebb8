//! `GET /_mock/events`, `POST /_mock/events` and `POST /_mock/events/undo`: the ledger.

use std::sync::Arc;

use trackside_schemas::Provider as _;
use trackside_schemas::control::{
    CauseEvent, CausedEvents, Control, EventCause, EventKind, EventList, EventToCause, EventsQuery, EventsToUndo,
    LedgerEvent, ListEvents, UndoEvents, UndoneEvents,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{
    After, ChangeKind, Event, PartnerId, PartnerStep, PayoutStep, Program, ProgramStep, SetupStep, SurveyStep, View,
};

use super::cause::{cause_of, is_shown_as, refusal};
use super::sights::sights;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve, operation_id};
use crate::store::{self, Entry, Origin, PageOfEntries, Recorded};

/// How many events are listed by default.
const USUAL_LIMIT: i64 = 100;

impl Serve for ListEvents {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<EventList>, Problem> {
        let EventsQuery { event, request_id, before, limit } = &call.query;
        let matches = |entry: &Entry| {
            event.is_none_or(|event| event == kind_of_event(&entry.recorded.event))
                && request_id.as_ref().is_none_or(|id| *id == entry.recorded.origin.request_id)
        };
        let is_filtered = event.is_some() || request_id.is_some();
        let asked = PageOfEntries {
            matches: if is_filtered { Some(&matches) } else { None },
            before: before.and_then(|before| u64::try_from(before).ok()),
            limit: usize::try_from(limit.unwrap_or(USUAL_LIMIT)).unwrap_or(usize::MAX),
        };
        let (total, entries) = call.sandbox.store().page(call.view.now(), &asked);
        Ok(EventList { total, events: entries.iter().map(|entry| show(call.view, entry)).collect() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, EventsQuery::default(), Nothing {})
    }
}

impl Serve for CauseEvent {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<CausedEvents>, Problem> {
        let is_shown_as = |program: &Program, name: &str| is_shown_as(call.sandbox, program, name);
        let cause = cause_of(&is_shown_as, call.view, &call.body)?;
        let events = call.view.cause(&cause).map_err(|error| refusal(&error))?;
        // These events say everything themselves. Others are shown as they have changed the world.
        let says_all =
            |event: &Event| matches!(event, Event::Click(_) | Event::Lead(_) | Event::Sale(_) | Event::Setup(_));
        let after = (!events.iter().all(says_all)).then(|| call.view.after(&events));
        let view = after.as_ref().map_or(call.view, After::view);
        let origin = Arc::new(Origin {
            provider: Control::NAME.into(),
            operation: operation_id::<CauseEvent>().into(),
            request_id: call.request_id.to_string().into(),
        });
        let shown = (call.next_entry..).zip(&events).map(|(id, event)| {
            let recorded = Recorded { at: view.now(), origin: Arc::clone(&origin), event: event.clone() };
            show(view, &Entry { id, recorded })
        });
        let program = events.last().and_then(|event| program_of(view, event));
        let seen_at = program.map(|program| sights(call.sandbox, program, &call.address.origin())).unwrap_or_default();
        let caused = CausedEvents { events: shown.collect(), seen_at };
        Ok(events.into_iter().fold(Answer::new(caused), Answer::causing))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, EventToCause::new(EventKind::Sale))
    }
}

impl Serve for UndoEvents {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<UndoneEvents>, Problem> {
        if let Some(unknown) = call.sandbox.store().unknown(call.view.now(), &call.body.ids) {
            return Err(Problem::NotFound {
                what: "Event",
                reason: format!("there is no event {unknown}; GET /_mock/events lists them"),
            });
        }
        if let Some(pinned) = call.body.ids.iter().find(|id| call.sandbox.store().is_pinned(**id)) {
            let reason = format!("names event {pinned}, which is of the world file: change the file and start again");
            return Err(Problem::invalid_field("ids", &reason));
        }
        let entries = call.sandbox.store().to_undo(&call.body.ids);
        let events = entries.iter().map(|entry| show(call.view, entry)).collect();
        let ids = entries.iter().map(|entry| entry.id).collect();
        Ok(Answer::new(UndoneEvents { events }).causing(store::Event::Undone(ids)))
    }

    fn sample(sandbox: &Sandbox, view: View<'_>) -> Sample<Self> {
        let newest = sandbox.store().newest_written(view.now()).unwrap_or(0);
        Sample::new(Nothing {}, Nothing {}, EventsToUndo { ids: vec![newest] })
    }
}

/// The event as the ledger lists it.
pub(crate) fn show(view: View<'_>, entry: &Entry) -> LedgerEvent {
    let Recorded { at, origin, event } = &entry.recorded;
    let program = program_of(view, event);
    let partner = |partner: PartnerId| view.partner_code(program?.id, partner).map(str::to_owned);
    let customer = |customer| view.customer_uuid(customer).to_string();
    let order = |order| view.order_uuid(order).to_string();
    let mut shown = LedgerEvent {
        id: entry.id,
        event: kind_of_event(event),
        recorded_at: *at,
        happened_at: *at,
        program: program.map(|program| program.name.clone()).unwrap_or_default(),
        partner: None,
        customer: None,
        order: None,
        transaction_id: None,
        record: None,
        amount_cents: None,
        commission_cents: None,
        currency: program.map(|program| program.currency.code().to_owned()).unwrap_or_default(),
        reason: None,
        survey: None,
        feedback: None,
        payout: None,
        cause: EventCause {
            provider: origin.provider.to_string(),
            operation: origin.operation.to_string(),
            request_id: origin.request_id.to_string(),
        },
    };
    match event {
        Event::Click(click) => {
            shown.happened_at = click.at;
            shown.partner = click.partner.and_then(partner);
            shown.customer = Some(customer(click.visitor));
        }
        Event::Lead(lead) => {
            shown.happened_at = lead.at;
            shown.partner = lead.partner.and_then(partner);
            shown.customer = Some(customer(lead.visitor));
        }
        Event::Sale(sale) => {
            shown.happened_at = sale.placed_at;
            shown.partner = sale.partner.and_then(partner);
            shown.customer = Some(customer(sale.customer));
            shown.order = Some(order(sale.order));
            shown.transaction_id.clone_from(&sale.transaction);
            (shown.amount_cents, shown.commission_cents) = (Some(sale.amount), Some(sale.commission));
        }
        Event::Change(change) => {
            let now = view.order(change.order);
            shown.happened_at = change.at;
            shown.order = Some(order(change.order));
            shown.customer = Some(customer(now.customer));
            shown.partner = Some(now.partner_code.to_owned()).filter(|code| !code.is_empty());
            shown.transaction_id = now.transaction.map(str::to_owned);
            shown.reason.clone_from(&change.reason);
            shown.amount_cents = Some(change.amount.unwrap_or(now.amount.minor));
            shown.commission_cents = Some(change.commission.unwrap_or(now.commission.minor));
        }
        Event::Setup(change) => shown.happened_at = change.at,
        Event::Record(change) => shown.record = Some(format!("{}/{}", change.collection, change.id)),
        Event::SurveyLinks(links) => {
            shown.happened_at = links.at;
            shown.order = Some(order(links.order));
            shown.customer = Some(customer(view.order(links.order).customer));
        }
        Event::Program(new) => shown.happened_at = new.created_at,
        Event::ProgramChange(change) => shown.happened_at = change.at,
        Event::Partner(change) => {
            shown.happened_at = change.at;
            shown.partner = partner(change.partner);
        }
        Event::Payout(payout) => {
            shown.happened_at = payout.at;
            shown.partner = partner(payout.partner);
            shown.amount_cents = Some(payout.amount);
        }
        Event::Bonus(bonus) => {
            shown.happened_at = bonus.at;
            shown.partner = partner(bonus.partner);
            shown.amount_cents = Some(bonus.amount);
        }
        Event::PayoutChange(change) => {
            shown.happened_at = change.at;
            let payout = view.payout(change.program, change.payout);
            shown.payout = payout.map(|payout| view.payout_uuid(&payout).to_string());
            shown.partner = payout.and_then(|payout| partner(payout.partner));
            shown.amount_cents = payout.map(|payout| payout.amount);
        }
        Event::Survey(change) => {
            let now = view.order(change.order);
            shown.happened_at = change.at;
            shown.order = Some(order(change.order));
            shown.customer = Some(customer(now.customer));
            shown.survey = view.survey(change).map(|survey| survey.name.clone());
            shown.feedback = view.feedback_of(change).map(|feedback| feedback.id.to_string());
        }
    }
    shown
}

fn program_of<'w>(view: View<'w>, event: &Event) -> Option<&'w Program> {
    let of_order = |order| view.has_order(order).then(|| view.order(order).program);
    match event {
        Event::Click(click) => Some(view.program(click.program)),
        Event::Lead(lead) => Some(view.program(lead.program)),
        Event::Sale(sale) => Some(view.program(sale.program)),
        Event::Change(change) => of_order(change.order),
        Event::Setup(change) => Some(view.program(change.program)),
        Event::SurveyLinks(links) => of_order(links.order),
        Event::Record(_) => None,
        Event::Program(new) => Some(view.program(new.program)),
        Event::ProgramChange(change) => Some(view.program(change.program)),
        Event::Partner(change) => Some(view.program(change.program)),
        Event::Payout(payout) => Some(view.program(payout.program)),
        Event::PayoutChange(change) => Some(view.program(change.program)),
        Event::Bonus(bonus) => Some(view.program(bonus.program)),
        Event::Survey(change) => of_order(change.order),
    }
}

/// The kind of an event.
pub(crate) fn kind_of_event(event: &Event) -> EventKind {
    match event {
        Event::Click(_) => EventKind::Click,
        Event::Lead(_) => EventKind::Lead,
        Event::Sale(_) => EventKind::Sale,
        Event::SurveyLinks(_) => EventKind::SurveyLinks,
        Event::Record(_) => EventKind::Record,
        Event::Program(_) => EventKind::ProgramCreated,
        Event::ProgramChange(change) => match change.step {
            ProgramStep::Revised(_) => EventKind::ProgramRevised,
            ProgramStep::Paused => EventKind::ProgramPaused,
            ProgramStep::Resumed => EventKind::ProgramResumed,
            ProgramStep::Archived => EventKind::ProgramArchived,
        },
        Event::Partner(change) => match change.step {
            PartnerStep::Joined(_) => EventKind::PartnerJoined,
            PartnerStep::Approved => EventKind::PartnerApproved,
            PartnerStep::Blocked => EventKind::PartnerBlocked,
            PartnerStep::Archived => EventKind::PartnerArchived,
            PartnerStep::Restored => EventKind::PartnerRestored,
            PartnerStep::Deleted => EventKind::PartnerDeleted,
            PartnerStep::Revised(_) => EventKind::PartnerRevised,
        },
        Event::Payout(_) => EventKind::Payout,
        Event::PayoutChange(change) => match change.step {
            PayoutStep::Requested(_) => EventKind::PayoutRequested,
            PayoutStep::Approved => EventKind::PayoutApproved,
            PayoutStep::Paid => EventKind::PayoutPaid,
        },
        Event::Bonus(_) => EventKind::Bonus,
        Event::Survey(change) => match change.step {
            SurveyStep::Sent => EventKind::SurveySent,
            SurveyStep::Opened => EventKind::SurveyOpened,
            SurveyStep::Completed => EventKind::SurveyCompleted,
        },
        Event::Change(change) => match change.kind {
            ChangeKind::Reopened => EventKind::Reopening,
            ChangeKind::Approved => EventKind::Approval,
            ChangeKind::Declined => EventKind::Decline,
            ChangeKind::Refunded => EventKind::Refund,
            ChangeKind::PartlyRefunded => EventKind::PartialRefund,
            ChangeKind::Reversed => EventKind::Reversal,
            ChangeKind::Corrected => EventKind::Correction,
        },
        Event::Setup(change) => match change.step {
            SetupStep::WebsiteConfigured => EventKind::WebsiteConfigured,
            SetupStep::ScriptVerified => EventKind::ScriptVerified,
            SetupStep::StripePending => EventKind::StripePending,
            SetupStep::StripeConnected => EventKind::StripeConnected,
            SetupStep::StripeDisconnected => EventKind::StripeDisconnected,
            SetupStep::TestClick => EventKind::TestClick,
            SetupStep::TestLead => EventKind::TestLead,
            SetupStep::TestSale => EventKind::TestSale,
        },
    }
}
