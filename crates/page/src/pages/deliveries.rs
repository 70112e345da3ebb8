//! `/webhooks`: who receives webhook events, what was sent, and events on demand.

use askama::Template;
use trackside_schemas::control::{DeliveryList, DeliveryState, WebhookDelivery, WebhookReceiverList};

use super::frame::Frame;
use super::rendered;
use crate::data::{Badge, Cell, Query, Tone};
use crate::{Site, write};

#[derive(Template)]
#[template(path = "deliveries.html", config = "askama.toml")]
struct Page<'p> {
    frame: Frame<'p>,
    receivers: &'p WebhookReceiverList,
    active: usize,
    next: Option<String>,
    filter: &'p Query,
    is_filtered: bool,
    /// The names of the providers that send events, and the events of each.
    senders: &'p [(&'static str, Vec<&'static str>)],
    events: Vec<&'static str>,
    /// What is most often triggered: an order, at a provider that somebody receives from.
    usual: (&'p str, &'static str),
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
    filter: &Query,
    senders: &[(&'static str, Vec<&'static str>)],
) -> String {
    let is_filtered = ["provider", "event", "state", "entry"].iter().any(|name| !filter.get(name).is_empty());
    let mut events: Vec<&'static str> = senders.iter().flat_map(|(_, events)| events.iter().copied()).collect();
    events.sort_unstable();
    events.dedup();
    let last = list.deliveries.last().filter(|_| list.total > list.deliveries.len() as u64);
    let older = last.map(|last| format!("/webhooks{}", filter.with(&[("before", &last.number.to_string())])));
    let frame = Frame::new(site, "webhooks", "Webhooks", &["copy.js", "webhooks.js"]);
    let received =
        receivers.receivers.iter().find(|receiver| receiver.active).map(|receiver| receiver.provider.as_str());
    rendered(&Page {
        frame,
        receivers,
        active: receivers.receivers.iter().filter(|receiver| receiver.active).count(),
        next: receivers.next_attempt_at.map(write::time),
        filter,
        is_filtered,
        senders,
        usual: usual(senders, received),
        events,
        states: STATES.map(|(value, state)| (value, word(state))).into(),
        total: write::count(list.total),
        rows: list.deliveries.iter().map(row).collect(),
        older,
    })
}

/// An event about an order, of the provider that is received from if it sends one.
fn usual<'p>(senders: &'p [(&'static str, Vec<&'static str>)], received: Option<&str>) -> (&'p str, &'static str) {
    const USUAL: [&str; 2] = ["conversion.created", "transaction.created"];
    let of = |(sender, events): &'p (&'static str, Vec<&'static str>)| {
        let event = USUAL.into_iter().find(|event| events.contains(event))?;
        Some((*sender, event))
    };
    let own = senders.iter().find(|(sender, _)| Some(*sender) == received).and_then(of);
    own.or_else(|| senders.iter().find_map(of)).unwrap_or_default()
}

/// The states by their names in the control API.
const STATES: [(&str, DeliveryState); 5] = [
    ("queued", DeliveryState::Queued),
    ("waiting", DeliveryState::Waiting),
    ("delivered", DeliveryState::Delivered),
    ("failed", DeliveryState::Failed),
    ("not_sent", DeliveryState::NotSent),
];

/// The state in words.
pub(super) const fn word(state: DeliveryState) -> &'static str {
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
