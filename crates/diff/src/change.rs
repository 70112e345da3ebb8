//! The result of a comparison.

use std::fmt;

/// A change of a document, and what it means for clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The stable id of the rule for this kind of change, for example `response-property-removed`.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// Whether it concerns what clients send or what they receive; `None` if it concerns neither or both.
    pub direction: Option<Direction>,
    /// The operation: its operationId in the old document, or else its method and path (`GET /orders`). `None` for
    /// parts of the whole document, such as servers and security schemes.
    pub operation: Option<String>,
    /// The place in the resolved document: `response 200 body /data/*/status`, `query parameter limit`. Items of an
    /// array are `*`, values of a map are `{key}`, a member of a union is `oneOf(name)`.
    pub place: String,
    /// What has changed, the old value first.
    pub message: String,
    /// What that means for clients.
    pub meaning: &'static str,
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.level, self.rule)?;
        if let Some(operation) = &self.operation {
            write!(formatter, " {operation}")?;
        }
        write!(formatter, " {}: {}", self.place, self.message)
    }
}

/// How much a change matters to clients, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Everything that works goes on working.
    Info,
    /// Some clients break, or lose something without an error.
    Warning,
    /// A client that follows the old document breaks.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// The direction in which a changed part is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Request => "request",
            Self::Response => "response",
        })
    }
}
