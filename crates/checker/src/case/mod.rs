//! Cases: requests with what is expected of their answers.

mod draft;
mod negative;
mod plan;
mod positive;

pub(crate) use draft::{Authentication, Draft};
pub(crate) use plan::{Planner, plan};
pub(crate) use positive::field_names;

/// One request and what is expected of its answer.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// The position of the operation in the document.
    pub(crate) operation: usize,
    /// What the case tries, in stable words: `limit: the largest value`.
    pub(crate) name: String,
    /// The request.
    pub(crate) draft: Draft,
    /// What is expected.
    pub(crate) expectation: Expectation,
}

/// What is expected of the answer to a case, beyond that the contract declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expectation {
    /// The request keeps the contract: it is no client's fault if it fails.
    Taken,
    /// The request breaks the contract at this place: it must be refused.
    Refused {
        /// The place in the request.
        place: String,
        /// Whether what is broken is only a guess of the contract.
        is_inferred: bool,
    },
    /// The request has no credential: it must be refused.
    NoCredential,
    /// The request has a wrong credential: it must be refused.
    WrongCredential,
    /// The path does not know the method.
    UnknownMethod,
    /// The request asks the sandbox for a status.
    Asked(u16),
    /// Nothing; whoever made the request looks at the answer.
    Nothing,
}
