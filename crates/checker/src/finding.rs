//! Findings.

use std::fmt;

use serde::Serialize;

use crate::RuleId;

/// A place where a server or a document breaks the contract.
///
/// Checks of servers, recordings and documents all report this type, so that every report format and baselines work for
/// each of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule that is broken, for example `body/type` or `pagination/duplicate`.
    pub rule: RuleId,
    pub level: Level,
    /// The id of the operation, if the finding is about one.
    pub operation: Option<String>,
    /// The place: a JSON pointer into the response body, `header:NAME`, `status`, `target`, or a place in a document.
    /// Empty for the whole.
    pub place: String,
    /// What was found and what the contract says, without secrets.
    pub message: String,
    /// The name of the case, if a request was made: the first one, if several have the same cause.
    pub case: Option<String>,
    /// The names of the other cases with the same cause.
    pub other_cases: Vec<String>,
    /// How often it was found.
    pub count: usize,
    /// The request and response, if a request was made.
    pub evidence: Option<Evidence>,
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The contract is broken. The command fails.
    Error,
    /// The server differs from the contract, but the contract may be wrong. The command does not fail.
    Warning,
    /// Worth knowing, and harmless.
    Info,
}

/// A request and its response, without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// A shell command that repeats the request. It has environment variables in place of credentials.
    pub curl: String,
    /// The status of the response, if there was one.
    pub status: Option<u16>,
    /// The start of the response body, on one line, cut after about 300 characters.
    pub body: String,
}

impl From<trackside_contract::Level> for Level {
    fn from(level: trackside_contract::Level) -> Self {
        match level {
            trackside_contract::Level::Error => Self::Error,
            trackside_contract::Level::Warning => Self::Warning,
        }
    }
}

impl From<trackside_diff::Level> for Level {
    fn from(level: trackside_diff::Level) -> Self {
        match level {
            trackside_diff::Level::Error => Self::Error,
            trackside_diff::Level::Warning => Self::Warning,
            trackside_diff::Level::Info => Self::Info,
        }
    }
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
