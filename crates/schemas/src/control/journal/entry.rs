//! What the journal tells of an exchange.

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
    /// How many there are of what.
    pub counts: JournalCounts,
}

/// How much the journal has seen and kept since the start, or since it was cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalCounts {
    /// Requests that came to be noted or left out.
    pub seen: u64,
    /// Entries that it holds now.
    pub kept: u64,
    /// Requests that were counted and not noted, because too many came at once.
    pub left_out: u64,
    /// The most entries that it holds; 0 when it is off.
    pub capacity: u64,
    /// How many requests a second are noted under lasting load; short bursts are noted whole.
    pub notes_per_second: u64,
}

/// A request and its answer, in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalEntry {
    /// Its number: they are counted from 1 in the order of arrival, those that are left out too.
    pub id: u64,
    /// When it arrived, in real time, to the millisecond.
    pub at: DateTime<Utc>,
    /// What time it was in the sandbox.
    pub now: DateTime<Utc>,
    /// The provider's name, or `control`; null when the path belongs to neither.
    pub provider: Option<String>,
    /// The operation's id; null when the path and method are no operation's.
    pub operation: Option<String>,
    /// The method.
    pub method: String,
    /// Path and query as the client sent them. Of credentials only the last four characters are shown.
    pub target: String,
    /// The status of the answer.
    pub status: u16,
    /// How long the answer took, to its last byte, in microseconds.
    pub micros: u64,
    /// The size of the request's body in bytes, as far as it was read.
    pub request_bytes: u64,
    /// The size of the answer's body in bytes, as far as it was sent.
    pub response_bytes: u64,
    /// Why the sandbox refused, failed or changed the answer, in words (the header `x-mock-reason`); null when it did none of these.
    pub reason: Option<String>,
    /// Whether the answer was sent to its end: false when the connection broke or was broken off.
    pub complete: bool,
}

/// A request and its answer in full. Of credentials only the last four characters are shown, wherever they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalExchange {
    /// The exchange in a line.
    pub entry: JournalEntry,
    /// What the client sent.
    pub request: JournalMessage,
    /// What the sandbox answered.
    pub response: JournalMessage,
    /// Where the request departs from the contract.
    pub problems: Vec<JournalProblem>,
    /// A line for a POSIX shell that repeats the request; environment variables stand for credentials.
    pub curl: String,
}

/// Headers and body of a request or an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalMessage {
    /// The headers.
    pub headers: Vec<JournalHeader>,
    /// The body as text; bytes that are no UTF-8 are shown as the replacement character. Null when there was none, or none was read.
    pub body: Option<String>,
    /// Whether the body is longer than what is shown.
    pub truncated: bool,
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

/// Where a request departs from the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalProblem {
    /// `path`, `query` or `body`; `request` when it is about no single field.
    pub location: String,
    /// The name of the parameter or field; null when it is about no single field.
    pub name: Option<String>,
    /// The value that was sent, as it was written; null when there was none.
    pub value: Option<String>,
    /// What was sent and what the contract says, in a sentence: "`limit` is 2000, the contract says at most 1000".
    pub message: String,
}
