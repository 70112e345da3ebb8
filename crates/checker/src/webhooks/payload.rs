//! Finds out which event a delivery is of.

use http::Method;
use serde_json::{Map, Value, json};
use trackside_contract::{Contract, Delivery, Origin, Violation, parse_json};

use super::declared::DeclaredDelivery;
use crate::report::line;

/// The most characters of a name or id that are shown.
const SHOWN: usize = 60;

/// Which event a delivery is of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// These declared events; several if nothing tells them apart.
    Declared(Vec<String>),
    /// It names an event that the document does not declare.
    Unknown(String),
    /// It does not name its event. This was found where the name should be.
    Unnamed(String),
}

/// The payload of a delivery: its JSON body, or its query as texts.
///
/// Returns an error that says why there is none.
pub(super) fn payload(delivery: &Delivery) -> Result<Value, String> {
    if delivery.method == Method::GET {
        return Ok(from_query(&delivery.target));
    }
    if delivery.body.is_empty() {
        return Err("is empty, the contract says JSON".to_owned());
    }
    parse_json(&delivery.body).map_err(|error| format!("is not JSON ({error})"))
}

fn from_query(target: &str) -> Value {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let mut payload = Map::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        let inner = name.split_once('[').and_then(|(object, rest)| Some((object, rest.strip_suffix(']')?)));
        match inner {
            Some((object, field)) => {
                if let Value::Object(fields) = payload.entry(object.to_owned()).or_insert_with(|| json!({})) {
                    fields.insert(field.to_owned(), json!(text));
                }
            }
            None => _ = payload.insert(name.into_owned(), json!(text)),
        }
    }
    Value::Object(payload)
}

/// The event of a delivery, and its violations if the event is declared.
///
/// If the document does not say where the name is, it is the event whose contract the delivery breaks least. Several
/// can be equally close.
pub(super) fn event(
    contract: &Contract,
    declared: &DeclaredDelivery,
    delivery: &Delivery,
    payload: &Value,
    origin: Origin,
) -> (Event, Vec<Violation>) {
    if let Some(pointer) = &declared.event_name {
        return match payload.pointer(pointer) {
            Some(Value::String(name)) if contract.webhook(name).is_some() => {
                (Event::Declared(vec![name.clone()]), contract.judge_delivery(name, delivery, origin))
            }
            Some(Value::String(name)) => (Event::Unknown(name.clone()), Vec::new()),
            Some(other) => {
                (Event::Unnamed(format!("{pointer} is {}, not text", crate::report::short(other))), Vec::new())
            }
            None => (Event::Unnamed(format!("{pointer} is missing")), Vec::new()),
        };
    }
    let mut closest: (Vec<String>, Vec<Violation>) = Default::default();
    for webhook in contract.webhooks() {
        let violations = contract.judge_delivery(&webhook.event, delivery, origin);
        let (names, known) = &mut closest;
        if names.is_empty() || violations.len() < known.len() {
            closest = (vec![webhook.event.clone()], violations);
        } else if violations.len() == known.len() {
            names.push(webhook.event.clone());
        }
    }
    (Event::Declared(closest.0), closest.1)
}

/// The id by which a repeated delivery is recognised.
pub(super) fn identity(declared: &DeclaredDelivery, payload: &Value) -> Option<String> {
    match payload.pointer(declared.identity.as_deref()?)? {
        Value::String(text) => Some(text.clone()),
        number @ Value::Number(_) => Some(number.to_string()),
        _ => None,
    }
}

/// A name or id of a delivery, short and on one line.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    line(&shown)
}
