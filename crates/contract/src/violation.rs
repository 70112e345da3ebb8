//! What is found.

use std::fmt;

use crate::{Origin, Provenance, Rule};

/// One place where an exchange or a value departs from the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What is broken.
    pub rule: Rule,
    /// How heavily it weighs.
    pub level: Level,
    /// The id of the operation; nothing when no operation is concerned.
    pub operation: Option<String>,
    /// Where: a JSON pointer into the body of the answer (empty for the whole of it), `header:` and the lower-case name of a header,
    /// `status`, or `target` for the request's path and query.
    pub pointer: String,
    /// What was there and what the contract says, for a person.
    pub message: String,
    /// Where the contract has it from, when it says so.
    pub provenance: Option<Provenance>,
}

/// How heavily a violation weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The contract is broken.
    Error,
    /// The contract and the server differ, and the contract may be what is wrong.
    Warning,
}

impl Violation {
    /// An error without operation and provenance.
    pub(crate) fn new(rule: Rule, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: Level::Error,
            operation: None,
            pointer: pointer.into(),
            message: message.into(),
            provenance: None,
        }
    }

    /// The same violation, with the provenance of what it breaks.
    pub(crate) fn with_provenance(self, provenance: Option<Provenance>) -> Self {
        Self { provenance, ..self }
    }

    /// The same violation, found in an answer of the operation, weighed by who answered.
    pub(crate) fn within(self, operation: Option<&str>, origin: Origin) -> Self {
        let guessed = self.is_semantic() && self.provenance.as_ref().is_some_and(Provenance::is_inferred);
        let lenient = origin == Origin::Foreign && (guessed || self.rule == Rule::BodyUnknownField);
        let level = if lenient { Level::Warning } else { Level::Error };
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
        // A message or a field name may hold line breaks of the document or of the body.
        line.chars().try_for_each(|character| {
            fmt::Write::write_char(formatter, if character.is_control() { ' ' } else { character })
        })
    }
}
