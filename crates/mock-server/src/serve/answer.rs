//! What a handler returns.

use http::StatusCode;

use crate::store::Event;

/// What a handler returns: the body of a successful response, and the events that the request causes. The events are
/// recorded before the response is sent, and only if nothing else was recorded since the handler ran.
#[derive(Debug)]
pub(crate) struct Answer<T> {
    /// The status, unless it is the operation's usual one.
    pub(crate) status: Option<StatusCode>,
    pub(crate) body: T,
    pub(crate) events: Vec<Event>,
}

impl<T> Answer<T> {
    /// A body without events.
    pub(crate) fn new(body: T) -> Self {
        Self { status: None, body, events: Vec::new() }
    }

    /// The same with one more event.
    pub(crate) fn causing(mut self, event: impl Into<Event>) -> Self {
        self.events.push(event.into());
        self
    }
}

impl<T> From<T> for Answer<T> {
    fn from(body: T) -> Self {
        Self::new(body)
    }
}
