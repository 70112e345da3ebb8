//! The kinds of coverage.

use std::fmt;
use std::str::FromStr;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CoverageKind {
    /// The operations that responded with a declared status.
    Operations,
    /// The declared statuses that were returned.
    Statuses,
    /// The declared parameters and JSON body fields that were sent.
    Parameters,
    /// The declared webhook events of which a delivery was received.
    Events,
    /// The declared fields of responses and payloads that were seen.
    Fields,
    /// The declared enum values that were seen.
    Values,
}

impl CoverageKind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 6] =
        [Self::Operations, Self::Statuses, Self::Parameters, Self::Events, Self::Fields, Self::Values];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Statuses => "statuses",
            Self::Parameters => "parameters",
            Self::Events => "events",
            Self::Fields => "fields",
            Self::Values => "values",
        }
    }
}

impl fmt::Display for CoverageKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for CoverageKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == text);
        known.ok_or_else(|| format!("{text:?} must be operations, statuses, parameters, events, fields or values"))
    }
}
