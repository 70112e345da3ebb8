//! Renders records for readers: secrets are redacted, and problems are explained.

use bytes::Bytes;
use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_ENCODING, HeaderName};
use trackside_contract::Exchange;
use trackside_recording::redaction::{redacted_header, redacted_target};
use trackside_recording::{Secrets, curl};
use trackside_schemas::control::{JournalEntry, JournalExchange, JournalHeader, JournalMessage, JournalQuery};

use super::capture::Captured;
use super::decoding;
use super::explain::problems;
use super::record::Record;
use super::route::{Route, secret_names};
use super::secrets::{exchange_of, secrets_of, variables_of};
use crate::response::{MOCK_REASON, MOCK_WARNING, REQUEST_ID};

/// Headers that HTTP clients add by themselves. Nobody has to repeat them.
const CLIENT_HEADERS: [&str; 14] = [
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "dnt",
    "host",
    "pragma",
    "priority",
    "referer",
    "te",
    "transfer-encoding",
    "upgrade-insecure-requests",
    "user-agent",
];

/// Whether a record may match the query, as far as that can be decided without redacting it.
pub(super) fn may_match(record: &Record, query: &JournalQuery) -> bool {
    let route = Route::find(&record.method, record.uri.path());
    query.world.as_deref().is_none_or(|world| record.is_of(world))
        && query.status.is_none_or(|status| status.takes(record.status.as_u16()))
        && query.provider.as_deref().is_none_or(|name| route.api.is_some_and(|api| api.name == name))
        && query.operation.as_deref().is_none_or(|id| route.operation.is_some_and(|operation| operation.id == id))
}

/// Whether an entry contains the text of the query. The redacted entry is searched, so that nobody can guess a secret
/// letter by letter.
pub(super) fn matches(entry: &JournalEntry, query: &JournalQuery) -> bool {
    let Some(text) = query.text.as_deref().filter(|text| !text.is_empty()) else { return true };
    let text = text.to_lowercase();
    let shown = [Some(entry.method.as_str()), Some(entry.target.as_str()), entry.reason.as_deref()];
    // An SDK shows the id as the provider writes it, with a prefix such as `req_`.
    let is_id = !entry.request_id.is_empty() && text.ends_with(&entry.request_id);
    let shown =
        shown.into_iter().chain([entry.warning.as_deref(), entry.world.as_deref(), Some(entry.request_id.as_str())]);
    is_id || shown.flatten().any(|shown| shown.to_lowercase().contains(&text))
}

/// A record as an entry of the list.
pub(super) fn entry(record: &Record) -> JournalEntry {
    let secrets = secrets_of(&exchange_of(record, false));
    entry_without(record, &secrets)
}

/// A record in full.
pub(super) fn exchange(record: &Record) -> JournalExchange {
    let route = Route::find(&record.method, record.uri.path());
    let exchange = exchange_of(record, true);
    let secrets = secrets_of(&exchange);
    JournalExchange {
        entry: entry_without(record, &secrets),
        request: JournalMessage {
            decoded: decoding::coding_of(record),
            ..message(&record.request_headers, &decoding::request_body(record), &record.request_body, &secrets)
        },
        response: message(&record.response_headers, &record.response_body.bytes, &record.response_body, &secrets),
        problems: problems(record, route, &secrets),
        curl: secrets.blot(&curl_command(record, route, &exchange)),
    }
}

fn entry_without(record: &Record, secrets: &Secrets) -> JournalEntry {
    let route = Route::find(&record.method, record.uri.path());
    let texts = |name: &HeaderName| {
        let values = record.response_headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        let texts = values.collect::<Vec<_>>().join("; ");
        (!texts.is_empty()).then(|| secrets.blot(&texts))
    };
    let reason = texts(&MOCK_REASON).into_iter().chain(record.note.as_deref().map(|note| secrets.blot(note)));
    let reason = reason.collect::<Vec<_>>().join("; ");
    let request_id = record.response_headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    JournalEntry {
        id: record.id,
        world: record.world.as_ref().map(ToString::to_string),
        request_id: request_id.to_owned(),
        at: chrono::SubsecRound::trunc_subsecs(record.at, 3),
        now: record.now,
        provider: route.api.map(|api| api.name.to_owned()),
        operation: route.operation.map(|operation| operation.id.to_owned()),
        method: record.method.to_string(),
        target: secrets.blot(&redacted_target(record.address.target.as_str(), secrets, secret_names())),
        status: record.status.as_u16(),
        micros: u64::try_from(record.elapsed.as_micros()).unwrap_or(u64::MAX),
        request_bytes: record.request_body.total,
        response_bytes: record.response_body.total,
        reason: (!reason.is_empty()).then_some(reason),
        warning: texts(&MOCK_WARNING),
        events: record.changes.added.clone().collect(),
        removed_events: record.changes.removed.to_vec(),
        complete: record.complete,
    }
}

/// `body` is shown, and `captured` tells whether it is a part.
fn message(headers: &HeaderMap, body: &Bytes, captured: &Captured, secrets: &Secrets) -> JournalMessage {
    let header = |(name, value): (&HeaderName, &http::HeaderValue)| JournalHeader {
        name: name.to_string(),
        value: redacted_header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()), secrets, secret_names()),
    };
    JournalMessage {
        headers: headers.iter().map(header).collect(),
        body: (!body.is_empty()).then(|| String::from_utf8_lossy(&secrets.blot_bytes(body)).into_owned()),
        truncated: captured.is_truncated(),
        decoded: None,
    }
}

/// A curl command that repeats the request, with variables in place of credentials.
fn curl_command(record: &Record, route: Route, exchange: &Exchange) -> String {
    let headers = repeatable_headers(record);
    let body = Some(&exchange.request_body).filter(|body: &&Bytes| !body.is_empty());
    let variables = variables_of(record, route);
    curl(&origin_of(record), &record.method, &exchange.target, &headers, body, &variables)
}

/// What stands before the target in the URL of a request.
pub(super) fn origin_of(record: &Record) -> String {
    record.address.known_origin().unwrap_or_else(|| "http://localhost".to_owned())
}

/// The headers of a request without those that HTTP clients add by themselves.
pub(super) fn repeatable_headers(record: &Record) -> HeaderMap {
    let mut headers = record.request_headers.clone();
    let left_out: Vec<HeaderName> = headers
        .keys()
        .filter(|name| CLIENT_HEADERS.contains(&name.as_str()) || name.as_str().starts_with("sec-"))
        .cloned()
        .collect();
    for name in left_out {
        headers.remove(name);
    }
    if headers.get(ACCEPT).is_some_and(|accept| accept == "*/*") {
        headers.remove(ACCEPT);
    }
    if decoding::coding_of(record).is_some() {
        headers.remove(CONTENT_ENCODING);
    }
    headers
}
