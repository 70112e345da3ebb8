//! `/journal/{id}`: a request and its response in full.

use askama::Template;
use trackside_schemas::control::{JournalEntry, JournalExchange, JournalMessage};

use super::frame::Frame;
use super::rendered;
use crate::prose::{Span, spans};
use crate::{Documents, Site, write};

#[derive(Template)]
#[template(path = "exchange.html", config = "askama.toml")]
struct Exchange<'p> {
    frame: Frame<'p>,
    entry: &'p JournalEntry,
    class: u16,
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
    curl: &'p str,
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
pub fn exchange(site: &Site, documents: &Documents, exchange: &JournalExchange) -> String {
    let entry = &exchange.entry;
    let named = entry.provider.as_deref().zip(entry.operation.as_deref());
    let known = named.filter(|(provider, operation)| documents.operation(provider, operation).is_some());
    rendered(&Exchange {
        frame: Frame::new(site, "journal", format!("Exchange {}", entry.id), &["copy.js"]),
        entry,
        class: entry.status / 100,
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
        curl: &exchange.curl,
        messages: [shown("Request", &exchange.request), shown("Response", &exchange.response)],
    })
}

fn shown<'p>(title: &'static str, message: &'p JournalMessage) -> Message<'p> {
    Message { title, shown: message, body: message.body.as_deref().map(|body| write::indented(body).into_owned()) }
}
