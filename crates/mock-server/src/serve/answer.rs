//! What a handler gives back.

use http::StatusCode;

use crate::store::Event;

/// What a handler gives back: the body of a success, and what the request causes. Nothing has happened yet: the events are recorded
/// before the response is sent, and only if nothing else was recorded since the handler read.
#[derive(Debug)]
pub(crate) struct Answer<T> {
    /// The status, where it is not the operation's usual one.
    pub(crate) status: Option<StatusCode>,
    /// The body.
    pub(crate) body: T,
    /// What the request causes.
    pub(crate) events: Vec<Event>,
}

impl<T> Answer<T> {
    /// A body, and nothing caused.
    pub(crate) fn new(body: T) -> Self {
        Self { status: None, body, events: Vec::new() }
    }

    /// The same answer, which causes an event.
    pub(crate) fn causing(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }
}

impl<T> From<T> for Answer<T> {
    fn from(body: T) -> Self {
        Self::new(body)
    }
}
