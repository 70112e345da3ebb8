//! What a corruption is.

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

/// One kind of corruption, and what has to be found of it.
#[derive(Clone, Copy)]
pub(crate) struct Corruption {
    /// The kind, in words.
    pub(crate) name: &'static str,
    /// Whose requests or answers are corrupted.
    pub(crate) operation: Operation,
    /// The rule that catches it.
    pub(crate) rule: &'static str,
    /// What the finding's place, message or case has to hold: it tells the finding from others of the same rule.
    pub(crate) says: &'static str,
    /// What is done.
    pub(crate) effect: Effect,
    /// The id of the operation that is checked, when it is another one of the same provider.
    pub(crate) checked: Option<&'static str>,
    /// The id of the operation that the finding is about, when it is not the corrupted one.
    pub(crate) found_at: Option<&'static str>,
    /// The most cases per operation that the checker runs.
    pub(crate) cases: usize,
    /// How long the checker waits for an answer.
    pub(crate) patience: Duration,
    /// Makes the document say more than it is published with, where no published document knows the rule.
    pub(crate) stricter: Option<fn(&mut Value)>,
}

/// What a corruption does. None of these says what it has changed: the proxy compares.
#[derive(Clone, Copy)]
pub(crate) enum Effect {
    /// Changes the request on its way to the sandbox.
    Request(fn(&mut Scene<'_>, &mut Request)),
    /// Changes the JSON body of an answer of success.
    Success(fn(&mut Scene<'_>, &mut Value)),
    /// Changes the JSON body of a failure.
    Failure(fn(&mut Scene<'_>, &mut Value)),
    /// Changes the bytes of the body of an answer of success.
    Bytes(fn(&mut Vec<u8>)),
    /// Changes an answer in any of its parts.
    Answer(fn(&mut Scene<'_>, &mut Answer)),
    /// Writes the answer by itself; the connection ends after the last piece.
    Wire(fn(&mut Scene<'_>, &Answer) -> Vec<Piece>),
}

/// What a corruption may look at.
pub(crate) struct Scene<'s> {
    /// The request as the checker sent it.
    pub(crate) request: &'s Request,
    /// How many requests of the operation came before this one.
    pub(crate) number: usize,
    /// What the corruption has noted before; null at first.
    pub(crate) memory: &'s mut Value,
    /// What works at the sandbox.
    pub(crate) known: &'s Known,
}

/// How long the checker waits for an answer unless a corruption is about time.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many cases are enough for what shows in every answer: the plain request, the ones of strangers, and the documented one.
const CASES: usize = 5;

impl Corruption {
    /// A corruption that is checked and found where it is done.
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

    /// The same, with the checker looking at another operation.
    pub(crate) fn seen_from(self, checked: Operation) -> Self {
        Self { checked: Some(checked.id), ..self }
    }

    /// The same, found at another operation.
    pub(crate) fn found_at(self, operation: Operation) -> Self {
        Self { found_at: Some(operation.id), ..self }
    }

    /// The same, with another number of cases: what does not show in every answer takes more of them.
    pub(crate) fn cases(self, cases: usize) -> Self {
        Self { cases, ..self }
    }

    /// The same, with a checker that waits for an answer so long.
    pub(crate) fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The same, by a document that says more than the published one.
    pub(crate) fn stricter(self, change: fn(&mut Value)) -> Self {
        Self { stricter: Some(change), ..self }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.provider, self.id)
    }
}
