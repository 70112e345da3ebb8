//! `/journal/{id}`: a request and its response in full.

use askama::Template;
use trackside_schemas::control::{JournalEntry, JournalExchange, JournalMessage};

use super::exchange_details::ExchangeDetails;
use super::frame::Frame;
use super::mark::{Mark, marks};
use super::rendered;
use crate::prose::{Span, spans};
use crate::{Documents, Site, write};

/// The scripts of the page. What `exchange-page.js` imports is named too, so that a browser asks for all of them at once.
const SCRIPTS: [&str; 5] = ["exchange-page.js", "exchange-actions.js", "samples.js", "page.js", "copy.js"];

#[derive(Template)]
#[template(path = "exchange.html", config = "askama.toml")]
struct Exchange<'p> {
    frame: Frame<'p>,
    entry: &'p JournalEntry,
    details: &'p ExchangeDetails,
    class: u16,
    marks: Vec<Mark>,
    reason: Vec<Span>,
    operation: String,
    /// The operation's page, if it has one.
    reference: Option<String>,
    at: String,
    now: String,
    took: String,
    request_size: String,
    response_size: String,
    events: String,
    removed_events: String,
    problems: Vec<Problem<'p>>,
    messages: [Message<'p>; 2],
}

struct Problem<'p> {
    message: Vec<Span>,
    location: &'p str,
}

struct Message<'p> {
    title: &'static str,
    shown: &'p JournalMessage,
    body: Option<String>,
}

/// The page.
pub fn exchange(site: &Site, documents: &Documents, exchange: &JournalExchange, details: &ExchangeDetails) -> String {
    let entry = &exchange.entry;
    let named = entry.provider.as_deref().zip(entry.operation.as_deref());
    let known = named.filter(|(provider, operation)| documents.operation(provider, operation).is_some());
    rendered(&Exchange {
        frame: Frame::new(site, "journal", format!("Exchange {}", entry.id), &SCRIPTS),
        entry,
        details,
        class: entry.status / 100,
        marks: marks(entry),
        reason: spans(entry.reason.as_deref().unwrap_or_default()),
        operation: match named {
            Some((provider, operation)) => format!("{operation} of {provider}"),
            None => entry
                .provider
                .clone()
                .map_or_else(|| "none".to_owned(), |provider| format!("unknown operation of {provider}")),
        },
        reference: known.map(|(provider, operation)| format!("/reference/{provider}/{operation}")),
        at: entry.at.format("%Y-%m-%d %H:%M:%S%.3f").to_string(),
        now: write::time(entry.now),
        took: write::duration(entry.micros),
        request_size: write::size(entry.request_bytes),
        response_size: write::size(entry.response_bytes),
        events: write::numbers(&entry.events),
        removed_events: write::numbers(&entry.removed_events),
        problems: exchange
            .problems
            .iter()
            .map(|problem| Problem { message: spans(&problem.message), location: &problem.location })
            .collect(),
        messages: [shown("Request", &exchange.request), shown("Response", &exchange.response)],
    })
}

fn shown<'p>(title: &'static str, message: &'p JournalMessage) -> Message<'p> {
    Message { title, shown: message, body: message.body.as_deref().map(|body| write::indented(body).into_owned()) }
}
