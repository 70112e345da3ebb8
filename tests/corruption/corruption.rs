//! Corruptions.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::message::{Answer, Request};
use crate::stage::Known;
use crate::wire::Piece;

/// An operation of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operation {
    /// The name of the provider, or `control`.
    pub(crate) provider: &'static str,
    /// The id in the provider's document.
    pub(crate) id: &'static str,
}

/// A kind of corruption, and the finding that is expected.
#[derive(Clone, Copy)]
pub(crate) struct Corruption {
    /// A short description.
    pub(crate) name: &'static str,
    /// The operation whose requests or responses are corrupted.
    pub(crate) operation: Operation,
    /// The rule that must catch it.
    pub(crate) rule: &'static str,
    /// A text that must be in the place, message or case of the finding, to tell it from others of the same rule.
    pub(crate) says: &'static str,
    /// The corruption itself.
    pub(crate) effect: Effect,
    /// The id of the operation to check, if it is another one of the same provider.
    pub(crate) checked: Option<&'static str>,
    /// The id of the operation of the finding, if it is another one.
    pub(crate) found_at: Option<&'static str>,
    /// The most cases per operation that the checker runs.
    pub(crate) cases: usize,
    /// The time limit for a response.
    pub(crate) patience: Duration,
    /// Makes the document stricter, if no published document uses the rule.
    pub(crate) stricter: Option<fn(&mut Value)>,
}

/// What a corruption does. The proxy compares messages to see whether something has changed.
#[derive(Clone, Copy)]
pub(crate) enum Effect {
    /// Changes the request before it reaches the sandbox.
    Request(fn(&mut Scene<'_>, &mut Request)),
    /// Changes the JSON body of a successful response.
    Success(fn(&mut Scene<'_>, &mut Value)),
    /// Changes the JSON body of an error response.
    Failure(fn(&mut Scene<'_>, &mut Value)),
    /// Changes the bytes of the body of a successful response.
    Bytes(fn(&mut Vec<u8>)),
    /// Changes any part of a response.
    Answer(fn(&mut Scene<'_>, &mut Answer)),
    /// Changes any part of a response. HEAD gets the headers that GET would get.
    Whole(fn(&mut Scene<'_>, &mut Answer)),
    /// Writes the response itself. The connection ends after the last piece.
    Wire(fn(&mut Scene<'_>, &Answer) -> Vec<Piece>),
    /// Writes the response itself. The connection goes on, unless the response says that it ends.
    Framing(fn(&mut Scene<'_>, &Answer) -> Vec<Piece>),
}

impl Effect {
    /// What is corrupted, in a word.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Success(_) => "success",
            Self::Failure(_) => "failure",
            Self::Bytes(_) => "bytes",
            Self::Answer(_) | Self::Whole(_) => "answer",
            Self::Wire(_) | Self::Framing(_) => "wire",
        }
    }
}

/// What a corruption can use.
pub(crate) struct Scene<'s> {
    /// The request of the checker.
    pub(crate) request: &'s Request,
    /// The number of earlier requests of the operation.
    pub(crate) number: usize,
    /// A value that the corruption can keep; null at first.
    pub(crate) memory: &'s mut Value,
    /// Credentials and values that exist in the sandbox.
    pub(crate) known: &'s Known,
}

/// The default time limit for a response.
const PATIENCE: Duration = Duration::from_secs(30);

/// The number of cases that is enough if every response is affected: plain request, missing and wrong credentials,
/// unknown method, documented example.
const CASES: usize = 5;

impl Corruption {
    /// A corruption that is checked and found at the same operation.
    pub(crate) fn new(
        name: &'static str,
        operation: Operation,
        rule: &'static str,
        says: &'static str,
        effect: Effect,
    ) -> Self {
        Self {
            name,
            operation,
            rule,
            says,
            effect,
            checked: None,
            found_at: None,
            cases: CASES,
            patience: PATIENCE,
            stricter: None,
        }
    }

    /// Checks another operation.
    pub(crate) fn seen_from(self, checked: Operation) -> Self {
        Self { checked: Some(checked.id), ..self }
    }

    /// Expects the finding at another operation.
    pub(crate) fn found_at(self, operation: Operation) -> Self {
        Self { found_at: Some(operation.id), ..self }
    }

    /// Sets the number of cases. Corruptions that do not affect every response need more.
    pub(crate) fn cases(self, cases: usize) -> Self {
        Self { cases, ..self }
    }

    /// Sets the time limit for a response.
    pub(crate) fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Uses a stricter document than the published one.
    pub(crate) fn stricter(self, change: fn(&mut Value)) -> Self {
        Self { stricter: Some(change), ..self }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.provider, self.id)
    }
}
