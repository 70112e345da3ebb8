//! Counts which webhook events a run has seen.

use std::collections::BTreeMap;

use serde_json::Value;
use trackside_contract::{Contract, Webhook};

use super::inventory::{Inventory, inventory};
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
    payload: Inventory,
}

impl Coverage {
    /// The coverage of the webhook events of a document, before any delivery.
    pub(crate) fn of_events(spec: &Spec) -> Self {
        Self::nothing().with_events(spec)
    }

    /// Counts the webhook events of a document, too.
    pub(crate) fn with_events(self, spec: &Spec) -> Self {
        let contract = spec.contract();
        let by_name =
            contract.webhooks().iter().map(|webhook| (webhook.event.clone(), Event::nothing(contract, webhook)));
        let are_named = contract.document().pointer("/x-delivery/eventName").is_some_and(Value::is_string);
        Self { events: Events { by_name: by_name.collect(), are_named }, ..self }
    }

    /// Adds a delivery, which can be of each of these events.
    pub(crate) fn delivery(&mut self, events: &[String], payload: &Value) {
        for name in events {
            let Some(event) = self.events.by_name.get_mut(name) else { continue };
            event.is_seen = true;
            let mut undeclared = Vec::new();
            event.payload.see(payload, &mut undeclared);
            self.undeclared.extend(undeclared.into_iter().map(|place| format!("{name} field {place}")));
        }
    }
}

impl Events {
    /// The parts of a kind, and whether each was seen.
    pub(super) fn names(&self, kind: CoverageKind) -> impl Iterator<Item = (&str, Vec<(String, bool)>)> {
        let is_counted = kind != CoverageKind::Events || self.are_named || self.by_name.len() == 1;
        let counted = self.by_name.iter().filter(move |_| is_counted);
        counted.map(move |(name, event)| {
            let names = match kind {
                CoverageKind::Events => vec![(String::new(), event.is_seen)],
                CoverageKind::Fields => event.payload.field_names(PAYLOAD).collect(),
                CoverageKind::Values => event.payload.value_names(PAYLOAD).collect(),
                _ => Vec::new(),
            };
            (name.as_str(), names)
        })
    }
}

impl Event {
    fn nothing(contract: &Contract, webhook: &Webhook) -> Self {
        let item = contract.document().pointer(&webhook.pointer).unwrap_or(&Value::Null);
        let body = contract.resolve(item.pointer("/post/requestBody").unwrap_or(&Value::Null));
        let schema = body.pointer("/content/application~1json/schema").unwrap_or(&Value::Null);
        Self { is_seen: false, payload: inventory(contract, schema) }
    }
}
