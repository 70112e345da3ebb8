//! The kinds of coverage.

use std::fmt;
use std::str::FromStr;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CoverageKind {
    /// The operations that were answered with a declared status.
    Operations,
    /// The declared statuses that were answered.
    Statuses,
    /// The declared parameters, and fields of JSON bodies, that were sent.
    Parameters,
    /// The declared fields of answers that were there.
    Fields,
    /// The declared values of enumerations that were there.
    Values,
}

impl CoverageKind {
    /// Every kind, in the order of reports.
    pub const ALL: [Self; 5] = [Self::Operations, Self::Statuses, Self::Parameters, Self::Fields, Self::Values];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Statuses => "statuses",
            Self::Parameters => "parameters",
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
        known.ok_or_else(|| format!("{text:?} is none of operations, statuses, parameters, fields and values"))
    }
}
