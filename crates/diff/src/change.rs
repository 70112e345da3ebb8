//! What a comparison finds.

use std::fmt;

/// One change of a document and what it means for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The stable id of the rule that knows this kind of change, for example `response-property-removed`.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// Whether it concerns what clients send or what they receive; nothing where it concerns neither or both.
    pub direction: Option<Direction>,
    /// The operation it concerns: its operationId in the old document, else method and path (`GET /orders`). Nothing for what belongs to the whole
    /// document, as servers and security schemes do.
    pub operation: Option<String>,
    /// Where it is in the resolved shape: `response 200 body /data/*/status`, `query parameter limit`. Items of a list are `*`, values of a map
    /// are `{key}`, a member of a union is `oneOf(name)`.
    pub place: String,
    /// What changed, old before new.
    pub message: String,
    /// What that means for a client.
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
    /// Nothing that works stops to work.
    Info,
    /// Some clients break, or lose something without an error.
    Warning,
    /// A client that kept to the old document breaks.
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

/// Which way a changed part travels.
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
