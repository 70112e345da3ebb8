//! Counts which webhook events a run has seen.

use std::collections::BTreeMap;

use serde_json::Value;
use trackside_contract::{Contract, Webhook};

use super::inventory::{Body, Inventory};
use super::{Coverage, CoverageKind};
use crate::Spec;

/// What the places in a payload are named after.
const PAYLOAD: &str = "payload";

/// The events that a run has seen.
#[derive(Default)]
pub(super) struct Events {
    pub(super) by_name: BTreeMap<String, Event>,
    /// Whether the document says where a payload names its event. Otherwise events that look the same cannot be told
    /// apart, and are not counted.
    are_named: bool,
}

/// The parts of an event that were seen.
pub(super) struct Event {
    is_seen: bool,
    payload: Body,
}

impl Coverage {
    /// The coverage of the webhook events of a document, before any delivery.
    pub(crate) fn of_events(spec: &Spec) -> Self {
        Self::nothing(spec).with_events(spec)
    }

    /// Counts the webhook events of a document, too.
    pub(crate) fn with_events(mut self, spec: &Spec) -> Self {
        let contract = spec.contract();
        let inventory = &mut self.inventory;
        let event = |webhook: &Webhook| (webhook.event.clone(), Event::nothing(contract, webhook, inventory));
        let by_name = contract.webhooks().iter().map(event).collect();
        let are_named = contract.document().pointer("/x-delivery/eventName").is_some_and(Value::is_string);
        Self { events: Events { by_name, are_named }, ..self }
    }

    /// Adds a delivery, which can be of each of these events.
    pub(crate) fn delivery(&mut self, events: &[String], payload: &Value) {
        for name in events {
            let Some(event) = self.events.by_name.get_mut(name) else { continue };
            event.is_seen = true;
            let mut undeclared = Vec::new();
            self.inventory.see(event.payload, payload, &mut undeclared);
            self.undeclared.extend(undeclared.into_iter().map(|place| format!("{name} field {place}")));
        }
    }
}

impl Events {
    /// The parts of a kind, and whether each was seen.
    pub(super) fn names(&self, kind: CoverageKind, inventory: &Inventory) -> Vec<(String, Vec<(String, bool)>)> {
        let is_counted = kind != CoverageKind::Events || self.are_named || self.by_name.len() == 1;
        let counted = self.by_name.iter().filter(move |_| is_counted);
        let names = counted.map(|(name, event)| {
            let names = if kind == CoverageKind::Events {
                vec![(String::new(), event.is_seen)]
            } else {
                let names = inventory.names(kind, event.payload).into_iter();
                names.map(|(part, is_seen)| (format!("{PAYLOAD} {part}"), is_seen)).collect()
            };
            (name.clone(), names)
        });
        names.collect()
    }

    /// The payloads of all events.
    pub(super) fn payloads(&self) -> impl Iterator<Item = Body> {
        self.by_name.values().map(|event| event.payload)
    }
}

impl Event {
    fn nothing(contract: &Contract, webhook: &Webhook, inventory: &mut Inventory) -> Self {
        let item = contract.document().pointer(&webhook.pointer).unwrap_or(&Value::Null);
        let body = contract.resolve(item.pointer("/post/requestBody").unwrap_or(&Value::Null));
        let schema = body.pointer("/content/application~1json/schema").unwrap_or(&Value::Null);
        Self { is_seen: false, payload: inventory.add(contract, schema) }
    }
}
