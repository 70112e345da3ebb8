//! Which part of the journal is asked for.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StatusFilter;
use crate::declare::DOCUMENTED;

/// Which entries are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct JournalQuery {
    /// Only requests to this provider, or to `control`.
    #[schemars(example = &"wecantrack")]
    #[garde(skip)]
    pub provider: Option<String>,
    /// Only requests to the operation of this id.
    #[schemars(example = &"listTransactions")]
    #[garde(skip)]
    pub operation: Option<String>,
    /// Only answers of this status (`404`) or class of statuses (`4xx`).
    #[garde(skip)]
    pub status: Option<StatusFilter>,
    /// Only entries whose method, address or reason holds this text, in capitals or not.
    #[schemars(example = &"limit")]
    #[garde(skip)]
    pub text: Option<String>,
    /// Only entries before the one of this number: where the next page begins.
    #[garde(range(min = 1))]
    pub before: Option<i64>,
    /// How many entries are listed at most; 100 when it is not given.
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

/// Nothing to choose: `{}`. The body is there so that the call carries a content type, which no form of a foreign page can.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ClearJournalBody {}
