//! Where a part of a contract comes from.

use std::fmt;

use serde_json::Value;

/// Where a fact of the contract comes from, as its `x-provenance` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// How sure the author of the contract is.
    pub source: Source,
    /// What led to the conclusion, when the fact is inferred.
    pub reason: Option<String>,
}

/// How sure the author of a contract is of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The provider states it.
    Documented,
    /// Only an example of the provider shows it.
    Example,
    /// The author of the contract concluded it.
    Inferred,
}

impl Provenance {
    /// Reads `{"source": …, "reason"?: …}`; nothing when the value says something else.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let source = match value.get("source")?.as_str()? {
            "documented" => Source::Documented,
            "example" => Source::Example,
            "inferred" => Source::Inferred,
            _ => return None,
        };
        let reason = value.get("reason").and_then(Value::as_str).map(str::to_owned);
        Some(Self { source, reason })
    }

    /// Whether the fact was only inferred.
    pub fn is_inferred(&self) -> bool {
        self.source == Source::Inferred
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Documented => "documented",
            Self::Example => "example",
            Self::Inferred => "inferred",
        })
    }
}
