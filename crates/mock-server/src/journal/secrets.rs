//! The credentials of an exchange.

use bytes::Bytes;
use trackside_contract::Exchange;
use trackside_recording::redaction::exchange_secrets;
use trackside_recording::{Secrets, variable_name};

use super::decoding::request_body;
use super::record::Record;
use super::route::{Route, secret_names};
use crate::request::present;

/// Converts a record to an exchange, with or without its bodies. The target is the one that the caller sent. A
/// compressed request body is decoded.
pub(super) fn exchange_of(record: &Record, with_bodies: bool) -> Exchange {
    let body = |bytes: &Bytes| if with_bodies { bytes.clone() } else { Bytes::new() };
    Exchange {
        method: record.method.clone(),
        target: record.address.target.as_str().to_owned(),
        request_headers: record.request_headers.clone(),
        request_body: if with_bodies { request_body(record).into_owned() } else { Bytes::new() },
        status: record.status,
        response_headers: record.response_headers.clone(),
        response_body: body(&record.response_body.bytes),
    }
}

/// The secrets of an exchange. Only their last four characters are shown.
pub(super) fn secrets_of(exchange: &Exchange) -> Secrets {
    exchange_secrets(&Secrets::showing_ends(), exchange, secret_names())
}

/// The credentials of a request, each with the name of an environment variable to show instead, such as
/// `WECANTRACK_API_KEY`.
pub(super) fn variables_of(record: &Record, route: Route) -> Vec<(String, String)> {
    let Some(api) = route.api else { return Vec::new() };
    let variables = api.schemes.iter().filter_map(|(name, credential)| {
        let bare_token = api.manners.bare_token;
        let value = present(*credential, bare_token, &record.request_headers, &record.uri)?;
        (!value.is_empty()).then(|| (value.into_owned(), variable_name(api.name, name)))
    });
    variables.collect()
}
