//! Where a part of a contract comes from.

use std::fmt;

use serde_json::Value;

/// Where a part of the contract comes from, as stated in its `x-provenance`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// How certain the part is.
    pub source: Source,
    /// Why it was inferred.
    pub reason: Option<String>,
}

/// How certain a part of a contract is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The provider documents it.
    Documented,
    /// Only an example of the provider shows it.
    Example,
    /// The author of the contract inferred it.
    Inferred,
}

impl Provenance {
    /// Parses `{"source": …, "reason"?: …}`; `None` for any other value.
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

    /// Whether it was inferred.
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
