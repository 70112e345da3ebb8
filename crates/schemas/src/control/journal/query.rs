//! The parameters of requests to the journal.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StatusFilter;
use crate::declare::DOCUMENTED;

/// Which entries to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalQuery {
    /// Only requests to the named world with this name. A named world lists its own in any case.
    #[schemars(example = &"worker-3")]
    #[garde(skip)]
    pub world: Option<String>,
    /// Only requests to this provider, or to `control`.
    #[schemars(example = &"wecantrack")]
    #[garde(skip)]
    pub provider: Option<String>,
    /// Only requests to the operation with this id.
    #[schemars(example = &"listTransactions")]
    #[garde(skip)]
    pub operation: Option<String>,
    /// Only responses with this status (`404`) or class of statuses (`4xx`).
    #[garde(skip)]
    pub status: Option<StatusFilter>,
    /// Only entries whose method, path, query, reason or world contains this text. Ignores case.
    #[schemars(example = &"limit")]
    #[garde(skip)]
    pub text: Option<String>,
    /// Only entries before the one with this number. Gives the next page.
    #[garde(range(min = 1))]
    pub before: Option<i64>,
    /// The most entries to list; 100 by default.
    #[schemars(extend("default" = 100))]
    #[garde(range(min = 1, max = 1000))]
    pub limit: Option<i64>,
}

/// Which exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct GetExchangePath {
    /// Its number.
    #[schemars(example = 7)]
    #[garde(range(min = 1))]
    pub id: i64,
}

/// Always `{}`. The body makes the content type JSON, which a form on a foreign page cannot send.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "JournalConfirmation", extend("x-provenance" = DOCUMENTED))]
pub struct ClearJournalBody {}
