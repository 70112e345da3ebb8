//! `/_mock/webhooks`: who receives events, what was sent, and events on demand.

use std::sync::Arc;

use trackside_schemas::control::{
    DeliveriesQuery, DeliveryAttempt, DeliveryHeader, DeliveryInFull, DeliveryList, DeliveryPath, DeliveryState,
    EventKind, EventToCause, GetDelivery, ListDeliveries, ListWebhookReceivers, ResendDelivery, TriggerWebhook,
    TriggeredWebhook, WebhookCounts, WebhookDelivery, WebhookReceiver, WebhookReceiverList, WebhookToTrigger,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Event, Program, View};

use super::cause::{cause_of, is_shown_as, refusal};
use super::events::kind_of_event;
use crate::catalogue;
use crate::request::{Problem, nearest};
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};
use crate::webhooks::{Asked, Attempt, Delivery, NotTriggered, Outcome, State, advice, all, test};

/// How many deliveries are listed by default.
const USUAL_LIMIT: i64 = 100;

impl Serve for ListWebhookReceivers {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<WebhookReceiverList>, Problem> {
        Ok(receivers(call.sandbox, call.view).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for ListDeliveries {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<DeliveryList>, Problem> {
        Ok(deliveries(call.sandbox, &call.query).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, DeliveriesQuery::default(), Nothing {})
    }
}

impl Serve for GetDelivery {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<DeliveryInFull>, Problem> {
        let found = found(call.sandbox, call.path.number)?;
        Ok(in_full(call.sandbox, &found).into())
    }

    fn sample(sandbox: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(newest(sandbox), Nothing {}, Nothing {})
    }
}

impl Serve for ResendDelivery {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<WebhookDelivery>, Problem> {
        let found = found(call.sandbox, call.path.number)?;
        let again = Delivery {
            repeats: Some(found.number),
            trouble: None,
            attempts: Vec::new(),
            state: State::Queued,
            // Its attempts are planned from now on.
            at: call.view.now(),
            ..Delivery::clone(&found)
        };
        let number = call.sandbox.ask_for(again);
        let again = self::found(call.sandbox, i64::try_from(number).unwrap_or(i64::MAX))?;
        Ok(show(call.sandbox, &again).into())
    }

    fn sample(sandbox: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(newest(sandbox), Nothing {}, Nothing {})
    }
}

impl Serve for TriggerWebhook {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TriggeredWebhook>, Problem> {
        let WebhookToTrigger { event, provider, program, test: is_test } = &call.body;
        let provider = provider_of(call.sandbox, event, provider.as_deref())?;
        let kinds = if is_test.unwrap_or(false) { &[][..] } else { causes(provider, event) };
        let is_shown_as = |program: &Program, name: &str| is_shown_as(call.sandbox, program, name);
        if kinds.is_empty() {
            return tested(call, provider, event, &is_shown_as);
        }
        let mut events = Vec::new();
        for kind in kinds {
            let after = call.view.after(&events);
            let asked = EventToCause { program: program.clone(), ..EventToCause::new(*kind) };
            let asked = about_the_same(completed(asked, after.view(), &is_shown_as)?, after.view(), &events);
            let cause = cause_of(&is_shown_as, after.view(), &asked)?;
            events.extend(after.view().cause(&cause).map_err(|error| refusal(&error))?);
        }
        let entries = (call.next_entry..).zip(&events).map(|(entry, _)| entry).collect();
        let caused = events.iter().map(kind_of_event).collect();
        let triggered = TriggeredWebhook { caused, entries, deliveries: Vec::new() };
        Ok(events.into_iter().fold(Answer::new(triggered), Answer::causing))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let body = WebhookToTrigger { event: "conversion.created".to_owned(), ..WebhookToTrigger::default() };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

/// Who receives events, and what was sent.
pub(crate) fn receivers(sandbox: &Sandbox, view: View<'_>) -> WebhookReceiverList {
    let receivers = all(sandbox);
    let shown = receivers.iter().map(|receiver| WebhookReceiver {
        provider: receiver.key.provider.clone(),
        id: receiver.key.id.clone(),
        name: receiver.name.clone(),
        url: receiver.url.clone(),
        secret: receiver.secret.clone(),
        events: receiver.events.clone(),
        program: receiver.program.map(|program| view.program(program).name.clone()),
        active: receiver.is_active,
    });
    let receivers = shown.collect();
    let book = sandbox.webhooks().book();
    let counts = book.counts();
    let counts = WebhookCounts {
        waiting: book.waiting() as u64,
        delivered: counts.delivered,
        failed: counts.failed,
        not_sent: counts.not_sent,
        skipped: counts.skipped,
    };
    WebhookReceiverList { receivers, counts, next_attempt_at: book.next_due() }
}

/// The deliveries that match.
pub(crate) fn deliveries(sandbox: &Sandbox, query: &DeliveriesQuery) -> DeliveryList {
    let DeliveriesQuery { provider, event, state, entry, before, limit } = query;
    let entry = entry.and_then(|entry| u64::try_from(entry).ok());
    let matches = |delivery: &Delivery| {
        provider.as_ref().is_none_or(|provider| *provider == delivery.receiver.provider)
            && event.as_ref().is_none_or(|event| *event == delivery.event)
            && state.is_none_or(|state| state == state_of(&delivery.state))
            && entry.is_none_or(|entry| delivery.entry == Some(entry))
    };
    let asked = Asked {
        matches: &matches,
        before: before.and_then(|before| u64::try_from(before).ok()),
        limit: usize::try_from(limit.unwrap_or(USUAL_LIMIT)).unwrap_or(usize::MAX),
    };
    let (total, deliveries) = sandbox.webhooks().book().page(&asked);
    let deliveries = deliveries.iter().map(|delivery| show(sandbox, delivery)).collect();
    DeliveryList { total, deliveries }
}

/// The delivery with a number, in full.
pub(crate) fn delivery(sandbox: &Sandbox, number: u64) -> Option<DeliveryInFull> {
    sandbox.webhooks().book().get(number).map(|delivery| in_full(sandbox, &delivery))
}

fn in_full(sandbox: &Sandbox, delivery: &Delivery) -> DeliveryInFull {
    let attempts = delivery.attempts.iter().map(show_attempt).collect();
    DeliveryInFull { delivery: show(sandbox, delivery), payload: delivery.body.clone(), attempts }
}

/// What has to happen so that a provider tells of an event. Empty if it cannot be caused.
fn causes(provider: &str, event: &str) -> &'static [EventKind] {
    match (provider, event) {
        (_, "conversion.created" | "transaction.created") => &[EventKind::Sale],
        ("agentref", "conversion.refunded") => &[EventKind::Sale, EventKind::Refund],
        ("wecantrack", "conversion.updated") => &[EventKind::Approval],
        ("partnero", "customer.created") => &[EventKind::Lead],
        (_, "affiliate.joined" | "affiliate.approved" | "partner.approved") => {
            &[EventKind::PartnerJoined, EventKind::PartnerApproved]
        }
        ("partnero", "partner.created") => &[EventKind::PartnerJoined],
        ("agentref", "affiliate.blocked") => {
            &[EventKind::PartnerJoined, EventKind::PartnerApproved, EventKind::PartnerBlocked]
        }
        ("agentref", "affiliate.unblocked") => &[
            EventKind::PartnerJoined,
            EventKind::PartnerApproved,
            EventKind::PartnerBlocked,
            EventKind::PartnerRestored,
        ],
        ("partnero", "partner.archived") => &[EventKind::PartnerJoined, EventKind::PartnerArchived],
        ("partnero", "partner.deleted") => &[EventKind::PartnerJoined, EventKind::PartnerDeleted],
        ("partnero", "partner.rejected") => &[EventKind::PartnerJoined, EventKind::PartnerBlocked],
        ("agentref", "payout.created") => &[EventKind::PayoutRequested],
        ("agentref", "payout.processing") => &[EventKind::PayoutRequested, EventKind::PayoutApproved],
        ("agentref", "payout.completed") => &[EventKind::Payout],
        ("agentref", "program.created") => &[EventKind::ProgramCreated],
        ("agentref", "program.updated") => &[EventKind::ProgramRevised],
        _ => &[],
    }
}

/// What an event needs that the sandbox does not choose.
fn completed(
    asked: EventToCause,
    view: View<'_>,
    is_shown_as: &dyn Fn(&Program, &str) -> bool,
) -> Result<EventToCause, Problem> {
    match asked.event {
        EventKind::ProgramCreated => {
            Ok(EventToCause { program: None, name: Some("Triggered program".to_owned()), ..asked })
        }
        EventKind::ProgramRevised => {
            let program = match asked.program.as_deref() {
                Some(name) => Some(named(view, is_shown_as, name)?),
                None => view.some_program(),
            };
            // Something that nobody else needs, and that is another than before.
            let days = if program.is_some_and(|program| program.cookie_days == 45) { 60 } else { 45 };
            let program = program.map(|program| program.uuid.to_string());
            Ok(EventToCause { program, cookie_days: Some(days), ..asked })
        }
        _ => Ok(asked),
    }
}

/// What happens next is about the partner, the order or the payout that came before.
fn about_the_same(asked: EventToCause, view: View<'_>, before: &[Event]) -> EventToCause {
    let program = |program| Some(view.program(program).uuid.to_string());
    match before.last() {
        Some(Event::Partner(change)) => EventToCause {
            program: program(change.program),
            partner: view.partner_code(change.program, change.partner).map(str::to_owned),
            ..asked
        },
        Some(Event::Sale(sale)) => {
            EventToCause { program: None, order: Some(view.order_uuid(sale.order).to_string()), ..asked }
        }
        Some(Event::PayoutChange(change)) => EventToCause {
            program: program(change.program),
            payout: view.payout(change.program, change.payout).map(|payout| view.payout_uuid(&payout).to_string()),
            ..asked
        },
        _ => asked,
    }
}

/// The program with a name, or that a provider shows as this.
fn named<'w>(view: View<'w>, is_shown_as: &dyn Fn(&Program, &str) -> bool, name: &str) -> Result<&'w Program, Problem> {
    let found = view.programs().find(|program| program.is_called(name) || is_shown_as(program, name));
    found.ok_or_else(|| {
        Problem::invalid_field("program", &format!("does not exist: {name:?}; GET /_mock/world lists them"))
    })
}

/// The provider that is meant: the first one with the event of whom somebody receives such events.
fn provider_of(sandbox: &Sandbox, event: &str, asked: Option<&str>) -> Result<&'static str, Problem> {
    let senders = || catalogue::providers().iter().filter(|provider| provider.sends.is_some());
    if let Some(asked) = asked
        && !senders().any(|provider| provider.name == asked)
    {
        let known: Vec<_> = senders().map(|provider| provider.name).collect();
        return Err(Problem::invalid_field("provider", &format!("sends no webhook events; {} do", known.join(", "))));
    }
    let asked_ones = || senders().filter(|provider| asked.is_none_or(|asked| asked == provider.name));
    let with_event: Vec<_> =
        asked_ones().filter(|provider| provider.events.contains(&event)).map(|provider| provider.name).collect();
    let receivers = all(sandbox);
    let is_heard = |provider: &&&str| {
        receivers.iter().any(|known| known.key.provider == ***provider && known.is_active && known.subscribes(event))
    };
    with_event.iter().find(is_heard).or(with_event.first()).copied().ok_or_else(|| {
        let mut known: Vec<_> = asked_ones().flat_map(|provider| provider.events.iter().copied()).collect();
        known.sort_unstable();
        known.dedup();
        let meant = nearest(event, known.iter().copied()).map(|meant| format!("; maybe {meant} is meant"));
        let meant = meant.unwrap_or_else(|| format!("; there are {}", known.join(", ")));
        Problem::invalid_field("event", &format!("is no webhook event: {event:?}{meant}"))
    })
}

fn tested(
    call: &Call<'_, TriggerWebhook>,
    provider: &str,
    event: &str,
    is_shown_as: &dyn Fn(&Program, &str) -> bool,
) -> Result<Answer<TriggeredWebhook>, Problem> {
    let view = call.view;
    let program = call.body.program.as_deref().map(|name| named(view, is_shown_as, name)).transpose()?;
    let sent = test(call.sandbox, view, provider, event, program.map(|program| program.id), view.now());
    let deliveries = sent.map_err(|not_triggered| {
        let reason = match not_triggered {
            NotTriggered::NothingFits => {
                format!("fits nothing in the world yet: let {provider} do what it tells of, and it is sent by itself")
            }
            NotTriggered::NobodyListens => format!(
                "is received by nobody: start the sandbox with --webhook {provider}=URL, or register a webhook at {provider}"
            ),
        };
        Problem::invalid_field("event", &reason)
    })?;
    Ok(TriggeredWebhook { caused: Vec::new(), entries: Vec::new(), deliveries }.into())
}

fn found(sandbox: &Sandbox, number: i64) -> Result<Arc<Delivery>, Problem> {
    let found = u64::try_from(number).ok().and_then(|number| sandbox.webhooks().book().get(number));
    found.ok_or_else(|| Problem::NotFound {
        what: "Delivery",
        reason: format!("there is no delivery {number}; GET /_mock/webhooks/deliveries lists them"),
    })
}

/// The newest delivery, for samples.
fn newest(sandbox: &Sandbox) -> DeliveryPath {
    let asked = Asked { matches: &|_| true, before: None, limit: 1 };
    let newest = sandbox.webhooks().book().page(&asked).1.first().map_or(1, |delivery| delivery.number);
    DeliveryPath { number: i64::try_from(newest).unwrap_or(1) }
}

/// The deliveries that these events of the ledger caused, the newest first.
pub(crate) fn caused_by(sandbox: &Sandbox, events: &[u64]) -> Vec<WebhookDelivery> {
    if events.is_empty() {
        return Vec::new();
    }
    let matches = |delivery: &Delivery| delivery.entry.is_some_and(|entry| events.contains(&entry));
    let asked = Asked { matches: &matches, before: None, limit: usize::try_from(USUAL_LIMIT).unwrap_or(usize::MAX) };
    let (_, deliveries) = sandbox.webhooks().book().page(&asked);
    deliveries.iter().map(|delivery| show(sandbox, delivery)).collect()
}

fn show(sandbox: &Sandbox, delivery: &Delivery) -> WebhookDelivery {
    let last = delivery.attempts.last();
    let url = last.map(|attempt| attempt.url.clone()).or_else(|| {
        let receivers = all(sandbox);
        receivers.iter().find(|receiver| receiver.key == delivery.receiver).map(|receiver| receiver.url.clone())
    });
    let (next_attempt_at, not_sent) = match &delivery.state {
        State::Waiting { due } => (Some(*due), None),
        State::NotSent { reason } => (None, Some(reason.clone())),
        State::Queued | State::Delivered | State::Failed => (None, None),
    };
    WebhookDelivery {
        number: delivery.number,
        provider: delivery.receiver.provider.clone(),
        receiver: delivery.receiver.id.clone(),
        url: url.unwrap_or_default(),
        event: delivery.event.clone(),
        message: delivery.message.clone(),
        program: delivery.program.clone(),
        entry: delivery.entry,
        happened_at: delivery.at,
        test: delivery.is_test,
        repeats: delivery.repeats,
        trouble: delivery.trouble,
        state: state_of(&delivery.state),
        attempts: delivery.attempts.len() as u64,
        status: last.and_then(status),
        next_attempt_at,
        advice: not_sent.or_else(|| last.and_then(|attempt| advice(&attempt.outcome))),
    }
}

const fn state_of(state: &State) -> DeliveryState {
    match state {
        State::Queued => DeliveryState::Queued,
        State::Waiting { .. } => DeliveryState::Waiting,
        State::Delivered => DeliveryState::Delivered,
        State::Failed => DeliveryState::Failed,
        State::NotSent { .. } => DeliveryState::NotSent,
    }
}

fn status(attempt: &Attempt) -> Option<u16> {
    match attempt.outcome {
        Outcome::Answered { status, .. } => Some(status),
        Outcome::Broken { .. } => None,
    }
}

fn show_attempt(attempt: &Attempt) -> DeliveryAttempt {
    let response = match &attempt.outcome {
        Outcome::Answered { body, .. } => Some(body.clone()),
        Outcome::Broken { .. } => None,
    };
    let header = |(name, value): &(String, String)| DeliveryHeader { name: name.clone(), value: value.clone() };
    DeliveryAttempt {
        due_at: attempt.due,
        sent_at: attempt.at,
        milliseconds: attempt.elapsed.as_secs_f64() * 1000.0,
        method: attempt.method.clone(),
        url: attempt.url.clone(),
        headers: attempt.headers.iter().map(header).collect(),
        signed: attempt.signed.clone(),
        status: status(attempt),
        response,
        advice: advice(&attempt.outcome),
    }
}
