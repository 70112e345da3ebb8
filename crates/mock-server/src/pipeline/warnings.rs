//! Names input that was ignored in `x-mock-warning`: parameters, body fields and headers that nobody declares. Servers
//! ignore them, so a misspelt one seems to have no effect.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, Uri};
use trackside_schemas::declare::Credential;

use super::unknown_fields::unknown_fields;
use crate::catalogue::Operation;
use crate::request::{Parameter, nearest};
use crate::response::write_warning;

/// The most warnings of a response.
const MOST: usize = 8;

/// Writes the warnings of a request. `body` is its body, if the operation read it and accepted it.
pub(super) fn write(headers: &mut HeaderMap, operation: &Operation, parts: &Parts, body: Option<&Bytes>) {
    let parameters = unknown_parameters(operation, &parts.uri);
    let fields = body.map(|body| unknown_fields(operation, body, MOST)).unwrap_or_default();
    for warning in parameters.into_iter().chain(fields).chain(close_headers(operation, &parts.headers)).take(MOST) {
        write_warning(headers, &warning);
    }
}

fn unknown_parameters(operation: &Operation, uri: &Uri) -> Vec<String> {
    let Some(query) = uri.query().filter(|query| !query.is_empty()) else { return Vec::new() };
    let is_declared = |name: &str| operation.query.iter().any(|parameter| parameter.name == name);
    let is_credential = |name: &str| {
        let mut credentials = operation.security.iter().flatten();
        credentials.any(|credential| matches!(credential, Credential::Query(known) if *known == name))
    };
    let mut warnings = Vec::new();
    for pair in query.split('&') {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        // Names as they are declared need no decoding.
        if name.is_empty() || is_declared(name) || is_credential(name) {
            continue;
        }
        let Some((name, _)) = form_urlencoded::parse(name.as_bytes()).next() else { continue };
        let meant = (operation.manners.parameter_name)(name.clone());
        let bare = || operation.query.iter().any(|parameter| parameter.name.strip_suffix("[]") == Some(&*meant));
        if !(is_declared(&meant) || is_credential(&meant) || bare()) {
            warnings.push(unknown("query parameter", &name, &name, &operation.query));
        }
    }
    warnings
}

/// The words for a name that is not declared. `place` is where it stands.
pub(super) fn unknown(what: &str, place: &str, name: &str, declared: &[Parameter]) -> String {
    let shown: String = place.chars().take(60).collect();
    match nearest(name, declared.iter().map(|declared| declared.name.as_str())) {
        Some(nearest) => format!("unknown {what} {shown} (did you mean {nearest}?)"),
        None => format!("unknown {what} {shown}"),
    }
}

/// Headers whose names differ in a letter or two from one that the operation reads.
fn close_headers(operation: &Operation, headers: &HeaderMap) -> Vec<String> {
    let credentials = || {
        operation.security.iter().flatten().filter_map(|credential| match credential {
            Credential::Bearer => Some(AUTHORIZATION.as_str()),
            Credential::Header(name) | Credential::Signature(name) => Some(*name),
            Credential::Query(_) => None,
        })
    };
    let read = || {
        let content_type = operation.has_body.then_some(CONTENT_TYPE.as_str());
        credentials().chain(content_type).chain(operation.idempotency_key).chain(["prefer"])
    };
    let mut warnings = Vec::new();
    for name in headers.keys().map(http::HeaderName::as_str) {
        if is_usual(name) || read().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        let is_close = |known: &&str| {
            known.len().abs_diff(name.len()) <= 2 && strsim::damerau_levenshtein(&known.to_ascii_lowercase(), name) <= 2
        };
        if let Some(known) = read().find(is_close) {
            warnings.push(format!("unknown header {name} (did you mean {known}?)"));
        }
    }
    warnings
}

/// Whether clients, browsers and proxies add the header. It is never a misspelt one.
fn is_usual(name: &str) -> bool {
    let is_known = matches!(
        name,
        "accept"
            | "accept-charset"
            | "accept-encoding"
            | "accept-language"
            | "baggage"
            | "cache-control"
            | "connection"
            | "content-length"
            | "cookie"
            | "dnt"
            | "expect"
            | "forwarded"
            | "host"
            | "origin"
            | "pragma"
            | "priority"
            | "referer"
            | "te"
            | "traceparent"
            | "tracestate"
            | "upgrade-insecure-requests"
            | "user-agent"
    );
    is_known || name.starts_with("sec-") || name.starts_with("x-forwarded-")
}
