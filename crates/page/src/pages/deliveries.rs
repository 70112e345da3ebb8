//! `/webhooks`: who receives webhook events, what was sent, and events on demand.

use askama::Template;
use trackside_schemas::control::{DeliveryList, DeliveryState, WebhookDelivery, WebhookReceiverList};

use super::frame::Frame;
use super::rendered;
use crate::data::{Badge, Cell, Query, Tone};
use crate::{Site, write};

/// What the list of deliveries is filtered by. Empty fields match everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// A provider's name.
    pub provider: String,
    /// The name of an event.
    pub event: String,
    /// A state, as the control API writes it.
    pub state: String,
    /// The number of an event of the ledger.
    pub entry: String,
    /// Only those before this number.
    pub before: String,
}

#[derive(Template)]
#[template(path = "deliveries.html", config = "askama.toml")]
struct Page<'p> {
    frame: Frame<'p>,
    receivers: &'p WebhookReceiverList,
    active: usize,
    next: Option<String>,
    filter: &'p DeliveryFilter,
    is_filtered: bool,
    /// The names of the providers that send events, and the events of each.
    senders: &'p [(&'static str, Vec<&'static str>)],
    events: Vec<&'static str>,
    states: Vec<(&'static str, &'static str)>,
    total: String,
    rows: Vec<Row<'p>>,
    older: Option<String>,
}

struct Row<'p> {
    delivery: &'p WebhookDelivery,
    state: Badge,
    at: Cell,
    note: String,
}

/// The page.
pub fn deliveries(
    site: &Site,
    receivers: &WebhookReceiverList,
    list: &DeliveryList,
    filter: &DeliveryFilter,
    senders: &[(&'static str, Vec<&'static str>)],
) -> String {
    let DeliveryFilter { provider, event, state, entry, before } = filter;
    let is_filtered = [provider, event, state, entry].iter().any(|text| !text.is_empty());
    let asked = [("provider", provider), ("event", event), ("state", state), ("entry", entry), ("before", before)];
    let asked = Query(asked.map(|(name, value)| (name.to_owned(), value.clone())).into());
    let mut events: Vec<&'static str> = senders.iter().flat_map(|(_, events)| events.iter().copied()).collect();
    events.sort_unstable();
    events.dedup();
    let last = list.deliveries.last().filter(|_| list.total > list.deliveries.len() as u64);
    let older = last.map(|last| format!("/webhooks{}", asked.with(&[("before", &last.number.to_string())])));
    let mut frame = Frame::new(site, "webhooks", "Webhooks", &["webhooks.js"]);
    frame.is_wide = true;
    rendered(&Page {
        frame,
        receivers,
        active: receivers.receivers.iter().filter(|receiver| receiver.active).count(),
        next: receivers.next_attempt_at.map(write::time),
        filter,
        is_filtered,
        senders,
        events,
        states: STATES.map(|(value, state)| (value, word(state))).into(),
        total: write::count(list.total),
        rows: list.deliveries.iter().map(row).collect(),
        older,
    })
}

/// The states by their names in the control API.
const STATES: [(&str, DeliveryState); 5] = [
    ("queued", DeliveryState::Queued),
    ("waiting", DeliveryState::Waiting),
    ("delivered", DeliveryState::Delivered),
    ("failed", DeliveryState::Failed),
    ("not_sent", DeliveryState::NotSent),
];

const fn word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => "queued",
        DeliveryState::Waiting => "waiting",
        DeliveryState::Delivered => "delivered",
        DeliveryState::Failed => "failed",
        DeliveryState::NotSent => "not sent",
    }
}

/// The state of a delivery.
pub(super) fn badge(state: DeliveryState) -> Badge {
    let tone = match state {
        DeliveryState::Delivered => Tone::Good,
        DeliveryState::Queued | DeliveryState::Waiting => Tone::Waiting,
        DeliveryState::Failed => Tone::Bad,
        DeliveryState::NotSent => Tone::Calm,
    };
    Badge { text: word(state).to_owned(), tone }
}

fn row(delivery: &WebhookDelivery) -> Row<'_> {
    let next = delivery.next_attempt_at.map(|due| format!("next attempt {} UTC", write::time(due)));
    let test = delivery.test.then(|| "test event".to_owned());
    let repeats = delivery.repeats.map(|repeated| format!("repeats {repeated}"));
    let notes = [test, repeats, next, delivery.advice.clone()].into_iter().flatten().collect::<Vec<_>>();
    Row {
        delivery,
        state: badge(delivery.state),
        at: Cell::Time(delivery.happened_at),
        note: write::shortened(&notes.join("; "), 160).into_owned(),
    }
}
