//! Counts which parts of a contract a run has seen.

mod events;
mod findings;
mod inventory;
mod kind;
mod recursion;
mod rules;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trackside_contract::{Exchange, parse_json};

pub(crate) use findings::{coverage_lines, insufficient_coverage, nothing_succeeded, unjudged_bodies, unsaved_bodies};
pub use kind::CoverageKind;
pub(crate) use rules::RULES;
use rules::{OPERATION_SUCCESS, RECORDING, SUCCESS, UNJUDGED};

use crate::case::Draft;
use crate::spec::{Declared, Spec};
use events::Events;
use inventory::{Body, Inventory};

/// The parts of a contract that a run has seen.
pub(crate) struct Coverage {
    operations: BTreeMap<String, Seen>,
    events: Events,
    /// The declared fields of bodies and payloads.
    inventory: Inventory,
    /// Statuses, headers and fields that were seen but are not declared, with the operation.
    undeclared: BTreeSet<String>,
}

/// The parts of an operation that were seen.
struct Seen {
    /// The declared statuses, and whether they were returned.
    statuses: BTreeMap<u16, bool>,
    /// The declared parameters and body fields, and whether they were sent.
    parameters: BTreeMap<String, bool>,
    /// The declared body fields by status, and which of them were seen. All failures share one entry.
    bodies: BTreeMap<String, Body>,
    /// The names of the headers that any response declares.
    headers: BTreeSet<String>,
    /// The statuses that were returned, declared or not.
    returned: BTreeSet<u16>,
    /// Whether any response was not a failure.
    has_succeeded: bool,
    /// How many responses had a body that is not judged, by media type.
    unjudged: BTreeMap<String, usize>,
}

/// Headers that any server may send without declaring them.
const ORDINARY: [&str; 24] = [
    "accept-ranges",
    "age",
    "allow",
    "alt-svc",
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "nel",
    "pragma",
    "report-to",
    "server",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "via",
    "x-request-id",
];

impl Coverage {
    /// The coverage of a document before any request.
    pub(crate) fn of(spec: &Spec) -> Self {
        let mut coverage = Self::nothing(spec);
        let inventory = &mut coverage.inventory;
        let seen = |declared: &Declared| (declared.id.clone(), Seen::nothing(spec, declared, inventory));
        coverage.operations = spec.operations().iter().map(seen).collect();
        coverage
    }

    /// The coverage of nothing.
    fn nothing(spec: &Spec) -> Self {
        let inventory = Inventory::new(spec.contract());
        Self { operations: BTreeMap::new(), events: Events::default(), inventory, undeclared: BTreeSet::new() }
    }

    /// Removes the operations that are not checked.
    pub(crate) fn only(&mut self, wanted: &[&str]) {
        self.operations.retain(|id, _| wanted.contains(&id.as_str()));
    }

    /// Adds a request.
    pub(crate) fn request(&mut self, declared: &Declared, draft: &Draft) {
        let Some(seen) = self.operations.get_mut(&declared.id) else { return };
        let parameters = draft.parameters.keys().filter_map(|index| declared.parameters.get(*index));
        let fields = draft.body.as_ref().and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys);
        for name in parameters.map(|parameter| &parameter.name).chain(fields) {
            if let Some(sent) = seen.parameters.get_mut(name) {
                *sent = true;
            }
        }
    }

    /// Adds a recorded request.
    pub(crate) fn recorded_request(
        &mut self,
        declared: &Declared,
        exchange: &Exchange,
        path: &BTreeMap<String, String>,
    ) {
        let Some(seen) = self.operations.get_mut(&declared.id) else { return };
        let query = exchange.target.split_once('?').map_or("", |(_, query)| query);
        let query = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned());
        let headers = exchange.request_headers.keys().map(ToString::to_string);
        let body = parse_json(&exchange.request_body).unwrap_or_default();
        let fields = body.as_object().into_iter().flat_map(serde_json::Map::keys).cloned();
        for name in query.chain(headers).chain(fields).chain(path.keys().cloned()) {
            if let Some(sent) = seen.parameters.get_mut(&name) {
                *sent = true;
            }
        }
    }

    /// Adds a response.
    pub(crate) fn response(&mut self, declared: &Declared, exchange: &Exchange) {
        let Some(seen) = self.operations.get_mut(&declared.id) else { return };
        let status = exchange.status.as_u16();
        if exchange.method != declared.method {
            return;
        }
        seen.returned.insert(status);
        seen.has_succeeded |= status < 400;
        match seen.statuses.get_mut(&status) {
            Some(answered) => *answered = true,
            None => _ = self.undeclared.insert(format!("{} status {status}", declared.id)),
        }
        for name in exchange.response_headers.keys().map(http::HeaderName::as_str) {
            let is_known = ORDINARY.contains(&name)
                || seen.headers.contains(name)
                || name.starts_with("x-mock-")
                || name.starts_with("access-control-");
            if !is_known {
                self.undeclared.insert(format!("{} header {name}", declared.id));
            }
        }
        if let Some(media_type) = xml(exchange) {
            *seen.unjudged.entry(media_type).or_default() += 1;
            return;
        }
        let Ok(body) = parse_json(&exchange.response_body) else { return };
        if let Some(declared_body) = seen.bodies.get(&body_name(status)) {
            let mut undeclared = Vec::new();
            self.inventory.see(*declared_body, &body, &mut undeclared);
            self.undeclared.extend(undeclared.into_iter().map(|place| format!("{} field {place}", declared.id)));
        }
    }

    /// The declared statuses of an operation that were not returned.
    pub(crate) fn missing_statuses(&self, operation: &str) -> Vec<u16> {
        let statuses = self.operations.get(operation).into_iter().flat_map(|seen| &seen.statuses);
        statuses.filter(|(_, answered)| !**answered).map(|(status, _)| *status).collect()
    }
}

impl Seen {
    fn nothing(spec: &Spec, declared: &Declared, inventory: &mut Inventory) -> Self {
        let contract = spec.contract();
        let pointer = contract.operation(&declared.id).map_or("", |operation| operation.pointer.as_str());
        let operation = contract.document().pointer(pointer).unwrap_or(&Value::Null);
        let responses = operation.get("responses").and_then(Value::as_object);
        let mut bodies = BTreeMap::new();
        let mut headers = BTreeSet::new();
        for (name, response) in responses.into_iter().flatten() {
            let response = contract.resolve(response);
            let declared_headers = response.get("headers").and_then(Value::as_object).into_iter().flatten();
            headers.extend(declared_headers.map(|(name, _)| name.to_ascii_lowercase()));
            let media = response.get("content").and_then(Value::as_object).into_iter().flatten();
            for schema in media.filter_map(|(_, media)| media.get("schema")) {
                let name = name.parse().map_or_else(|_| name.clone(), body_name);
                bodies.entry(name).or_insert_with(|| inventory.add(contract, schema));
            }
        }
        let parameters = declared.parameters.iter().map(|parameter| parameter.name.clone());
        let fields = declared.body.iter().flat_map(|body| crate::case::field_names(contract, &body.schema));
        Self {
            statuses: declared.statuses.iter().map(|status| (*status, false)).collect(),
            parameters: parameters.chain(fields).map(|name| (name, false)).collect(),
            bodies,
            headers,
            returned: BTreeSet::new(),
            has_succeeded: false,
            unjudged: BTreeMap::new(),
        }
    }

    fn is_called(&self) -> bool {
        self.statuses.values().any(|answered| *answered)
    }
}

/// The media type of a response with a body in XML.
fn xml(exchange: &Exchange) -> Option<String> {
    let header = exchange.response_headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    let media_type = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_xml = media_type.ends_with("/xml") || media_type.ends_with("+xml");
    // An image may be written in XML, and has no schema.
    (is_xml && !media_type.starts_with("image/") && !exchange.response_body.is_empty()).then_some(media_type)
}

/// The key under which the body of a status is kept: the failures of an operation usually have the same shape.
fn body_name(status: u16) -> String {
    if status >= 400 { "failure".to_owned() } else { status.to_string() }
}
