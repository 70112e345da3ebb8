//! The result of a judgement.

use std::fmt;

use crate::{Origin, Provenance, Rule};

/// A place where an exchange or a value breaks the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule that is broken.
    pub rule: Rule,
    /// How serious the violation is.
    pub level: Level,
    /// The id of the operation, if one is concerned.
    pub operation: Option<String>,
    /// The place: a JSON pointer into the response body (empty for the whole body), `header:` and a lower-case header
    /// name, `status`, or `target` for the path and query of the request.
    pub pointer: String,
    /// What was found and what the contract says, for the reader.
    pub message: String,
    /// Where the broken part of the contract comes from, if the contract says so.
    pub provenance: Option<Provenance>,
}

/// How serious a violation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The contract is broken.
    Error,
    /// The server differs from the contract, but the contract may be wrong.
    Warning,
}

impl Violation {
    /// A violation with the level of its rule, without operation and provenance.
    pub(crate) fn new(rule: Rule, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: rule.level(),
            operation: None,
            pointer: pointer.into(),
            message: message.into(),
            provenance: None,
        }
    }

    /// Sets the provenance of the broken part.
    pub(crate) fn with_provenance(self, provenance: Option<Provenance>) -> Self {
        Self { provenance, ..self }
    }

    /// The same violation as a warning, because the condition of [`Rule::warning_when`] is met.
    pub(crate) fn into_warning(self) -> Self {
        Self { level: Level::Warning, ..self }
    }

    /// Sets the operation, and the level according to the kind of server.
    pub(crate) fn within(self, operation: Option<&str>, origin: Origin) -> Self {
        let is_inferred = self.provenance.as_ref().is_some_and(Provenance::is_inferred);
        let level = match origin {
            Origin::Sandbox => Level::Error,
            Origin::Foreign if is_inferred && (self.is_semantic() || self.rule == Rule::BodyRequired) => Level::Warning,
            Origin::Foreign => self.level,
        };
        Self { level, operation: operation.map(str::to_owned), ..self }
    }

    fn is_semantic(&self) -> bool {
        matches!(self.rule, Rule::Semantic | Rule::SemanticEvaluation)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

impl fmt::Display for Violation {
    /// One line: level, rule, operation, place and message.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.level, self.rule)?;
        if let Some(operation) = &self.operation {
            write!(formatter, " {operation}")?;
        }
        let place = if self.pointer.is_empty() { "body" } else { &self.pointer };
        let line = format!(" {place}: {}", self.message);
        // A message or field name may contain line breaks.
        line.chars().try_for_each(|character| {
            fmt::Write::write_char(formatter, if character.is_control() { ' ' } else { character })
        })
    }
}
