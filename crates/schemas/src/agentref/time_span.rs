//! From when until when, in the two ways that lists take it.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::DOCUMENTED;

/// From when until when. Both ends are inside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct TimeSpan {
    /// Only what is from this time on.
    #[schemars(example = &"2026-05-01T00:00:00Z", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub start_date: Option<DateTime<Utc>>,
    /// Only what is up to this time.
    #[schemars(example = &"2026-05-31T23:59:59Z", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub end_date: Option<DateTime<Utc>>,
    /// Another name of `startDate`. If both are given, `startDate` counts.
    #[schemars(example = &"2026-05-01T00:00:00Z", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub from: Option<DateTime<Utc>>,
    /// Another name of `endDate`. If both are given, `endDate` counts.
    #[schemars(example = &"2026-05-31T23:59:59Z", extend("x-provenance" = DOCUMENTED))]
    #[garde(skip)]
    pub to: Option<DateTime<Utc>>,
}

impl TimeSpan {
    /// A span that says the same in both ways.
    pub fn between(begins: DateTime<Utc>, ends: DateTime<Utc>) -> Self {
        Self { start_date: Some(begins), end_date: Some(ends), from: Some(begins), to: Some(ends) }
    }

    /// Whether a time is inside.
    pub fn contains(&self, time: DateTime<Utc>) -> bool {
        let (begins, ends) = (self.start_date.or(self.from), self.end_date.or(self.to));
        begins.is_none_or(|begins| begins <= time) && ends.is_none_or(|ends| time <= ends)
    }
}
