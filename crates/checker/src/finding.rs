//! One departure from the contract, as every report shows it.

use std::fmt;

use serde::Serialize;

/// One departure from the contract.
///
/// The same type serves a checked server, a recording and a comparison of two documents, so that each of them can be written in every
/// format and be accepted by a baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable id of what is broken, for example `body/type` or `pagination/duplicate`.
    pub rule: String,
    /// How heavily it weighs.
    pub level: Level,
    /// The id of the operation; nothing when no operation is concerned.
    pub operation: Option<String>,
    /// Where: a JSON pointer into the body of the answer, `header:NAME`, `status`, `target`, or a place in a document; empty for the whole.
    pub place: String,
    /// What was there and what the contract says, for a person. Holds no secret.
    pub message: String,
    /// The name of the case that brought it to light; nothing where no request was made.
    pub case: Option<String>,
    /// What was sent and what came back; nothing where no request was made.
    pub evidence: Option<Evidence>,
}

/// How heavily a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The contract is broken; the command fails.
    Error,
    /// The contract and the server differ, and the contract may be what is wrong; the command does not fail.
    Warning,
    /// Worth knowing, and harmless.
    Info,
}

/// What was sent and what came back, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// A line for a shell that repeats the request; credentials stand in it as names of environment variables.
    pub curl: String,
    /// The status of the answer; nothing when none came.
    pub status: Option<u16>,
    /// The beginning of the answer's body, as text on one line, cut at about 300 characters.
    pub body: String,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        })
    }
}
