//! The credentials of an exchange.

use bytes::Bytes;
use trackside_contract::Exchange;
use trackside_recording::redaction::exchange_secrets;
use trackside_recording::{Secrets, variable_name};

use super::place::{Place, secret_names};
use super::record::Record;
use crate::pipeline::present;

/// The exchange as it is written down, with or without its bodies. The target is the one that the caller sent.
pub(super) fn exchange_of(record: &Record, with_bodies: bool) -> Exchange {
    let body = |bytes: &Bytes| if with_bodies { bytes.clone() } else { Bytes::new() };
    Exchange {
        method: record.method.clone(),
        target: record.address.target.as_str().to_owned(),
        request_headers: record.request_headers.clone(),
        request_body: body(&record.request_body.bytes),
        status: record.status,
        response_headers: record.response_headers.clone(),
        response_body: body(&record.response_body.bytes),
    }
}

/// The secrets of an exchange, which show as their last four characters.
pub(super) fn secrets_of(exchange: &Exchange) -> Secrets {
    exchange_secrets(&Secrets::showing_ends(), exchange, secret_names())
}

/// The credentials of a request, and the names of environment variables that stand for them: `WECANTRACK_API_KEY`.
pub(super) fn variables_of(record: &Record, place: Place) -> Vec<(String, String)> {
    let Some(side) = place.side else { return Vec::new() };
    let variables = side.schemes.iter().filter_map(|(name, credential)| {
        let value = present(*credential, &record.request_headers, &record.uri)?;
        (!value.is_empty()).then(|| (value.into_owned(), variable_name(side.name, name)))
    });
    variables.collect()
}
