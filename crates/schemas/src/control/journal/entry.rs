//! The entries of the journal.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::DOCUMENTED;

/// Entries of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalList {
    /// The entries, the newest first.
    pub entries: Vec<JournalEntry>,
    /// How many requests were recorded, and how many were not.
    pub counts: JournalCounts,
}

/// What the journal has recorded since the start, or since it was cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalCounts {
    /// Requests that arrived, recorded or not.
    pub seen: u64,
    /// Entries in the journal now.
    pub kept: u64,
    /// Requests that were counted but not recorded, because too many arrived at once.
    pub left_out: u64,
    /// The most entries that the journal keeps; 0 if it is off.
    pub capacity: u64,
    /// The most requests per second that are recorded under sustained load. Short bursts are recorded completely.
    pub notes_per_second: u64,
}

/// A request and its response, in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalEntry {
    /// Its number, counted from 1 in the order of arrival. Requests that are not recorded count too.
    pub id: u64,
    /// The world that the request selected; null if it was the usual one.
    pub world: Option<String>,
    /// The id of the request (the header `x-request-id`).
    pub request_id: String,
    /// When the request arrived, in real time, to the millisecond.
    pub at: DateTime<Utc>,
    /// The time of the sandbox's clock.
    pub now: DateTime<Utc>,
    /// The provider's name, or `control`; null if the path belongs to neither.
    pub provider: Option<String>,
    /// The operation id; null if no operation has this method and path.
    pub operation: Option<String>,
    /// The method; `-` if a request was refused before there was one, as with a TLS handshake.
    pub method: String,
    /// Path and query as the client sent them, without `/_world/NAME` before them. Credentials are shortened to their last four characters.
    pub target: String,
    /// The status of the response; 499 if the client closed the connection before there was one.
    pub status: u16,
    /// The time until the last byte of the response, in microseconds.
    pub micros: u64,
    /// The size of the request body in bytes, as far as it was read.
    pub request_bytes: u64,
    /// The size of the response body in bytes, as far as it was sent.
    pub response_bytes: u64,
    /// Why the sandbox refused the request or changed the response (the header `x-mock-reason`), and what happened to
    /// the connection; null if there is nothing to say.
    pub reason: Option<String>,
    /// What the sandbox ignored in the request (the header `x-mock-warning`), such as a misspelt parameter; null if there
    /// was nothing.
    pub warning: Option<String>,
    /// The numbers of the events that it caused, oldest first. `GET /events` lists them.
    pub events: Vec<u64>,
    /// The numbers of the events that it removed, oldest first: it undid them, or they were recorded later than the clock,
    /// which was set back, and what it wrote took their place.
    pub removed_events: Vec<u64>,
    /// Whether the whole response was sent; false if the connection was closed or reset before.
    pub complete: bool,
}

/// A request and its response in full. Credentials are shortened to their last four characters everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalExchange {
    /// The exchange in one line.
    pub entry: JournalEntry,
    /// The request.
    pub request: JournalMessage,
    /// The response.
    pub response: JournalMessage,
    /// Where the request breaks the contract.
    pub problems: Vec<JournalProblem>,
    /// A command for a POSIX shell that repeats the request, with environment variables in place of credentials.
    pub curl: String,
}

/// Headers and body of a request or a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalMessage {
    /// The headers.
    pub headers: Vec<JournalHeader>,
    /// The body as text, with replacement characters for bytes that are not UTF-8; null if there was none, or it was
    /// not read.
    pub body: Option<String>,
    /// Whether the body is longer than shown.
    pub truncated: bool,
    /// The content coding, such as `gzip`, of a request body that is shown decoded; null if it is shown as it was sent.
    pub decoded: Option<String>,
}

/// A header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalHeader {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Where a request breaks the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalProblem {
    /// `path`, `query` or `body`; `request` if it is not about a single field.
    pub location: String,
    /// The name of the parameter or field; null if it is not about a single field.
    pub name: Option<String>,
    /// The value as it was sent; null if there was none.
    pub value: Option<String>,
    /// What was sent and what the contract says, in a sentence: "`limit` is 2000, the contract says at most 1000".
    pub message: String,
}
